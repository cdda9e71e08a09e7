/** A value with its interval on one line, drawn so that rows of a table share one scale. */
import { html, nothing, svg, type TemplateResult } from 'skillkeep/lit';
import type { Interval } from '../types.js';

/** From values to 0..1 of the line. */
export interface Scale { at: (value: number) => number; ticks: readonly number[] }

/** From nothing to `most`. */
export function shares(most: number): Scale {
  const top = [0.1, 0.2, 0.4, 0.6, 0.8].find((each) => most <= each) ?? 1;
  return { at: (value) => value / top, ticks: [0, top / 2, top] };
}
/** Ratios: half is as far from one as double. */
const FAR = Math.log(2.6);
export const ratios: Scale = { at: (value) => value <= 0 ? -1 : (Math.log(value) + FAR) / (2 * FAR), ticks: [0.5, 0.8, 1, 1.25, 2] };

const [width, pad] = [220, 10];
const clip = (share: number): number => Math.min(1, Math.max(0, share));
const x = (share: number): string => (pad + clip(share) * (width - 2 * pad)).toFixed(1);

/** What a row draws. `value` null: there is nothing to say yet. */
export interface Row { title: string; desc: string; value: number | null; interval: Interval | null; scale: Scale; line?: number | undefined; one?: boolean; tone?: 'plain' | 'bad' | 'open' }

/** An arrow where the interval goes past the scale's end. */
const arrow = (side: 1 | -1): TemplateResult => {
  const end = side < 0 ? pad - 6 : width - pad + 6;
  return svg`<path class="beyond" d=${`M${end} 12l${-6 * side} -4v8z`}></path>`;
};

let made = 0;
/** The row: a track, the interval, a dot, and a dashed line that it is held against. */
export function interval(row: Row): TemplateResult {
  const { scale, value } = row;
  const id = `interval-${++made}`;
  const low = row.interval ? scale.at(row.interval.low ?? -Infinity) : 0;
  const high = row.interval ? scale.at(row.interval.high ?? Infinity) : 0;
  return html`<svg class="interval flip ${row.tone ?? ''}" viewBox="0 0 ${width} 24" role="img" tabindex="0" aria-labelledby="${id}-t ${id}-d">
    <title id="${id}-t">${row.title}</title><desc id="${id}-d">${row.desc}</desc>
    ${scale.ticks.map((tick) => svg`<line class="axis" x1=${x(scale.at(tick))} x2=${x(scale.at(tick))} y1="3" y2="21"></line>`)}
    ${value === null ? svg`<rect class="nothing" x=${pad} y="7" width=${width - 2 * pad} height="10" rx="5"></rect>` : svg`<line class="track" x1=${pad} x2=${width - pad} y1="12" y2="12"></line>`}
    ${value !== null && row.interval ? svg`<line class="whisk" x1=${x(low)} x2=${x(high)} y1="12" y2="12"></line>${low < 0 ? arrow(-1) : nothing}${high > 1 ? arrow(1) : nothing}` : nothing}
    ${row.line === undefined ? nothing : svg`<line class="need" x1=${x(scale.at(row.line))} x2=${x(scale.at(row.line))} y1="0" y2="24"></line>`}
    ${value === null ? nothing : svg`<circle class="dot" cx=${x(scale.at(value))} cy="12" r="5"></circle>`}
  </svg>`;
}

/** The scale's numbers, above a column of rows; `marked` is said in the colour of the line. */
export function ruler(scale: Scale, show: (tick: number) => string, marked?: number): TemplateResult {
  return html`<svg class="interval flip ruler" viewBox="0 0 ${width} 16" aria-hidden="true">${scale.ticks.map((tick) => svg`<text class=${tick === marked ? 'warmtext' : ''} x=${x(scale.at(tick))} y="12" text-anchor="middle">${show(tick)}</text>`)}</svg>`;
}
