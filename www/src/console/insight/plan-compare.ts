/** A scenario before and after: whom it asks for, and which gaps open or close. */
import { html, nothing, type TemplateResult } from 'skillkeep/lit';
import { behind, choice, how, select } from '../parts.js';
import { Screen } from '../screen.js';
import type { InsightOverview, Over } from '../types.js';
import { chance, notEnough, number, period, say } from '../words.js';
import { coverages, nothingYet, partitions, problem } from './period.js';
import { assumed, missing, people, places, signed } from './plan-parts.js';
import type { Compare, CompareRow, Plans } from './plan-types.js';

interface Data { overview: InsightOverview; plans: Plans; compare: Compare | null }
const PAGE = 15;
const MAY: readonly Over[] = ['company', 'region', 'function'];
const where = (row: CompareRow): string => row.cell === 'all' ? say('console.over.company') : row.cellLabel;

class PlanCompare extends Screen<Data> {
  private chosen = '';
  private over: Over = 'region';
  private by = '';
  private shown = PAGE;

  protected override async load(): Promise<Data> {
    const [overview, plans] = await Promise.all([this.api.get<InsightOverview>('overview'), this.api.get<Plans>('plan/scenarios')]);
    const may = partitions(overview, MAY);
    if (!may.includes(this.over)) this.over = may[0] ?? 'company';
    const scenario = plans.scenarios.find((each) => each.id === (this.chosen || this.id_)) ?? plans.scenarios[0];
    this.chosen = scenario?.id ?? '';
    return { overview, plans, compare: scenario ? await this.api.get<Compare>('plan/compare', { scenario: scenario.id, over: this.over, period: this.by }) : null };
  }
  protected override headline(): string { return say('console.compare.title'); }

  protected override view({ overview, plans, compare }: Data): TemplateResult {
    if (!compare) return html`${places('compare')}<div class="lead"><h1 tabindex="-1">${say('console.compare.none')}</h1><p class="muted">${say('console.compare.none.why')}</p><p class="row"><a class="button go" href="#/plans/scenario/new">${say('console.plans.new')}</a></p></div>`;
    const name = plans.scenarios.find((each) => each.id === this.chosen)?.name ?? '';
    const first = compare.rows[0];
    const changes = first && Math.round(first.difference) !== 0 ? first : null;
    const title = !compare.period ? name : changes
      ? say(`console.compare.headline.${changes.difference > 0 ? 'more' : 'less'}`, { name, people: Math.abs(Math.round(changes.difference)), skill: changes.label, cell: changes.cellLabel, all: changes.cell === 'all' ? 'yes' : 'no', period: period(compare.period) })
      : say('console.compare.headline.same', { name, period: period(compare.period) });
    return html`${places('compare')}<div class="lead"><h1 tabindex="-1">${title}</h1>
        ${changes?.gapAfter && changes.gapBefore ? html`<p class="answer">${say('console.compare.gap', { range: missing(changes.gapAfter.interval), before: missing(changes.gapBefore.interval), chance: chance(changes.gapAfter.probability) })}</p>` : changes?.notEnough ? html`<p class="answer">${notEnough(changes.notEnough)}</p>` : nothing}
        <p class="muted">${say('console.plans.directional')}</p></div>${problem(overview)}
      <div class="filters row">${select('scenario', say('console.compare.scenario'), plans.scenarios.map((each) => [each.id, each.name] as const), this.chosen, (one) => { this.chosen = one; this.shown = PAGE; history.replaceState(null, '', `#/plans/compare/${encodeURIComponent(one)}`); void this.reload(); })}
        ${choice(say('console.over'), partitions(overview, MAY).map((over) => [over, say(`console.over.${over}`)] as const), this.over, (over) => { [this.over, this.shown, this.by] = [over, PAGE, '']; void this.reload(); })}
        ${compare.periods.length ? select('by', say('console.compare.by'), compare.periods.map((each) => [each, period(each)] as const), compare.period ?? '', (one) => { this.by = one; void this.reload(); }) : nothing}
        <a class="button" href="#/plans/scenario/${encodeURIComponent(this.chosen)}">${say('console.plans.edit')}</a></div>
      ${compare.rows.length ? this.list(compare) : nothingYet(say('console.compare.nothing'))}
      ${assumed(say('console.compare.assumed'), [say('console.compare.assumed.demand'), say('console.compare.assumed.market'), say('console.compare.assumed.supply'), say('console.compare.assumed.gap'), say('console.compare.assumed.answers')])}`;
  }

  private list(compare: Compare): TemplateResult {
    const rows = compare.rows.slice(0, this.shown);
    const gap = (row: CompareRow, which: 'gapBefore' | 'gapAfter', label: string): TemplateResult => html`<td class="num ${row[which] ? '' : 'hatched'}" data-label=${label}>${row[which] ? missing(row[which].interval) : row.notEnough && which === 'gapAfter' ? notEnough(row.notEnough) : say('console.gap.nothing')}</td>`;
    const columns = ['before', 'after', 'difference', 'gap.before', 'gap.after', 'chance'] as const;
    return html`<section class="card"><div class="row"><h2>${say('console.compare.list')}</h2><div class="push">${how(compare.how, compare.cells, say('console.compare.title'))}</div></div>
      <div class="scroll" tabindex="0" role="region" aria-label=${say('console.compare.list')}><table class="whole"><caption class="unseen">${say('console.compare.caption')}</caption><thead><tr><th scope="col">${say('console.skill')}</th><th scope="col">${say('console.cell')}</th>${columns.map((each) => html`<th scope="col" class="num">${say(`console.compare.${each}`)}</th>`)}</tr></thead>
        <tbody>${rows.map((row) => html`<tr data-row="${row.skill} ${row.cell}"><th scope="row"><a href="#/forecast/${encodeURIComponent(`${row.skill} ${row.cell}`)}">${row.label}</a></th><td data-label=${say('console.cell')}>${where(row)}</td><td class="num" data-label=${say('console.compare.before')}>${number(Math.round(row.before))}</td><td class="num" data-label=${say('console.compare.after')}>${number(Math.round(row.after))}${row.afterInterval ? html` <span class="muted">(${people(row.afterInterval)})</span>` : nothing}</td><td class="num" data-label=${say('console.compare.difference')}><b>${signed(row.difference)}</b></td>${gap(row, 'gapBefore', say('console.compare.gap.before'))}${gap(row, 'gapAfter', say('console.compare.gap.after'))}<td class="num" data-label=${say('console.compare.chance')}>${row.gapAfter ? chance(row.gapAfter.probability) : '–'}</td></tr>`)}</tbody></table></div>
      ${compare.rows.length > rows.length ? html`<div class="row"><button @click=${() => { this.shown += 50; this.requestUpdate(); }}>${say('console.more', { count: Math.min(50, compare.rows.length - rows.length) })}</button></div>` : nothing}
      ${compare.left ? html`<p class="small muted">${say('console.compare.left', { count: compare.left })}</p>` : nothing}
      ${behind(coverages(compare.cells), say('console.gaps.covers'))}</section>`;
  }
}
customElements.define('plan-compare', PlanCompare);
