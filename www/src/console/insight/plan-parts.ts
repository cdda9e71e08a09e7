/** What the pages of Plans share: the way about, people missing in words, what is taken for granted. */
import { html, nothing, type TemplateResult } from 'skillkeep/lit';
import type { ConsoleKey } from '../messages/en.js';
import type { Interval } from '../types.js';
import { between, number, say } from '../words.js';

const PLACES = [['', 'console.plans.list'], ['compare', 'console.plans.compare']] as const satisfies readonly (readonly [string, ConsoleKey])[];
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
