/** Charts as functions: data and finished words in, a drawing out. `level` draws what stands in a row, `fan` the fading curve; their colours are in the theme. */
export { lie, waterfall } from './level.js';
export type { Lie } from './level.js';
export { fan } from './fan.js';
export type { Fan, Happened, Point } from './fan.js';
