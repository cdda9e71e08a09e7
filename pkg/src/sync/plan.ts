/** A due report is made this long into a visit, drawn anew each time: when somebody opens a page tells nothing of a report. */
const FIRST_MS = 60_000;
const LAST_MS = 10 * 60_000;
const BACKOFF_MS = 30_000;
const LONGEST_MS = 60 * 60_000;

/** Uniform on [0, 1). */
function uniform(): number {
  return (crypto.getRandomValues(new Uint32Array(1))[0] ?? 0) / 2 ** 32;
}

/** Milliseconds until a due report is made. @internal */
export function drawDelay(): number {
  return FIRST_MS + uniform() * (LAST_MS - FIRST_MS);
}

/**
 * Milliseconds until the next try after `tries` that failed: doubles, between half and one and a half of it so that not all
 * come back at once, at most about an hour; never before the server asked for. @internal
 */
export function backoff(tries: number, asked: number): number {
  return Math.max(Math.min(BACKOFF_MS * 2 ** tries, LONGEST_MS) * (0.5 + uniform()), Math.min(asked, LONGEST_MS));
}
