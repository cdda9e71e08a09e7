/** German words of mentors and of the card, in the du-form. Every key of the English ones, or it does not compile. */
import type { CareerKey } from './career.en.js';

export const careerDe: Record<CareerKey, string> = {
  'mentors.title': 'Mentoring',
  'mentors.lead': 'Kolleginnen und Kollegen, die bei dem helfen wollen, was du lernen möchtest. In diesem Browser verglichen; niemand erfährt davon.',
  'mentors.empty.title': 'Niemand für das, was du lernen möchtest',
  'mentors.empty.text': 'Wähle ein Ziel, oder füge eine Fähigkeit hinzu, die du gern hättest: dann siehst du, wer dabei helfen will.',
  'mentors.meeting': '{time} je Treffen',
  'mentors.helps': 'Hilft dir bei',

  'card.title': 'Eine Karte, um dich zu melden',
  'card.lead': 'Du entscheidest, was darauf steht, und gibst sie selbst weiter. Von hier wird nichts gesendet und nichts davon aufgehoben.',
  'card.for': 'Wofür ist sie?',
  'card.other': 'etwas anderes',
  'card.name': 'Dein Name',
  'card.skills': 'Was du zeigen möchtest',
  'card.none': 'Noch ist hier nichts über dich bekannt. Eine Karte kannst du trotzdem schreiben.',
  'card.level': 'Stufe von {skill}',
  'card.noLevel': 'keine Stufe',
  'card.more': 'Alle deine Fähigkeiten',
  'card.note': 'Was du dazu sagen möchtest',
  'card.whole': 'Das ist alles, was auf der Karte steht',
  'card.empty': 'Noch nichts.',
  'card.hand': 'Ich melde mich für: {title}',
  'card.own': 'Die Stufen sind eigene Angaben, von 5.',
  'card.save': 'Karte herunterladen',
  'card.print': 'Drucken',
  'card.saved': 'Die Karte ist in deinen Downloads. Sie wurde niemandem gesendet.',
};
