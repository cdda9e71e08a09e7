/** What insight answers about plans; the twins of `server/src/plan`. */
import type { Cell, How, Interval, Named, NotEnough, Over, Share } from '../types.js';

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
export interface CompareRow { skill: string; label: string; cell: string; cellLabel: string; before: number; after: number; afterInterval: Interval | null; difference: number; gapBefore: PlanGap | null; gapAfter: PlanGap | null; notEnough: NotEnough | null }
export interface Compare { over: Over; period: string | null; periods: string[]; cells: Cell[]; rows: CompareRow[]; left: number | null; how: How[] }

export const nothing = (): Body => ({ plan: [], growth: [], expansion: [], factors: [], replaced: [], market: [] });

export interface Step { value: number; interval: Interval }
export const STEPS = ['opening', 'attrition', 'learning', 'mobility', 'hires', 'closing'] as const;
export interface Supposed { attrition: number; learning: number; learningInterval: Interval | null; learned: boolean; moves: number; hires: number }
interface Seen { skill: string; label: string; cell: string; cellLabel: string; period: string | null; headcount: number | null; reports: number | null; gap: PlanGap | null; notEnough: NotEnough | null; how: How[] }
export interface Waterfall extends Seen { periods: string[]; assumed: Supposed | null; steps: Record<typeof STEPS[number], Step> | null; demand: number | null; demandInterval: Interval | null }
export type MeasureKind = 'learn' | 'move' | 'hire' | 'contract';
export interface Measure { kind: MeasureKind; name: string; cost: number; yields: number; sd: number; most: number | null }
export interface BuyPoint { sure: number; people: number[] | null; cost: number | null; adds: number | null; interval: Interval | null; closes: number | null }
export interface Buy extends Seen { points: BuyPoint[] }
export interface SeriesPoint { period: string; value: number; p50: Interval; p80: Interval; p95: Interval }
export interface MarketSeries { name: string; periods: string[]; values: number[]; growth: number; points: SeriesPoint[] }

/** Who holds a missing skill, where most of a role works. */
export interface HeldBeside { skill: string; cell: string; label: string; period: string; headcount: number; reports: number; share: Share | null }
/** Of those who work toward a role, who is there. */
export interface PathRow { cell: string; label: string; period: string; headcount: number; reports: number; toward: { value: number; sigma2: number }; share: Share | null }
/** `way`: titles of items; null: the catalogue has none. */
export interface Lacking { skill: string; label: string; has: number; needs: number; close: string | null; way: string[] | null; cell: string | null }
/** `people` null: fewer than ten, but somebody. */
export interface Bridge { role: string; label: string; near: number; people: number | null; functions: string[]; missing: Lacking[]; more: number; minutes: number | null; bridge: boolean }
export interface Bridges { role: string; label: string; people: number | null; needs: { skill: string; label: string; level: number }[]; catalogue: boolean; rows: Bridge[]; left: number; empty: number; held: { rows: HeldBeside[]; how: How[] }; success: { asked: boolean; rows: PathRow[]; how: How[] } }
