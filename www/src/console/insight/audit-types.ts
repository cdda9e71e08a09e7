/** What insight answers about audits; the twins of `server/src/audit`. */
import type { Audit, How, Interval } from '../types.js';

export interface Summary extends Audit { kind: 'selection' | 'scoring'; median: { value: string; sure: boolean } | null; small: string[] }
export interface PValue { p: number | null; adjusted: number | null }
export interface Comparison { measure: string; cell: string; yes: string[]; group: string; reference: string; fewAnswers: boolean; equal: PValue; fourFifths: PValue }
export interface StratifiedGap { gap: { value: number; variance: number }; interval: Interval; noise: number; strata: number; leftOut: number }
export interface Stratified { measure: string; over: string; yes: string[]; group: string; label: string; reference: string; crude: StratifiedGap | null; within: StratifiedGap | null; how: How[] }
export type Lack = 'outcome' | 'release' | 'strata' | 'intersections' | 'exact';
export interface Lacking { what: Lack; measure: string | null; attribute: string | null; outcome: string | null }
/** Without a release there is nothing but the period. */
export interface Audited { period: string | null; summary?: Summary[]; comparisons?: Comparison[]; strata?: Stratified[]; lacking?: Lacking[] }
export type FindingState = 'open' | 'explained' | 'fixed';
export interface Finding { number: number; period: string; measure: string; subject: string; steps: { owner: string; state: FindingState; note: string; who: string; at: number }[] }
