/** The portal's own words in English that stand on the first screen and around every other. What the elements say is in the package's catalogue. ICU MessageFormat. */
import type { laterEn } from './later.en.js';

export const en = {
  'portal.title': '{name} · Skillkeep',
  'portal.demo': 'Sample company. One process plays both aggregators here, so nothing in this demo is private from its operator.',
  'portal.offline': 'You are offline. Everything here goes on working; it all happens in this browser.',
  'portal.skip': 'Skip to the content',
  'portal.nav': 'Main',
  'portal.nav.steps': 'Next steps',
  'portal.nav.skills': 'My skills',
  'portal.nav.roles': 'Roles and gigs',
  'portal.nav.import': 'Import',
  'portal.nav.leaves': 'What leaves',
  'portal.nav.data': 'Your data',
  'portal.nav.history': 'What you did here',
  'portal.requests': '{count, plural, one {1 request} other {# requests}} since this page opened',
  'portal.requests.short': '{count, plural, one {1 request} other {# requests}}',
  'portal.update': 'A newer version of this page is ready.',
  'portal.update.go': 'Use it now',
  'portal.foot': '{company}. Your profile is worked out and kept in this browser.',
  'portal.printed': '{company}, {day}. Made by me, in my browser, from what I did. Levels are best guesses, with where they likely lie.',
  'portal.foot.vendor': 'For engineers: embed it',
  'portal.wait': 'One moment …',
  'portal.again': 'Try again',
  'portal.wrong': 'That did not work',
  'portal.closed': 'Your profile could not be opened',
  'portal.undo': 'Undo',
  'portal.undone': 'Taken back.',
  'portal.choose': 'Choose …',

  'portal.level': 'level {mean} of 5, likely between {low} and {high}',
  'portal.level.need': '(your goal needs {need})',

  'portal.steps.title': '{count, plural, =0 {No step right now} one {One next step} =2 {Two next steps} =3 {Three next steps} other {# next steps}}',
  'portal.steps.from': '{count, plural, one {Chosen in this browser from one thing you did.} other {Chosen in this browser from # things you did.}}',
  'portal.steps.empty': 'Good places to begin, whoever you are. They become yours once this browser knows something about what you do.',
  'portal.steps.goal': 'You asked to become',
  'portal.steps.gap': '; {count, plural, one {the gap is one skill, {time}.} other {the gap is # skills, {time}.}}',
  'portal.steps.nogap': '; nothing essential is missing.',
  'portal.skills.mine': 'My skills',
  'portal.skills.all': 'all {count, number}',
  'portal.skills.none': 'Nothing here yet. Bring in what you did: an export of your learning records, a git log, a table, a CV or a note. It is read here and goes nowhere.',
  'portal.skills.legend': 'The dot is our best guess, the bar where it may lie, the mark what your goal needs. Hollow: inferred. Solid: you said so.',
  'portal.left.short': 'Your profile, and all it was made of, stays here. {count, plural, =0 {This page has asked the network for nothing since it opened.} one {This page has asked the network once since it opened.} other {This page has asked the network # times since it opened.}}',
  'portal.left.check': 'Check it',

  'portal.welcome': 'Where do you work?',
  'portal.welcome.why': 'Your employer knows the first two already. All three can be skipped, and changed later.',
  'portal.welcome.function': 'Function',
  'portal.welcome.region': 'Region',
  'portal.welcome.goal': 'A role you would like (optional)',
  'portal.welcome.nogoal': 'No goal for now',
  'portal.welcome.save': 'Save',
  'portal.welcome.skip': 'Skip',
  'portal.welcome.saved': 'Saved. Your steps follow it.',
  'portal.welcome.later': 'Fine. Where you work is under “Your data”, a goal under “Roles and gigs”.',

  'portal.import.first': 'Bring something in',

  'portal.left.title': 'What stays in this browser',
  'portal.may.yes': '{days, plural, one {for one day} other {for # days}}',
  'portal.may.years': '{years, plural, one {for one year} other {for # years}}',
} satisfies Record<string, string>;

/** Every key that a language has to have. */
export type PortalKey = keyof typeof en | keyof typeof laterEn;
