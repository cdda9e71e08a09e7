/** Words of the planner's page about shortages to come, in German. */
import type { plan as en } from './plan.en.js';

export const plan: Record<keyof typeof en, string> = {
  'console.short': 'Engpässe',
  'console.short.title': 'Was wahrscheinlich knapp wird',
  'console.short.headline': '{skill} wird {all, select, yes {in der ganzen Firma} other {in {cell}}} innerhalb von {ahead} Freigaben wahrscheinlich knapp',
  'console.short.calm': 'Kein Mangel dieser Größe ist wahrscheinlich',
  'console.short.untold': 'Was wahrscheinlich knapp wird, lässt sich noch nicht sagen',
  'console.short.why': 'Wahrscheinlichkeit, dass mindestens {people} Menschen fehlen: {chance}. Es fehlen: {range} (95 %).',
  'console.short.lead': 'Angenommen ist, dass der Bedarf bleibt, wie er ist. Das zeigt, wo man hinsehen sollte; ein Mensch entscheidet.',
  'console.short.people': 'Mindestens so viele Menschen fehlen',
  'console.short.list': 'Das Wahrscheinlichste zuerst',
  'console.short.caption': 'Fähigkeiten und Orte mit den Menschen, die fehlen werden, und wie wahrscheinlich das ist',
  'console.short.more': 'Weniger wahrscheinliche, die nicht in der Liste stehen: {count}.',
  'console.short.missing': 'Es fehlen (95 %)',
  'console.short.spare': 'keine: {people} übrig',
  'console.short.demand': 'Verlangt',
  'console.short.chance': 'Wahrscheinlichkeit',
  'console.short.unknown': 'Zu wenig Daten: {count}',
  'console.short.nothing': 'Dafür braucht es einige freigegebene Antworten auf „Welche Fähigkeiten haben die Menschen“ in dieser Aufteilung.',
};
