/** The message catalogue: `format` speaks, `en` and `errors.en` are the words, `pseudo` disguises them for tests; other languages are fetched by `loadMessages` when one is asked for. Pages add keys with `addMessages`. */
export { addMessages, direction, messages, Messages, t } from './format.js';
export { languages, loadMessages } from './languages.js';
export type { Args, DayStyle, ErrorWords } from './format.js';
