/** What insight answers about plans; the twins of `server/src/plan`. */
import type { Cell, How, Interval, Named, NotEnough, Over } from '../types.js';

export interface Heads { role: string; function: string; region: string; period: string; headcount: number }
export interface Growth { role: string | null; percent: number }
export interface Expansion { role: string; function: string; region: string; people: number; from: string }
export interface Shift { skill: string; factor: number; from: string }
export interface Swap { skill: string; by: string; percent: number; from: string }
export interface Follow { skill: string; series: string }
/** What changes; empty: everything stays. */
export interface Body { plan: Heads[]; growth: Growth[]; expansion: Expansion[]; factors: Shift[]; replaced: Swap[]; market: Follow[] }
export interface Scenario { id: string; version: number; name: string; body: Body; who: string; at: number }
export interface Plans { scenarios: Scenario[]; roles: Named[]; skills: Named[]; functions: Named[]; regions: Named[]; periods: string[]; series: string[] }
/** Demand less the supply that is forecast. */
export interface PlanGap { shortage: number; interval: Interval; probability: number }
export interface CompareRow { skill: string; label: string; cell: string; cellLabel: string; before: number; after: number; difference: number; gapBefore: PlanGap | null; gapAfter: PlanGap | null; notEnough: NotEnough | null }
export interface Compare { over: Over; period: string | null; periods: string[]; cells: Cell[]; rows: CompareRow[]; how: How[] }

export const nothing = (): Body => ({ plan: [], growth: [], expansion: [], factors: [], replaced: [], market: [] });
