/** What the company measures itself, by cell and period: brought as a table, looked at, and held against what some cells had. */
import { html, nothing, type TemplateResult } from 'skillkeep/lit';
import { select } from '../parts.js';
import { Screen } from '../screen.js';
import { between, explain, list, number, period, say, sayIf } from '../words.js';
import { places } from './impact-figures.js';
import { p, withIn } from './impact-parts.js';
import type { Compared, NumbersTaken, NumberRow, OwnNumbers } from './impact-types.js';

/** Metrics that are means and not shares of people. */
const MEANS = new Set(['quality', 'cycle_time', 'nps', 'quota', 'safety']);
const metricName = (id: string): string => sayIf(`console.numbers.metric.${id}`, sayIf(`console.key.figure.${id}`, id));

class OwnNumbersScreen extends Screen<OwnNumbers> {
  private metric = '';
  private from = '';
  private cells = new Set<string>();
  private busy = false;
  private told: { good: boolean; text: string; bad: NumbersTaken['bad'] } | null = null;

  protected override async load(): Promise<OwnNumbers> {
    const ask = (metric: string, cells = '', from = ''): Promise<OwnNumbers> => this.api.get<OwnNumbers>('impact/endpoints', { metric, cells, from });
    if (!this.metric) this.metric = (await ask('')).metrics.find((each) => each.rows > 0)?.id ?? '';
    return ask(this.metric, this.cells.size && this.from ? [...this.cells].join(',') : '', this.cells.size ? this.from : '');
  }
  protected override headline(): string { return say('console.numbers.title'); }

  protected override view(data: OwnNumbers): TemplateResult {
    const there = data.metrics.filter((each) => each.rows > 0);
    return html`${places('numbers')}<div class="lead"><h1 tabindex="-1">${say('console.numbers.headline', { count: there.length })}</h1><p class="muted">${say('console.numbers.lead')}</p></div>
      ${this.told ? html`<div class="note ${this.told.good ? '' : 'warm'}" role=${this.told.good ? 'status' : 'alert'}><p>${this.told.text}</p>${this.told.bad.length ? html`<ul>${this.told.bad.map(({ line, why }) => html`<li>${say('console.numbers.line', { line: number(line), why: sayIf(`console.numbers.bad.${why}`, why) })}</li>`)}</ul>` : nothing}</div>` : nothing}
      ${there.length ? this.looked(data, there) : nothing}
      ${this.api.session?.role === 'planner' ? this.exchange() : nothing}`;
  }

  private looked(data: OwnNumbers, there: OwnNumbers['metrics']): TemplateResult {
    const { rows } = data;
    const means = MEANS.has(this.metric);
    const show = (value: number): string => means ? number(value, 1) : sayIf('console.numbers.percent', '', { share: number(value * 100, 1) });
    const label = (cell: string): string => data.cells.find((each) => each.cell === cell)?.label ?? cell;
    const cells = [...new Set(rows.map((row) => row.cell))];
    const periods = [...new Set(rows.map((row) => row.period))].sort();
    const kind = [...this.cells][0]?.split('/')[0];
    return html`<section class="card"><div class="filters row">${select('metric', say('console.numbers.metric'), there.map((each) => [each.id, metricName(each.id)] as const), this.metric, (one) => { this.metric = one; this.cells.clear(); this.from = ''; void this.reload(); })}</div>
      <div class="scroll" tabindex="0" role="region" aria-label=${metricName(this.metric)}><table><thead><tr><th scope="col">${say('console.cell')}</th>${periods.map((each) => html`<th scope="col" class="num">${period(each)}</th>`)}</tr></thead>
        <tbody>${cells.map((cell) => html`<tr data-cell=${cell}><th scope="row">${label(cell)}</th>${periods.map((each) => this.number(rows.filter((row) => row.cell === cell && row.period === each), show))}</tr>`)}</tbody></table></div>
      ${cells.length > 1 && periods.length > 1 ? html`<h2>${say('console.numbers.compare')}</h2><p class="small muted">${say('console.numbers.compare.why')}</p>
        <fieldset class="row"><legend class="small">${say('console.numbers.treated')}</legend>${cells.map((cell) => html`<label class="row small"><input type="checkbox" .checked=${this.cells.has(cell)} ?disabled=${kind !== undefined && cell.split('/')[0] !== kind} @change=${() => { if (!this.cells.delete(cell)) this.cells.add(cell); this.from ||= periods[Math.floor(periods.length / 2)] ?? ''; void this.reload(); }}> ${label(cell)}</label>`)}</fieldset>
        <div class="filters row">${select('from', say('console.numbers.from'), periods.slice(1).map((each) => [each, period(each)] as const), this.from || (periods[Math.floor(periods.length / 2)] ?? ''), (one) => { this.from = one; void this.reload(); })}</div>
        ${data.compared ? this.compared(data.compared, means) : html`<p class="muted">${say('console.numbers.choose')}</p>`}` : nothing}</section>`;
  }

  private number(rows: NumberRow[], show: (value: number) => string): TemplateResult {
    if (!rows.length) return html`<td class="num muted">–</td>`;
    return html`<td class="num">${rows.map((row) => html`<div>${row.month === null ? nothing : html`<span class="muted">${say('console.numbers.month', { month: row.month })}</span> `}${row.within ? withIn(row.within, show) : html`<span class="muted">${say('console.gap.nothing')}</span>`}<br><span class="small muted">${say('console.numbers.people', { people: row.people })}</span></div>`)}</td>`;
  }

  private compared({ effect, people, periods, placebo }: Compared, means: boolean): TemplateResult {
    const show = (value: number): string => `${value > 0 ? '+' : ''}${means ? number(value, 1) : say('console.key.points', { points: number(value * 100, 1) })}`;
    return html`<div class="chosen stack tight" aria-live="polite" data-compared>${effect ? html`<p class="answer">${say('console.numbers.effect', { effect: show(effect.value), range: between(effect.interval, show) })}</p>` : html`<p class="answer">${say('console.gap.nothing.long')}</p>`}
      <p class="small muted">${say('console.numbers.behind', { treated: list([number(people[0]), number(people[1])]), others: list([number(people[2]), number(people[3])]), before: periods[0], after: periods[1] })}</p>
      <p class="small">${placebo ? html`<span class="chip ${placebo.passed ? '' : 'warm'}">${say(placebo.passed ? 'console.impact.passed' : 'console.impact.failed')}</span> ${say(placebo.passed ? 'console.numbers.placebo.passed' : 'console.numbers.placebo.failed')} ${p(placebo)}` : say('console.numbers.placebo.none')}</p></div>`;
  }

  private exchange(): TemplateResult {
    return html`<section class="card flat exchange"><h2>${say('console.numbers.bring')}</h2><div class="field"><label for="numbers">${say('console.numbers.file')}</label><input id="numbers" type="file" accept=".csv,text/csv" aria-describedby="numbers-why" ?disabled=${this.busy} @change=${this.bring}><p class="small muted" id="numbers-why">${say('console.numbers.bring.why')}</p></div>
      <pre class="bytes scroll" tabindex="0" aria-label=${say('console.numbers.example')}>metric,cell,period,value,people,sd,month
quality,region/lisbon,2026-q1,81.4,960,9.5,
internal_fill,all,2026-q1,48,80,,
productive,all,2026-q1,10,40,,1</pre></section>`;
  }

  private readonly bring = async (event: Event): Promise<void> => {
    const input = event.target as HTMLInputElement;
    const file = input.files?.[0];
    if (!file || this.busy) return;
    [this.busy, this.told] = [true, null];
    this.requestUpdate();
    try {
      const { taken, refused, bad } = await this.api.send<NumbersTaken>('impact/endpoints', file, 'text/csv');
      this.told = { good: refused === 0, text: say('console.numbers.taken', { taken, refused }), bad };
      await this.reload();
    } catch (error) {
      this.told = { good: false, text: explain(error).text, bad: [] };
    }
    input.value = '';
    this.busy = false;
    this.requestUpdate();
  };
}
customElements.define('own-numbers', OwnNumbersScreen);
