import { openBackup, sealBackup } from './backup.js';
import { Clock } from './clock.js';
import { alike, fetchActions, fetchCompany, fetchFile } from './company.js';
import { isSkillkeepError, SkillkeepError, type ErrorCode } from './errors.js';
import { Store, type CompanyFiles, type Found } from './storage.js';
import { pump } from './stream.js';
import { loadSync, type Glue, type Sealing, type SyncGlue, type WasmEngine } from './wasm.js';
import type { FileOptions, FileProgress, Notice, OpenConfig, OpenInfo, Wish } from './rpc.js';
import type { Desk } from './sync/desk.js';
import type { Sender } from './sync/sender.js';
import type { Applied, Command, ImportReport, LeavesView, Outbox, Query, ScanReport, SealedTask, SyncSetting } from './types.js';

type Bytes = Uint8Array<ArrayBuffer>;
type Progress = (p: FileProgress) => void;

/** How the host reaches the page: what it tells, what it asks, and that it cannot go on. @internal */
export interface Page { emit(notice: Notice): void; wish(wish: Wish): Promise<unknown>; failed(e: unknown): void }

const OFF: Outbox = { state: 'off', period: null, done: 0, of: 0, refused: 0, at: null, problem: null, gpc: false };

const isSnapshotFault = (e: unknown): boolean => isSkillkeepError(e) && e.code.startsWith('snapshot.');

/**
 * The engine with everything it needs around it: the company's files, the store, the clock. Lives in the worker; one at a
 * time per person and browser. @internal
 */
export class Host {
  readonly #config: OpenConfig;
  readonly #glue: Promise<Glue>;
  readonly #page: Page;
  readonly #emit: (notice: Notice) => void;
  readonly #clock: Clock;
  #store!: Store;
  #engine!: WasmEngine;
  #company!: CompanyFiles;
  #catalogue: Uint8Array | undefined;
  /** The signed list of actions that passed last. */
  #actions: Bytes | undefined;
  /** The snapshot, asked for as soon as the store is open. */
  #early: Promise<Found> | null = null;
  #fromStore = false;
  #seed = 0;
  #readonly: ErrorCode | null = null;
  #note: ErrorCode | null = null;
  #warning: ErrorCode | null = null;
  /** Whole-file work and replacing the engine take turns; questions and acts do not wait for them. */
  #turn: Promise<unknown> = Promise.resolve();
  #saving: Promise<void> = Promise.resolve();
  #nextSave: Promise<void> | null = null;
  /** Set while a report is being made: until it is on disk its charge may be taken back, and an act must not go with it. */
  #hold: Promise<void> | null = null;
  #sender: Promise<Sender> | null = null;
  #tools: Promise<SyncGlue> | null = null;

  constructor(config: OpenConfig, glue: Promise<Glue>, page: Page) {
    this.#config = config;
    this.#glue = glue;
    this.#page = page;
    this.#emit = (notice) => page.emit(notice);
    this.#clock = new Clock(config.timeZone);
  }

  /** Opens from what is stored; the network is asked first only when nothing is. */
  async open(): Promise<OpenInfo> {
    const { tenant, subject, base } = this.#config;
    [this.#store, this.#seed] = await Promise.all([Store.open(tenant, subject), seedOf(tenant, subject)]);
    // Read and decrypted while the rest is fetched; `read` never rejects.
    this.#early = this.#store.read('current');
    const { actionsUrl } = this.#config;
    const [stored, catalogue, actions] = await Promise.all([this.#store.recall<CompanyFiles>(base), this.#findCatalogue(), actionsUrl ? this.#store.recall<Bytes>(actionsUrl) : null]);
    [this.#catalogue, this.#actions] = [catalogue, actions ?? undefined];
    if (stored) {
      try {
        await this.#resume(stored);
        this.#fromStore = true;
        return this.info();
      } catch (e) {
        // Stored files that no longer pass (another pin, say) give way to the server's, if those pass.
        const fresh = await fetchCompany(new URL(base), this.#glue, null).catch(() => null);
        if (!fresh) throw e;
        await this.#resume(fresh);
      }
    } else {
      await this.#resume((await fetchCompany(new URL(base), this.#glue, null))!);
    }
    void this.#store.keep(base, this.#company);
    return this.info();
  }

  info(): OpenInfo {
    return { readonly: this.#readonly, note: this.#note ?? this.#store.trouble };
  }

  /** After a start from stored files: asks once whether the company has newer ones. The old ones stay unless the new pass. */
  async refresh(): Promise<void> {
    await this.#refreshCompany();
    await this.#refreshActions();
  }

  async #refreshCompany(): Promise<void> {
    if (!this.#fromStore) return;
    try {
      const newer = await fetchCompany(new URL(this.#config.base), this.#glue, this.#company);
      if (!newer) return;
      await this.#inTurn(async () => {
        const glue = await this.#glue;
        const next = this.#openWith(glue, newer, this.#readonly ? undefined : this.#engine.snapshot());
        this.#swap(next, newer);
        await this.#store.keep(this.#config.base, newer);
      });
      this.#emit({ event: 'status', detail: { state: 'company-updated' } });
      this.#emit({ event: 'change', detail: { what: 'company' } });
      void this.#looked();
    } catch (e) {
      const code = isSkillkeepError(e) ? e.code : 'engine.internal';
      this.#emit({ event: 'status', detail: { state: code === 'company.unreachable' ? 'offline' : 'ready', code } });
    }
  }

  /** Asks once whether the company published another list of actions. One that does not pass changes nothing, and is said. */
  async #refreshActions(): Promise<void> {
    const { actionsUrl } = this.#config;
    if (!actionsUrl) return;
    try {
      const newer = await fetchActions(new URL(actionsUrl));
      if (!newer || alike(this.#actions, newer)) return;
      await this.#inTurn(async () => {
        const glue = await this.#glue;
        this.#swap(this.#openAs(glue, this.#company, this.#readonly ? undefined : this.#engine.snapshot(), newer), this.#company);
        this.#actions = newer;
        await this.#store.keep(actionsUrl, newer);
      });
      this.#emit({ event: 'change', detail: { what: 'company' } });
    } catch (e) {
      this.#emit({ event: 'status', detail: { state: 'ready', code: isSkillkeepError(e) ? e.code : 'engine.internal' } });
    }
  }

  async #findCatalogue(): Promise<Uint8Array | undefined> {
    const { catalogue, catalogueUrl } = this.#config;
    if (catalogue) return catalogue;
    if (!catalogueUrl) return undefined;
    try {
      const bytes = await fetchFile(new URL(catalogueUrl));
      void this.#store.keep(catalogueUrl, bytes);
      return bytes;
    } catch (e) {
      const kept = await this.#store.recall<Bytes>(catalogueUrl);
      if (kept) return kept;
      throw e;
    }
  }

  /** With the list of actions, unless that no longer passes: a new root may not know its key any more. */
  #openWith(glue: Glue, company: CompanyFiles, snapshot: Uint8Array | undefined): WasmEngine {
    try {
      return this.#openAs(glue, company, snapshot, this.#actions);
    } catch (e) {
      if (!isSkillkeepError(e) || !e.code.startsWith('actions.')) throw e;
      this.#actions = undefined;
      return this.#openAs(glue, company, snapshot, undefined);
    }
  }

  #openAs(glue: Glue, company: CompanyFiles, snapshot: Uint8Array | undefined, actions: Uint8Array | undefined): WasmEngine {
    const { tenant, subject, cell, locale, timeZone, pin } = this.#config;
    const options = { tenant, subject, cell, locale, timeZone, pin, now: this.#clock.now(), seed: this.#seed };
    return glue.WasmEngine.open(options, company.root, company.manifest, company.files, this.#catalogue, snapshot, actions);
  }

  /** Opens with the last whole snapshot. Damage never leads to writing: see {@link OpenInfo.readonly}. */
  async #resume(company: CompanyFiles): Promise<void> {
    const glue = await this.#glue;
    this.#readonly = this.#note = null;
    for (const which of ['current', 'previous'] as const) {
      const found = await ((which === 'current' && this.#early) || this.#store.read(which));
      this.#early = null;
      if (found.is === 'none' && which === 'current') return this.#swap(this.#openWith(glue, company, undefined), company);
      if (found.is !== 'whole') continue;
      try {
        const engine = this.#openWith(glue, company, found.bytes);
        if (which === 'previous') {
          await this.#store.setAside(true);
          this.#note = 'snapshot.damaged_previous_used';
        }
        return this.#swap(engine, company);
      } catch (e) {
        if (!isSnapshotFault(e)) throw e;
        if ((e as SkillkeepError).code === 'snapshot.version') {
          // Not damaged: a newer version of the package wrote it. It stays as it is.
          this.#readonly = 'snapshot.version';
          return this.#swap(this.#openWith(glue, company, undefined), company);
        }
      }
    }
    await this.#store.setAside(false).catch(() => undefined);
    this.#readonly = 'snapshot.damaged';
    this.#swap(this.#openWith(glue, company, undefined), company);
  }

  #swap(engine: WasmEngine, company: CompanyFiles): void {
    const old = this.#engine as WasmEngine | undefined;
    this.#engine = engine;
    this.#company = company;
    old?.free();
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#turn.then(work);
    this.#turn = turn.catch(() => undefined);
    return turn;
  }

  #mayWrite(): void {
    if (this.#readonly) throw new SkillkeepError(this.#readonly);
  }

  /** Work on the store takes turns. */
  #queue<T>(work: () => Promise<T>): Promise<T> {
    const next = this.#saving.then(work);
    this.#saving = next.then(() => undefined, () => undefined);
    return next;
  }

  /** Saves. Changes made while a save runs share the next one. Resolves when what was there at the call is on disk. */
  #save(): Promise<void> {
    return (this.#nextSave ??= this.#queue(() => {
      this.#nextSave = null;
      return this.#saveNow();
    }));
  }

  async #saveNow(): Promise<void> {
    try {
      await this.#store.save(this.#engine.snapshot());
      this.#warning = null;
    } catch (e) {
      const code = isSkillkeepError(e) ? e.code : 'storage.failed';
      if (code === 'storage.conflict') {
        await this.#overtaken();
        throw e;
      }
      // The change is in memory and counts; that it is not on disk is said, here and by `storage()`.
      this.#warning = code;
      if (code === 'storage.gone') this.#store.trouble = code;
      this.#emit({ event: 'status', detail: { state: 'ready', code } });
    }
  }

  /** Another writer saved: what it stored counts. */
  async #overtaken(): Promise<void> {
    await this.#store.reload();
    await this.#resume(this.#company);
    this.#emit({ event: 'change', detail: { what: 'reopened' } });
    void this.#sender?.then((sender) => sender.reload()).catch(() => undefined);
  }

  query(query: Query): unknown {
    return this.#engine.query(query, this.#clock.now());
  }

  async apply(command: Command): Promise<Applied> {
    this.#mayWrite();
    await this.#hold;
    const applied = this.#engine.apply(command, this.#clock.now());
    await this.#save();
    this.#emit({ event: 'change', detail: { what: command.do } });
    return applied;
  }

  scan(file: Blob, o: FileOptions, onProgress: Progress, signal: AbortSignal): Promise<ScanReport> {
    return this.#inTurn(async () => {
      const engine = this.#engine;
      engine.scan_begin({ name: o.name, kind: o.kind, mapping: o.mapping }, this.#clock.now());
      await this.#feed(engine, file, o, onProgress, signal);
      return engine.scan_finish();
    });
  }

  import(file: Blob, o: FileOptions, onProgress: Progress, signal: AbortSignal): Promise<ImportReport> {
    this.#mayWrite();
    return this.#inTurn(async () => {
      const engine = this.#engine;
      const { name, kind, who, mapping, keepPartial } = o;
      engine.import_begin({ name, kind, who, mapping, keepPartial }, this.#clock.now());
      await this.#feed(engine, file, o, onProgress, signal);
      const report = engine.import_finish(this.#clock.now());
      if (report.importId !== null) {
        await this.#save();
        this.#emit({ event: 'change', detail: { what: 'import' } });
      }
      return report;
    });
  }

  async #feed(engine: WasmEngine, file: Blob, o: FileOptions, onProgress: Progress, signal: AbortSignal): Promise<void> {
    const push = (bytes: Uint8Array): void => {
      if (engine !== this.#engine) throw new SkillkeepError('storage.conflict');
      engine.push(bytes);
    };
    try {
      await pump(file, o.encoding, push, onProgress, signal);
    } catch (e) {
      // Half a file leaves nothing behind, unless the engine itself is gone: then nothing can be told to it.
      if (engine === this.#engine && !(e instanceof WebAssembly.RuntimeError)) engine.import_abort();
      throw e;
    }
  }

  async backup(passphrase: string): Promise<Bytes> {
    this.#mayWrite();
    if (this.#store.trouble === 'storage.insecure_context') throw new SkillkeepError('storage.insecure_context');
    const sealed = await sealBackup(this.#engine.snapshot(), passphrase);
    await this.#store.backedUp(Date.now());
    return sealed;
  }

  /** All or nothing: the engine changes only once the restored snapshot is on disk; the one before stays as the previous. */
  restore(file: Blob, passphrase: string): Promise<void> {
    if (this.#store.trouble === 'storage.insecure_context') throw new SkillkeepError('storage.insecure_context');
    return this.#inTurn(async () => {
      const clear = await openBackup(new Uint8Array(await file.arrayBuffer()), passphrase);
      const glue = await this.#glue;
      let engine: WasmEngine;
      try {
        engine = this.#openWith(glue, this.#company, clear);
      } catch (e) {
        if (!isSnapshotFault(e)) throw e;
        throw new SkillkeepError((e as SkillkeepError).code === 'snapshot.version' ? 'backup.newer' : 'backup.damaged');
      }
      // What was sent since the backup is not in its ledger.
      engine.sync_restored(this.#clock.now());
      try {
        await this.#queue(async () => {
          // The browser cleared the store under us: what the person brings back is kept from the start again.
          if (this.#store.trouble === 'storage.gone') await this.#store.erase();
          await this.#store.save(engine.snapshot());
        });
      } catch (e) {
        engine.free();
        throw e;
      }
      this.#readonly = this.#note = this.#warning = null;
      this.#swap(engine, this.#company);
      this.#emit({ event: 'status', detail: { state: 'ready' } });
      this.#emit({ event: 'change', detail: { what: 'restore' } });
      void this.#looked();
    });
  }

  async erase(): Promise<void> {
    // Before the turn: a report that is being made needs one.
    await (await this.#sender?.catch(() => null))?.stop();
    await this.#inTurn(async () => {
      await this.#queue(() => this.#store.erase());
      this.#readonly = this.#note = this.#warning = null;
      this.#swap(this.#openWith(await this.#glue, this.#company, undefined), this.#company);
      this.#emit({ event: 'status', detail: { state: 'ready' } });
      this.#emit({ event: 'change', detail: { what: 'erase' } });
    }).finally(async () => (await this.#sender?.catch(() => null))?.reload());
  }

  async setCell(cell: OpenConfig['cell']): Promise<void> {
    this.#mayWrite();
    await this.#hold;
    this.#engine.set_cell(cell);
    this.#config.cell = cell;
    await this.#save();
    this.#emit({ event: 'change', detail: { what: 'cell' } });
    void this.#looked();
  }

  // What leaves

  async syncSet(setting: SyncSetting): Promise<void> {
    this.#mayWrite();
    await this.#hold;
    this.#engine.sync_set(setting);
    await this.#save();
    this.#emit({ event: 'change', detail: { what: 'sync' } });
    void this.#looked();
  }

  /** Goes on with what waits and plans what is due. Does nothing, and loads nothing, where the host did not ask for sending. */
  async beginSending(): Promise<void> {
    if (this.#config.sync) await this.#sending().catch((e: unknown) => this.#page.failed(e));
  }

  async outbox(): Promise<Outbox> {
    return this.#config.sync ? (await this.#sending()).outbox() : OFF;
  }

  async send(): Promise<Outbox> {
    return (await this.#sending()).send();
  }

  async sealed(period: string | null): Promise<SealedTask[]> {
    return (await this.#sending()).sealed(period);
  }

  /** The network is back. */
  async online(): Promise<void> {
    (await this.#sender?.catch(() => null))?.online();
  }

  async #looked(): Promise<void> {
    (await this.#sender?.catch(() => null))?.look();
  }

  async #sending(): Promise<Sender> {
    if (!this.#config.sync) throw new SkillkeepError('sync.off');
    return (this.#sender ??= import('./sync/sender.js').then(({ Sender }) => Sender.begin(this.#desk())).catch((e: unknown) => {
      this.#sender = null;
      throw isSkillkeepError(e) ? e : new SkillkeepError('sync.unavailable', e instanceof Error ? e.message : String(e));
    }));
  }

  #desk(): Desk {
    return {
      base: this.#config.base,
      automatic: this.#config.sync?.automatic === true,
      trouble: () => this.#readonly ?? this.#store.trouble,
      leaves: () => this.query({ ask: 'leaves' }) as LeavesView,
      preview: () => this.#engine.sync_preview(this.#clock.now()),
      recall: () => this.#store.outbox(),
      // An outbox does not come before a first snapshot: without one there would be nothing to open.
      keep: (outbox) => this.#keep(() => this.#store.save(this.#store.begun ? null : this.#engine.snapshot(), outbox)),
      seal: (period, make) => this.#seal(period, make),
      sent: (period, bytes, outbox) => this.#keep(() => {
        this.#engine.sync_sent(period, bytes, this.#clock.now());
        return this.#store.save(this.#engine.snapshot(), outbox);
      }),
      tools: () => (this.#tools ??= loadSync().catch((e: unknown) => {
        this.#tools = null;
        throw e;
      })),
      ticket: async () => String((await this.#page.wish('ticket')) ?? ''),
      gpc: async () => (await this.#page.wish('gpc')) === true,
      changed: () => this.#emit({ event: 'change', detail: { what: 'sync' } }),
      failed: (e) => this.#page.failed(e),
    };
  }

  /** Writes; unlike an act, what is sent must be on disk first, so failing is failing. */
  #keep(save: () => Promise<void>): Promise<void> {
    return this.#queue(async () => {
      try {
        await save();
      } catch (e) {
        if (isSkillkeepError(e) && e.code === 'storage.conflict') await this.#overtaken();
        if (isSkillkeepError(e) && e.code === 'storage.gone') this.#store.trouble = e.code;
        throw e;
      }
    });
  }

  /** Charge and reports come to the disk together, or the engine is opened again from before. */
  #seal(period: string, make: (sealing: Sealing) => Bytes): Promise<void> {
    return this.#inTurn(async () => {
      const glue = await this.#glue;
      let release = (): void => undefined;
      this.#hold = new Promise((free) => (release = free));
      try {
        await this.#queue(async () => undefined);
        const engine = this.#engine;
        const before = engine.snapshot();
        try {
          const outbox = make(engine.sync_seal(period, crypto.getRandomValues(new Uint8Array(32)), this.#clock.now()));
          await this.#keep(() => this.#store.save(engine.snapshot(), outbox));
        } catch (e) {
          // A trap takes the worker with it; then the disk alone counts.
          if (engine === this.#engine && !(e instanceof WebAssembly.RuntimeError)) this.#swap(this.#openWith(glue, this.#company, before), this.#company);
          throw e;
        }
      } finally {
        this.#hold = null;
        release();
      }
    });
  }

  async storage(): Promise<{ persisted: boolean; lastBackup: number | null; usage: number; quota: number; durable: boolean; warning: ErrorCode | null }> {
    const manager = (globalThis.navigator as Navigator | undefined)?.storage as StorageManager | undefined;
    const [persisted, estimate] = await Promise.all([
      manager?.persisted?.().catch(() => false) ?? false,
      manager?.estimate?.().catch(() => ({})) ?? ({} as StorageEstimate),
    ]);
    const { usage = 0, quota = 0 } = estimate as StorageEstimate;
    const warning = this.#readonly ?? this.#warning ?? this.#store.trouble ?? this.#note;
    return { persisted, lastBackup: this.#store.lastBackup, usage, quota, durable: this.#store.durable && !this.#warning, warning };
  }
}

/** Breaks ties between equal steps: the same for one person at every start, even before anything is stored. */
async function seedOf(tenant: string, subject: string): Promise<number> {
  const bytes = new TextEncoder().encode(`${tenant}\n${subject}`);
  if (globalThis.crypto?.subtle) return new DataView(await crypto.subtle.digest('SHA-256', bytes)).getUint32(0);
  return bytes.reduce((h, byte) => Math.imul(h ^ byte, 0x01000193) >>> 0, 0x811c9dc5);
}
