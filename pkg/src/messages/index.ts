/** The message catalogue: `format` speaks, `en` and `errors.en` are the words, `pseudo` disguises them for tests. Pages add keys with `addMessages`. */
export { addMessages, direction, messages, Messages, t } from './format.js';
export type { Args, DayStyle, ErrorWords } from './format.js';
