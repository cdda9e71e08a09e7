/** What the pages of Plans share: the way about, people missing in words, what is taken for granted. */
import { html, nothing, type TemplateResult } from 'skillkeep/lit';
import type { ConsoleKey } from '../messages/en.js';
import { select } from '../parts.js';
import type { InsightOverview, Interval } from '../types.js';
import { between, number, say } from '../words.js';

const PLACES = [['', 'console.plans.list'], ['compare', 'console.plans.compare'], ['way', 'console.way'], ['buy', 'console.buy'], ['bridges', 'console.bridges'], ['series', 'console.series']] as const satisfies readonly (readonly [string, ConsoleKey])[];
export type PlanPlace = typeof PLACES[number][0];

/** The parts of Plans, and where one is. */
export const places = (here: PlanPlace): TemplateResult => html`<nav class="choice places" aria-label=${say('console.plans.places')}>${PLACES.map(([id, title]) => html`<a href="#/plans${id ? `/${id}` : ''}" aria-current=${here === id ? 'page' : nothing}>${say(title)}</a>`)}</nav>`;

/** "20 to 44"; "none: 5 to 12 to spare" where even the upper end is to spare. */
export function missing({ low, high }: Interval): string {
  const [least, most] = [Math.round(low ?? 0), high === null ? null : Math.round(high)];
  return most !== null && most <= 0 ? say('console.short.spare', { people: between({ low: Math.max(0, -most), high: Math.max(0, -least) }) }) : between({ low: Math.max(0, least), high: most });
}
/** "+12", "−3", "0" */
export const signed = (value: number): string => `${Math.round(value) > 0 ? '+' : ''}${number(Math.round(value) || 0)}`;
/** "20 to 44", whole people. */
export const people = (interval: Interval): string => between({ low: interval.low === null ? null : Math.round(interval.low) || 0, high: interval.high === null ? null : Math.round(interval.high) || 0 });
/** What a figure takes for granted, always on the page. */
export const assumed = (title: string, all: readonly string[]): TemplateResult => html`<section class="card flat"><h2>${title}</h2><ul class="small">${all.map((each) => html`<li>${each}</li>`)}</ul><p class="small muted">${say('console.plans.directional')}</p></section>`;

/** Cells in which a skill is asked for, by id and name. */
export function cells(overview: InsightOverview, skill: string): (readonly [string, string])[] {
  const asked = overview.skills.find((each) => each.id === skill)?.asked ?? [];
  return [...(asked.includes('company') ? [['all', say('console.over.company')] as const] : []), ...(asked.includes('region') ? overview.regions.map((each) => [`region/${each.id}`, each.label] as const) : []), ...(asked.includes('function') ? overview.functions.map((each) => [`function/${each.id}`, each.label] as const) : [])];
}
/** Where a page of one skill in one cell looks: skill, cell, scenario and quarter. */
export interface Spot { skill: string; cell: string; scenario: string; period: string }
/** The spot that can be looked at: what is not there (any more) falls back to the first that is. */
export function settle(overview: InsightOverview, scenarios: readonly { id: string }[], spot: Spot): Spot {
  const skill = overview.skills.find((each) => each.id === spot.skill && each.asked.length) ?? overview.skills.find((each) => each.asked.length);
  const cell = cells(overview, skill?.id ?? '').find(([id]) => id === spot.cell) ?? cells(overview, skill?.id ?? '')[0];
  return { skill: skill?.id ?? '', cell: cell?.[0] ?? '', scenario: scenarios.some((each) => each.id === spot.scenario) ? spot.scenario : '', period: spot.period };
}
/** Choices of a spot. */
export const spots = (overview: InsightOverview, scenarios: readonly { id: string; name: string }[], periods: readonly (readonly [string, string])[], spot: Spot, now: string | null, choose: (spot: Spot) => void): TemplateResult => html`<div class="fields filters spots">
  ${select('skill', say('console.skill'), overview.skills.filter((each) => each.asked.length).map((each) => [each.id, each.label] as const), spot.skill, (skill) => choose({ ...spot, skill }))}
  ${select('cell', say('console.cell'), cells(overview, spot.skill), spot.cell, (cell) => choose({ ...spot, cell }))}
  ${select('scenario', say('console.way.goal'), [['', say('console.way.goal.now')], ...scenarios.map((each) => [each.id, each.name] as const)], spot.scenario, (scenario) => choose({ ...spot, scenario }))}
  ${periods.length ? select('by', say('console.compare.by'), periods, now ?? '', (by) => choose({ ...spot, period: by })) : nothing}</div>`;
