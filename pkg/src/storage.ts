import { SkillkeepError, type ErrorCode } from './errors.js';

/*
 * IndexedDB `skillkeep`, version 1. Keys are arrays, so that no tenant or subject can pose as another.
 *
 *   keys       [tenant, subject]            AES-GCM CryptoKey, not extractable
 *   snapshots  [tenant, subject, slot]      { iv, bytes, rev, savedAt }, ciphertext; slots 0 and 1 take turns
 *              [tenant, subject, 'outbox']  { iv, bytes }: sealed reports on their way, and what became of them
 *              [tenant, subject, 'aside-N'] damaged ciphertext, kept for a person who can help
 *   meta       [tenant, subject]            { rev, slot, savedAt, lastBackup }
 *   company    [tenant, URL]                the last company files that were verified; nothing personal
 *
 * A save writes the slot that is not current and moves `meta.slot` in the same transaction, so the one before is always
 * whole. The outbox is written in that transaction too, or alone. Each transaction compares `rev`: a writer that was replaced meanwhile finds out and overwrites nothing.
 */
const STORES = ['keys', 'snapshots', 'meta', 'company'] as const;

const OUTBOX = 'outbox';

type Bytes = Uint8Array<ArrayBuffer>;
type Slot = 0 | 1;
interface Sealed { iv: Bytes; bytes: ArrayBuffer; rev: number; savedAt: number }
interface Meta { rev: number; slot: Slot; savedAt: number; lastBackup: number | null }

/** The company's files as they came, verified by whoever stores them. @internal */
export interface CompanyFiles { root: Bytes; manifest: Bytes; files: [string, Bytes][] }

/** What was found where a snapshot should be. @internal */
export type Found = { is: 'none' } | { is: 'whole'; bytes: Bytes } | { is: 'damaged' };

function result<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

function done(tx: IDBTransaction): Promise<void> {
  return new Promise((resolve, reject) => {
    tx.oncomplete = () => resolve();
    tx.onabort = () => reject(tx.error ?? new DOMException('aborted', 'AbortError'));
  });
}

function openDatabase(): Promise<IDBDatabase> {
  const request = indexedDB.open('skillkeep', 1);
  request.onupgradeneeded = () => {
    for (const name of STORES) if (!request.result.objectStoreNames.contains(name)) request.result.createObjectStore(name);
  };
  return result(request);
}

function coded(e: unknown): SkillkeepError {
  if (e instanceof SkillkeepError) return e;
  const name = e instanceof DOMException ? e.name : '';
  return new SkillkeepError(name === 'QuotaExceededError' ? 'storage.quota' : 'storage.failed', e instanceof Error ? e.message : String(e));
}

/** Where one person's snapshot is kept, encrypted. Without IndexedDB or encryption it keeps nothing and says so. @internal */
export class Store {
  readonly #id: [string, string];
  #db: IDBDatabase | null = null;
  #key: CryptoKey | null = null;
  #meta: Meta = { rev: 0, slot: 1, savedAt: 0, lastBackup: null };
  /** Why nothing is kept beyond this page; null when it is. */
  trouble: ErrorCode | null = null;

  private constructor(tenant: string, subject: string) {
    this.#id = [tenant, subject];
  }

  /** Never fails: what is missing is named in {@link trouble}. */
  static async open(tenant: string, subject: string): Promise<Store> {
    const store = new Store(tenant, subject);
    if (!globalThis.crypto?.subtle) {
      store.trouble = 'storage.insecure_context';
      return store;
    }
    try {
      await store.#connect();
      const tx = store.#db!.transaction(['keys', 'meta']);
      const [key, meta] = await Promise.all([result(tx.objectStore('keys').get(store.#id)), result(tx.objectStore('meta').get(store.#id))]);
      store.#key = key ?? null;
      if (meta) store.#meta = meta;
    } catch {
      store.#db = null;
      store.trouble = 'storage.memory_only';
    }
    return store;
  }

  get durable(): boolean {
    return this.trouble === null;
  }

  /** Whether a snapshot was ever saved; an outbox does not come before one. */
  get begun(): boolean {
    return this.#meta.rev > 0;
  }

  get lastBackup(): number | null {
    return this.#meta.lastBackup;
  }

  async #connect(): Promise<IDBDatabase> {
    if (!this.#db) {
      this.#db = await openDatabase();
      // Another tab erases or upgrades the database, or the browser took it: the next use connects anew.
      this.#db.onversionchange = () => this.#drop();
      this.#db.onclose = () => (this.#db = null);
    }
    return this.#db;
  }

  #drop(): void {
    this.#db?.close();
    this.#db = null;
  }

  /** The snapshot saved last, or the one before it. Anything that is there and cannot be read counts as damaged. */
  async read(which: 'current' | 'previous'): Promise<Found> {
    if (!this.durable || this.#meta.rev === 0) return { is: 'none' };
    const slot = which === 'current' ? this.#meta.slot : 1 - this.#meta.slot;
    try {
      const tx = (await this.#connect()).transaction('snapshots');
      const sealed: Sealed | undefined = await result(tx.objectStore('snapshots').get([...this.#id, slot]));
      if (!sealed) return which === 'current' ? { is: 'damaged' } : { is: 'none' };
      if (!this.#key) return { is: 'damaged' };
      const bytes = await crypto.subtle.decrypt({ name: 'AES-GCM', iv: sealed.iv, additionalData: this.#bound(sealed.rev) }, this.#key, sealed.bytes);
      return { is: 'whole', bytes: new Uint8Array(bytes) };
    } catch {
      return { is: 'damaged' };
    }
  }

  /** The outbox; null when there is none, or none that can be read. */
  async outbox(): Promise<Bytes | null> {
    if (!this.durable || !this.#key) return null;
    try {
      const tx = (await this.#connect()).transaction('snapshots');
      const sealed: Pick<Sealed, 'iv' | 'bytes'> | undefined = await result(tx.objectStore('snapshots').get([...this.#id, OUTBOX]));
      if (!sealed) return null;
      return new Uint8Array(await crypto.subtle.decrypt({ name: 'AES-GCM', iv: sealed.iv, additionalData: this.#bound(OUTBOX) }, this.#key, sealed.bytes));
    } catch {
      return null;
    }
  }

  /** Ciphertext belongs to one person and one revision, or to the outbox; moved elsewhere it does not open. */
  #bound(to: number | typeof OUTBOX): Bytes {
    return new TextEncoder().encode(JSON.stringify([...this.#id, to]));
  }

  async #encrypt(clear: Uint8Array, to: number | typeof OUTBOX): Promise<Pick<Sealed, 'iv' | 'bytes'>> {
    const key = this.#key ?? (await this.#makeKey());
    const iv = crypto.getRandomValues(new Uint8Array(12));
    return { iv, bytes: await crypto.subtle.encrypt({ name: 'AES-GCM', iv, additionalData: this.#bound(to) }, key, new Uint8Array(clear)) };
  }

  /**
   * Keeps the damaged bytes aside under a name of their own. With `previous`, the one before becomes current.
   * Without it both slots stay as they are, until the person restores or erases.
   */
  async setAside(previous: boolean): Promise<void> {
    const tx = (await this.#connect()).transaction(['snapshots', 'meta'], 'readwrite');
    const finished = done(tx);
    const snapshots = tx.objectStore('snapshots');
    const bad: Slot[] = previous ? [this.#meta.slot] : [0, 1];
    for (const slot of bad) {
      const get = snapshots.get([...this.#id, slot]);
      get.onsuccess = () => get.result && snapshots.put(get.result, [...this.#id, `aside-${slot}`]);
    }
    const meta: Meta = previous ? { ...this.#meta, slot: this.#meta.slot === 0 ? 1 : 0 } : this.#meta;
    if (previous) tx.objectStore('meta').put(meta, this.#id);
    await finished;
    this.#meta = meta;
  }

  /**
   * Saves a snapshot, an outbox, or both at once: all of it or nothing.
   *
   * @throws {SkillkeepError} `storage.conflict` (another writer saved meanwhile; nothing was overwritten), `storage.quota`,
   * `storage.gone` (the database was emptied under us), `storage.failed`
   */
  async save(snapshot: Uint8Array | null, outbox?: Uint8Array): Promise<void> {
    if (!this.durable) return;
    try {
      const rev = this.#meta.rev + 1;
      const savedAt = Date.now();
      const sealed = snapshot && (await this.#encrypt(snapshot, rev));
      const post = outbox && (await this.#encrypt(outbox, OUTBOX));
      const meta: Meta = sealed ? { ...this.#meta, rev, slot: this.#meta.slot === 0 ? 1 : 0, savedAt } : { ...this.#meta, rev };
      const tx = (await this.#connect()).transaction(['snapshots', 'meta'], 'readwrite');
      const finished = done(tx);
      const head = tx.objectStore('meta').get(this.#id);
      let refused: unknown = null;
      head.onsuccess = () => {
        try {
          const found: Meta | undefined = head.result;
          if ((found?.rev ?? 0) !== this.#meta.rev) throw new SkillkeepError(found ? 'storage.conflict' : 'storage.gone');
          const snapshots = tx.objectStore('snapshots');
          if (sealed) snapshots.put({ ...sealed, rev, savedAt } satisfies Sealed, [...this.#id, meta.slot]);
          if (post) snapshots.put(post, [...this.#id, OUTBOX]);
          tx.objectStore('meta').put({ ...meta, lastBackup: found?.lastBackup ?? null }, this.#id);
        } catch (e) {
          refused = e;
          // Already aborted, if `put` found so.
          try { tx.abort(); } catch { /* then there is nothing to abort */ }
        }
      };
      await finished.catch((e: unknown) => {
        throw refused ?? e;
      });
      this.#meta = meta;
    } catch (e) {
      throw coded(e);
    }
  }

  /** Makes the key, unless another tab was faster: then that one counts. */
  async #makeKey(): Promise<CryptoKey> {
    const fresh = await crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, false, ['encrypt', 'decrypt']);
    const tx = (await this.#connect()).transaction('keys', 'readwrite');
    const finished = done(tx);
    const keys = tx.objectStore('keys');
    const get = keys.get(this.#id);
    let key = fresh;
    get.onsuccess = () => {
      if (get.result) key = get.result;
      else keys.put(fresh, this.#id);
    };
    await finished;
    return (this.#key = key);
  }

  /** Starts anew from what is stored, after another writer saved. */
  async reload(): Promise<void> {
    const tx = (await this.#connect()).transaction(['keys', 'meta']);
    const [key, meta] = await Promise.all([result(tx.objectStore('keys').get(this.#id)), result(tx.objectStore('meta').get(this.#id))]);
    this.#key = key ?? null;
    this.#meta = meta ?? { rev: 0, slot: 1, savedAt: 0, lastBackup: null };
  }

  /** Remembers when the person last took a backup. */
  async backedUp(at: number): Promise<void> {
    this.#meta = { ...this.#meta, lastBackup: at };
    // The first save makes the record; a date alone would look like a snapshot that went missing.
    if (!this.durable || this.#meta.rev === 0) return;
    try {
      const tx = (await this.#connect()).transaction('meta', 'readwrite');
      const finished = done(tx);
      const meta = tx.objectStore('meta');
      const get = meta.get(this.#id);
      get.onsuccess = () => get.result && meta.put({ ...get.result, lastBackup: at }, this.#id);
      await finished;
    } catch {
      // The backup itself is in the person's hands; only its date is not kept.
    }
  }

  /** Deletes everything of this person: snapshots, what was set aside, key, dates. */
  async erase(): Promise<void> {
    this.#key = null;
    this.#meta = { rev: 0, slot: 1, savedAt: 0, lastBackup: null };
    if (this.trouble === 'storage.insecure_context' || this.trouble === 'storage.memory_only') return;
    try {
      const tx = (await this.#connect()).transaction(['keys', 'snapshots', 'meta'], 'readwrite');
      const finished = done(tx);
      tx.objectStore('keys').delete(this.#id);
      tx.objectStore('meta').delete(this.#id);
      // An array sorts after every string and number: this range is all that begins with tenant and subject.
      tx.objectStore('snapshots').delete(IDBKeyRange.bound(this.#id, [...this.#id, []]));
      await finished;
      this.trouble = null;
    } catch (e) {
      throw coded(e);
    }
  }

  /** Company files that were kept, by URL; for a start without the network. */
  async recall<T>(url: string): Promise<T | null> {
    if (!this.durable) return null;
    try {
      const tx = (await this.#connect()).transaction('company');
      return (await result(tx.objectStore('company').get([this.#id[0], url]))) ?? null;
    } catch {
      return null;
    }
  }

  /** Keeps company files once they are verified. Failing is no loss: they come over the network next time. */
  async keep(url: string, value: CompanyFiles | Bytes): Promise<void> {
    if (!this.durable) return;
    try {
      const tx = (await this.#connect()).transaction('company', 'readwrite');
      const finished = done(tx);
      tx.objectStore('company').put(value, [this.#id[0], url]);
      await finished;
    } catch {
      // The network has them.
    }
  }
}
