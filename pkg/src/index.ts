/**
 * Skillkeep in a page: {@link Engine} is the one door. It answers from a worker in this browser; nothing personal leaves it.
 *
 * @example
 * const engine = await Engine.open({ tenant: 'acme', subject: 'u-17', company: '/skillkeep/company/' });
 * const { steps } = await engine.steps();
 */
import { Clock } from './clock.js';
import { isSkillkeepError, SkillkeepError, type ErrorCode } from './errors.js';
import { countWorkerRequest } from './requests.js';
import { Session, type Role, type StatusDetail } from './tabs.js';
import type { Encoding } from './encoding.js';
import type { FileOptions, FileProgress, OpenConfig } from './rpc.js';
import type {
  AboutView, ActRow, Applied, ChangeRow, ColumnMapping, Command, Feedback, GigRow, ImportReport, ImportRow, ItemRow, LeavesView, MentorRow, Outbox, PolicyView, ProfileView, Query, RoleDetail,
  Doubt, RoleRow, ScanReport, SealedTask, SkillDetail, SkillHit, Source, StepsView, SyncSetting,
} from './types.js';

export type * from './types.js';
export { isSkillkeepError, SkillkeepError, type ErrorCode, type KnownErrorCode } from './errors.js';
export { countRequests, type RequestCount } from './requests.js';
export { registerServiceWorker, type Offline } from './offline.js';
export { hasSimd } from './probe.js';
export type { Encoding } from './encoding.js';
export type { FileProgress } from './rpc.js';
export type { Role, StatusDetail } from './tabs.js';

/** Where a person works: ids of the company's signed dictionary. */
export interface Cell { function: string; region: string }

/** How a host opens the engine. */
export interface OpenOptions {
  /** Which company; must be the one the company's files are signed for. */
  tenant: string;
  /** The host's own opaque id of the person. It names what is stored in this browser and never leaves it. */
  subject: string;
  /** Where the person works, if the host knows. */
  cell?: Cell | null;
  /** BCP 47, for words; default: the document's language. */
  locale?: string;
  /** IANA name such as `Europe/Berlin`, for days and hours; default: the browser's. */
  timeZone?: string;
  /** The folder with `root.dsse.json` and the rest. Relative to the page. */
  company: string | URL;
  /** With `pin`, only the root file with this SHA-256 (hex) is believed. */
  trust?: { pin?: string };
  /** Recommend from this catalogue rather than the signed one: an object, JSON or CSV text, or a URL of either. */
  catalogue?: object | string | URL;
  /** Where the company publishes its signed list of actions: sprints, coaches and gigs beside the catalogue. A server without it is fine. */
  actions?: string | URL;
  /** Lets answers to the company's questions leave, sealed. Without it nothing is ever sent and nothing for it is loaded. */
  sync?: SyncOptions;
}

/** How answers leave. */
export interface SyncOptions {
  /** Asks the host's own login for a ticket, which buys one token of the leader for a period. Called only when one is needed. */
  ticket: () => Promise<string>;
  /** False: only on {@link Engine.send}. Default: a due report is made and sent by itself, some minutes into a visit. */
  automatic?: boolean;
}

/** How a file is read. */
export interface ScanOptions {
  /** Shown in lists, and a hint at the kind; default: the file's own name. */
  name?: string;
  /** What it is; default: told from its content. */
  kind?: Source;
  /** Tables: which column means what; default: told from the header. */
  mapping?: ColumnMapping;
  /** Default: told from a byte order mark, else UTF-8. */
  encoding?: Encoding;
  onProgress?: (progress: FileProgress) => void;
  /** Cancels. Nothing of the file is kept then; the promise rejects with `import.cancelled`. */
  signal?: AbortSignal;
}

/** How a file is taken in. */
export interface ImportOptions extends ScanOptions {
  /** Which of the scan's actors are the person. Signals of all others are dropped, unstored. */
  who: string[];
  /** Keep what could be read of a file that breaks off. */
  keepPartial?: boolean;
}

/** What the browser keeps, and how surely. */
export interface StorageInfo {
  /** Whether the browser has promised not to clear it. */
  persisted: boolean;
  /** When a backup was last taken, in milliseconds since 1970. */
  lastBackup: number | null;
  /** Bytes used and allowed for this origin, as the browser estimates. */
  usage: number; quota: number;
  /** Whether everything up to now is on disk. */
  durable: boolean;
  /** A code the person should read the message of, such as `storage.memory_only`. */
  warning: ErrorCode | null;
}

/**
 * What a status event tells. `writer`, `follower`: this page's part among the tabs. `ready` with a code: works, but the
 * person should hear why not all is well. `readonly`: what is stored cannot be read; it is kept, nothing is changed until
 * `restore` or `erase`. `restarting`: the engine stopped and comes back from the last save. `offline`: with
 * `company.unreachable` works on from stored files; with another code there is no engine.
 */
export type StatusEvent = CustomEvent<StatusDetail>;
/** Something changed: ask again. `what` is a command's name, or `import`, `restore`, `erase`, `cell`, `company`, `reopened`, `sync`. */
export type ChangeEvent = CustomEvent<{ what: string }>;

/** Events of {@link Engine}. */
export interface EngineEventMap { change: ChangeEvent; status: StatusEvent }

export interface Engine {
  addEventListener<K extends keyof EngineEventMap>(type: K, listener: (event: EngineEventMap[K]) => void, options?: boolean | AddEventListenerOptions): void;
  addEventListener(type: string, listener: EventListenerOrEventListenerObject | null, options?: boolean | AddEventListenerOptions): void;
  removeEventListener<K extends keyof EngineEventMap>(type: K, listener: (event: EngineEventMap[K]) => void, options?: boolean | EventListenerOptions): void;
  removeEventListener(type: string, listener: EventListenerOrEventListenerObject | null, options?: boolean | EventListenerOptions): void;
}

/** One person's engines in this page share one session. */
const sessions = new Map<string, { session: Session; started: Promise<void>; users: number }>();

/**
 * The engine of one person at one company.
 *
 * Every method may reject with a {@link SkillkeepError}; its `code` says why. Acts resolve once they are saved.
 */
export class Engine extends EventTarget {
  readonly #session: Session;
  readonly #unlisten: () => void;
  readonly #leave: () => void;
  #state: StatusDetail;
  #closed = false;
  /** Questions under way, by what they ask: whoever asks the same meanwhile gets the same answer. */
  readonly #asked = new Map<string, Promise<unknown>>();

  private constructor(session: Session, leave: () => void) {
    super();
    this.#session = session;
    this.#leave = leave;
    const { readonly, note } = session.info;
    this.#state = readonly ? { state: 'readonly', code: readonly } : note ? { state: 'ready', code: note } : { state: 'ready' };
    this.#unlisten = session.listen((notice) => {
      if (notice.event === 'request') countWorkerRequest(notice.detail.url);
      else {
        this.#asked.clear();
        if (notice.event === 'status' && !['writer', 'follower', 'company-updated'].includes(notice.detail.state)) this.#state = notice.detail;
        this.dispatchEvent(new CustomEvent(notice.event, { detail: notice.detail }));
      }
    });
  }

  /**
   * Opens the engine: from what this browser stored, else from the company's files. Opening the same person twice in a page
   * shares one worker, and the first opener's options hold.
   *
   * @throws {SkillkeepError} `open.*`, `trust.*`, `pack.*`, `company.unreachable`, `worker.unavailable`, `engine.unavailable`
   */
  static async open(o: OpenOptions): Promise<Engine> {
    const config = configOf(o);
    const key = JSON.stringify([config.tenant, config.subject]);
    let shared = sessions.get(key);
    if (!shared || shared.session.over) {
      const session = new Session(config, o.sync?.ticket);
      shared = { session, started: session.start(), users: 0 };
      sessions.set(key, shared);
    }
    const mine = shared;
    mine.users++;
    const leave = (): void => {
      if (--mine.users > 0) return;
      mine.session.close();
      if (sessions.get(key) === mine) sessions.delete(key);
    };
    try {
      await mine.started;
    } catch (e) {
      leave();
      throw e;
    }
    return new Engine(mine.session, leave);
  }

  /** Whether this page's worker runs the engine, or another tab's. Changes come as status events. */
  get tabRole(): Role {
    return this.#session.role;
  }

  /** The last status, for a page that was not listening when it came. */
  get state(): Readonly<StatusDetail> {
    return this.#state;
  }

  #call(...call: Parameters<Session['call']>): Promise<unknown> {
    // After an act an earlier question's answer may be old.
    if (call[0] !== 'query') this.#asked.clear();
    // Another use in this page may still have the session open; this one is over.
    return this.#closed ? Promise.reject(new SkillkeepError('engine.closed')) : this.#session.call(...call);
  }

  #ask<T>(query: Query): Promise<T> {
    const name = JSON.stringify(query);
    const found = this.#asked.get(name);
    if (found) return found as Promise<T>;
    const answer = this.#call('query', [query]);
    this.#asked.set(name, answer);
    const forget = (): void => void (this.#asked.get(name) === answer && this.#asked.delete(name));
    answer.then(forget, forget);
    return answer as Promise<T>;
  }

  #do(command: Command): Promise<Applied> {
    return this.#call('apply', [command]) as Promise<Applied>;
  }

  // Questions

  /**
   * The next steps, best first, with what is running, done and set aside. `minutes`: steps that fit a slot of so many. `surprise`, 0 to 1:
   * how far chance may reorder them where the person's taste is not known; the same all day.
   */
  steps(count = 3, minutes?: number, surprise?: number): Promise<StepsView> {
    return this.#ask({ ask: 'steps', count, ...(minutes ? { minutes } : {}), ...(surprise ? { surprise } : {}) });
  }
  /** Every skill with a level. */
  profile(): Promise<ProfileView> {
    return this.#ask({ ask: 'profile' });
  }
  /** One skill with its evidence and its curve. */
  skill(id: string): Promise<SkillDetail> {
    return this.#ask({ ask: 'skill', id });
  }
  /** All roles, best fit first. */
  roles(): Promise<RoleRow[]> {
    return this.#ask({ ask: 'roles' });
  }
  /** One role: its needs, the ladder to it, a plan. */
  role(id: string): Promise<RoleDetail> {
    return this.#ask({ ask: 'role', id });
  }
  /** Gigs, best fit first. */
  gigs(): Promise<GigRow[]> {
    return this.#ask({ ask: 'gigs' });
  }
  /** Colleagues who offered to help with what the person wants to learn. */
  mentors(): Promise<MentorRow[]> {
    return this.#ask({ ask: 'mentors' });
  }
  /** Skills by name or alias. */
  searchSkills(text: string, count = 10): Promise<SkillHit[]> {
    return this.#ask({ ask: 'search_skills', text, count });
  }
  /** Items of the catalogue by words. */
  searchItems(text: string, count = 10): Promise<ItemRow[]> {
    return this.#ask({ ask: 'search_items', text, count });
  }
  /** What the person did, newest first. */
  acts(): Promise<ActRow[]> {
    return this.#ask({ ask: 'acts' });
  }
  /** Files taken in, newest first. */
  imports(): Promise<ImportRow[]> {
    return this.#ask({ ask: 'imports' });
  }
  /** Which sources may count, and how long a signal is kept. */
  policy(): Promise<PolicyView> {
    return this.#ask({ ask: 'policy' });
  }
  /** What became of the person's skills since she was last told, by former name. */
  changes(): Promise<ChangeRow[]> {
    return this.#ask({ ask: 'changes' });
  }
  /** What would leave this browser: the questions asked of everybody with this person's answers, and the budget. */
  leaves(): Promise<LeavesView> {
    return this.#ask({ ask: 'leaves' });
  }
  /** Doubtful links between evidence and a skill that the first steps turn on; at most three. */
  doubts(): Promise<Doubt[]> {
    return this.#ask({ ask: 'doubts' });
  }
  /** The company, its files and their versions, notices of sources, sizes. */
  about(): Promise<AboutView> {
    return this.#ask({ ask: 'about' });
  }

  // Acts

  /** "Yes, I can do that", at the level shown or another (0..5). */
  confirm(skill: string, level?: number): Promise<Applied> {
    return this.#do(level === undefined ? { do: 'confirm', skill } : { do: 'confirm', skill, level });
  }
  /** "That is not right", with the reason and, if wanted, the level claimed (0..5). */
  contest(skill: string, o: { reason: string; claim?: number }): Promise<Applied> {
    return this.#do(o.claim === undefined ? { do: 'contest', skill, reason: o.reason } : { do: 'contest', skill, reason: o.reason, claim: o.claim });
  }
  /** A skill nothing shows yet, at a level (0..5). */
  add(skill: string, o: { level: number; note: string }): Promise<Applied> {
    return this.#do({ do: 'add', skill, level: o.level, note: o.note });
  }
  /** A piece of evidence that shall not count for a skill. */
  exclude(skill: string, evidence: string, reason: string): Promise<Applied> {
    return this.#do({ do: 'exclude', skill, evidence, reason });
  }
  /** What the person says of a doubt: the evidence is about the skill, and that is certain from now on, or it is left out for that skill. */
  answerDoubt(skill: string, evidence: string, right: boolean): Promise<Applied> {
    return this.#do({ do: 'answer', skill, evidence, right });
  }
  /** The role to grow toward; null for none. */
  setGoal(role: string | null): Promise<Applied> {
    return this.#do({ do: 'goal', role });
  }
  /** What the person says of a step. */
  feedback(item: string, what: Feedback): Promise<Applied> {
    return this.#do({ do: 'feedback', item, feedback: what });
  }
  /** What `changes` says was read, and is not said again. */
  readChanges(): Promise<Applied> {
    return this.#do({ do: 'read_changes' });
  }
  /** Takes an act or an import back, by its act number. */
  undo(act: number): Promise<Applied> {
    return this.#do({ do: 'undo', act });
  }

  // Files

  /** Reads a file without keeping anything: what it is, who is in it, how its columns look. */
  scan(file: Blob | string, o: ScanOptions = {}): Promise<ScanReport> {
    return this.#call('scan', [blobOf(file), fileOptions(file, o)], o) as Promise<ScanReport>;
  }

  /** Takes a file in. The same file again changes nothing. */
  import(file: Blob | string, o: ImportOptions): Promise<ImportReport> {
    return this.#call('import', [blobOf(file), { ...fileOptions(file, o), who: o.who, keepPartial: o.keepPartial ?? false }], o) as Promise<ImportReport>;
  }

  // What leaves

  async #set(setting: SyncSetting): Promise<void> {
    await this.#call('syncSet', [setting]);
  }
  /** Lets a question be answered, or gives "no answer" to it. Nothing is sent by it. */
  letAnswer(measure: string, on: boolean): Promise<void> {
    return this.#set({ set: 'answer', measure, on });
  }
  /** Keeps anything from being made and sent, or lets it go again. */
  sendNothing(nothing: boolean): Promise<void> {
    return this.#set({ set: 'nothing', nothing });
  }
  /** Says something of oneself that a question asks about; null takes it back. */
  sayGroup(attribute: string, option: string | null): Promise<void> {
    return this.#set({ set: 'group', attribute, option });
  }
  /** What is to be sent, what waits and what went. */
  outbox(): Promise<Outbox> {
    return this.#call('outbox', []) as Promise<Outbox>;
  }
  /**
   * Now: makes the report if there is none, and sends what waits.
   *
   * @throws {SkillkeepError} `sync.*`; what was made stays and is tried again by itself
   */
  send(): Promise<Outbox> {
    return this.#call('send', []) as Promise<Outbox>;
  }
  /** The sealed reports of a period. Null: a trial sealing of what would be sent now; it is never sent, and nobody would take it. */
  sealed(period: string | null): Promise<SealedTask[]> {
    return this.#call('sealed', [period]) as Promise<SealedTask[]>;
  }

  // What is kept

  /**
   * Everything of this person in one file, encrypted with the passphrase (PBKDF2, AES-256-GCM). Takes about a second.
   *
   * @throws {SkillkeepError} `backup.passphrase_empty`
   */
  async backup(passphrase: string): Promise<Blob> {
    const bytes = (await this.#call('backup', [passphrase])) as Uint8Array<ArrayBuffer>;
    return new Blob([bytes], { type: 'application/octet-stream' });
  }

  /**
   * Replaces what is kept by a backup's content, or changes nothing.
   *
   * @throws {SkillkeepError} `backup.passphrase`, `backup.damaged`, `backup.newer`, `backup.not_a_backup`, `open.other_tenant`
   */
  async restore(file: Blob, passphrase: string): Promise<void> {
    await this.#call('restore', [file, passphrase]);
  }

  /** Deletes everything of this person from this browser: signals, profile, acts and the key. */
  async erase(): Promise<void> {
    await this.#call('erase', []);
  }

  /** Says where the person works. */
  async setCell(cell: Cell | null): Promise<void> {
    await this.#call('setCell', [cell]);
  }

  /** How surely what is kept is kept. */
  storage(): Promise<StorageInfo> {
    return this.#call('storage', []) as Promise<StorageInfo>;
  }

  /** Asks the browser not to clear this origin's data. Some browsers ask the person; call it from a click. */
  async persist(): Promise<boolean> {
    return (await navigator.storage?.persist?.().catch(() => false)) ?? false;
  }

  /** Ends this use. The worker goes when the last one in the page has ended. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#unlisten();
    this.#leave();
  }
}

function blobOf(file: Blob | string): Blob {
  return typeof file === 'string' ? new Blob([file]) : file;
}

function fileOptions(file: Blob | string, o: ScanOptions): FileOptions {
  const own = typeof File !== 'undefined' && file instanceof File ? file.name : '';
  return { name: o.name ?? own, kind: o.kind ?? null, mapping: o.mapping ?? null, encoding: o.encoding ?? null, who: [], keepPartial: false };
}

function configOf(o: OpenOptions): OpenConfig {
  if (!o.tenant || !o.subject || !o.company) throw new SkillkeepError('open.options', 'tenant, subject and company are needed');
  const timeZone = o.timeZone || new Intl.DateTimeFormat().resolvedOptions().timeZone;
  // Fails here, with a code, rather than in the worker.
  new Clock(timeZone);
  let base: URL;
  let catalogueUrl: string | null = null;
  let actionsUrl: string | null = null;
  try {
    base = new URL(o.company, document.baseURI);
    if (!base.pathname.endsWith('/')) base.pathname += '/';
    if (o.catalogue instanceof URL) catalogueUrl = new URL(o.catalogue, document.baseURI).href;
    if (o.actions) actionsUrl = new URL(o.actions, document.baseURI).href;
  } catch (e) {
    if (isSkillkeepError(e)) throw e;
    throw new SkillkeepError('open.options', 'company or actions is not a URL', { found: String(o.actions ?? o.company) });
  }
  const text = typeof o.catalogue === 'string' ? o.catalogue : o.catalogue && !catalogueUrl ? JSON.stringify(o.catalogue) : null;
  return {
    tenant: o.tenant, subject: o.subject, cell: o.cell ? { function: o.cell.function, region: o.cell.region } : null,
    locale: o.locale || document.documentElement.lang || navigator.language || 'en', timeZone, pin: o.trust?.pin ?? null,
    base: base.href, catalogue: text === null ? null : new TextEncoder().encode(text), catalogueUrl, actionsUrl,
    sync: o.sync ? { automatic: o.sync.automatic !== false } : null,
  };
}
