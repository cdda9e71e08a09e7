/** A skill's way from now to then: who leaves, learns, moves in and is hired, and the gap that remains. */
import { html, nothing, type TemplateResult } from 'skillkeep/lit';
import '../charts/waterfall.js';
import type { Bar } from '../charts/waterfall.js';
import { behind, coverage, how } from '../parts.js';
import { Screen } from '../screen.js';
import type { InsightOverview } from '../types.js';
import { between, chance, explain, notEnough, number, period, say } from '../words.js';
import { nothingYet, problem } from './period.js';
import { assumed, missing, people, places, settle, signed, spots, type Spot } from './plan-parts.js';
import { STEPS, type Plans, type Waterfall } from './plan-types.js';

interface Data { overview: InsightOverview; plans: Plans; way: Waterfall | null; spot: Spot }
const whole = (value: number): string => number(Math.round(value) || 0);
const FIELDS = ['attrition', 'learning', 'moves', 'hires'] as const;

class PlanWay extends Screen<Data> {
  private spot: Spot = { skill: '', cell: '', scenario: '', period: '' };
  private supposed: Record<typeof FIELDS[number], string> = { attrition: '10', learning: '', moves: '0', hires: '0' };
  private wrong = '';

  protected override async load(): Promise<Data> {
    const [overview, plans] = await Promise.all([this.api.get<InsightOverview>('overview'), this.api.get<Plans>('plan/scenarios')]);
    const spot = settle(overview, plans.scenarios, this.spot);
    this.spot = spot;
    return { overview, plans, spot, way: spot.skill ? await this.api.get<Waterfall>('plan/waterfall', { ...spot, ...this.supposed }) : null };
  }
  protected override headline(): string { return say('console.way.title'); }

  private answer(way: Waterfall | null): string {
    if (!way?.gap || !way.period) return say('console.way.title');
    const args = { skill: way.label, cell: way.cellLabel, all: way.cell === 'all' ? 'yes' : 'no', period: period(way.period) };
    const { low, high } = way.gap.interval;
    if (high !== null && Math.round(high) <= 0) return say('console.way.headline.spare', args);
    return Math.round(low ?? 0) > 0 ? say('console.way.headline.short', { ...args, range: people(way.gap.interval) }) : say('console.way.headline.open', { ...args, most: whole(high ?? 0) });
  }

  protected override view({ overview, plans, way, spot }: Data): TemplateResult {
    const ahead = way?.periods.map((each) => [each, period(each)] as const) ?? [];
    return html`${places('way')}<div class="lead"><h1 tabindex="-1">${this.answer(way)}</h1>
        ${way?.gap && way.steps ? html`<p class="answer">${say('console.way.why', { demand: whole(way.demand ?? 0), closing: whole(way.steps.closing.value), range: people(way.steps.closing.interval), chance: chance(way.gap.probability) })}</p>` : way?.notEnough ? html`<p class="answer">${notEnough(way.notEnough)}</p>` : nothing}
        <p class="muted">${say('console.plans.directional')}</p></div>${problem(overview)}
      ${spots(overview, plans.scenarios, ahead, spot, way?.period ?? null, (one) => { this.spot = one; void this.reload(); })}
      ${this.suppose(way)}
      ${way?.steps ? this.drawn(way) : way?.how.length ? nothing : nothingYet(say('console.way.nothing'))}
      ${assumed(say('console.compare.assumed'), [say('console.way.assumed.flow'), say('console.way.assumed.leave'), say('console.way.assumed.learned'), say('console.way.assumed.interval'), say('console.compare.assumed.answers')])}`;
  }

  private suppose(way: Waterfall | null): TemplateResult {
    const most = { attrition: 99.9, learning: 99.9, moves: 1_000_000, hires: 1_000_000 };
    return html`<form class="card" @submit=${this.go}><h2>${say('console.way.suppose')}</h2><p class="small muted">${say('console.way.suppose.why')}</p><div class="fields">
      ${FIELDS.map((id) => html`<div class="field"><label for="way-${id}">${say(`console.way.${id}`)}</label><input id="way-${id}" type="number" inputmode="decimal" min="0" max=${most[id]} step="any" ?required=${id !== 'learning'} .value=${this.supposed[id]} @input=${(event: Event) => { this.supposed[id] = (event.target as HTMLInputElement).value; }}></div>`)}</div>
      <p class="wrong" role="alert">${this.wrong}</p><div class="row"><button class="go">${say('console.way.go')}</button>${way?.assumed ? html`<span class="small muted">${way.assumed.learned && way.assumed.learningInterval ? say('console.way.learned', { rate: number(way.assumed.learning, 1), range: between(way.assumed.learningInterval, (value) => number(value, 1)) }) : say('console.way.given', { rate: number(way.assumed.learning, 1) })}</span>` : nothing}</div></form>`;
  }

  private readonly go = async (event: Event): Promise<void> => {
    event.preventDefault();
    this.wrong = '';
    await this.reload();
    // What is wrong with a number stands beside the numbers.
    if (this.failure) [this.wrong, this.failure] = [explain(this.failure).text, null];
    this.requestUpdate();
  };

  private drawn(way: Waterfall): TemplateResult {
    const { steps, gap, headcount, reports } = way;
    if (!steps || !gap) return html`${nothing}`;
    const title = say('console.gap.of', { skill: way.label, cell: way.cell === 'all' ? say('console.over.company') : way.cellLabel });
    const bar = (id: typeof STEPS[number]): Bar => {
      const { value, interval } = steps[id];
      const total = id === 'opening' || id === 'closing';
      const [name, shown] = [say(`console.way.step.${id}`), `${total ? whole(value) : signed(value)} (${people(interval)})`];
      return { id, name, value, interval, total, shown, text: say('console.way.bar', { name, value: total ? whole(value) : signed(value), range: people(interval) }) };
    };
    const demand = way.demand ?? 0;
    // Where nobody asks for it, nothing is missing.
    const last: Bar = { id: 'gap', name: say(gap.shortage < 0 ? 'console.way.step.spare' : 'console.way.step.gap'), value: gap.shortage, interval: null, total: false, shown: `${whole(Math.abs(gap.shortage))} (${missing(gap.interval)})`, text: say('console.way.bar', { name: say(gap.shortage < 0 ? 'console.way.step.spare' : 'console.way.step.gap'), value: whole(Math.abs(gap.shortage)), range: missing(gap.interval) }) };
    const data = { title, desc: say('console.way.desc', { opening: whole(steps.opening.value), closing: whole(steps.closing.value), period: period(way.period), demand: whole(demand) }), bars: [...STEPS.map(bar), ...(demand > 0 ? [last] : [])], demand, demandText: say('console.way.demand', { demand: whole(demand) }), show: whole };
    return html`<section class="card"><div class="row"><h2>${say('console.way.chart')}</h2><div class="push row">${headcount !== null && reports !== null ? coverage(reports, headcount) : nothing}${how(way.how, [{ cell: way.cell, label: way.cellLabel }], title)}</div></div>
      <console-waterfall .data=${data}></console-waterfall>
      ${behind(html`<table><caption class="unseen">${title}</caption><thead><tr><th scope="col">${say('console.way.step')}</th><th scope="col" class="num">${say('console.way.people')}</th><th scope="col" class="num">${say('console.way.interval')}</th></tr></thead><tbody>
        ${STEPS.map((id) => html`<tr><th scope="row">${say(`console.way.step.${id}`)}</th><td class="num">${id === 'opening' || id === 'closing' ? whole(steps[id].value) : signed(steps[id].value)}</td><td class="num">${people(steps[id].interval)}</td></tr>`)}
        <tr><th scope="row">${say('console.short.demand')}</th><td class="num">${whole(demand)}</td><td class="num">${way.demandInterval ? people(way.demandInterval) : '–'}</td></tr><tr><th scope="row">${say('console.way.step.gap')}</th><td class="num">${whole(Math.max(0, gap.shortage))}</td><td class="num">${missing(gap.interval)}</td></tr></tbody></table>`)}</section>`;
  }
}
customElements.define('plan-way', PlanWay);
