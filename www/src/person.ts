import type { Server } from './server.js';

/**
 * Who sits here. In a company the portal's login says it; here the browser remembers it. `subject` only names the local store
 * and never leaves. Function and region are what the employer knows already.
 */
export interface Person { cell: { function: string; region: string } | null; welcomed: boolean; me: string[]; /** BCP 47; empty: the browser's own. */ language: string; /** How much of a surprise the steps may be, 0 to 1. */ surprise: number; /** What the server said of itself the last time. */ server: Server | null }

const KEY = 'skillkeep.portal';
const nobody: Person = { cell: null, welcomed: false, me: [], language: '', surprise: 0, server: null };

/** What this browser remembers; a private window or a blocked storage remembers nothing, and that is no error. */
export function recall(): Person {
  try { return { ...nobody, ...JSON.parse(localStorage.getItem(KEY) ?? '{}') as Partial<Person> }; } catch { return nobody; }
}
export function remember(change: Partial<Person>): void {
  try { localStorage.setItem(KEY, JSON.stringify({ ...recall(), ...change })); } catch { /* Then it is asked again next time. */ }
}
export function forget(): void {
  try { localStorage.removeItem(KEY); } catch { /* Nothing was kept. */ }
}
