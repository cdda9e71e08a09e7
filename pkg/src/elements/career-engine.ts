/** What mentors and the card need of an engine beside what every element does. */
import type { MentorRow } from '../types.js';
import type { ElementEngine } from './opening.js';

/** The part of `Engine` that these two elements use. */
export interface CareerEngine extends ElementEngine {
  mentors(): Promise<MentorRow[]>;
}
