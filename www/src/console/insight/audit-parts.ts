import { html, nothing, type TemplateResult } from 'skillkeep/lit';
import { coverage, how } from '../parts.js';
import type { InsightOverview, Verdict } from '../types.js';
import { about, between, catalogue, notEnough, number, period, rate, say, sayIf, two } from '../words.js';
import type { Audited, Lacking, StratifiedGap, Summary } from './audit-types.js';

const verdict = (one: Verdict): string => one.is === 'notEnoughData' ? notEnough(one) : say(one.is === 'disparity' ? 'console.verdict.disparity' : one.is === 'reference' ? 'console.verdict.reference' : 'console.verdict.fine');
/** "p < 0.001", or that there is not enough. */
const p = (value: number | null): string => value === null ? say('console.gap.nothing.long') : value < 0.001 ? '< 0.001' : number(value, 3);
const values = (outcome: string, yes: readonly string[]): string => catalogue().list(yes.map((one) => sayIf(`console.value.${outcome}.${one}`, one)));
/** What stands for an id; of two at once (`first+second`) what stands for each. */
const named = (all: readonly { id: string; label: string }[], id: string): string => all.find((one) => one.id === id)?.label ?? (id.includes('+') ? catalogue().list(id.split('+').map((part) => all.find((one) => one.id === part)?.label ?? part)) : id);
export const attribute = (overview: InsightOverview, id: string | null): string => named(overview.attributes, id ?? '');
const option = (overview: InsightOverview, id: string): string => named(overview.attributes.flatMap((one) => one.options), id);

/** The pack, and when audits are due. */
export function pack(audited: Audited): TemplateResult {
  const query = new URLSearchParams({ lang: document.documentElement.lang, ...(audited.period ? { period: audited.period } : {}) });
  return html`<section class="card" data-audit-pack><div class="row"><div><h2>${say('console.audit.pack')}</h2><p class="small muted">${say('console.audit.pack.what')}</p></div>
    <div class="push row"><a class="button" href="/insight/console/audit/pack?${query.toString()}" download="audit-${audited.period ?? ''}.zip">${say('console.audit.pack.get')}</a><a class="small" href="/insight/console/audit/schedule.ics" download="audits.ics">${say('console.audit.schedule')}</a></div></div></section>`;
}

/** The summary by category: rate, ratio with its interval, number, verdict. */
export function summary(tables: readonly Summary[], overview: InsightOverview, when: string | null): TemplateResult {
  return html`${tables.map((one) => {
    const title = say(`console.audit.summary.${one.kind}`, { attribute: attribute(overview, one.attribute), yes: values(one.outcome, one.yes) });
    return html`<section class="card" data-summary="${one.measure} ${one.yes.join('_')} ${one.cell}"><div class="row top"><div><h2>${title}</h2><p class="small muted">${say('console.fairness.meta', { question: one.question, cell: one.cellLabel, period: period(when) })}${one.median && !one.median.sure ? html` ${say('console.audit.median')}` : nothing}</p></div>
      <div class="push row">${coverage(Math.round(one.people.answers.value), one.people.headcount)}${how(one.how, [{ cell: one.cell, label: one.cellLabel }], title)}</div></div>
      <table class="whole"><thead><tr><th scope="col">${say('console.audit.category')}</th><th scope="col" class="num">${say('console.audit.number')}</th><th scope="col" class="num">${say('console.fairness.rate')}</th><th scope="col" class="num">${say('console.fairness.ratio.short')}</th><th scope="col">${say('console.fairness.verdict')}</th></tr></thead>
      <tbody>${one.groups.map((group) => html`<tr data-category=${group.group}><th scope="row">${group.label}${one.small.includes(group.group) ? html`<br><span class="small muted">${say('console.audit.small')}</span>` : nothing}</th>
        <td class="num" data-label=${say('console.audit.number')}>${about(Math.max(0, group.answers.value))}<br><span class="muted">${say('console.plusminus', { value: number(1.96 * Math.sqrt(group.answers.sigma2)) })}</span></td>
        <td class="num" data-label=${say('console.fairness.rate')}>${group.rate === null || !group.rateInterval ? say('console.gap.nothing.long') : html`${rate(group.rate)}<br><span class="muted">${between(group.rateInterval, rate)}</span>`}</td>
        <td class="num" data-label=${say('console.fairness.ratio.short')}>${group.ratio ? html`${two(group.ratio.value)}<br><span class="muted">${between(group.ratio.interval, two)}</span>` : group.verdict.is === 'reference' ? '1' : say('console.gap.nothing.long')}</td>
        <td data-label=${say('console.fairness.verdict')}>${verdict(group.verdict)}</td></tr>`)}</tbody></table></section>`;
  })}`;
}

/** p-values of all comparisons together; like with like. */
export function together({ comparisons = [], strata = [] }: Audited, overview: InsightOverview, name: (measure: string, yes: readonly string[]) => string): TemplateResult {
  const gap = (one: StratifiedGap | null): TemplateResult | string => one ? html`${number(100 * one.gap.value, 1)}<br><span class="muted">${between(one.interval, (value) => number(100 * value, 1))}</span>` : say('console.gap.nothing.long');
  return html`<section class="card" data-comparisons><h2>${say('console.audit.together')}</h2><p class="small muted">${say('console.audit.together.why')}</p>
    <div class="scroll" tabindex="0" role="region" aria-label=${say('console.audit.together')}><table><thead><tr><th scope="col">${say('console.audit.question')}</th><th scope="col">${say('console.audit.category')}</th><th scope="col" class="num">${say('console.audit.equal')}</th><th scope="col" class="num">${say('console.audit.fourfifths')}</th></tr></thead>
    <tbody>${comparisons.map((one) => html`<tr><th scope="row">${name(one.measure, one.yes)}</th><td>${option(overview, one.group)}${one.fewAnswers ? html`<br><span class="small muted">${say('console.audit.few')}</span>` : nothing}</td>
      ${[one.equal, one.fourFifths].map((value) => html`<td class="num">${p(value.adjusted)}<br><span class="muted">${say('console.audit.alone', { p: p(value.p) })}</span></td>`)}</tr>`)}</tbody></table></div></section>
    ${strata.length ? html`<section class="card" data-strata><h2>${say('console.audit.strata')}</h2><p class="small muted">${say('console.audit.strata.why')}</p>
      <table class="whole"><thead><tr><th scope="col">${say('console.audit.question')}</th><th scope="col">${say('console.audit.category')}</th><th scope="col" class="num">${say('console.audit.crude')}</th><th scope="col" class="num">${say('console.audit.within')}</th></tr></thead>
      <tbody>${strata.map((one) => html`<tr><th scope="row">${name(one.measure, one.yes)}</th><td>${one.label}</td><td class="num" data-label=${say('console.audit.crude')}>${gap(one.crude)}</td><td class="num" data-label=${say('console.audit.within')}>${gap(one.within)}</td></tr>`)}</tbody></table></section>` : nothing}`;
}

/** What cannot be said, and which measure is missing. */
export function lacks(all: readonly Lacking[], overview: InsightOverview): TemplateResult {
  const about = (one: Lacking): string => one.attribute ? say('console.audit.lack.about', { attribute: attribute(overview, one.attribute), outcome: sayIf(`console.audit.outcome.${one.outcome ?? ''}`, one.outcome ?? '') }) : '';
  return html`<section class="card" data-lacking><h2>${say('console.audit.lacking')}</h2><ul>${all.map((one) => html`<li>${about(one)} ${say(`console.audit.lack.${one.what}`)}</li>`)}</ul></section>`;
}
