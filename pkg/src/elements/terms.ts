/** Why a step stands where it stands: the engine's factors as points that add up, in a table with a drawing beside each row. */
import { html, type TemplateResult } from 'lit';
import { waterfall } from '../charts/index.js';
import type { Messages } from '../messages/index.js';
import type { Step } from '../types.js';

/**
 * Takes a product apart into shares that add up to it: each factor gets `L * ln(factor)` of the way from 1 to the product, `L` being their
 * logarithmic mean (the LMDI decomposition of Ang, 2004). Exact, whatever the order, and a factor of 1 gets nothing.
 */
export function shares(factors: readonly number[]): number[] {
  const product = factors.reduce((all, factor) => all * factor, 1);
  const log = Math.log(product);
  const mean = Math.abs(log) < 1e-9 ? 1 : (product - 1) / log;
  return factors.map((factor) => mean * Math.log(factor));
}

/** From 100 points, where every step starts, to the points of this one. Each row prints the difference of two rounded sums, so that what is printed adds up. */
export function termsTable(m: Messages, step: Step): TemplateResult {
  const adds = shares(step.terms.map((term) => term.value));
  const sums = [1];
  for (const share of adds) sums.push((sums[sums.length - 1] ?? 0) + share);
  const round = (at: number): number => Math.round((sums[at] ?? 0) * 1000) / 10;
  const scale = { low: Math.min(0, ...sums), high: Math.max(...sums) };
  const last = sums.length - 1;
  const row = (name: string, points: string, note: string, from: number, to: number, kind: 'base' | 'step', look = ''): TemplateResult => html`<tr class=${look} part="term"><th scope="row">${name}</th><td class="num">${points}</td><td class="fallcol">${waterfall(`${name}: ${points}`, from, to, scale, kind)}</td><td class="num muted factor">${note}</td></tr>`;
  return html`<div class="scroll"><table class="terms" part="terms">
    <thead><tr><th scope="col">${m.t('why.col')}</th><th scope="col" class="num">${m.t('why.colPoints')}</th><th scope="col" class="fallcol"><span class="hide">${m.t('why.colSum')}</span></th><th scope="col" class="num factor">${m.t('why.colFactor')}</th></tr></thead>
    <tbody>${row(m.t('why.start'), m.level(100, 1), '', 0, 1, 'base')}
      ${step.terms.map((term, i) => row(m.t(`term.${term.code}`), m.level(round(i + 1) - round(i), 1, true), `×${m.level(term.value, 2)}`, sums[i] ?? 0, sums[i + 1] ?? 0, 'step'))}
      ${row(m.t('why.total'), m.level(round(last), 1), `×${m.level(step.total, 2)}`, 0, sums[last] ?? 0, 'base', 'total')}</tbody></table></div>`;
}
