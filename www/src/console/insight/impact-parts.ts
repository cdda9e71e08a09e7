/** What the impact screens share: levels with a sign, the scale around nothing, the way to the report. */
import { html, type TemplateResult } from 'skillkeep/lit';
import type { Scale } from '../charts/interval.js';
import { between, number, percent, say, two } from '../words.js';
import type { Check, KeyFigure, Within } from './impact-types.js';

/** "+0.21", "−0.05" */
export const levels = (value: number): string => `${value >= 0.005 ? '+' : ''}${two(Math.abs(value) < 0.005 ? 0 : value)}`;
/** From `-most` over nothing to `most`, rounded up to a tenth. */
export function around(values: readonly number[]): Scale {
  const most = Math.max(0.1, Math.ceil(Math.max(0, ...values.map(Math.abs)) * 10) / 10);
  return { at: (value) => (value + most) / (2 * most), ticks: [-most, 0, most] };
}
/** A figure's number in its unit. */
export const shown = (unit: KeyFigure['unit'], sign = false) => (value: number): string => {
  const plus = sign && value > 0 ? '+' : '';
  if (unit === 'share') return sign ? `${plus}${say('console.key.points', { points: number(value * 100, 1) })}` : percent(value);
  return `${plus}${unit === 'months' ? say('console.key.months', { months: number(value, 0) }) : two(value)}`;
};
/** The value, and its interval in grey. */
export const withIn = ({ value, interval }: Within, show: (value: number) => string): TemplateResult => html`<b>${show(value)}</b> <span class="muted">${between(interval, show)}</span>`;
/** "p = 0.43" */
export const p = ({ p: value }: Check): string => value < 0.001 ? say('console.impact.p.least') : say('console.impact.p', { p: number(value, 3) });
/** The report opens beside the console: it has no way back of its own. */
export const toReport = (): TemplateResult => html`<a class="button" href="/insight/console/impact/report?lang=${document.documentElement.lang}" target="_blank" rel="noopener">${say('console.impact.report')}</a>`;
