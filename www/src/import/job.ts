import type { ColumnMapping, Encoding, Engine, ImportReport, ScanReport } from 'skillkeep';
import { recall, remember } from '../person.js';

/** Where one file is on its way. `ask` waits for the person; `failed` keeps the file, so that it can be tried another way. */
export type Stage = 'waiting' | 'scanning' | 'ask' | 'importing' | 'done' | 'failed' | 'stopped' | 'undone';

/** One file, or one pasted text, from the drop to the report. Nothing is stored before the person says so. */
export class Job {
  stage: Stage = 'waiting';
  /** 0..1 of the bytes read. */
  progress = 0;
  scan: ScanReport | null = null;
  report: ImportReport | null = null;
  error: unknown = null;
  mapping: ColumnMapping = {};
  encoding: Encoding | '' = '';
  /** Keys of the actors that are the person. */
  readonly me = new Set<string>();
  /** The act that takes this import back. */
  act: number | null = null;
  private stopper = new AbortController();
  private readonly changed: () => void;

  constructor(readonly file: File, changed: () => void) { this.changed = changed; }

  get busy(): boolean { return this.stage === 'scanning' || this.stage === 'importing'; }
  /** Whether the person still has to say who is who. */
  get needsMe(): boolean { return (this.scan?.actors.length ?? 0) > 0 && this.me.size === 0; }

  /** Reads the file once, to say what is in it. Stores nothing. */
  async look(engine: Engine): Promise<void> {
    await this.run('scanning', async (options) => {
      const scan = await engine.scan(this.file, { ...options, ...(this.scan?.kind === 'table' ? { mapping: this.mapping } : {}) });
      this.scan = scan;
      if (scan.mapping) this.mapping = { ...scan.mapping, ...this.mapping };
      const keys = new Set(scan.actors.map(({ key }) => key));
      for (const key of this.me) if (!keys.has(key)) this.me.delete(key);
      for (const key of recall().me) if (keys.has(key)) this.me.add(key);
      if (keys.size === 1) for (const key of keys) this.me.add(key);
      this.error = scan.error;
      this.stage = scan.error && scan.records === 0 ? 'failed' : 'ask';
    });
  }

  /** Reads it again and keeps what is the person's. With `keepPartial` a file that stops in the middle is kept up to there. */
  async take(engine: Engine, keepPartial = false): Promise<void> {
    await this.run('importing', async (options) => {
      const { name } = this.file;
      const me = [...this.me];
      this.report = await engine.import(this.file, { ...options, name, who: me, keepPartial, ...(this.scan?.kind === 'table' ? { mapping: this.mapping } : {}) });
      remember({ me: [...new Set([...recall().me, ...me])].slice(-20) });
      this.error = this.report.importId === null ? this.report.error : null;
      this.stage = this.error ? 'failed' : 'done';
      if (this.stage === 'done') this.act = (await engine.imports()).find(({ id }) => id === this.report?.importId)?.act ?? null;
    });
  }

  stop(): void { this.stopper.abort(); }

  private async run(stage: 'scanning' | 'importing', work: (options: { encoding?: Encoding; signal: AbortSignal; onProgress: (progress: { done: number; total: number }) => void }) => Promise<void>): Promise<void> {
    this.stopper = new AbortController();
    Object.assign(this, { stage, progress: 0, error: null });
    this.changed();
    let shown = 0;
    try {
      await work({
        ...(this.encoding ? { encoding: this.encoding } : {}), signal: this.stopper.signal,
        onProgress: ({ done, total }) => {
          this.progress = total ? done / total : 1;
          if (performance.now() - shown > 80) { shown = performance.now(); this.changed(); }
        },
      });
    } catch (error) {
      this.error = error;
      this.stage = this.stopper.signal.aborted ? 'stopped' : 'failed';
    }
    this.changed();
  }
}
