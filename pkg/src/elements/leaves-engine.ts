/** What the pages about leaving need of an engine beside what every element does. */
import type { AboutView, LeavesView, Outbox, SealedTask } from '../types.js';
import type { ElementEngine } from './opening.js';

/** The part of `Engine` that these two elements use. */
export interface LeavesEngine extends ElementEngine {
  leaves(): Promise<LeavesView>;
  about(): Promise<AboutView>;
  outbox(): Promise<Outbox>;
  letAnswer(measure: string, on: boolean): Promise<void>;
  sendNothing(nothing: boolean): Promise<void>;
  sayGroup(attribute: string, option: string | null): Promise<void>;
  send(): Promise<Outbox>;
  sealed(period: string | null): Promise<SealedTask[]>;
}

/** All that the page is drawn from. */
export interface Leaving { view: LeavesView; about: AboutView; outbox: Outbox }

/** Asks for all of it at once. */
export async function askLeaving(engine: LeavesEngine): Promise<Leaving> {
  const [view, about, outbox] = await Promise.all([engine.leaves(), engine.about(), engine.outbox()]);
  return { view, about, outbox };
}
