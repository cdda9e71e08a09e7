import { openBackup, sealBackup } from './backup.js';
import { Clock } from './clock.js';
import { fetchCompany, fetchFile } from './company.js';
import { isSkillkeepError, SkillkeepError, type ErrorCode } from './errors.js';
import { Store, type CompanyFiles, type Found } from './storage.js';
import { pump } from './stream.js';
import type { FileOptions, FileProgress, Notice, OpenConfig, OpenInfo } from './rpc.js';
import type { Applied, Command, ImportReport, Query, ScanReport } from './types.js';
import type { Glue, WasmEngine } from './wasm.js';

type Bytes = Uint8Array<ArrayBuffer>;
type Progress = (p: FileProgress) => void;

const isSnapshotFault = (e: unknown): boolean => isSkillkeepError(e) && e.code.startsWith('snapshot.');

/**
 * The engine with everything it needs around it: the company's files, the store, the clock. Lives in the worker; one at a
 * time per person and browser. @internal
 */
export class Host {
  readonly #config: OpenConfig;
  readonly #glue: Promise<Glue>;
  readonly #emit: (notice: Notice) => void;
  readonly #clock: Clock;
  #store!: Store;
  #engine!: WasmEngine;
  #company!: CompanyFiles;
  #catalogue: Uint8Array | undefined;
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

  constructor(config: OpenConfig, glue: Promise<Glue>, emit: (notice: Notice) => void) {
    this.#config = config;
    this.#glue = glue;
    this.#emit = emit;
    this.#clock = new Clock(config.timeZone);
  }

  /** Opens from what is stored; the network is asked first only when nothing is. */
  async open(): Promise<OpenInfo> {
    const { tenant, subject, base } = this.#config;
    [this.#store, this.#seed] = await Promise.all([Store.open(tenant, subject), seedOf(tenant, subject)]);
    // Read and decrypted while the rest is fetched; `read` never rejects.
    this.#early = this.#store.read('current');
    const [stored, catalogue] = await Promise.all([this.#store.recall<CompanyFiles>(base), this.#findCatalogue()]);
    this.#catalogue = catalogue;
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
    } catch (e) {
      const code = isSkillkeepError(e) ? e.code : 'engine.internal';
      this.#emit({ event: 'status', detail: { state: code === 'company.unreachable' ? 'offline' : 'ready', code } });
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

  #openWith(glue: Glue, company: CompanyFiles, snapshot: Uint8Array | undefined): WasmEngine {
    const { tenant, subject, cell, locale, timeZone, pin } = this.#config;
    const options = { tenant, subject, cell, locale, timeZone, pin, now: this.#clock.now(), seed: this.#seed };
    return glue.WasmEngine.open(options, company.root, company.manifest, company.files, this.#catalogue, snapshot);
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

  /** Saves. Changes made while a save runs share the next one. Resolves when what was there at the call is on disk. */
  #save(): Promise<void> {
    return (this.#nextSave ??= this.#saving.catch(() => undefined).then(() => {
      this.#nextSave = null;
      return (this.#saving = this.#saveNow());
    }));
  }

  async #saveNow(): Promise<void> {
    try {
      await this.#store.save(this.#engine.snapshot());
      this.#warning = null;
    } catch (e) {
      const code = isSkillkeepError(e) ? e.code : 'storage.failed';
      if (code === 'storage.conflict') {
        await this.#store.reload();
        await this.#resume(this.#company);
        this.#emit({ event: 'change', detail: { what: 'reopened' } });
        throw e;
      }
      // The change is in memory and counts; that it is not on disk is said, here and by `storage()`.
      this.#warning = code;
      if (code === 'storage.gone') this.#store.trouble = code;
      this.#emit({ event: 'status', detail: { state: 'ready', code } });
    }
  }

  query(query: Query): unknown {
    return this.#engine.query(query, this.#clock.now());
  }

  async apply(command: Command): Promise<Applied> {
    this.#mayWrite();
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
      await this.#saving.catch(() => undefined);
      try {
        // The browser cleared the store under us: what the person brings back is kept from the start again.
        if (this.#store.trouble === 'storage.gone') await this.#store.erase();
        await this.#store.save(engine.snapshot());
      } catch (e) {
        engine.free();
        throw e;
      }
      this.#readonly = this.#note = this.#warning = null;
      this.#swap(engine, this.#company);
      this.#emit({ event: 'status', detail: { state: 'ready' } });
      this.#emit({ event: 'change', detail: { what: 'restore' } });
    });
  }

  erase(): Promise<void> {
    return this.#inTurn(async () => {
      await this.#saving.catch(() => undefined);
      await this.#store.erase();
      this.#readonly = this.#note = this.#warning = null;
      this.#swap(this.#openWith(await this.#glue, this.#company, undefined), this.#company);
      this.#emit({ event: 'status', detail: { state: 'ready' } });
      this.#emit({ event: 'change', detail: { what: 'erase' } });
    });
  }

  async setCell(cell: OpenConfig['cell']): Promise<void> {
    this.#mayWrite();
    this.#engine.set_cell(cell);
    this.#config.cell = cell;
    await this.#save();
    this.#emit({ event: 'change', detail: { what: 'cell' } });
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
