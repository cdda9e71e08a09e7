/** Words of the planner's page about shortages to come, in English. */
export const plan = {
  'console.short': 'Shortfalls',
  'console.short.title': 'What is likely to run short',
  'console.short.headline': '{skill} is likely to run short {all, select, yes {in the whole company} other {in {cell}}} within {ahead} releases',
  'console.short.calm': 'No shortage of that size is likely',
  'console.short.untold': 'What is likely to run short cannot be told yet',
  'console.short.why': 'Probability that at least {people} people are missing: {chance}. Missing: {range} (95 %).',
  'console.short.lead': 'Demand is taken to stay as it is. This says where to look; a person decides.',
  'console.short.people': 'At least so many people missing',
  'console.short.list': 'The likeliest first',
  'console.short.caption': 'Skills and places with the people who will be missing, and how probable that is',
  'console.short.missing': 'Missing (95 %)',
  'console.short.spare': 'none: {people} to spare',
  'console.short.demand': 'Asked for',
  'console.short.chance': 'Probability',
  'console.short.unknown': 'Not enough data: {count}',
  'console.short.nothing': 'This needs at least a few released answers to “which skills do people hold” over this partition.',
};
