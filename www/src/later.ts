/** Brings the words of the screens past the first; each of those imports it. */
import { laterEn } from './messages/later.en.js';
import { addMessages } from './words.js';

addMessages('en', laterEn);
