/** What the pages about leaving need of an engine beside what every element does. */
import type { AboutView, LeavesView } from '../types.js';
import type { ElementEngine } from './opening.js';

/** Where the report of the period stands. */
export interface Outbox {
  /** off: the host did not switch sending on. idle: nothing to send. due: made by itself at `at`. waiting: made, not all taken yet. */
  state: 'off' | 'idle' | 'due' | 'waiting' | 'sending';
  period: string | null; done: number; of: number; refused: number;
  /** When it is made by itself; milliseconds since 1970. */
  at: number | null;
  problem: string | null;
  /** The browser asks for Global Privacy Control, so nothing is made. */
  gpc: boolean;
}

/** One answer, sealed: the whole report and the half of each party, byte for byte. */
export interface SealedTask { measure: string; cell: string; task: string; report: Uint8Array; leader: Uint8Array; keeper: Uint8Array; state: 'trial' | 'waiting' | 'taken' | 'refused'; problem: string | null }

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
