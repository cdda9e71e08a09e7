/**
 * The shapes that cross between the page and the engine. Rust's `view.rs`, `command.rs` and this file say the same; the vectors in
 * `tests/vectors` are compiled against it.
 *
 * Times are milliseconds since 1970, UTC. Levels are on 0..5. Ids are stable strings.
 */

import type { ErrorCode } from './errors.js';

/** Milliseconds since 1970-01-01T00:00:00Z. */
export type Millis = number;

/** inferred: from evidence alone (hollow); confirmed and added: the person said so (solid); contested: the person disagrees (red). */
export type Standing = 'inferred' | 'confirmed' | 'added' | 'contested';
export type Kind = 'certificate' | 'assessment' | 'completion' | 'project' | 'tool_use' | 'commit' | 'peer_rating' | 'manager_rating'
  | 'self_rating' | 'customer_outcome' | 'text_mention' | 'activity';
export type Source = 'xapi' | 'git_log' | 'table' | 'text' | 'person';
export type Counts = 'moves' | 'keeps' | 'repeats' | 'excluded' | 'expired';
export type Modality = 'course' | 'quick_read' | 'video' | 'simulation' | 'practice' | 'coaching_prompt' | 'project' | 'gig' | 'mentor';
export type Difficulty = 'foundation' | 'on_level' | 'stretch';
/** When to do a step. `fits` = fits the minutes left before the next half hour. */
export type Timing = 'now_fits' | 'this_week' | 'end_of_sprint' | 'before_it_fades' | 'onboarding';
/** What a person can say of a step. */
export type Feedback = 'helpful' | 'not_helpful' | 'not_now' | 'never' | 'started' | 'done' | 'already_know' | 'too_easy' | 'too_hard';

/** A level as a best guess and where it lies with 80 % certainty. */
export interface Level { mean: number; sd: number; low: number; high: number }

export interface SkillRow {
  id: string; label: string; level: Level; standing: Standing;
  /** 0..1: how much of the starting uncertainty the evidence has removed. */
  confidence: number;
  held: boolean; fading: boolean; evidence: number; last: Millis | null;
  /** What the person's goal (or current role) needs, when it needs this skill. */
  need: number | null;
}

export interface EvidenceRow {
  /** Hex key of the signal. */
  id: string;
  kind: Kind; source: Source; title: string; context: string; at: Millis;
  /** What it adds to the level, before fading. */
  adds: number;
  /** False once the person said "not me" / "does not count"; `act` undoes that. */
  counted: boolean; act: number | null;
  /** moves: raises or lowers the level; keeps: says nothing new, and as practice slows the fading; repeats: says nothing new; excluded: the person took it out; expired: its validity is over. */
  counts: Counts;
  /** Signals folded into this row: commits to one place in one month are one row. */
  count: number;
  expires: Millis | null; importId: number;
}

export interface Correction { act: number; at: Millis; what: 'confirm' | 'contest' | 'add'; level: number | null; reason: string; adds: number; outcome: { before: number; after: number } }

export interface SkillDetail extends SkillRow {
  description: string; aliases: string[];
  provenance: { source: string; version: string; notice: string; uri: string };
  /** mean = prior + sum(evidence.adds) + sum(corrections.adds) + fading, exactly. */
  prior: number; fadingTotal: number;
  stability: number;
  evidenceRows: EvidenceRow[]; corrections: Correction[];
  /** One point a fortnight: a half year back, a year ahead if nothing is done. */
  curve: { at: Millis; mean: number; sd: number }[];
  /** Index in `curve` of the first point after now. */
  curveNow: number;
  related: { id: string; label: string; relation: 'broader' | 'narrower' | 'requires' | 'required_by' | 'related' }[];
  /**
   * Where nothing speaks of the skill itself: what the neighbours that the person holds let one guess. Wide, and never held;
   * `chance` (0..0.6) is of having it at all. `from`: those neighbours, the one that says most first.
   */
  inferred: { level: Level; chance: number; from: { id: string; label: string }[] } | null;
  /** What would shrink the uncertainty most: an item, and the sd after it. */
  improve: { item: string; title: string; minutes: number; sdAfter: number } | null;
  neededBy: { role: string; label: string; level: number }[];
}

/** One clause of a reason. The page has a message for each code; `args` fill it. `evidence` are true evidence ids of this person. */
export interface Reason { code: ReasonCode; args: Record<string, string | number>; evidence: string[] }
/**
 * - goal_gap {skill, have, need, role}: the goal needs more than there is
 * - role_gap {skill, have, need, role}: the same for a role that fits when no goal is set
 * - fading {skill, evidence, at, level, days}: evidence named is old and the level fades
 * - builds_on {skill, evidence}: readiness comes from this evidence
 * - used_untaught {skill, evidence}: used at work, never learned
 * - stretch {evidence} / foundation {skill} / on_level {skill}
 * - liked {modality, count}: the person found this form helpful
 * - opens {count, role}: how many of the goal's gaps it touches
 * - first_step {skill, functionCount}: no evidence yet, a good beginning
 * - asked_for {skill}: the person added it as a wish
 * - uncertain {skill}: would tell us most
 * - after_break {days} / streak {weeks}: only its length, after a break or in a streak, brought the step here
 * - surprise {}: only chance, within the bound that the person set, brought the step here
 */
export type ReasonCode = 'goal_gap' | 'role_gap' | 'fading' | 'builds_on' | 'used_untaught' | 'stretch' | 'foundation' | 'on_level' | 'liked'
  | 'opens' | 'first_step' | 'asked_for' | 'uncertain' | 'after_break' | 'streak' | 'surprise';

/** One factor of the value that ordered the steps; the product of `value` is `total`. `surprise` is there only where the person wants any. */
export interface Term { code: 'gap' | 'readiness' | 'fading' | 'preference' | 'timing' | 'novelty' | 'challenge' | 'momentum' | 'surprise'; value: number }

export interface ItemRow {
  id: string; title: string; summary: string; modality: Modality; minutes: number; provider: string; url: string; language: string;
  skills: { id: string; label: string; from: number; to: number }[];
  state: 'open' | 'running' | 'done' | 'dismissed' | 'snoozed' | 'known' | 'retired';
  starts: Millis | null; ends: Millis | null; contact: string;
  /** Of the list that the company publishes beside its catalogue: something it decided to do for the first of the skills. */
  action?: true;
}

export interface Step {
  item: ItemRow; difficulty: Difficulty;
  /** How likely the person is to manage it, .05 to .95: from her level and its spread against where the item begins. */
  success: number;
  /** Minutes of it that fit the minutes asked for, where it is longer and can be done in parts. */
  part: number | null;
  timing: Timing; timingArgs: Record<string, string | number>;
  /** Strongest first; never empty. */
  why: Reason[]; terms: Term[]; total: number;
}

export interface StepsView {
  steps: Step[];
  /** The person's rhythm, from what was begun and finished; unknown: not enough. */
  pace: 'unknown' | 'even' | 'after_break' | 'streak';
  /** Signals that were counted. */
  signals: number;
  goal: { role: string; label: string; gaps: number; minutes: number } | null;
  /** Steps set aside, newest first, each with the act that undoes it. */
  setAside: { item: ItemRow; act: number; feedback: Feedback; at: Millis; until: Millis | null }[];
  running: ItemRow[];
  /** What is done, the latest first, at most 50; `finished` is how many there are. */
  done: ItemRow[]; finished: number;
}

export interface ProfileView { skills: SkillRow[]; signals: number; asOf: Millis }

export interface RoleRow { id: string; label: string; function: string; family: string; grade: number;
  /** Share of essential needs that are met, with its 80 % interval. */
  fit: { mean: number; low: number; high: number }; gaps: number; minutes: number; goal: boolean;
  /** What is missing, where that is little and can be learned here in weeks; else null. */
  bridge: { skill: string; label: string; gap: number }[] | null }
export interface RoleNeed { skill: string; label: string; need: number; essential: boolean; level: Level | null; standing: Standing | null;
  /** Probability that the person is at or above the need. */
  pMet: number; gap: number }
export interface LadderRung { role: string; label: string; grade: number; here: boolean; goal: boolean; fit: number; gaps: { skill: string; label: string; gap: number }[];
  /** Items that close the gaps, in order. */
  steps: { item: string; title: string; modality: Modality; minutes: number }[] }
export interface RoleDetail extends RoleRow { description: string; needs: RoleNeed[]; ladder: LadderRung[];
  /** An ordered plan toward this role. */
  plan: { item: ItemRow; skill: string; label: string; /** Of following it, coming from the steps before. */ success: number; /** There to use what was learned before it. */ applies: boolean }[];
  /** Probability that every essential need is met at its end: independent needs give `low`, needs that hang together `high`. */
  arrive: { mean: number; low: number; high: number } }
export interface GigRow { item: ItemRow; fit: { mean: number; low: number; high: number }; meets: { skill: string; label: string }[]; lacks: { skill: string; label: string; gap: number }[]; learns: { skill: string; label: string }[] }

/** A colleague who offered to help; `helps`: what of it the person wants, and by how many levels. */
export interface MentorRow { item: ItemRow; helps: { skill: string; label: string; gap: number }[] }

/** What the person did, newest first; each can be undone. */
export interface ActRow { id: number; at: Millis; what: 'confirm' | 'contest' | 'add' | 'exclude' | 'answer' | 'goal' | 'feedback' | 'import'; subject: string; label: string; detail: string }

export type Place = { in: 'line'; at: number } | { in: 'path'; at: string };
export interface Refusal { code: string; place: Place; detail: string }
export interface Tally { code: string; count: number }

/** What a first reading of a file found; nothing is stored. */
export interface ScanReport {
  kind: Source; records: number;
  /** Who is in it, most frequent first, at most 200. Ask which are you. */
  actors: { key: string; name: string; count: number }[];
  /** Tables: the header, a guess at the mapping, and up to 5 rows. */
  columns: string[]; mapping: ColumnMapping | null; sample: string[][];
  error: EngineErrorShape | null;
}
/** Which column means what. Values are column names. */
export interface ColumnMapping {
  title?: string; skill?: string; date?: string; kind?: string; level?: string; outcome?: string; expires?: string; who?: string; context?: string; id?: string;
  /** Kind of every row where no column says it. */
  kindOfAll?: Kind; dateOrder?: 'ymd' | 'dmy' | 'mdy';
  /** The scale of the level column, e.g. 5, 10 or 100. */
  levelMax?: number;
}
/** What an import did. `accepted` counts new signals; `known` were there already. */
export interface ImportReport {
  importId: number | null; /** Undoes the import. */ act: number | null; kind: Source; name: string; accepted: number; known: number; notYou: number; offPolicy: number; expired: number;
  ignored: Tally[]; refusedCount: number;
  /** At most 100. */
  refused: Refusal[];
  skills: { id: string; label: string; evidence: number }[];
  /** Accepted signals that no skill explains. */
  unlinked: number;
  /** Words of the dictionary's lists that the file names and no skill explains: kept, and told in a sealed sum where the person lets it. */
  terms: string[];
  /** Signals of earlier imports that a statement in this file voids; undoing the import brings them back. */
  voided: number;
  /** Set when the file could not be read to its end. Nothing is stored then; `keepable` says how much could be kept with `keepPartial`. */
  error: EngineErrorShape | null; keepable: number;
}
export interface ImportRow { id: number; at: Millis; name: string; kind: Source; signals: number; act: number }

export interface PolicyView { version: number; sources: { source: Source; allowed: boolean; keepDays: number; kinds: Kind[] }[] }
/** A period of the dictionary; days as `2026-10-01`, `end` exclusive. */
export interface PeriodView { id: string; start: string; end: string; due: string; closes: string; isDue: boolean }
/** A question asked of everybody, with the answer that would be given now. Costs in millionths of zCDP rho. */
export interface QuestionView {
  id: string; question: string; purpose: string; owner: string; reviewer: string; expires: string;
  /** The person lets it be answered. */
  on: boolean;
  /** What is told. `clip`: most skills or items that one answer names. Of an outcome: the group's attribute and the fact; its place is group * values + value, the group of two attributes option * options of `with` + its option. */
  kind: { code: 'held' | 'planes' | 'goals' | 'items' | 'together' | 'terms' | 'paths' | 'outcome' | 'change'; clip: number | null; attribute: string | null; with: string | null; outcome: 'stretch' | 'confidence' | 'contested' | 'fit' | 'settled' | null };
  /** Names of what would be marked; of levels `SQL 3`; of an outcome the one place, as a number. `helped`: those of the items that were found helpful. */
  marks: string[]; helped: string[]; places: number; set: number;
  /** More could be named than the clip lets through: chance chooses when the report is made. */
  clipped: boolean;
  /** False where it would be "no answer". */
  answered: boolean;
  /** `sigma2` is one aggregator's variance; a sum carries twice that. */
  asked: { over: 'company' | 'function' | 'region' | 'function-region'; cell: string; people: number; sigma2: number; microRho: number }[];
}
/** What was sealed about a period; `sent` is null while it waits. */
export interface Receipt {
  period: string; at: number; before: number; after: number; bytes: number; sent: number | null;
  questions: { measure: string; question: string; cell: string; answered: boolean; microRho: number; taskInfo: string }[];
}
/** What leaves this browser: the questions with the answers given now, and the budget. */
export interface LeavesView {
  period: PeriodView | null; next: PeriodView | null; questions: QuestionView[];
  year: number; cap: number; spent: number; cost: number; epsilon: string; delta: string;
  nothing: boolean; cell: boolean;
  attributes: { id: string; label: string; options: { id: string; label: string }[]; said: string | null }[];
  /** `key`: SHA-256 of the pinned HpkeConfig, hex; empty where none is pinned. */
  parties: { role: 'leader' | 'keeper'; name: string; operator: string; url: string; key: string }[];
  receipts: Receipt[];
}
/** What the person sets of what leaves. */
export type SyncSetting =
  | { set: 'answer'; measure: string; on: boolean }
  | { set: 'group'; attribute: string; option: string | null }
  | { set: 'nothing'; nothing: boolean };
/**
 * off: the host did not set up sending. idle: nothing to send. due: made and sent by itself at `at`. waiting: made, not all taken (offline,
 * or the leader is down); tried again at `at`. sending: on its way now.
 */
export interface Outbox {
  state: 'off' | 'idle' | 'due' | 'waiting' | 'sending';
  /** The period that is, or was last, reported on. */
  period: string | null;
  /** Reports taken, of those made; refused ones are told apart and not sent again. */
  done: number; of: number; refused: number;
  at: Millis | null;
  /** Why it does not go on; its words are in the messages of errors. */
  problem: ErrorCode | null;
  /** The browser says Global Privacy Control: nothing is made and nothing goes. */
  gpc: boolean;
}
/** One sealed report with its two halves, as they leave. Periods older than the last four keep no bytes: those are empty then. */
export interface SealedTask {
  measure: string; cell: string; /** Base64url. */ task: string;
  report: Uint8Array; leader: Uint8Array; keeper: Uint8Array;
  state: 'trial' | 'waiting' | 'taken' | 'refused';
  /** Why it was refused: a problem type, or a report error such as `report.dropped`. */
  problem: string | null;
}
export interface AboutView {
  tenant: string; company: string; sample: boolean; cell: { function: string; region: string } | null;
  functions: { id: string; label: string }[]; regions: { id: string; label: string }[];
  root: { version: number; pin: string }; files: { name: string; role: string; version: number; sha256: string; bytes: number }[];
  skills: number; roles: number; items: number; notices: string[]; engine: string; catalogueFrom: 'signed' | 'page';
  signals: number; snapshotBytes: number;
}

export interface EngineErrorShape { code: string; message: string; args: Record<string, string> }

/** Acts: change what is kept. Each answers with the act's number, which `undo` takes back. */
export type Command =
  | { do: 'confirm'; skill: string; level?: number }
  | { do: 'contest'; skill: string; reason: string; claim?: number }
  | { do: 'add'; skill: string; level: number; note?: string }
  | { do: 'exclude'; skill: string; evidence: string; reason?: string }
  | { do: 'answer'; skill: string; evidence: string; right: boolean }
  | { do: 'goal'; role: string | null }
  | { do: 'feedback'; item: string; feedback: Feedback }
  | { do: 'read_changes' }
  | { do: 'undo'; act: number };
export interface Applied { act: number | null }

/** Questions: change nothing. */
export type Query =
  | { ask: 'steps'; count: number; /** Minutes that the person has now. */ minutes?: number; /** 0 to 1: how far chance may reorder what is not known to be liked. */ surprise?: number }
  | { ask: 'profile' }
  | { ask: 'skill'; id: string }
  | { ask: 'roles' }
  | { ask: 'role'; id: string }
  | { ask: 'gigs' }
  | { ask: 'mentors' }
  | { ask: 'search_skills'; text: string; count: number }
  | { ask: 'search_items'; text: string; count: number }
  | { ask: 'acts' }
  | { ask: 'imports' }
  | { ask: 'policy' }
  | { ask: 'about' }
  | { ask: 'leaves' }
  | { ask: 'changes' }
  | { ask: 'doubts' };
/** A skill of the person's that is not what it was when she was last told. Her evidence is where `skill` is, or kept. */
export interface ChangeRow {
  /** What it was called. */
  former: string;
  kind: 'rename' | 'merge' | 'split' | 'sunset';
  /** What stands for it now; null where it is no longer used. */
  skill: string | null; label: string;
  /** Further parts of a split. */
  others: { skill: string; label: string }[];
  /** Version and day (`YYYY-MM-DD`) of the change and why, where the pack has them; else empty. */
  version: string; day: string; reason: string;
}
/**
 * "Is this right?": evidence that was linked to a skill doubtfully, asked about only where the first three steps turn on the answer.
 * At most three, the least sure first.
 */
export interface Doubt {
  /** Hex key of the evidence, and the skill it was read as. */
  evidence: string; skill: string; label: string;
  title: string; context: string; kind: Kind; at: Millis;
  /** Signals folded into it, as in `EvidenceRow`. */
  count: number;
  /** 0..1: how sure the link is; below .6 it is doubtful. */
  confidence: number;
}
export interface SkillHit { id: string; label: string; description: string }
