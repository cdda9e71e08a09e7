/** Small charts that stand in a row of a list: where a level lies, how well a role fits, and one step of a waterfall. */
import { nothing, svg, html, type TemplateResult } from 'lit';

/** A best guess on 0..1 of the track, where it may lie, and what is needed. */
export interface Lie { mean: number; low: number; high: number; need?: number | null; mark?: 'open' | 'solid' | 'con' }

const clip = (x: number): number => Math.min(1, Math.max(0, Number.isFinite(x) ? x : 0));
const x = (share: number): string => (8 + clip(share) * 124).toFixed(1);

/** The dot in its bar. `name` is what is read instead of the drawing; null draws an empty track. */
export function lie(name: string, at: Lie | null, need: number | null = at?.need ?? null): TemplateResult {
  return html`<svg class="flip lie ${at?.mark === 'open' ? 'open' : at?.mark === 'con' ? 'con' : ''}" viewBox="0 0 140 20" role="img" aria-label=${name} part="chart">
    <title>${name}</title>
    <line class="track" x1="8" x2="132" y1="10" y2="10"></line>
    ${at ? svg`<line class="whisk" x1=${x(at.low)} x2=${x(at.high)} y1="10" y2="10"></line>` : nothing}
    ${need === null ? nothing : svg`<path class="mark" d=${`M${Number(x(need)) - 4} 0h8l-4 7z`}></path>`}
    ${at ? svg`<circle class="dot" cx=${x(at.mean)} cy="10" r="5"></circle>` : nothing}
  </svg>`;
}

/** From one running sum to the next, on a scale the whole table shares. */
export function waterfall(name: string, from: number, to: number, scale: { low: number; high: number }, kind: 'base' | 'step' | 'gone'): TemplateResult {
  const at = (value: number): number => 4 + ((value - scale.low) / (scale.high - scale.low || 1)) * 132;
  const [a, b] = [at(from), at(to)].sort((p, q) => p - q) as [number, number];
  return html`<svg class="flip fall" viewBox="0 0 140 16" role="img" aria-label=${name} part="chart">
    <title>${name}</title>
    <line class="axis" x1=${at(from).toFixed(1)} x2=${at(from).toFixed(1)} y1="0" y2="16"></line>
    <rect class=${kind === 'step' ? (to < from ? 'down' : 'up') : kind} x=${a.toFixed(1)} y="3" width=${Math.max(1.5, b - a).toFixed(1)} height="10" rx="2"></rect>
  </svg>`;
}
