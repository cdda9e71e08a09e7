import { html, nothing, type TemplateResult } from 'skillkeep/lit';
import { interval, ratios, ruler } from '../charts/interval.js';
import { behind, coverage, how, MIN_COVERAGE, select } from '../parts.js';
import { Screen } from '../screen.js';
import type { Audit, Fairness, GroupRow, InsightOverview, Verdict } from '../types.js';
import { about, between, catalogue, notEnough, number, percent, period, rate, say, sayIf, two } from '../words.js';
import './audit-findings.js';
import { attribute, lacks, pack, summary, together } from './audit-parts.js';
import type { Audited, Finding } from './audit-types.js';
import { nothingYet, problem, released } from './period.js';

interface Data { fairness: Fairness; overview: InsightOverview; audited: Audited; findings: Finding[] }
/** Four fifths: 29 CFR 1607.4 (D). */
const LINE = 0.8;

/** A verdict as a word and a colour. */
function chip(verdict: Verdict): TemplateResult {
  switch (verdict.is) {
    case 'disparity': return html`<span class="chip bad">${say('console.verdict.disparity')}</span>`;
    case 'noMaterialDisparity': return html`<span class="chip">${say('console.verdict.fine')}</span>`;
    case 'notEnoughData': return html`<span class="chip plain hatched">${notEnough(verdict)}</span>`;
    case 'reference': return html`<span class="chip sky">${say('console.verdict.reference')}</span>`;
  }
}
const found = (audits: readonly Audit[], is: Verdict['is']): { audit: Audit; group: GroupRow }[] => audits.flatMap((audit) => audit.groups.filter((group) => group.verdict.is === is).map((group) => ({ audit, group })));

/** Whether groups are treated alike: each outcome, group against group, with what may and what may not be said. */
class InsightFairness extends Screen<Data> {
  private period = '';

  protected override async load(): Promise<Data> {
    const [overview, fairness, audited, findings] = await Promise.all([
      this.api.get<InsightOverview>('overview'), this.api.get<Fairness>('fairness', { period: this.period }), this.api.get<Audited>('audit', { period: this.period }), this.api.get<Finding[]>('audit/findings'),
    ]);
    return { overview, fairness, audited, findings };
  }
  protected override headline(): string { return say('console.fairness.title'); }

  private answer(audits: readonly Audit[]): string {
    const bad = found(audits, 'disparity');
    if (!audits.length) return say('console.fairness.title');
    if (bad.length) return say('console.fairness.disparity', { count: bad.length, group: bad[0]?.group.label ?? '', what: bad[0] ? this.what(bad[0].audit) : '' });
    return found(audits, 'noMaterialDisparity').length ? say('console.fairness.fine') : say('console.fairness.unknown');
  }
  /** A comparison by the words of its table. */
  private name(audits: readonly Audit[], overview: InsightOverview, measure: string, yes: readonly string[]): string {
    const one = audits.find((audit) => audit.measure === measure && audit.yes.join() === yes.join());
    if (!one) return `${measure}: ${yes.join(', ')}`;
    return say('console.fairness.audit', { what: this.what(one), attribute: attribute(overview, one.attribute) });
  }
  /** "offered a stretch step" */
  private what(audit: Audit): string { return sayIf(`console.outcome.${audit.outcome}.${audit.yes.join('_')}`, audit.question); }

  protected override view({ fairness, overview, audited, findings }: Data): TemplateResult {
    const { audits } = fairness;
    const count = (is: Verdict['is']): number => found(audits, is).length;
    return html`<div class="lead"><h1 tabindex="-1">${this.answer(audits)}</h1><p class="muted">${say('console.fairness.lead')}</p></div>${problem(overview)}
      ${released(overview).length ? html`<div class="filters row">${select('period', say('console.period'), released(overview), fairness.period ?? '', (one) => { this.period = one; void this.reload(); })}
        ${audits.length ? html`<p class="row tally"><span class="chip bad">${say('console.fairness.tally.disparity', { count: count('disparity') })}</span><span class="chip">${say('console.fairness.tally.fine', { count: count('noMaterialDisparity') })}</span><span class="chip plain">${say('console.fairness.tally.unknown', { count: count('notEnoughData') })}</span></p>` : nothing}</div>` : nothing}
      ${audits.length ? audits.map((audit) => this.audit(audit, fairness.period, overview)) : nothingYet(say('console.nothing.fairness'))}
      ${audited.summary ? html`${pack(audited)}${summary(audited.summary, overview, audited.period)}${together(audited, overview, (measure, yes) => this.name(audits, overview, measure, yes))}${lacks(audited.lacking ?? [], overview)}` : nothing}
      <audit-findings .api=${this.api} .findings=${findings} .period=${audited.period ?? ''} .measures=${audited.summary ? audits.map((one) => [one.measure, one.question] as const).filter(([id], at, all) => all.findIndex(([other]) => other === id) === at) : []}></audit-findings>`;
  }

  private audit(audit: Audit, when: string | null, overview: InsightOverview): TemplateResult {
    const beside = attribute(overview, audit.attribute);
    const reference = audit.groups.find((group) => group.group === audit.reference);
    const what = this.what(audit);
    const title = say('console.fairness.audit', { what, attribute: beside });
    const words = (values: string[]): string => catalogue().list(values.map((value) => sayIf(`console.value.${audit.outcome}.${value}`, value)));
    return html`<section class="card" data-audit="${audit.measure} ${audit.yes.join('_')} ${audit.cell}"><div class="row top"><div><h2>${title}</h2><p class="small muted">${say('console.fairness.meta', { question: audit.question, cell: audit.cellLabel, period: period(when) })}</p></div>
        <div class="push row">${coverage(Math.round(audit.people.answers.value), audit.people.headcount)}${how(audit.how, [{ cell: audit.cell, label: audit.cellLabel }], title)}</div></div>
      ${audit.coverage < MIN_COVERAGE ? html`<p class="note warm">${say('console.fairness.few', { share: percent(audit.coverage) })}</p>` : nothing}
      <table class="whole fair"><thead><tr><th scope="col">${beside}</th><th scope="col" class="num">${say('console.fairness.people')}</th><th scope="col" class="num">${say('console.fairness.rate')}</th><th scope="col"><span class="small">${say('console.fairness.ratio', { reference: reference?.label ?? '–' })}</span>${ruler(ratios, (tick) => number(tick, 2), LINE)}</th><th scope="col">${say('console.fairness.verdict')}</th></tr></thead>
        <tbody>${audit.groups.map((group) => this.group(group, reference))}</tbody></table>
      <p class="small muted">${say('console.fairness.counted', { yes: words(audit.yes), no: words(audit.no) })}</p>
      ${behind(this.table(audit, beside))}</section>`;
  }

  private group(group: GroupRow, reference: GroupRow | undefined): TemplateResult {
    const { ratio } = group;
    const own = group.verdict.is === 'reference';
    const desc = ratio ? say('console.fairness.desc', { ratio: two(ratio.value), range: between(ratio.interval, two), reference: reference?.label ?? '–' }) : own ? say('console.fairness.desc.reference') : say('console.gap.nothing.long');
    return html`<tr data-group=${group.group}><th scope="row">${group.label}</th><td class="num" data-label=${say('console.fairness.people')}>${say('console.fairness.about', { people: about(Math.max(0, group.answers.value)) })}</td>
      <td class="num" data-label=${say('console.fairness.rate')}>${group.rate === null ? '–' : html`${rate(group.rate)}${group.rateInterval ? html`<br><span class="muted">${between(group.rateInterval, rate)}</span>` : nothing}`}</td>
      <td class="draw">${interval({ title: group.label, desc, value: own ? 1 : ratio?.value ?? null, interval: ratio?.interval ?? null, scale: ratios, line: LINE, tone: own ? 'open' : group.verdict.is === 'disparity' ? 'bad' : 'plain' })}<span class="small num">${ratio ? html`<b>${two(ratio.value)}</b> <span class="muted">${between(ratio.interval, two)}</span>` : own ? html`<span class="muted">1</span>` : nothing}</span></td><td>${chip(group.verdict)}</td></tr>`;
  }

  private table(audit: Audit, beside: string): TemplateResult {
    return html`<table><thead><tr><th>${beside}</th><th class="num">${say('console.fairness.people')}</th><th class="num">${say('console.fairness.people.noise')}</th><th class="num">${say('console.fairness.rate')}</th><th class="num">${say('console.fairness.ratio.short')}</th><th class="num">${say('console.fairness.one.low')}</th><th class="num">${say('console.fairness.one.high')}</th></tr></thead>
      <tbody>${audit.groups.map(({ label, answers, rate: share, ratio }) => html`<tr><th scope="row">${label}</th><td class="num">${number(answers.value)}</td><td class="num">${say('console.plusminus', { value: number(Math.sqrt(answers.sigma2)) })}</td><td class="num">${share === null ? '–' : rate(share)}</td><td class="num">${ratio ? `${two(ratio.value)} (${between(ratio.interval, two)})` : '–'}</td><td class="num">${ratio && ratio.lower95 !== null ? two(ratio.lower95) : '–'}</td><td class="num">${ratio && ratio.upper95 !== null ? two(ratio.upper95) : '–'}</td></tr>`)}</tbody></table>`;
  }
}
customElements.define('insight-fairness', InsightFairness);
