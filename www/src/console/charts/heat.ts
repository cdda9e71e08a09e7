/** What a cell of the gaps' grid says and how dark it is. Words carry the meaning; the colour only helps to find them. */
import type { Gap } from '../types.js';
import { between, number, say } from '../words.js';

export interface HeatCell { tone: 'nd' | 'even' | 'none' | 's1' | 's2' | 'g1' | 'g2' | 'g3'; word: string; range: string; long: string }

const whole = (value: number): string => number(Math.round(Math.abs(value)));
/** A cell of a skill that nobody's role asks for. */
const idle = (gap: Gap): HeatCell => ({ tone: 'none', word: say('console.gap.idle'), range: '', long: say('console.gap.idle.long', { people: number(Math.round(gap.supply)) }) });

/** Short or spare only where the interval says so; else it may be either. */
export function heat(gap: Gap | null): HeatCell {
  if (gap === null || gap.notEnough) return { tone: 'nd', word: say('console.gap.nothing'), range: '', long: say('console.gap.nothing.long') };
  if (gap.demand <= 0) return idle(gap);
  const { low, high } = gap.shortageInterval;
  const share = Math.abs(gap.shortage) / Math.max(1, gap.demand);
  if (low !== null && Math.round(low) > 0) {
    const range = between({ low: Math.round(low), high: high === null ? null : Math.round(high) }, whole);
    return { tone: share > 0.5 ? 'g3' : share > 0.2 ? 'g2' : 'g1', word: say('console.gap.short', { people: whole(gap.shortage) }), range, long: say('console.gap.short.long', { range }) };
  }
  if (high !== null && Math.round(high) < 0) {
    const range = between({ low: Math.round(-high), high: low === null ? null : Math.round(-low) }, whole);
    return { tone: share > 0.5 ? 's2' : 's1', word: say('console.gap.spare', { people: whole(gap.shortage) }), range, long: say('console.gap.spare.long', { range }) };
  }
  const ends = { short: whole(Math.max(0, high ?? 0)), spare: whole(Math.min(0, low ?? 0)) };
  return { tone: 'even', word: say('console.gap.even'), range: say('console.gap.even.range', ends), long: say('console.gap.even.long', ends) };
}
