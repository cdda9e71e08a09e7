/** What actions did: experiments whose arms only browsers know. The promise is the end of the interval that says least. */
import { html, nothing, type TemplateResult } from 'skillkeep/lit';
import { interval, ruler } from '../charts/interval.js';
import { behind, coverage, how } from '../parts.js';
import { Screen } from '../screen.js';
import { about, between, day, list, number, percent, period, say } from '../words.js';
import { around, levels, p, toReport, withIn } from './impact-parts.js';
import type { Check, Experiment, Experiments, Finding } from './impact-types.js';
import { nothingYet } from './period.js';

const TONE: Record<Finding, string> = { helps: '', harms: 'bad', unclear: 'plain', doubted: 'warm', few_answers: 'warm', early: 'plain hatched' };

class InsightExperiments extends Screen<Experiments> {
  protected override load(): Promise<Experiments> { return this.api.get<Experiments>('impact/experiments'); }
  protected override headline(): string { return say('console.impact.title'); }

  protected override view({ experiments }: Experiments): TemplateResult {
    const first = experiments[0];
    return html`<div class="lead"><h1 tabindex="-1">${first ? this.answer(first) : say('console.impact.title')}</h1><p class="muted">${say('console.impact.lead')}</p>${first ? html`<p class="row">${toReport()}</p>` : nothing}</div>
      ${experiments.length ? experiments.map((one) => this.experiment(one)) : nothingYet(say('console.impact.nothing'))}`;
  }

  /** The headline says what is sure, never more. */
  private answer({ finding, effect }: Experiment): string {
    return say(`console.impact.finding.${finding}`, { levels: number(Math.abs(effect?.surely ?? 0), 2) });
  }

  private experiment(one: Experiment): TemplateResult {
    const { effect, arms, looks, events, people } = one;
    const ends = [...looks.flatMap((each) => [each.always.low ?? 0, each.always.high ?? 0]), ...events.flatMap((each) => [each.interval.low ?? 0, each.interval.high ?? 0])];
    const scale = around(ends.map((end) => Math.max(-one.clip, Math.min(one.clip, end))));
    const column = (head: string): TemplateResult => html`<th scope="col" class="draw"><span class="small">${head}</span>${ruler(scale, (tick) => levels(tick))}</th>`;
    const row = (key: 'plain' | 'open', title: string, each: { value: number; interval: Experiment['looks'][number]['interval'] }): TemplateResult => html`<td class="draw">${interval({ title, desc: say('console.impact.desc', { effect: levels(each.value), range: between(each.interval, levels) }), value: each.value, interval: each.interval, scale, line: 0, tone: key })}</td>`;
    return html`<section class="card" data-experiment=${one.measure}><div class="row top"><div><h2>${one.question}</h2><p class="small muted">${say('console.impact.meta', { cell: one.cellLabel, period: period(one.period), from: day(one.from), skills: list(one.skills) })}</p></div>
        <div class="push row"><span class="chip ${TONE[one.finding]}">${say(`console.impact.chip.${one.finding}`)}</span>${coverage(Math.round(people.answers.value), people.headcount)}${how(one.how, [{ cell: one.cell, label: one.cellLabel }], one.question)}</div></div>
      ${effect ? html`<dl class="kpis"><div class="card flat"><dt>${say('console.impact.surely')}</dt><dd>${levels(effect.surely)}</dd><dd class="small muted">${say('console.impact.surely.why')}</dd></div>
        <div class="card flat"><dt>${say('console.impact.effect')}</dt><dd>${levels(effect.value)}</dd><dd class="small muted">${say('console.impact.between', { range: between(effect.interval, levels) })}</dd></div>
        <div class="card flat"><dt>${say('console.impact.people')}</dt><dd>${about(people.answers.value)}</dd><dd class="small muted">${say('console.impact.between', { range: between(people.answers.interval, (n) => number(Math.round(n))) })}</dd></div></dl>
        <p class="small muted">${say('console.impact.detectable', { levels: number(effect.detectable, 2) })} ${effect.surely > 0 ? say('console.impact.everybody', { low: about(effect.everybody.low ?? 0) }) : nothing}</p>` : html`<p class="note">${say('console.impact.early')}</p>`}
      <h3>${say('console.impact.arms')}</h3>
      <table class="whole"><thead><tr><th scope="col">${say('console.impact.arm')}</th><th scope="col">${say('console.impact.begins')}</th><th scope="col" class="num">${say('console.impact.share')}</th><th scope="col" class="num">${say('console.impact.people')}</th><th scope="col" class="num">${say('console.impact.change')}</th></tr></thead>
        <tbody>${arms.map((arm) => html`<tr data-arm=${arm.id}><th scope="row">${arm.label}</th><td data-label=${say('console.impact.begins')}>${arm.starts ? day(arm.starts) : say('console.impact.never')}</td><td class="num" data-label=${say('console.impact.share')}>${percent(arm.share)}</td><td class="num" data-label=${say('console.impact.people')}>${withIn(arm.people, (n) => number(Math.round(n)))}</td><td class="num" data-label=${say('console.impact.change')}>${arm.change ? withIn(arm.change, levels) : html`<span class="muted">${say('console.gap.nothing')}</span>`}</td></tr>`)}</tbody></table>
      ${looks.length ? html`<h3>${say('console.impact.looks')}</h3><p class="small muted">${say('console.impact.looks.why')}</p>
        <table class="whole fair"><thead><tr><th scope="col">${say('console.period')}</th>${column(say('console.impact.effect'))}<th scope="col" class="num">${say('console.impact.now')}</th><th scope="col" class="num">${say('console.impact.always')}</th></tr></thead>
        <tbody>${looks.map((look) => html`<tr data-look=${look.period}><th scope="row">${period(look.period)}</th>${row('plain', period(look.period), look)}<td class="num" data-label=${say('console.impact.now')}>${withIn(look, levels)}</td><td class="num" data-label=${say('console.impact.always')}>${between(look.always, levels)}</td></tr>`)}</tbody></table>` : nothing}
      ${events.length ? html`<h3>${say('console.impact.events')}</h3><p class="small muted">${say('console.impact.events.why')}</p>
        <table class="whole fair"><thead><tr><th scope="col">${say('console.impact.distance')}</th>${column(say('console.impact.effect'))}<th scope="col" class="num">${say('console.impact.effect.range')}</th></tr></thead>
        <tbody>${events.map((each) => { const name = say(`console.impact.at.${each.distance < 0 ? 'before' : each.distance > 0 ? 'after' : 'begin'}`, { count: Math.abs(each.distance) }); return html`<tr data-distance=${each.distance}><th scope="row">${name}</th>${row(each.distance < 0 ? 'open' : 'plain', name, each)}<td class="num" data-label=${say('console.impact.effect.range')}>${withIn(each, levels)}</td></tr>`; })}</tbody></table>` : nothing}
      <h3>${say('console.impact.assumed')}</h3><ul class="list">${this.check('placebo', one.placebo)}${this.check('balance', one.balance)}
        <li><span>${say('console.impact.assumed.drawn')}</span></li><li><span>${say('console.impact.assumed.alone')}</span></li><li><span>${say('console.impact.assumed.answers', { share: percent(people.coverage) })}</span></li></ul>
      ${one.cells.length ? behind(html`<table><thead><tr><th>${say('console.impact.arm')}</th><th>${say('console.period')}</th><th class="num">${say('console.impact.distance')}</th><th class="num">${say('console.impact.effect.range')}</th></tr></thead><tbody>${one.cells.map((each) => html`<tr><th scope="row">${arms.find(({ id }) => id === each.arm)?.label ?? each.arm}</th><td>${period(each.period)}</td><td class="num">${number(each.distance)}</td><td class="num">${withIn(each, levels)}</td></tr>`)}</tbody></table>`, say('console.impact.cells')) : nothing}</section>`;
  }

  private check(kind: 'placebo' | 'balance', check: Check | null): TemplateResult {
    if (!check) return html`<li><span>${say(`console.impact.${kind}.none`)}</span><span class="chip plain">${say('console.impact.unchecked')}</span></li>`;
    return html`<li data-check=${kind}><span>${say(`console.impact.${kind}.${check.passed ? 'passed' : 'failed'}`)} <span class="muted">${p(check)}</span></span><span class="chip ${check.passed ? '' : 'warm'}">${say(check.passed ? 'console.impact.passed' : 'console.impact.failed')}</span></li>`;
  }
}
customElements.define('insight-experiments', InsightExperiments);
