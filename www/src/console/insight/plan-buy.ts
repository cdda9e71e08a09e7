/** Build or buy: what closing a gap costs, the most careful plan first, and what each plan does. */
import { html, nothing, type TemplateResult } from 'skillkeep/lit';
import '../charts/frontier.js';
import { coverage, how, select } from '../parts.js';
import { Screen } from '../screen.js';
import type { InsightOverview } from '../types.js';
import { chance, explain, list, notEnough, number, percent, period, say } from '../words.js';
import { nothingYet, problem } from './period.js';
import { assumed, missing, people, places, settle, spots, type Spot } from './plan-parts.js';
import type { Buy, BuyPoint, Measure, MeasureKind, Plans } from './plan-types.js';

interface Data { overview: InsightOverview; plans: Plans; spot: Spot }
const KINDS: readonly MeasureKind[] = ['learn', 'move', 'hire', 'contract'];
/** As typed: percents. */
type Row = Omit<Measure, 'yields' | 'sd'> & { yields: number; sd: number };
const COUNTS = [['cost', 0, 1_000_000_000], ['yields', 0, 100], ['sd', 0, 100], ['most', 0, 1_000_000]] as const;

class PlanBuy extends Screen<Data> {
  private spot: Spot = { skill: '', cell: '', scenario: '', period: '' };
  private rows: Row[] = [];
  private buy: Buy | null = null;
  private solved: Row[] = [];
  private wrong = '';
  private busy = false;

  protected override async load(): Promise<Data> {
    const [overview, plans] = await Promise.all([this.api.get<InsightOverview>('overview'), this.api.get<Plans>('plan/scenarios')]);
    const spot = settle(overview, plans.scenarios, this.spot);
    this.spot = spot;
    return { overview, plans, spot };
  }
  protected override headline(): string { return say('console.buy.title'); }

  private money(cost: number): string { return number(Math.round(cost)); }

  private answer(): string {
    const best = this.buy?.points.find((each) => each.people);
    if (!this.buy?.gap) return say('console.buy.title');
    if (!best) return say('console.buy.headline.none');
    return best.cost === 0 ? say('console.buy.headline.free', { sure: percent(best.sure) }) : say('console.buy.headline', { cost: this.money(best.cost ?? 0), sure: percent(best.sure) });
  }

  protected override view({ overview, plans, spot }: Data): TemplateResult {
    const { buy } = this;
    const ahead = plans.periods.slice(0, 4).map((each) => [each, period(each)] as const);
    return html`${places('buy')}<div class="lead"><h1 tabindex="-1">${this.answer()}</h1>
        ${buy?.gap ? html`<p class="answer">${say('console.buy.lead', { skill: buy.label, cell: buy.cellLabel, all: buy.cell === 'all' ? 'yes' : 'no', period: period(buy.period), range: missing(buy.gap.interval) })}</p>` : buy?.notEnough ? html`<p class="answer">${notEnough(buy.notEnough)}</p>` : nothing}
        <p class="muted">${say('console.plans.directional')}</p></div>${problem(overview)}
      ${spots(overview, plans.scenarios, ahead, spot, spot.period || (plans.periods[3] ?? ''), (one) => { this.spot = one; [this.buy, this.wrong] = [null, '']; void this.reload(); })}
      ${this.measures()}
      ${buy?.points.length ? this.frontier(buy) : buy && !buy.how.length ? nothingYet(say('console.way.nothing')) : nothing}
      ${assumed(say('console.compare.assumed'), [say('console.buy.assumed.bounds'), say('console.buy.assumed.yield'), say('console.buy.assumed.cost'), say('console.compare.assumed.supply'), say('console.compare.assumed.answers')])}`;
  }

  private measures(): TemplateResult {
    return html`<form class="card" @submit=${this.find}><h2>${say('console.buy.measures')}</h2><p class="small muted">${say('console.buy.measures.why')}</p>
      ${this.rows.length ? nothing : html`<p>${say('console.buy.nothing')}</p>`}
      ${this.rows.map((row, i) => html`<div class="fields lines" role="group" aria-label=${say('console.buy.measure', { number: i + 1 })}>
        ${select(`buy-kind-${i}`, say('console.buy.kind'), KINDS.map((kind) => [kind, say(`console.buy.kind.${kind}`)] as const), row.kind, (kind) => { row.kind = kind as MeasureKind; this.requestUpdate(); })}
        <div class="field"><label for="buy-name-${i}">${say('console.buy.name')}</label><input id="buy-name-${i}" required maxlength="100" autocomplete="off" .value=${row.name} @input=${(event: Event) => { row.name = (event.target as HTMLInputElement).value; }}></div>
        ${COUNTS.map(([id, least, most]) => html`<div class="field"><label for="buy-${id}-${i}">${say(`console.buy.${id}`)}</label><input id="buy-${id}-${i}" type="number" inputmode="decimal" min=${least} max=${most} step=${id === 'most' ? '1' : 'any'} ?required=${id !== 'most'} .value=${row[id] === null ? '' : String(row[id])} @input=${(event: Event) => { const { value, valueAsNumber } = event.target as HTMLInputElement; if (id === 'most') row.most = value === '' ? null : valueAsNumber; else row[id] = valueAsNumber; }}></div>`)}
        <div class="field end"><button type="button" class="quiet" aria-label=${say('console.buy.remove', { number: i + 1 })} @click=${() => { this.rows.splice(i, 1); this.requestUpdate(); }}>${say('console.plan.remove')}</button></div></div>`)}
      <p class="wrong" role="alert">${this.wrong}</p>
      <div class="row"><button type="button" class=${this.rows.length ? '' : 'go'} @click=${this.add}>${say('console.buy.add')}</button>${this.rows.length ? html`<button class="go" ?disabled=${this.busy}>${say('console.buy.go')}</button>` : nothing}</div></form>`;
  }

  private readonly add = (): void => {
    const kind = KINDS.find((each) => !this.rows.some((row) => row.kind === each)) ?? 'learn';
    this.rows.push({ kind, name: say(`console.buy.kind.${kind}`), cost: 0, yields: 80, sd: 10, most: 20 });
    this.requestUpdate();
    const at = this.rows.length - 1;
    void this.updateComplete.then(() => this.querySelector<HTMLElement>(`#buy-cost-${at}`)?.focus());
  };

  private readonly find = async (event: Event): Promise<void> => {
    event.preventDefault();
    if (this.busy) return;
    [this.busy, this.wrong] = [true, ''];
    this.requestUpdate();
    const { skill, cell, scenario, period: by } = this.spot;
    try {
      const measures = this.rows.map((row) => ({ ...row, yields: row.yields / 100, sd: row.sd / 100 }));
      this.buy = await this.api.send<Buy>('plan/buy', { skill, cell, scenario: scenario || null, period: by || null, measures });
      this.solved = structuredClone(this.rows);
    } catch (error) {
      this.wrong = explain(error).text;
    }
    this.busy = false;
    this.requestUpdate();
    await this.updateComplete;
    this.dispatchEvent(new Event('stands', { bubbles: true }));
  };

  /** What a plan does, in words. */
  private does({ people: each }: BuyPoint): string {
    if (!each) return say('console.buy.cannot');
    const done = each.map((count, i) => [Math.round(count), this.solved[i]?.name ?? ''] as const).filter(([count]) => count > 0);
    return done.length ? list(done.map(([count, name]) => say('console.buy.person', { people: number(count), name }))) : say('console.buy.nobody');
  }

  private frontier(buy: Buy): TemplateResult {
    const made = buy.points.filter((each) => each.people && each.cost !== null && each.closes !== null);
    const costs = made.map((each) => each.cost ?? 0);
    const dots = made.map((each) => ({ cost: each.cost ?? 0, closes: each.closes ?? 0, name: `${this.money(each.cost ?? 0)}: ${this.does(each)}`, text: `${say('console.buy.closes')}: ${chance(each.closes ?? 0)}. ${say('console.buy.total')}: ${this.money(each.cost ?? 0)}. ${this.does(each)}` }));
    const data = { title: say('console.buy.list'), desc: dots.length ? say('console.buy.desc', { count: dots.length, low: this.money(Math.min(...costs)), high: this.money(Math.max(...costs)) }) : '', dots, cost: say('console.buy.axis.cost'), sure: say('console.buy.axis.sure'), show: (value: number) => number(value), percent };
    return html`<section class="card" aria-live="polite"><div class="row"><h2>${say('console.buy.list')}</h2><div class="push row">${buy.headcount !== null && buy.reports !== null ? coverage(buy.reports, buy.headcount) : nothing}${how(buy.how, [{ cell: buy.cell, label: buy.cellLabel }], say('console.buy.title'))}</div></div>
      ${dots.length ? html`<console-frontier .data=${data}></console-frontier>` : nothing}
      <div class="scroll" tabindex="0" role="region" aria-label=${say('console.buy.list')}><table class="whole"><thead><tr><th scope="col">${say('console.buy.sure')}</th><th scope="col" class="num">${say('console.buy.total')}</th><th scope="col">${say('console.buy.do')}</th><th scope="col" class="num">${say('console.buy.adds')}</th><th scope="col" class="num">${say('console.buy.closes')}</th></tr></thead>
        <tbody>${buy.points.map((each) => html`<tr data-sure=${Math.round(each.sure * 100)}><th scope="row">${percent(each.sure)}</th><td class="num" data-label=${say('console.buy.total')}>${each.cost === null ? '–' : this.money(each.cost)}</td><td class=${each.people ? '' : 'hatched'} data-label=${say('console.buy.do')}>${this.does(each)}</td><td class="num" data-label=${say('console.buy.adds')}>${each.interval ? people(each.interval) : '–'}</td><td class="num" data-label=${say('console.buy.closes')}>${each.closes === null ? '–' : chance(each.closes)}</td></tr>`)}</tbody></table></div></section>`;
  }
}
customElements.define('plan-buy', PlanBuy);
