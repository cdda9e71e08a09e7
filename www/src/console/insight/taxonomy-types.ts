/** What the server answers about proposals and changes. */
import type { Cell, How, Share } from '../types.js';
import type { Node, SkillRow } from './taxonomy-parts.js';

export const CHANGES = ['introduce', 'merge', 'split', 'rename', 'sunset'] as const;
export type Change = (typeof CHANGES)[number];
export const STATUSES = ['open', 'deferred', 'accepted', 'rejected', 'released'] as const;
export type Status = (typeof STATUSES)[number];
/** Where a proposal is from: a kind of source, never a name. */
export const ORIGINS = ['threshold', 'employee', 'import', 'owner'] as const;
export type Origin = (typeof ORIGINS)[number];

/** `what`: people, people-at-least, postings, occupations, items, proposals, roles. */
export interface Evidence { what: string; source: string; count: number }
export interface Proposal {
  id: string; kind: Change; domain: string; raised: Origin; status: Status; version: number; at: number; note: string; decided: number | null;
  /** The skills that would change, and what takes their place. */
  subjects: SkillRow[]; into: SkillRow[]; label: string; aliases: string[]; description: string; reason: string; evidence: Evidence[];
  /** Of a machine's finding, how sure it is; 0 where nobody estimated it. */
  confidence: number;
}
type Counts = Record<string, number>;
export interface Proposals { total: number; from: number; rows: Proposal[]; counts: { status: Counts; kind: Counts; domain: Counts; raised: Counts } }
/** One line of the published change log. `label` is what the skill was called before, `names` what took its place. */
export interface ChangeView { id: string; day: string; kind: Change; version: string; subject: SkillRow; label: string; into: SkillRow[]; names: string[]; reason: string }
export interface Changes { total: number; from: number; rows: ChangeView[] }
export interface SkillView { skill: Node; proposals: Proposal[]; changes: ChangeView[] }
export interface TaxonomyOverview { skills: number; retired: number; roles: number; sources: { source: string; version: string; notice: string }[]; waiting: number; accepted: number }
/** `again`: the very file was taken before. */
export interface Taken { new: number; renewed: number; decided: number; again: boolean }
export interface MarketTaken extends Taken { shape: 'onet' | 'postings'; rows: number; terms: number; known: number; left: number }
export interface Draft { kind: Change; subjects: string[]; into: string[]; label: string; description: string; reason: string }

/** A word of the published list. `surely`: people at the lower end of the interval. `skill`: what has taken it up since. */
export interface NewWord { term: string; shares: (Share | null)[]; surely: number; passes: boolean; skill: SkillRow | null }
/** `threshold` is missing while nothing was released. */
export interface NewWords { period: string | null; cells: Cell[]; clipped: Share | null; rows: NewWord[]; threshold?: number; how: How[] }

/** What can be the matter with a catalogue, in the order in which it is shown. */
export const FINDINGS = ['left_out', 'no_tags', 'duplicate', 'near_duplicate', 'not_taught', 'taught_short', 'no_beginning', 'tag_missing', 'tag_unsaid', 'no_role', 'waits_for_retired', 'ended'] as const;
export interface Named { id: string; label: string }
/** `value` and `wanted` are levels; of near duplicates, `value` is the share of words in common. */
export interface Finding { code: (typeof FINDINGS)[number]; item?: Named; skill?: Named; other?: Named; roles?: Named[]; value?: number; wanted?: number }
export interface CatalogueHealth { items: number; taught: number; needed: number; findings: Finding[] }
