import { html, nothing, type TemplateResult } from 'skillkeep/lit';
import { behind, choice, how, select } from '../parts.js';
import { Screen } from '../screen.js';
import type { Cell, How, InsightOverview, Interval, NotEnough, Over } from '../types.js';
import { between, chance, notEnough, number, say } from '../words.js';
import { coverages, nothingYet, partitions, problem } from './period.js';

interface Place { skill: string; label: string; cell: string; cellLabel: string }
interface Row extends Place { demand: number; ahead: number; shortage: number; interval: Interval; probability: number }
interface Shortfalls { over: Over; people: number | null; cells: Cell[]; rows: Row[]; unknown: (Place & { notEnough: NotEnough })[]; more: { rows: number; unknown: number } | null; how: How[] }
interface Data { short: Shortfalls; overview: InsightOverview }

/** Rows shown at once: the likeliest come first. */
const PAGE = 15;
const PEOPLE = ['1', '5', '10', '25', '50', '100'] as const;
const MAY: readonly Over[] = ['region', 'function', 'company'];
const name = (row: Place): string => row.cell === 'all' ? say('console.over.company') : row.cellLabel;
/** The people missing; none where even the upper end is to spare. */
function missing({ low, high }: Interval): string {
  const [least, most] = [Math.round(low ?? 0), high === null ? null : Math.round(high)];
  return most !== null && most <= 0 ? say('console.short.spare', { people: between({ low: -most, high: -least }) }) : between({ low: Math.max(0, least), high: most });
}

/** "A shortfall of at least so many": every skill and place that a role asks for, the likeliest first. */
class InsightShortfalls extends Screen<Data> {
  private over: Over = 'region';
  private people = '10';
  private shown = PAGE;

  protected override async load(): Promise<Data> {
    const overview = await this.api.get<InsightOverview>('overview');
    const may = partitions(overview, MAY);
    if (!may.includes(this.over)) this.over = may[0] ?? 'company';
    return { overview, short: await this.api.get<Shortfalls>('shortfalls', { over: this.over, people: this.people }) };
  }
  protected override headline(): string { return say('console.short.title'); }

  protected override view({ short, overview }: Data): TemplateResult {
    const first = short.rows[0];
    const likely = first && first.probability >= 0.5 ? first : null;
    const title = likely ? say('console.short.headline', { skill: likely.label, cell: likely.cellLabel, all: likely.cell === 'all' ? 'yes' : 'no', ahead: likely.ahead }) : say(first ? 'console.short.calm' : 'console.short.untold');
    return html`<div class="lead"><h1 tabindex="-1">${title}</h1>${likely ? html`<p class="answer">${say('console.short.why', { people: number(short.people ?? 0), chance: chance(likely.probability), range: missing(likely.interval) })}</p>` : nothing}
        <p class="muted">${say('console.short.lead')}</p></div>${problem(overview)}
      <div class="filters row">${choice(say('console.over'), partitions(overview, MAY).map((over) => [over, say(`console.over.${over}`)] as const), this.over, (over) => { this.over = over; this.shown = PAGE; void this.reload(); })}
        ${select('people', say('console.short.people'), PEOPLE.map((n) => [n, number(Number(n))] as const), this.people, (one) => { this.people = one; this.shown = PAGE; void this.reload(); })}</div>
      ${short.rows.length || short.unknown.length ? this.list(short) : nothingYet(say('console.short.nothing'))}`;
  }

  private list(short: Shortfalls): TemplateResult {
    const rows = short.rows.slice(0, this.shown);
    return html`<section class="card"><div class="row"><h2>${say('console.short.list')}</h2><div class="push">${how(short.how, short.cells, say('console.short.title'))}</div></div>
      ${rows.length ? html`<div class="scroll" tabindex="0" role="region" aria-label=${say('console.short.list')}><table class="whole"><caption class="unseen">${say('console.short.caption')}</caption><thead><tr><th scope="col">${say('console.skill')}</th><th scope="col">${say('console.cell')}</th><th scope="col" class="num">${say('console.short.chance')}</th><th scope="col" class="num">${say('console.short.missing')}</th><th scope="col" class="num">${say('console.short.demand')}</th><th scope="col"><span class="unseen">${say('console.action')}</span></th></tr></thead>
        <tbody>${rows.map((row) => html`<tr><th scope="row"><a href="#/forecast/${encodeURIComponent(`${row.skill} ${row.cell}`)}">${row.label}</a></th><td data-label=${say('console.cell')}>${name(row)}</td><td class="num" data-label=${say('console.short.chance')}>${chance(row.probability)}</td><td class="num" data-label=${say('console.short.missing')}>${missing(row.interval)}</td><td class="num" data-label=${say('console.short.demand')}>${number(row.demand)}</td><td><a class="small" href="#/actions/${encodeURIComponent(`new ${row.skill} ${row.cell} ${short.people ?? 1}`)}" aria-label=${say('console.action.plan.for', { skill: row.label, cell: name(row) })}>${say('console.action.plan')}</a></td></tr>`)}</tbody></table></div>` : nothing}
      ${short.rows.length > rows.length ? html`<div class="row"><button @click=${() => { this.shown += 50; this.requestUpdate(); }}>${say('console.more', { count: Math.min(50, short.rows.length - rows.length) })}</button></div>` : nothing}
      ${short.more?.rows ? html`<p class="small muted">${say('console.short.more', { count: number(short.more.rows) })}</p>` : nothing}
      ${short.unknown.length ? behind(html`<ul class="small">${short.unknown.map((row) => html`<li>${row.label}, ${name(row)}: ${notEnough(row.notEnough)}</li>`)}</ul>`, say('console.short.unknown', { count: short.unknown.length + (short.more?.unknown ?? 0) })) : nothing}
      ${behind(coverages(short.cells), say('console.gaps.covers'))}</section>`;
  }
}
customElements.define('insight-shortfalls', InsightShortfalls);
