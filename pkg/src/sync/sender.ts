import { isSkillkeepError, SkillkeepError, type ErrorCode } from '../errors.js';
import { backoff, drawDelay } from './plan.js';
import { pack, sizeOf, thinned, unpack, type PeriodRecord } from './record.js';
import { makeReports, trial } from './make.js';
import { Later, upload } from './wire.js';
import type { Desk } from './desk.js';
import type { Outbox, SealedTask } from '../types.js';

/** A visit may last: what became due meanwhile is seen after at most this long. */
const LOOK_AGAIN_MS = 60 * 60_000;
/** Not faults: the person, or the person's browser, said so. */
const WANTED_SO: readonly ErrorCode[] = ['sync.nothing', 'sync.gpc'];

/**
 * Makes the report of a period once, and sends it until it is taken. Every step is on disk before the next begins, so that
 * after a crash between any two the same bytes go again. Lives in the worker of the one tab that writes. @internal
 */
export class Sender {
  readonly #desk: Desk;
  #records: readonly PeriodRecord[] = [];
  #life = new AbortController();
  #running: Promise<void> | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** Drawn once a visit and report. */
  #drawn: number | null = null;
  #retryAt: number | null = null;
  #tries = 0;
  #problem: ErrorCode | null = null;
  /** A fault that waiting does not mend: only the person or the next visit tries again. */
  #stuck = false;
  /** The period that the person asked to send now. */
  #wanted: string | null = null;
  #gpc = false;

  private constructor(desk: Desk) {
    this.#desk = desk;
  }

  /** Loads what was kept, goes on with what was begun, and plans what is due. */
  static async begin(desk: Desk): Promise<Sender> {
    const sender = new Sender(desk);
    await sender.reload();
    return sender;
  }

  /** Ends what is under way; {@link reload} begins anew. */
  async stop(): Promise<void> {
    this.#life.abort();
    clearTimeout(this.#timer);
    await this.#running?.catch(() => undefined);
  }

  /** Begins from what is kept. */
  async reload(): Promise<void> {
    await this.stop();
    await this.#load();
    this.#gpc = await this.#desk.gpc();
    this.#life = new AbortController();
    this.#retryAt = this.#problem = this.#wanted = null;
    this.#tries = 0;
    this.#stuck = false;
    this.look();
  }

  async #load(): Promise<void> {
    const kept = await this.#desk.recall();
    try {
      this.#records = kept ? unpack(kept) : [];
    } catch {
      // A later version wrote it, or nobody did. The ledger keeps a second report from being made.
      this.#records = [];
    }
  }

  #record(period: string | undefined): PeriodRecord | undefined {
    return this.#records.find((record) => record.period === period);
  }

  /** The network is back: what failed for want of it is tried at once. */
  online(): void {
    if (this.#retryAt === null || this.#next() === null) return;
    this.#retryAt = null;
    this.#alone();
  }

  /** Looks when to go on, after anything changed. */
  look(): void {
    clearTimeout(this.#timer);
    if (this.#life.signal.aborted || this.#running) return;
    const at = this.#next();
    this.#timer = at === null ? setTimeout(() => this.look(), LOOK_AGAIN_MS) : setTimeout(() => this.#alone(), Math.max(0, at - Date.now()));
    this.#desk.changed();
  }

  #next(): number | null {
    const { nothing } = this.#desk.leaves();
    if (this.#stuck || this.#gpc || nothing || this.#desk.trouble()) return null;
    if (!this.#records.some((record) => record.stage === 'sealed') && !this.#toMake()) return null;
    if (this.#retryAt !== null) return this.#retryAt;
    if (this.#records.some((record) => record.stage === 'sealed') || this.#begun()) return Date.now();
    return (this.#drawn ??= Date.now() + drawDelay());
  }

  /** Whether the making of the open period's report was begun, now or at an earlier visit. */
  #begun(): boolean {
    const { period } = this.#desk.leaves();
    return period !== null && (this.#wanted === period.id || this.#record(period.id)?.stage === 'asked');
  }

  /** Whether a report is to be made without being asked again. */
  #toMake(): boolean {
    const { period, cell } = this.#desk.leaves();
    if (!period || !cell) return false;
    const record = this.#record(period.id);
    if (record) return record.stage === 'asked';
    return this.#wanted === period.id || (this.#desk.automatic && period.isDue);
  }

  /** A run that nobody waits for. */
  #alone(): void {
    this.#go(false).catch((e: unknown) => this.#desk.failed(e));
  }

  async #go(asked: boolean): Promise<void> {
    while (this.#running) await this.#running.catch(() => undefined);
    if (this.#life.signal.aborted) throw new SkillkeepError('sync.unavailable');
    clearTimeout(this.#timer);
    const { signal } = this.#life;
    const run = this.#work(asked, signal).then(() => {
      this.#retryAt = this.#problem = this.#wanted = this.#drawn = null;
      this.#tries = 0;
      this.#stuck = false;
    }, (e: unknown) => {
      if (!signal.aborted) this.#stumbled(e);
      throw e;
    }).finally(() => {
      this.#running = null;
      this.look();
    });
    this.#running = run;
    this.#desk.changed();
    await run;
  }

  #stumbled(e: unknown): void {
    const code = isSkillkeepError(e) ? e.code : 'engine.internal';
    this.#problem = WANTED_SO.includes(code) ? null : code;
    this.#stuck = false;
    if (e instanceof Later) this.#retryAt = Date.now() + backoff(this.#tries++, e.after);
    else if (!WANTED_SO.includes(code)) this.#stuck = true;
  }

  async #work(asked: boolean, signal: AbortSignal): Promise<void> {
    this.#gpc = await this.#desk.gpc();
    const { nothing, period, cell } = this.#desk.leaves();
    const why = this.#desk.trouble() ?? (this.#gpc ? 'sync.gpc' : nothing ? 'sync.nothing' : null);
    if (why) throw new SkillkeepError(why);
    const waits = this.#records.filter((record) => record.stage === 'sealed');
    for (const record of waits) await this.#deliver(record, signal);
    if (asked && waits.length === 0 && period) {
      if (this.#record(period.id)?.stage === 'elsewhere') throw new SkillkeepError('sync.other_device');
      if (!cell) throw new SkillkeepError('sync.no_cell');
      this.#wanted = period.id;
    }
    if (!period || !this.#toMake()) return;
    const put = (record: PeriodRecord): Promise<void> => this.#put(record, (bytes) => this.#desk.keep(bytes));
    const sealed = await makeReports(this.#desk, period.id, this.#record(period.id), put, (record) => this.#with(record), signal);
    this.#records = this.#with(sealed);
    this.#desk.changed();
    await this.#deliver(sealed, signal);
  }

  /** The records with this one in its place. What was begun of another period and cannot end any more goes. */
  #with(record: PeriodRecord): PeriodRecord[] {
    const others = this.#records.filter((r) => r.period !== record.period && r.stage !== 'asked');
    const at = this.#records.findIndex((r) => r.period === record.period);
    return thinned(at < 0 ? [...others, record] : this.#records.flatMap((r) => (r.period === record.period ? [record] : others.includes(r) ? [r] : [])));
  }

  /** Memory follows the disk, never the other way round. */
  async #put(record: PeriodRecord, keep: (outbox: Uint8Array<ArrayBuffer>) => Promise<void>): Promise<void> {
    const next = this.#with(record);
    await keep(pack(next));
    this.#records = next;
    this.#desk.changed();
  }

  /** Uploads what waits, one by one. What was refused is kept and told, and not sent again. */
  async #deliver(sealed: PeriodRecord, signal: AbortSignal): Promise<void> {
    let record = sealed;
    for (const [i, report] of sealed.reports.entries()) {
      if (report.state !== 'waiting') continue;
      // Said while the ones before went.
      if (this.#desk.leaves().nothing) throw new SkillkeepError('sync.nothing');
      const verdict = await upload(sealed.leader, report.task, report.report, signal);
      if (signal.aborted) throw new SkillkeepError('sync.unavailable');
      const judged = verdict.is === 'taken' ? { ...report, state: verdict.is } : { ...report, state: verdict.is, problem: verdict.problem };
      record = { ...record, reports: record.reports.with(i, judged) };
      await this.#put(record, (bytes) => this.#desk.keep(bytes));
    }
    const done: PeriodRecord = { ...record, stage: 'done' };
    await this.#put(done, (bytes) => this.#desk.sent(done.period, sizeOf(done), bytes));
  }

  /** Makes the report if there is none, and sends what waits. */
  async send(): Promise<Outbox> {
    await this.#go(true);
    return this.outbox();
  }

  async outbox(): Promise<Outbox> {
    const gpc = await this.#desk.gpc();
    if (gpc !== this.#gpc) {
      this.#gpc = gpc;
      this.look();
    }
    const at = this.#next();
    const waits = this.#records.find((record) => record.stage === 'sealed');
    const making = !waits && (at !== null || this.#running !== null) ? this.#desk.leaves().period?.id : undefined;
    const record = waits ?? (making !== undefined ? this.#record(making) : this.#records.at(-1));
    const count = (state: string): number => record?.reports.filter((report) => report.state === state).length ?? 0;
    const refused = count('refused');
    return {
      state: this.#running ? 'sending' : waits ? 'waiting' : at !== null ? 'due' : 'idle',
      period: making ?? record?.period ?? null, done: count('taken'), of: record?.reports.length ?? 0, refused,
      at: this.#running ? null : at,
      problem: this.#desk.trouble() ?? this.#problem ?? (record?.stage === 'elsewhere' ? 'sync.other_device' : refused > 0 ? 'sync.refused' : null),
      gpc,
    };
  }

  /** The sealed reports of a period; null: a trial. */
  async sealed(period: string | null): Promise<SealedTask[]> {
    if (period === null) return trial(this.#desk, this.#life.signal);
    return this.#record(period)?.reports.map(({ size: _, ...report }) => report) ?? [];
  }
}
