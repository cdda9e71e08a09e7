/** What the screens of the taxonomy share: the way between them, marks of a skill, what the server answers. */
import { html, nothing, type TemplateResult } from 'skillkeep/lit';
import { say } from '../words.js';

export type SkillKind = 'skill' | 'knowledge' | 'technology';
export const KINDS: readonly SkillKind[] = ['skill', 'knowledge', 'technology'];
export interface SkillRow { id: string; label: string; kind: SkillKind; hot: boolean; inDemand: boolean; retired: boolean }
export interface Found { total: number; from: number; rows: SkillRow[]; notices: string[] }
export type Relation = 'broader' | 'narrower' | 'requires' | 'required_by' | 'related';
export interface Provenance { source: string; version: string; notice: string; uri: string }
export interface Node extends SkillRow {
  aliases: string[]; description: string; names: { language: string; label: string; aliases: string[] }[]; former: string[]; successor: SkillRow | null; replaces: SkillRow[];
  sources: Provenance[]; relations: (SkillRow & { relation: Relation })[]; roles: { id: string; label: string; level: number; essential: boolean }[];
}

const at = (place: string): string => `#/taxonomy/${place.split('/').map(encodeURIComponent).join('/')}`;
/** The address of a skill; ids may have slashes. */
export const skillAt = (id: string): string => `#/taxonomy/skill/${encodeURIComponent(id)}`;
export const proposalAt = (id: string): string => `#/taxonomy/proposals/${encodeURIComponent(id)}`;

type Place = '' | 'proposals' | 'changes' | 'terms' | 'catalogue';
/** The way between the lists. */
export const places = (here: Place, waiting?: number): TemplateResult => html`<nav class="choice places" aria-label=${say('console.taxonomy.places')}>${(['', 'proposals', 'changes', 'terms', 'catalogue'] as const).map((place) => html`<a href=${place ? at(place) : '#/taxonomy'} aria-current=${place === here ? 'page' : nothing}>${say(`console.taxonomy.place.${place || 'skills'}`)}${place === 'proposals' && waiting ? html` <span class="chip warm">${waiting}</span>` : nothing}</a>`)}</nav>`;

/** What a skill is, and what the market says, as words. */
export const marks = (skill: SkillRow): TemplateResult => html`<span class="row marks"><span class="chip plain">${say(`console.taxonomy.kind.${skill.kind}`)}</span>${skill.retired ? html`<span class="chip bad">${say('console.taxonomy.retired')}</span>` : nothing}${skill.hot ? html`<span class="chip warm">${say('console.taxonomy.hot')}</span>` : nothing}${skill.inDemand ? html`<span class="chip sky">${say('console.taxonomy.demand')}</span>` : nothing}</span>`;

/** Licence notices, where the words are. */
export const notices = (texts: readonly string[]): TemplateResult => html`${texts.length ? html`<details class="behind"><summary>${say('console.taxonomy.notices')}</summary><ul class="stack tight small muted">${texts.map((text) => html`<li>${text}</li>`)}</ul></details>` : nothing}`;
