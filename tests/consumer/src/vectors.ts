/**
 * The shapes of `tests/vectors`, made of the published types alone. `vectors.mjs` writes every vector into `dist/vectors.ts`, where each
 * step says which of these it satisfies: a field that the types do not know, or a code that is not one, does not compile.
 */
import type {
  AboutView, ActRow, Applied, Cell, ChangeRow, Command, Doubt, GigRow, ImportOptions, ImportReport, ImportRow, ItemRow, KnownErrorCode, LeavesView, MentorRow, Millis, PolicyView,
  ProfileView, Query, RoleDetail, RoleRow, ScanReport, SkillDetail, SkillHit, StepsView,
} from 'skillkeep';

/** What each question is answered with. */
export interface Answers {
  steps: StepsView; profile: ProfileView; skill: SkillDetail; roles: RoleRow[]; role: RoleDetail; gigs: GigRow[]; mentors: MentorRow[];
  search_skills: SkillHit[]; search_items: ItemRow[]; acts: ActRow[]; imports: ImportRow[]; policy: PolicyView; about: AboutView; leaves: LeavesView;
  changes: ChangeRow[]; doubts: Doubt[];
}

/** A vector names what it looks at, at any depth; of a list it names every row. */
export type Part<T> = T extends readonly (infer Row)[] ? Part<Row>[] : T extends object ? { [K in keyof T]?: Part<T[K]> } : T;

export interface Refused { error: KnownErrorCode }
export interface Now { at: Millis; offsetMinutes: number }
interface When { now?: Now }

/** A file as the engine takes it in, with its text. */
export type File = Pick<ImportOptions, 'kind' | 'mapping' | 'keepPartial'> & { name: string; text: string; who: string[] };

export interface Asked<A extends Query['ask']> extends When { query: Extract<Query, { ask: A }>; expect?: Part<Answers[A]> | Refused }
export interface Applies<D extends Command['do']> extends When { apply: Extract<Command, { do: D }>; expect?: Applied | Refused }
export interface Imports extends When { import: File; expect?: Part<ImportReport> }
export interface Scans extends When { scan: File; expect?: Part<ScanReport> }
export interface SetsCell extends When { setCell: Cell | null; expect?: Refused }
/** Puts a snapshot aside, by name. */
export interface BacksUp extends When { backup: string }
/** Opens anew: with another company, a catalogue of the page's, a snapshot put aside, a damaged one, or none. */
export interface Reopens extends When {
  reopen: true | { company?: string; catalogue?: string; from?: string; damage?: 'flip' | 'cut' | 'other'; fresh?: true };
  expect?: Refused;
}

export interface Vector {
  name: string; now: Now; options: { seed: number; subject: string; tenant: string; cell?: Cell }; company?: string;
  steps: (Asked<Query['ask']> | Applies<Command['do']> | Imports | Scans | SetsCell | BacksUp | Reopens)[];
}

/** Every question and every act has an answer here. */
export type Complete = [Query['ask']] extends [keyof Answers] ? [keyof Answers] extends [Query['ask']] ? true : never : never;
export const complete: Complete = true;

// What must not compile: the check of the vectors can fail.
const file: File = { name: 'a.csv', text: '', who: [] };
export const wrong = [
  // @ts-expect-error no such question
  { query: { ask: 'score' } } satisfies Asked<'score'>,
  // @ts-expect-error a number of steps is asked for
  { query: { ask: 'steps' } } satisfies Asked<'steps'>,
  // @ts-expect-error a field of another answer
  { query: { ask: 'profile' }, expect: { signals: 1, fit: 1 } } satisfies Asked<'profile'>,
  // @ts-expect-error deep inside: a level is no number
  { query: { ask: 'profile' }, expect: { skills: [{ id: 'sql', level: 3 }] } } satisfies Asked<'profile'>,
  // @ts-expect-error deep inside: a standing that does not exist
  { query: { ask: 'profile' }, expect: { skills: [{ standing: 'proven' }] } } satisfies Asked<'profile'>,
  // @ts-expect-error deep inside: a reason that does not exist
  { query: { ask: 'steps', count: 1 }, expect: { steps: [{ why: [{ code: 'popular' }] }] } } satisfies Asked<'steps'>,
  // @ts-expect-error a contest has a reason
  { apply: { do: 'contest', skill: 'sql' } } satisfies Applies<'contest'>,
  // @ts-expect-error not something a person can say of a step
  { apply: { do: 'feedback', item: 'a', feedback: 'meh' } } satisfies Applies<'feedback'>,
  // @ts-expect-error a misspelt code
  { apply: { do: 'undo', act: 1 }, expect: { error: 'act.unknwon' } } satisfies Applies<'undo'>,
  // @ts-expect-error a count is a number
  { import: file, expect: { accepted: '1' } } satisfies Imports,
  // @ts-expect-error a refusal has a place, not a line
  { import: file, expect: { refused: [{ code: 'table.kind', line: 9 }] } } satisfies Imports,
  // @ts-expect-error not a source
  { scan: { ...file, kind: 'csv' } } satisfies Scans,
  // @ts-expect-error a cell is whole
  { setCell: { function: 'data' } } satisfies SetsCell,
];
