import { html, nothing, type TemplateResult } from 'skillkeep/lit';
import { interval, ruler, shares, type Scale } from '../charts/interval.js';
import { choice, coverage, how, MIN_COVERAGE, select } from '../parts.js';
import { Screen } from '../screen.js';
import type { Cell, InsightOverview, Over, Share, Supply } from '../types.js';
import { about, between, number, percent, period, say } from '../words.js';
import { nothingYet, partitions, problem, released } from './period.js';

interface Data { supply: Supply; overview: InsightOverview }
interface Row { skill: string; label: string; share: Share | null }
type Order = 'share' | 'name';
/** Rows shown at once. */
const PAGE = 200;

/** Who can do what: every skill's share of the people, with its doubt. */
class SupplyAll extends Screen<Data> {
  private period = '';
  private over: Over = 'company';
  private cell = '';
  private search = '';
  private order: Order = 'share';
  private down = true;
  private shown = PAGE;

  protected override async load(): Promise<Data> {
    const overview = await this.api.get<InsightOverview>('overview');
    const may = partitions(overview, ['company', 'region', 'function']);
    if (!may.includes(this.over)) this.over = may[0] ?? 'company';
    return { overview, supply: await this.api.get<Supply>('supply', { period: this.period, over: this.over }) };
  }
  protected override headline(): string { return say('console.supply.title'); }

  private rows(supply: Supply, column: number): Row[] {
    const by = this.down ? -1 : 1;
    return supply.rows.map((row) => ({ skill: row.skill, label: row.label, share: row.shares[column] ?? null }))
      .filter((row) => row.label.toLocaleLowerCase().includes(this.search.toLocaleLowerCase()))
      .sort((a, b) => this.order === 'name' ? by * a.label.localeCompare(b.label) : by * ((a.share?.value ?? -1) - (b.share?.value ?? -1)));
  }

  protected override view({ supply, overview }: Data): TemplateResult {
    const may = partitions(overview, ['company', 'region', 'function']);
    const column = Math.max(0, supply.cells.findIndex((cell) => cell.cell === this.cell));
    const cell = supply.cells[column];
    const best = supply.rows.length && cell ? supply.rows.map((row) => ({ label: row.label, share: row.shares[column] ?? null })).filter((row) => row.share).sort((a, b) => (b.share?.value ?? 0) - (a.share?.value ?? 0))[0] : undefined;
    return html`<div class="lead"><h1 tabindex="-1">${best?.share && cell ? say('console.supply.headline', { skill: best.label, people: about(best.share.value * cell.headcount), all: number(cell.headcount) }) : say('console.supply.title')}</h1><p class="muted">${say('console.supply.lead')}</p></div>
      ${problem(overview)}
      <div class="filters row">${choice(say('console.over'), may.map((over) => [over, say(`console.over.${over}`)] as const), this.over, (over) => { this.over = over; this.cell = ''; void this.reload(); })}
        ${supply.cells.length > 1 ? select('cell', say('console.cell'), supply.cells.map((each) => [each.cell, each.label] as const), cell?.cell ?? '', (one) => { this.cell = one; this.requestUpdate(); }) : nothing}
        ${released(overview).length ? select('period', say('console.period'), released(overview), supply.period ?? '', (one) => { this.period = one; void this.reload(); }) : nothing}</div>
      ${cell && supply.rows.length ? this.table(supply, cell, column) : nothingYet(say('console.nothing.supply'))}`;
  }

  private table(supply: Supply, cell: Cell, column: number): TemplateResult {
    const rows = this.rows(supply, column);
    const scale = shares(Math.max(0.1, ...rows.map((row) => row.share?.interval.high ?? row.share?.value ?? 0)));
    const sort = (order: Order): string => this.order === order ? (this.down ? 'descending' : 'ascending') : 'none';
    const head = (order: Order, name: string): TemplateResult => html`<button class="sort" @click=${() => { [this.down, this.order] = [this.order === order ? !this.down : order === 'share', order]; this.requestUpdate(); }}>${name}<span aria-hidden="true">${sort(order) === 'none' ? '↕' : this.down ? '↓' : '↑'}</span></button>`;
    const few = cell.reports !== null && cell.reports / Math.max(1, cell.headcount) < MIN_COVERAGE;
    return html`<section class="card"><div class="row"><h2>${say('console.supply.of', { cell: cell.label, period: period(supply.period) })}</h2>${cell.reports === null ? html`<span class="chip plain">${say('console.unreleased')}</span>` : coverage(cell.reports, cell.headcount)}<div class="push">${how(supply.how.filter((one) => one.cell === cell.cell), supply.cells, say('console.supply.of', { cell: cell.label, period: period(supply.period) }))}</div></div>
      ${few ? html`<p class="note warm">${say('console.few')}</p>` : nothing}
      ${supply.clipped && supply.clipped.value > 0.005 ? html`<p class="small muted">${say('console.supply.clipped', { share: percent(supply.clipped.value), range: between(supply.clipped.interval, percent) })}</p>` : nothing}
      <div class="row"><div class="field find"><label for="find">${say('console.find')}</label><input id="find" type="search" .value=${this.search} @input=${(event: Event) => { this.search = (event.target as HTMLInputElement).value; this.requestUpdate(); }}></div><p class="small muted push" aria-live="polite">${say('console.supply.count', { count: rows.length })}</p></div>
      ${rows.length ? html`<table class="whole supply"><thead><tr><th scope="col" aria-sort=${sort('name')}>${head('name', say('console.skill'))}</th><th scope="col">${ruler(scale, percent)}<span class="unseen">${say('console.supply.drawn')}</span></th><th scope="col" class="num" aria-sort=${sort('share')}>${head('share', say('console.supply.share'))}</th><th scope="col" class="num">${say('console.supply.people')}</th></tr></thead>
        <tbody>${rows.slice(0, this.shown).map((row) => this.row(row, cell, scale))}</tbody></table>` : html`<p class="muted">${say('console.find.none', { text: this.search })}</p>`}
      ${rows.length > this.shown ? html`<div class="row"><button @click=${() => { this.shown += PAGE; this.requestUpdate(); }}>${say('console.more', { count: Math.min(PAGE, rows.length - this.shown) })}</button></div>` : nothing}
      <p class="small muted">${say('console.supply.foot')}</p></section>`;
  }

  private row({ skill, label, share }: Row, cell: Cell, scale: Scale): TemplateResult {
    const desc = share ? say('console.supply.desc', { share: percent(share.value), range: between(share.interval, percent) }) : say('console.gap.nothing.long');
    return html`<tr><th scope="row"><a href="#/supply/${encodeURIComponent(skill)}">${label}</a></th>
      <td class="draw">${interval({ title: label, desc, value: share?.value ?? null, interval: share?.interval ?? null, scale })}</td>
      <td class="num" data-label=${say('console.supply.share')}>${share ? html`${percent(share.value)} <span class="muted">${between(share.interval, percent)}</span>` : html`<span class="muted">${say('console.gap.nothing')}</span>`}</td>
      <td class="num" data-label=${say('console.supply.people')}>${share ? say('console.supply.about', { people: about(share.value * cell.headcount), all: number(cell.headcount) }) : '–'}</td></tr>`;
  }
}
customElements.define('supply-all', SupplyAll);
