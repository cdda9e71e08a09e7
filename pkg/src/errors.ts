import type { EngineErrorShape } from './types.js';

/**
 * Codes that this version knows. They never change meaning; a later version may know more, so {@link ErrorCode} stays open.
 * The page looks up its words by the code; `message` is English for a log.
 */
export type KnownErrorCode =
  // opening
  | 'open.options' | 'open.time_zone' | 'open.unknown_cell' | 'open.other_tenant' | 'open.dictionary'
  | 'engine.closed' | 'engine.unavailable' | 'engine.internal' | 'call.malformed' | 'call.answer'
  | 'worker.unavailable' | 'worker.crashed' | 'tabs.writer_lost'
  // the company's files
  | 'company.unreachable' | 'company.too_large'
  | 'trust.malformed' | 'trust.signature' | 'trust.pin' | 'trust.tenant' | 'trust.rollback' | 'trust.hash' | 'trust.missing'
  | 'actions.too_large' | 'actions.untrusted' | 'actions.format' | 'actions.item' | 'actions.older'
  | 'catalogue.column' | 'catalogue.duplicate' | 'catalogue.format' | 'catalogue.item' | 'catalogue.requirement_circle' | 'catalogue.syntax'
  | 'catalogue.unknown_requirement' | 'catalogue.unknown_skill'
  | 'pack.magic' | 'pack.version' | 'pack.truncated' | 'pack.checksum' | 'pack.content'
  | 'policy.syntax' | 'policy.format' | 'policy.days' | 'policy.no_kinds'
  | 'dictionary.id' | 'dictionary.cost' | 'dictionary.measure' | 'dictionary.period'
  | 'factors.magic' | 'factors.version' | 'factors.checksum' | 'factors.shape'
  // files a person brings
  | 'import.unknown_format' | 'import.syntax' | 'import.truncated' | 'import.encoding' | 'import.record_too_large' | 'import.empty'
  | 'import.column' | 'import.cancelled' | 'import.unreadable' | 'import.not_begun' | 'import.log_full'
  // what a person does
  | 'act.level' | 'act.reason_missing' | 'act.too_long' | 'act.unknown' | 'act.unknown_evidence' | 'act.unknown_item' | 'act.unknown_role' | 'act.unknown_skill'
  // what is kept
  | 'snapshot.magic' | 'snapshot.version' | 'snapshot.truncated' | 'snapshot.checksum' | 'snapshot.content'
  | 'snapshot.damaged' | 'snapshot.damaged_previous_used'
  | 'storage.conflict' | 'storage.quota' | 'storage.memory_only' | 'storage.insecure_context' | 'storage.gone' | 'storage.failed'
  // what leaves
  | 'sync.off' | 'sync.nothing' | 'sync.gpc' | 'sync.nothing_asked' | 'sync.no_cell' | 'sync.answered' | 'sync.not_open' | 'sync.unknown' | 'sync.unknown_period'
  | 'sync.keeper_key' | 'sync.hpke' | 'sync.token' | 'sync.ticket' | 'sync.other_device' | 'sync.refused' | 'sync.sealing' | 'sync.internal' | 'sync.unavailable'
  | 'sync.offline' | 'sync.leader_down' | 'sync.keeper_down'
  // backups
  | 'backup.passphrase' | 'backup.passphrase_empty' | 'backup.damaged' | 'backup.newer' | 'backup.not_a_backup';

/** A stable code, `area.reason`. Known ones complete in an editor, others are allowed. */
export type ErrorCode = KnownErrorCode | (string & {});

/** Everything that this package rejects with. */
export class SkillkeepError extends Error {
  /** Stable code, such as `trust.pin`. */
  readonly code: ErrorCode;
  /** Values for the page's message of that code. */
  readonly args: Readonly<Record<string, string>>;

  constructor(code: ErrorCode, message?: string, args: Record<string, string> = {}) {
    super(message ?? code);
    this.name = 'SkillkeepError';
    this.code = code;
    this.args = args;
  }
}

/** Whether something caught is one of ours, with a code. Also true for errors of another copy of this package. */
export function isSkillkeepError(e: unknown): e is SkillkeepError {
  return e instanceof Error && e.name === 'SkillkeepError' && typeof (e as { code?: unknown }).code === 'string';
}

/** The form in which errors cross between threads and tabs. @internal */
export function toShape(e: unknown): EngineErrorShape {
  if (isSkillkeepError(e)) return { code: e.code, message: e.message, args: { ...e.args } };
  return { code: 'engine.internal', message: e instanceof Error ? `${e.name}: ${e.message}` : String(e), args: {} };
}

/** Back from that form. @internal */
export function fromShape(e: EngineErrorShape): SkillkeepError {
  return new SkillkeepError(e.code, e.message, e.args);
}
