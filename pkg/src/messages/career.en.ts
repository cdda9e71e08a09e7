/** English words of mentors and of the card. They come with those elements, so that nobody else loads them. */
export const careerEn = {
  'mentors.title': 'Mentors',
  'mentors.lead': 'Colleagues who offered to help with what you want to learn. Matched in this browser; nobody is told.',
  'mentors.empty.title': 'No mentor for what you want to learn',
  'mentors.empty.text': 'Choose a goal, or add a skill you would like to have: then you see who offered to help with it.',
  'mentors.meeting': '{time} a meeting',
  'mentors.helps': 'Helps you with',

  'card.title': 'A card to raise your hand',
  'card.lead': 'You decide what is on it, and you hand it over yourself. Nothing is sent from here and nothing of it is kept.',
  'card.for': 'What is it for?',
  'card.other': 'something else',
  'card.name': 'Your name',
  'card.skills': 'What you want to show',
  'card.none': 'Nothing is known of you here yet. You can still write a card.',
  'card.level': 'Level of {skill}',
  'card.noLevel': 'no level',
  'card.more': 'All your skills',
  'card.note': 'What you would like to say',
  'card.whole': 'This is all that is on the card',
  'card.empty': 'Nothing yet.',
  'card.hand': 'I raise my hand for: {title}',
  'card.own': 'Levels are the person’s own words, out of 5.',
  'card.save': 'Download the card',
  'card.print': 'Print it',
  'card.saved': 'The card is in your downloads. It has not been sent to anybody.',
} satisfies Record<string, string>;

/** Every key that a language has to have. */
export type CareerKey = keyof typeof careerEn;
