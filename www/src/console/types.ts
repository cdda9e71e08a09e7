/** What the two consoles' servers answer. Figures are those of `insight/`, as it serialises them; a value that is not known is `null`. */

export type Party = 'keeper' | 'insight';
export type Role = 'officer' | 'planner' | 'auditor' | 'owner' | 'admin';
export interface Session { user: string; role: Role; csrf: string; mustChange: boolean }
export interface User { user: string; role: Role }
export interface NewUser extends User { password: string }

/** `GET /status`, of whoever serves this page. */
export interface Progress { stage: 'recorded' | 'filling' | 'current' | 'ready'; period: string; done: number; of: number }
export interface Status { oneProcess: boolean; sample: boolean; company: string; roles: string[]; progress: Progress | null }

// The keeper's.
export interface KeeperPeriod { id: string; start: string; end: string; due: string; closes: string; open: boolean }
export interface KeeperParty { role: 'leader' | 'keeper'; name: string; operator: string; url: string }
export interface Ledger { capMicroRho: number; epsilon: string; delta: string; years: { year: number; microRho: number }[] }
export interface KeeperOverview {
  company: string; tenant: string; sample: boolean; oneProcess: boolean; dictionary: number; minBatch: number; parties: KeeperParty[]; fingerprint: string; keyId: number;
  periods: KeeperPeriod[]; reports: { counted: number; refused: Record<string, number> }; releases: number; waiting: { batches: number; reports: number }; ledger: Ledger;
}
export interface Asked { over: Over; cells: number; smallest: number; sigma2: number; microRho: number; targetPoints: number | string | null; errorPoints: number | null }
export type Kind = 'held' | 'planes' | 'goals' | 'items' | 'together' | 'terms' | 'outcome' | 'change';
export interface QuestionView {
  id: string; question: string; purpose: string; owner: string; reviewer: string; starts: string; expires: string; every: 'quarter' | 'half-year' | 'year';
  kind: Kind; clip: number | null; places: number; maxWeight: number | null; attribute: string | null; asked: Asked[];
}
export type BatchState = 'collecting' | 'short' | 'ready' | 'released';
export interface Batch {
  measure: string; question: string; cell: string; label: string; period: string; start: string; end: string; closes: string;
  reports: number; headcount: number; minBatch: number; refused: number; state: BatchState; short: number;
}
/** A DSSE envelope as it was signed. */
export interface Envelope { payloadType: string; payload: string; signatures: { keyid: string; sig: string }[] }
export interface ReleaseView {
  number: number; measure: string; question: string; cell: string; label: string; period: string; reports: number; headcount: number;
  sigma2: number; noiseSd: number; errorPoints: number; at: number; digest: string; envelope: Envelope | string;
}

// Insight's.
export type Over = 'company' | 'function' | 'region' | 'function-region';
/** An end without limit is `null`. */
export interface Interval { low: number | null; high: number | null }
export interface Noisy { value: number; sigma2: number }
export type Lack = 'people' | 'answers' | 'releases';
export interface NotEnough { needs: number; lack: Lack }
export interface People { answers: Noisy; headcount: number }
export interface Share { value: number; variance: number; interval: Interval; coverage: number; people: People; question: 'census' | 'process' }
export interface Gap {
  supply: number; supplyInterval: Interval; demand: number; shortage: number; shortageInterval: Interval; fallsShort: number; coverage: number; notEnough: NotEnough | null;
}
export type Verdict = { is: 'disparity' } | { is: 'noMaterialDisparity' } | { is: 'notEnoughData'; needs: number; lack: Lack } | { is: 'reference' };
export interface Ratio { value: number; interval: Interval; upper95: number | null; lower95: number | null; verdict: Verdict }
export interface GroupRow { group: string; label: string; answers: Noisy; rate: number | null; rateInterval: Interval | null; ratio: Ratio | null; verdict: Verdict }
/** A release behind a figure. */
export interface How { number: number; measure: string; cell: string; period: string; reports: number; headcount: number; sigma2: number; digest: string }
export interface Cell { cell: string; label: string; headcount: number; reports: number | null }
export interface Named { id: string; label: string }
export interface InsightOverview {
  company: string; tenant: string; sample: boolean; oneProcess: boolean; dictionary: number;
  periods: { id: string; start: string; end: string; releases: number; of: number }[];
  functions: Named[]; regions: Named[]; skills: (Named & { asked: Over[] })[]; attributes: (Named & { options: Named[]; reference: string })[];
  coverage: { answers: number; headcount: number } | null; problem: string | null;
}
export interface Supply { period: string | null; over: Over; cells: Cell[]; clipped: Share | null; rows: { skill: string; label: string; shares: (Share | null)[] }[]; how: How[] }
/** Who holds a skill among those who answered. */
export interface Held { people: number; interval: Interval; share: Share }
export interface EverywhereRow { over: Over; cell: string; label: string; headcount: number; reports: number | null; released: Held | null; together: Held | null }
/** One skill, everywhere it is asked for. `apart`: partitions that stand as released, and why. */
export interface Everywhere { skill: string; label: string; period: string | null; apart: { over: Over; why: 'missing' | 'clipped' | 'alone' }[]; whole: Held | null; rows: EverywhereRow[]; how: How[] }
export interface Gaps {
  period: string | null; over: Over; cells: Cell[]; rows: { skill: string; label: string; gaps: (Gap | null)[] }[];
  headline: { skill: string; label: string; cell: string; cellLabel: string; gap: Gap } | null; how: How[];
}
export interface HistoryPoint { period: string; people: number | null; interval: Interval | null }
/** Past the end of the dictionary a period is `+1`, `+2`: so many after the last release. */
export interface ForecastPoint { period: string; people: number; p50: Interval; p80: Interval; p95: Interval; fallsShort: number }
export interface ForecastView {
  skill: string; label: string; cell: string; cellLabel: string; headcount: number | null; demand: number | null;
  history: HistoryPoint[]; points: ForecastPoint[]; notEnough: NotEnough | null; how: How[];
}
export interface Audit {
  measure: string; question: string; attribute: string; outcome: string; yes: string[]; no: string[]; cell: string; cellLabel: string;
  coverage: number; people: People; reference: string | null; groups: GroupRow[]; how: How[];
}
export interface Fairness { period: string | null; audits: Audit[] }
