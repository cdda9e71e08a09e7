/** Series from outside: brought as a table, shown as an index with its fan, for scenarios to follow. */
import { html, nothing, type TemplateResult } from 'skillkeep/lit';
import '../charts/fan.js';
import { behind } from '../parts.js';
import { Screen } from '../screen.js';
import { between, explain, number, period, rate, say } from '../words.js';
import { assumed, places } from './plan-parts.js';
import type { MarketSeries } from './plan-types.js';

interface Data { series: MarketSeries[] }
const one = (value: number): string => number(value, 1);

class PlanSeries extends Screen<Data> {
  private busy = false;
  private told: { good: boolean; text: string } | null = null;

  protected override load(): Promise<Data> { return this.api.get<Data>('plan/series'); }
  protected override headline(): string { return say('console.series.title'); }

  protected override view({ series }: Data): TemplateResult {
    return html`${places('series')}<div class="lead"><h1 tabindex="-1">${series.length ? say('console.series.headline', { count: series.length }) : say('console.series.none')}</h1><p class="muted">${say('console.series.lead')}</p></div>
      ${this.told ? html`<p class="note ${this.told.good ? '' : 'warm'}" role=${this.told.good ? 'status' : 'alert'}>${this.told.text}</p>` : nothing}
      ${series.map((each) => this.drawn(each))}
      <section class="card flat exchange"><h2>${say('console.series.bring')}</h2><div class="field"><label for="series">${say('console.series.file')}</label><input id="series" type="file" accept=".csv,text/csv" aria-describedby="series-why" ?disabled=${this.busy} @change=${this.bring}><p class="small muted" id="series-why">${say('console.series.bring.why')}</p></div>
        <pre class="bytes scroll" tabindex="0" aria-label=${say('console.series.example')}>series,period,value
Rust postings (source),2026-q1,410
Rust postings (source),2026-q2,432
Rust postings (source),2026-q3,455
Rust postings (source),2026-q4,471</pre></section>
      ${assumed(say('console.compare.assumed'), [say('console.series.assumed')])}`;
  }

  private drawn({ name, periods, values, growth, points }: MarketSeries): TemplateResult {
    const past = periods.map((id, i) => ({ name: period(id), value: values[i] ?? null, interval: null, text: `${period(id)}: ${one(values[i] ?? 0)}` }));
    const ahead = points.map((each) => ({ name: period(each.period), value: each.value, p50: each.p50, p80: each.p80, p95: each.p95, text: `${period(each.period)}: ${one(each.value)} (${between(each.p80, one)})` }));
    const last = points.at(-1);
    const told = last ? say('console.series.ahead', { period: period(last.period), value: one(last.value), range: between(last.p95, one) }) : say('console.series.short');
    const fan = { title: name, desc: told, past, ahead, demand: null, demandText: '', nowText: say('console.series.now'), ceiling: 1000, show: (value: number) => number(value) };
    return html`<section class="card" data-series=${name}><div class="row"><h2>${name}</h2><div class="push"><button class="quiet" ?disabled=${this.busy} aria-label=${say('console.series.delete', { name })} @click=${() => this.forget(name)}>${say('console.plans.delete')}</button></div></div>
      <p>${say('console.series.growth', { rate: `${growth > 0 ? '+' : ''}${rate(growth)}` })} ${told}</p><p class="small muted">${say('console.series.index')}</p>
      <console-fan .fan=${fan}></console-fan>
      ${behind(html`<table><caption class="unseen">${name}</caption><thead><tr><th scope="col">${say('console.period')}</th><th scope="col" class="num">${say('console.series.index')}</th><th scope="col" class="num">50 %</th><th scope="col" class="num">80 %</th><th scope="col" class="num">95 %</th></tr></thead><tbody>${periods.map((id, i) => html`<tr><th scope="row">${period(id)}</th><td class="num">${one(values[i] ?? 0)}</td><td class="num">–</td><td class="num">–</td><td class="num">–</td></tr>`)}${points.map((each) => html`<tr><th scope="row">${period(each.period)} <span class="chip sky">${say('console.forecast.ahead')}</span></th><td class="num">${one(each.value)}</td><td class="num">${between(each.p50, one)}</td><td class="num">${between(each.p80, one)}</td><td class="num">${between(each.p95, one)}</td></tr>`)}</tbody></table>`)}</section>`;
  }

  private forget(name: string): Promise<void> {
    return this.act(async () => {
      await this.api.remove(`plan/series/${encodeURIComponent(name)}`);
      this.told = { good: true, text: say('console.series.gone', { name }) };
    });
  }
  private readonly bring = async (event: Event): Promise<void> => {
    const input = event.target as HTMLInputElement;
    const file = input.files?.[0];
    if (!file) return;
    await this.act(async () => {
      const { series } = await this.api.send<Data>('plan/series', file, 'text/csv');
      this.told = { good: true, text: say('console.series.taken', { count: series.length }) };
    });
    input.value = '';
  };
  private async act(what: () => Promise<void>): Promise<void> {
    if (this.busy) return;
    [this.busy, this.told] = [true, null];
    this.requestUpdate();
    try {
      await what();
      await this.reload();
    } catch (error) {
      this.told = { good: false, text: explain(error).text };
    }
    this.busy = false;
    this.requestUpdate();
  }
}
customElements.define('plan-series', PlanSeries);
