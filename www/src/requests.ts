import { countRequests, type RequestCount } from 'skillkeep';

/**
 * What this page and its engine asked the network for. The files a page needs to open are told apart: the count starts when
 * the screens are here. Everything after that shows, whoever caused it.
 */
let count: RequestCount | null = null;
let files = 0;
const listeners = new Set<() => void>();
const tell = (): void => { for (const listener of listeners) listener(); };

/** From now on every request counts. */
export function startCounting(): void {
  if (count) return;
  files = performance.getEntriesByType('resource').filter(({ name }) => /^https?:/.test(name)).length + 1;
  count = countRequests();
  count.subscribe(tell);
  tell();
}
/** Addresses asked for since then, oldest first. */
export const requests = (): readonly string[] => count?.urls ?? [];
/** How many files the page loaded to open, itself included. */
export const ownFiles = (): number => files;
/** Tells about every change; returns the way to stop. */
export function onRequests(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
