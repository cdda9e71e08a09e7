/** What the insight screens are asked through: the overview once, a period and a partition. */
import { html, nothing, type TemplateResult } from 'skillkeep/lit';
import { coverage } from '../parts.js';
import type { Cell, InsightOverview, Over } from '../types.js';
import { period, say, sayIf } from '../words.js';

/** Periods that have a release, the newest first. */
export function released(overview: InsightOverview): (readonly [string, string])[] {
  return overview.periods.filter((each) => each.releases > 0).toReversed().map((each) => [each.id, each.releases < each.of ? say('console.period.part', { period: period(each.id), releases: each.releases, of: each.of }) : period(each.id)] as const);
}
/** Partitions over which skills are asked for. */
export function partitions(overview: InsightOverview, from: readonly Over[]): Over[] {
  return from.filter((over) => overview.skills.some((skill) => skill.asked.includes(over)));
}
/** Nothing to show, and what that means. */
export const nothingYet = (why: string): TemplateResult => html`<section class="card flat empty"><svg class="waits" viewBox="0 0 120 44" aria-hidden="true"><rect class="nothing" x="2" y="6" width="116" height="32" rx="8"></rect></svg><h2>${say('console.nothing')}</h2><p class="muted">${why}</p></section>`;

/** What keeps new releases from coming, if anything does. */
export const problem = (overview: InsightOverview): TemplateResult => overview.problem ? html`<p class="note warm" role="status">${say('console.collector', { what: sayIf(`console.collector.${overview.problem}`, overview.problem) })}</p>` : html`${nothing}`;

/** Answers over headcount, one a cell. */
export const coverages = (cells: readonly Cell[]): TemplateResult => html`<ul class="covers small">${cells.map((cell) => html`<li><span>${cell.label}</span> ${cell.reports === null ? html`<span class="chip plain">${say('console.unreleased')}</span>` : coverage(cell.reports, cell.headcount)}</li>`)}</ul>`;
