/** What the routes of actions answer. */
import type { How, Interval, NotEnough, Share } from '../types.js';

export type Kind = 'sprint' | 'coaches' | 'gig';
export type State = 'proposed' | 'approved' | 'declined' | 'published' | 'ended' | 'withdrawn';
export type Act = 'propose' | 'approve' | 'decline' | 'publish' | 'end' | 'withdraw';
export interface Plan {
  kind: Kind; title: string; summary: string; items: string[]; count: number; minutes: number; from: number; to: number; also: string[]; starts: string; ends: string; contact: string;
}
/** The shortfall as the forecast had it when the action was proposed. */
export interface Seen { skill: string; label: string; cell: string; cellLabel: string; people: number; demand: number; ahead: number; interval: Interval; probability: number }
export interface Step { act: Act; note: string; who: string; at: number }
export interface Action { number: number; proposal: { shortfall: Seen; plan: Plan; titles: string[] }; steps: Step[]; state: State; may: Act[]; own: boolean }
export interface Actions { catalogue: boolean; key: boolean; actions: Action[] }
export interface Choice { id: string; title: string; modality: string; minutes: number; from: number; to: number }
export interface Reading { period: string; share: Share }
export interface Change { number: number; before: Reading | null; now: Reading | null; change: { value: number; interval: Interval } | null; notEnough: NotEnough | null; how: How[] }
