import { fromShape, SkillkeepError, toShape, type ErrorCode } from './errors.js';
import { REPEATABLE, type Answer, type Between, type Call, type FileProgress, type FromWorker, type Method, type Notice, type OpenConfig, type OpenInfo, type ToWorker, type Wish } from './rpc.js';

/** A writer that does not say "heard" within this time is taken to be frozen or stuck, and loses the lock. */
const WRITER_PATIENCE_MS = 4_000;
/** More crashes than this within {@link CRASH_WINDOW_MS}, and restarting again would help nobody. */
const MAX_CRASHES = 3;
const CRASH_WINDOW_MS = 30_000;

/** Who this page is among the tabs. */
export type Role = 'writer' | 'follower';
/** What a status event tells. */
export interface StatusDetail { state: 'ready' | 'restarting' | 'offline' | 'follower' | 'writer' | 'readonly' | 'company-updated'; code?: ErrorCode }

interface Pending {
  method: Method; args: unknown[];
  resolve(value: unknown): void; reject(e: unknown): void;
  onProgress: ((p: FileProgress) => void) | undefined;
  signal: AbortSignal | undefined;
  /** Whether someone has begun on it: then only repeatable work may be given to another. */
  begun: boolean;
  tries: number;
  timer: ReturnType<typeof setTimeout> | undefined;
}

/**
 * One person's engine as this page sees it. Among the tabs that have it open, the one that holds the Web Lock runs the
 * worker (the writer); the others (followers) send it their calls over a BroadcastChannel. When the writer's tab goes, the
 * lock passes on and the next one opens from the snapshot. @internal
 */
export class Session {
  role: Role = 'follower';
  info: OpenInfo = { readonly: null, note: null };
  readonly #config: OpenConfig;
  readonly #ticket: (() => Promise<string>) | undefined;
  readonly #name: string;
  readonly #tab = crypto.randomUUID?.() ?? String(Math.random());
  readonly #listeners = new Set<(notice: Notice | { event: 'status'; detail: StatusDetail }) => void>();
  readonly #pending = new Map<number, Pending>();
  #nextId = 1;
  #channel: BroadcastChannel | null = null;
  #worker: Worker | null = null;
  /** Started while the lock is asked for: it loads the engine meanwhile. Not told of any person until we are the writer. */
  #spare: Worker | null = null;
  /** Whether calls may go out: the worker has opened, or a writer is presumed. */
  #ready = false;
  #closed = false;
  #dead: SkillkeepError | null = null;
  #release: (() => void) | null = null;
  #waiting: AbortController | null = null;
  #crashes: number[] = [];

  constructor(config: OpenConfig, ticket?: () => Promise<string>) {
    this.#config = config;
    this.#ticket = ticket;
    globalThis.addEventListener?.('online', this.#online);
    this.#name = `skillkeep:${encodeURIComponent(config.tenant)}:${encodeURIComponent(config.subject)}`;
  }

  /** Becomes the writer, or finds one. Rejects where the engine cannot be opened. */
  async start(): Promise<void> {
    if (!globalThis.navigator?.locks || !globalThis.BroadcastChannel) {
      // Without locks the revision check in the store still keeps two writers from overwriting each other.
      await this.#becomeWriter();
      return;
    }
    this.#prepare();
    this.#channel = new BroadcastChannel(this.#name);
    this.#channel.onmessage = ({ data }: MessageEvent<Between>) => this.#heard(data);
    // A sandboxed frame has the interface, but may not use it.
    const ours = await this.#lock({ ifAvailable: true }).catch(() => true);
    if (ours) await this.#becomeWriter();
    else {
      this.#dropSpare();
      this.#becomeFollower();
      this.info = (await this.call('info', [])) as OpenInfo;
    }
  }

  listen(listener: (notice: Notice | { event: 'status'; detail: StatusDetail }) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  #tell(notice: Notice | { event: 'status'; detail: StatusDetail }): void {
    // Both end with a store that is whole.
    if (notice.event === 'change' && (notice.detail.what === 'restore' || notice.detail.what === 'erase')) this.info = { readonly: null, note: null };
    for (const listener of this.#listeners) listener(notice);
  }

  /** Asks the engine, wherever it runs. */
  call(method: Method, args: unknown[], o: { onProgress?: ((p: FileProgress) => void) | undefined; signal?: AbortSignal | undefined } = {}): Promise<unknown> {
    if (this.#closed) return Promise.reject(new SkillkeepError('engine.closed'));
    if (this.#dead) return Promise.reject(this.#dead);
    if (o.signal?.aborted) return Promise.reject(new SkillkeepError('import.cancelled'));
    return new Promise((resolve, reject) => {
      const pending: Pending = { method, args, resolve, reject, onProgress: o.onProgress, signal: o.signal, begun: false, tries: 0, timer: undefined };
      this.#enter(pending);
      o.signal?.addEventListener('abort', () => {
        // Looked up anew: it has another number when it was given to another writer.
        const id = [...this.#pending].find(([, p]) => p === pending)?.[0];
        if (id === undefined) return;
        // Once it was sent, the answer tells whether the cancel came in time: what was finished before is reported as finished.
        if (pending.begun || pending.timer !== undefined) this.#post({ abort: id });
        else this.#settle(id, (p) => p.reject(new SkillkeepError('import.cancelled')));
      }, { once: true });
    });
  }

  /** Gives a call a number and sends it, if anyone can hear it now. */
  #enter(pending: Pending): number {
    const id = this.#nextId++;
    this.#pending.set(id, pending);
    if (this.#ready) this.#send(id, pending);
    return id;
  }

  #send(id: number, pending: Pending): void {
    if (this.#worker) pending.begun = true;
    else pending.timer = setTimeout(() => this.#unheard(id), WRITER_PATIENCE_MS);
    this.#post({ call: { id, method: pending.method, args: pending.args } });
  }

  #post(message: { call: Call } | { abort: number }): void {
    if (this.#worker) this.#worker.postMessage(message);
    else this.#channel?.postMessage({ to: 'writer', from: this.#tab, ...message } satisfies Between);
  }

  #settle(id: number, how: (p: Pending) => void): void {
    const pending = this.#pending.get(id);
    if (!pending) return;
    clearTimeout(pending.timer);
    this.#pending.delete(id);
    how(pending);
  }

  /**
   * Whoever worked for us is gone. Work not begun, and questions, go to the next one under new numbers, so that a late
   * answer of the old one is not taken for the new one's. Acts that were begun may or may not have happened: they fail.
   */
  #reassign(code: ErrorCode, message?: string): void {
    const before = [...this.#pending];
    this.#pending.clear();
    for (const [, pending] of before) {
      clearTimeout(pending.timer);
      pending.timer = undefined;
      if (pending.signal?.aborted) pending.reject(new SkillkeepError('import.cancelled'));
      else if (!pending.begun || (REPEATABLE.has(pending.method) && pending.tries++ < 1)) {
        pending.begun = false;
        this.#enter(pending);
      } else pending.reject(new SkillkeepError(code, message));
    }
  }

  #answered(answer: Answer): void {
    if ('progress' in answer) this.#pending.get(answer.id)?.onProgress?.(answer.progress);
    else if ('error' in answer) this.#settle(answer.id, (p) => p.reject(fromShape(answer.error)));
    else this.#settle(answer.id, (p) => p.resolve(answer.value));
  }

  // The lock

  /** True when we have it. It stays ours until {@link close}, or until another tab takes it from us. */
  #lock(o: { ifAvailable?: boolean; steal?: boolean; signal?: AbortSignal }): Promise<boolean> {
    return new Promise((granted, failed) => {
      let held = false;
      navigator.locks.request(this.#name, o, (lock) => {
        granted(lock !== null);
        if (!lock || this.#closed) return undefined;
        held = true;
        return new Promise<void>((release) => (this.#release = release));
      }).catch((e: unknown) => {
        if (held) this.#lostLock();
        else failed(e);
      });
    });
  }

  #becomeFollower(): void {
    this.role = 'follower';
    this.#ready = true;
    this.#tell({ event: 'status', detail: { state: 'follower' } });
    this.#waiting = new AbortController();
    // Granted when the writer's tab is closed, reloaded or gone.
    this.#lock({ signal: this.#waiting.signal }).then((ours) => (ours ? this.#takeOver() : undefined)).catch(() => undefined);
  }

  async #takeOver(): Promise<void> {
    if (this.#closed) return;
    this.#waiting = null;
    this.#ready = false;
    this.#reassign('tabs.writer_lost');
    try {
      await this.#becomeWriter();
      this.#tell({ event: 'change', detail: { what: 'reopened' } });
    } catch {
      // Told by `#die`.
    }
  }

  /** The writer has not heard a call. After a sleep our timer may be early: whoever woke up gets a moment more. */
  #unheard(id: number): void {
    setTimeout(() => {
      const pending = this.#pending.get(id);
      if (!pending || pending.begun || this.#worker || this.#closed || this.role === 'writer') return;
      this.#waiting?.abort();
      this.role = 'writer';
      this.#ready = false;
      this.#lock({ steal: true }).then((ours) => (ours ? this.#takeOver() : undefined)).catch(() => {
        this.#becomeFollower();
        this.#reassign('tabs.writer_lost');
      });
    }, 100 + Math.random() * 400);
  }

  #lostLock(): void {
    if (this.#closed) return;
    this.#release = null;
    this.#stopWorker();
    this.#becomeFollower();
    this.#reassign('tabs.writer_lost');
  }

  // The writer

  async #becomeWriter(): Promise<void> {
    this.role = 'writer';
    try {
      await this.#openWorker();
    } catch (e) {
      this.#die(e);
      throw e;
    }
    this.#tell({ event: 'status', detail: { state: 'writer' } });
    this.#channel?.postMessage({ to: 'all', writer: this.#tab } satisfies Between);
    if (this.info.readonly) this.#spread({ event: 'status', detail: { state: 'readonly', code: this.info.readonly } });
    else this.#spread({ event: 'status', detail: this.info.note ? { state: 'ready', code: this.info.note } : { state: 'ready' } });
  }

  #startWorker(): Worker {
    try {
      return new Worker(new URL(/* @vite-ignore */ './worker.js', import.meta.url), { type: 'module', name: 'skillkeep' });
    } catch (e) {
      throw new SkillkeepError('worker.unavailable', e instanceof Error ? e.message : String(e));
    }
  }

  #prepare(): void {
    try {
      const spare = (this.#spare = this.#startWorker());
      // One that does not load is forgotten: the one that is started in its place reports why.
      spare.onerror = (e) => {
        e.preventDefault?.();
        if (this.#spare === spare) this.#spare = null;
      };
    } catch {
      // The same again when it is needed, and told then.
    }
  }

  #dropSpare(): void {
    this.#spare?.terminate();
    this.#spare = null;
  }

  async #openWorker(): Promise<void> {
    this.#ready = false;
    const worker = this.#spare ?? this.#startWorker();
    this.#spare = null;
    this.#worker = worker;
    const opening = new Promise((resolve, reject) => {
      const id = this.#nextId++;
      const pending: Pending = { method: 'open', args: [this.#config], resolve, reject, onProgress: undefined, signal: undefined, begun: true, tries: 1, timer: undefined };
      this.#pending.set(id, pending);
      worker.onmessage = ({ data }: MessageEvent<FromWorker>) => {
        if (worker !== this.#worker) return;
        if ('crashed' in data) this.#crashed(data.crashed.message);
        else if ('event' in data) this.#spread(data);
        else if ('wish' in data) void this.#grant(worker, data.wish, data.id);
        else this.#answered(data);
      };
      worker.onerror = (e) => {
        e.preventDefault?.();
        if (worker !== this.#worker) return;
        // Before the first answer it is the script that could not be loaded, and trying again would not help.
        if (!this.#ready) this.#settle(id, (p) => p.reject(new SkillkeepError('worker.unavailable', e.message)));
        else this.#crashed(e.message);
      };
      worker.postMessage({ call: { id, method: 'open', args: [this.#config] } satisfies Call });
    });
    this.info = (await opening) as OpenInfo;
    if (worker !== this.#worker) throw new SkillkeepError('tabs.writer_lost');
    this.#ready = true;
    for (const [id, pending] of [...this.#pending]) if (!pending.begun) this.#send(id, pending);
  }

  /** Tells the worker what only a page knows. */
  async #grant(worker: Worker, wish: Wish, id: number): Promise<void> {
    try {
      const value = wish === 'gpc' ? (navigator as { globalPrivacyControl?: boolean }).globalPrivacyControl === true : await this.#ticket?.();
      worker.postMessage({ granted: id, value } satisfies ToWorker);
    } catch (e) {
      worker.postMessage({ denied: id, error: toShape(e) } satisfies ToWorker);
    }
  }

  /** Workers are not told of it everywhere. */
  readonly #online = (): void => this.#worker?.postMessage({ online: true } satisfies ToWorker);

  #stopWorker(): void {
    this.#dropSpare();
    this.#worker?.terminate();
    this.#worker = null;
  }

  /** The engine trapped. What was saved is safe, and every act was saved before it was answered. */
  #crashed(message: string): void {
    this.#stopWorker();
    const now = Date.now();
    this.#crashes = [...this.#crashes.filter((at) => now - at < CRASH_WINDOW_MS), now];
    const wasReady = this.#ready;
    this.#ready = false;
    if (!wasReady || this.#crashes.length > MAX_CRASHES) {
      this.#die(new SkillkeepError('worker.crashed', message));
      return;
    }
    this.#spread({ event: 'status', detail: { state: 'restarting', code: 'worker.crashed' } });
    this.#reassign('worker.crashed', message);
    this.#openWorker().then(() => {
      this.#spread({ event: 'status', detail: { state: 'ready' } });
      this.#spread({ event: 'change', detail: { what: 'reopened' } });
    }, (e: unknown) => this.#die(e));
  }

  /** No engine here. The lock goes to a tab that may have more luck. */
  #die(e: unknown): void {
    if (this.#closed || this.#dead) return;
    this.#dead = e instanceof SkillkeepError ? e : fromShape(toShape(e));
    this.#stopWorker();
    for (const id of [...this.#pending.keys()]) this.#settle(id, (p) => p.reject(this.#dead));
    this.#tell({ event: 'status', detail: { state: 'offline', code: this.#dead.code } });
    this.#leave();
  }

  /** Tells this page and the other tabs. */
  #spread(notice: Notice | { event: 'status'; detail: StatusDetail }): void {
    this.#tell(notice);
    this.#channel?.postMessage({ to: 'all', notice: notice as Notice } satisfies Between);
  }

  // Between tabs

  #heard(message: Between): void {
    if (message.to === 'writer') {
      if (this.role !== 'writer' || !('from' in message) || !this.#release) return;
      if ('call' in message) this.#serve(message.from, message.call);
      else this.#served.get(`${message.from} ${message.abort}`)?.abort();
    } else if ('notice' in message) {
      if (this.role === 'follower') this.#tell(message.notice);
    } else if ('writer' in message) {
      // Someone else is the writer now. If we thought we were, the lock's rejection will tell us.
      if (this.role === 'follower') this.#reassign('tabs.writer_lost');
    } else if (message.to === this.#tab) {
      if ('ack' in message) this.#acknowledged(message.ack);
      else if ('answer' in message) this.#answered(message.answer);
    }
  }

  #acknowledged(id: number): void {
    const pending = this.#pending.get(id);
    if (!pending) return;
    clearTimeout(pending.timer);
    pending.begun = true;
  }

  readonly #served = new Map<string, AbortController>();

  /** Does a follower's call as if it were our own. "Heard" goes back at once, the answer when there is one. */
  #serve(from: string, { id, method, args }: Call): void {
    const reply = (message: { ack: number } | { answer: Answer }): void => {
      this.#channel?.postMessage({ to: from, ...message } as Between);
    };
    reply({ ack: id });
    const controller = new AbortController();
    const key = `${from} ${id}`;
    this.#served.set(key, controller);
    this.call(method, args, { onProgress: (progress) => reply({ answer: { id, progress } }), signal: controller.signal })
      .then((value) => reply({ answer: { id, value } }), (e: unknown) => reply({ answer: { id, error: toShape(e) } }))
      .finally(() => this.#served.delete(key));
  }

  #leave(): void {
    this.#waiting?.abort();
    this.#release?.();
    this.#release = null;
    this.#channel?.close();
    this.#channel = null;
  }

  /** Ends this page's part. The engine goes on in another tab, if one has it open. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    globalThis.removeEventListener?.('online', this.#online);
    this.#stopWorker();
    for (const id of [...this.#pending.keys()]) this.#settle(id, (p) => p.reject(new SkillkeepError('engine.closed')));
    this.#leave();
  }

  /** Whether nothing can come of this session any more. */
  get over(): boolean {
    return this.#closed || this.#dead !== null;
  }
}
