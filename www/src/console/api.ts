import type { NewUser, Party, Role, Session, Status, User } from './types.js';

/** Why an answer is not there. `status` 0: nothing came back. */
export class Failure extends Error {
  constructor(readonly code: string, readonly status: number, readonly wait: number | null = null, /** Of a file that was refused. */ readonly line: number | null = null) { super(code); }
}

const URN = 'urn:skillkeep:error:';

/** The wait a server asks for, in seconds: `Retry-After` as a number or a date. */
function patience(header: string | null): number | null {
  if (!header) return null;
  const seconds = /^\d+$/.test(header) ? Number(header) : (Date.parse(header) - Date.now()) / 1000;
  return Number.isFinite(seconds) ? Math.max(1, Math.ceil(seconds)) : null;
}

async function failure(response: Response): Promise<Failure> {
  const body: unknown = await response.json().catch(() => null);
  const type = body && typeof body === 'object' && 'type' in body ? String(body.type) : '';
  const line = body && typeof body === 'object' && 'line' in body && typeof body.line === 'number' ? body.line : null;
  return new Failure(type.startsWith(URN) ? type.slice(URN.length) : `http.${response.status}`, response.status, patience(response.headers.get('retry-after')), line);
}

/**
 * One party's console, and nobody else's: every address begins with that party's prefix. The session is a cookie that no script reads; what
 * changes anything carries the token that the login answered.
 */
export class Api extends EventTarget {
  session: Session | null = null;
  constructor(readonly party: Party) { super(); }

  private async ask(method: string, path: string, body?: unknown, type = 'application/json'): Promise<Response> {
    const headers: Record<string, string> = { accept: 'application/json' };
    if (body !== undefined) headers['content-type'] = type;
    if (method !== 'GET' && this.session) headers['x-csrf-token'] = this.session.csrf;
    let response: Response;
    try {
      response = await fetch(`/${this.party}/console/${path}`, { method, headers, credentials: 'same-origin', cache: 'no-store', ...(body === undefined ? {} : { body: body instanceof Blob ? body : JSON.stringify(body) }) });
    } catch {
      throw new Failure(navigator.onLine ? 'net.failed' : 'net.offline', 0);
    }
    if (response.ok) return response;
    const failed = await failure(response);
    if (this.session && (failed.code === 'session.none' || failed.code === 'session.csrf')) {
      this.session = null;
      this.dispatchEvent(new Event('over'));
    }
    throw failed;
  }

  async get<T>(path: string, query: Record<string, string | null | undefined> = {}): Promise<T> {
    const given = Object.entries(query).filter((pair): pair is [string, string] => Boolean(pair[1]));
    const response = await this.ask('GET', given.length ? `${path}?${new URLSearchParams(given)}` : path);
    return await response.json().catch(() => { throw new Failure('net.failed', response.status); }) as T;
  }

  /** Changes something; a file goes as it is, under its `type`. */
  async send<T>(path: string, body: unknown, type?: string): Promise<T> {
    const response = await this.ask('POST', path, body, type);
    return await response.json().catch(() => { throw new Failure('net.failed', response.status); }) as T;
  }

  async remove(path: string): Promise<void> { await this.ask('DELETE', path); }

  /** The session that the cookie stands for, or null. */
  async restore(): Promise<Session | null> {
    try {
      this.session = await this.get<Session>('session');
    } catch (error) {
      if (!(error instanceof Failure) || error.status !== 401) throw error;
      this.session = null;
    }
    return this.session;
  }
  async login(user: string, password: string): Promise<void> {
    this.session = await (await this.ask('POST', 'login', { user, password })).json() as Session;
  }
  async logout(): Promise<void> {
    await this.ask('POST', 'logout', {});
    this.session = null;
  }
  async changePassword(old: string, next: string): Promise<void> {
    await this.ask('POST', 'password', { old, new: next });
    if (this.session) this.session = { ...this.session, mustChange: false };
  }
  users(): Promise<User[]> { return this.get<User[]>('users'); }
  async addUser(user: string, role: Role): Promise<NewUser> { return await (await this.ask('POST', 'users', { user, role })).json() as NewUser; }
  async removeUser(user: string): Promise<void> { await this.ask('DELETE', `users/${encodeURIComponent(user)}`); }
}

/** Whether this is a demo, and how far it is; null where nobody says. */
export async function status(): Promise<Status | null> {
  try {
    const response = await fetch('/status', { cache: 'no-store', headers: { accept: 'application/json' } });
    return response.ok ? await response.json() as Status : null;
  } catch {
    return null;
  }
}
