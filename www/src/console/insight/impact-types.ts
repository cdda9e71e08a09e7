/** What insight answers about experiments, key figures and the company's own numbers; the twins of `server/src/impact`. */
import type { How, Interval } from '../types.js';

export interface Within { value: number; interval: Interval }
export type Finding = 'helps' | 'harms' | 'unclear' | 'doubted' | 'few_answers' | 'early';
export interface Check { p: number; passed: boolean }
export interface Arm { id: string; label: string; share: number; starts: string | null; people: Within; change: Within | null }
export interface Look extends Within { period: string; always: Interval }
export interface EventTime extends Within { distance: number; groups: number }
export interface ArmEffect extends Within { arm: string; period: string; distance: number }
export interface Experiment {
  measure: string; question: string; purpose: string; cell: string; cellLabel: string; skills: string[]; from: string; clip: number; period: string; finding: Finding;
  effect: (Within & { surely: number; detectable: number; everybody: Interval }) | null;
  arms: Arm[]; people: { answers: Within; headcount: number; coverage: number };
  looks: Look[]; events: EventTime[]; cells: ArmEffect[]; placebo: Check | null; balance: Check | null; how: How[];
}
export interface Experiments { experiments: Experiment[] }

export interface Point extends Within { period: string }
export interface KeyFigure {
  id: string; leading: boolean; up: boolean; unit: 'share' | 'per_person' | 'months'; source: 'release' | 'table' | 'none'; needs: string | null; period: string | null;
  value: Within | null; change: Within | null; direction: 'better' | 'worse' | 'steady' | null; people: number | null; of: number | null; series: Point[]; how: How[];
}
export interface Correlated { metric: string; over: string; pairs: number; needs: number; value: Within | null; p: number | null }
/** `period` null: nothing was released yet. */
export interface KeyFigures { period: string | null; figures: KeyFigure[]; correlations: Correlated[] }

export interface Compared { effect: Within | null; people: [number, number, number, number]; periods: [number, number]; placebo: Check | null }
export interface NumberRow { cell: string; period: string; month: number | null; people: number; within: Within | null }
export interface OwnNumbers { metrics: { id: string; rows: number; periods: string[] }[]; cells: { cell: string; label: string }[]; rows: NumberRow[]; compared: Compared | null }
export interface NumbersTaken { taken: number; refused: number; bad: { line: number; why: string }[] }
