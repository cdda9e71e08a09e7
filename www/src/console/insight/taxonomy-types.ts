/** What the server answers about proposals and changes. */
import type { Node, SkillKind, SkillRow } from './taxonomy-parts.js';

export const CHANGES = ['introduce', 'merge', 'split', 'rename', 'sunset'] as const;
export type Change = (typeof CHANGES)[number];
export const STATUSES = ['open', 'deferred', 'accepted', 'rejected', 'released'] as const;
export type Status = (typeof STATUSES)[number];
/** Where a proposal is from: a kind of source, never a name. */
export const ORIGINS = ['threshold', 'employee', 'import', 'owner'] as const;
export type Origin = (typeof ORIGINS)[number];

export interface Evidence { source: string; count: number }
export interface NewName { label: string; aliases: string[]; description: string; kind: SkillKind }
export interface Proposal {
  id: string; kind: Change; domain: string; raised: Origin; status: Status; version: number; at: number; note: string; decided: number | null;
  /** The skills that would change; what took the place, for merge and sunset; names that would be new. */
  skills: SkillRow[]; into: SkillRow | null; names: NewName[]; reason: string; evidence: Evidence[];
}
type Counts = Record<string, number>;
export interface Proposals { total: number; from: number; rows: Proposal[]; counts: { status: Counts; kind: Counts; domain: Counts; raised: Counts } }
/** One line of the published change log. */
export interface ChangeView { id: string; at: number; kind: Change; version: string; skills: SkillRow[]; into: SkillRow | null; names: string[]; was: string; note: string }
export interface Changes { total: number; from: number; rows: ChangeView[] }
export interface SkillView { skill: Node; proposals: Proposal[]; changes: ChangeView[] }
export interface TaxonomyOverview { skills: number; retired: number; roles: number; sources: { source: string; version: string; notice: string }[]; waiting: number; accepted: number; domains: string[] }
export interface Taken { new: number; renewed: number; decided: number }
export interface MarketTaken extends Taken { shape: 'onet' | 'postings'; rows: number; terms: number; known: number; left: number }
export interface Draft { kind: Change; skills: string[]; into: string | null; names: NewName[]; reason: string }
