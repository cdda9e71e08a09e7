import type { ErrorCode } from './errors.js';
import type { ColumnMapping, EngineErrorShape, Source } from './types.js';
import type { Encoding } from './encoding.js';

/*
 * What crosses between page, worker and tabs. Everything is structured-cloneable; files go as Blobs, which are handles, so a
 * file of any size crosses at no cost.
 */

/** How a worker opens its engine. @internal */
export interface OpenConfig {
  tenant: string; subject: string; cell: { function: string; region: string } | null;
  locale: string; timeZone: string; pin: string | null;
  /** Absolute URL of the folder of company files, with a slash at its end. */
  base: string;
  /** A catalogue from the page (bytes of JSON or CSV), or where to fetch it. */
  catalogue: Uint8Array | null; catalogueUrl: string | null;
  /** Where the signed list of actions is, if the company has one. */
  actionsUrl: string | null;
  /** Null: nothing is sent. The ticket itself is asked of the page, see {@link Wish}. */
  sync: { automatic: boolean } | null;
}

/** How opening went. @internal */
export interface OpenInfo {
  /** Set when what is stored cannot be read: questions are answered from an empty profile, and nothing is changed or overwritten. */
  readonly: ErrorCode | null;
  /** Something the person should hear, though work goes on. */
  note: ErrorCode | null;
}

/** @internal */
export interface FileOptions {
  name: string; kind: Source | null; mapping: ColumnMapping | null; encoding: Encoding | null; who: string[]; keepPartial: boolean;
}

/** @internal */
export type Method = 'open' | 'info' | 'query' | 'apply' | 'scan' | 'import' | 'backup' | 'restore' | 'erase' | 'setCell' | 'storage'
  | 'syncSet' | 'outbox' | 'send' | 'sealed';

/** Methods that may run a second time without changing anything more. @internal */
export const REPEATABLE: ReadonlySet<Method> = new Set<Method>(['open', 'info', 'query', 'scan', 'backup', 'storage', 'outbox', 'send', 'sealed']);

/** @internal */
export interface Call { id: number; method: Method; args: unknown[] }

/** @internal */
export type ToWorker = { call: Call } | { abort: number } | { granted: number; value: unknown } | { denied: number; error: EngineErrorShape } | { online: true };

/** What only the page can tell its worker: a ticket of the host's login, and whether the browser says Global Privacy Control. @internal */
export type Wish = 'ticket' | 'gpc';

/** Bytes read of bytes there are. */
export interface FileProgress { done: number; total: number }

/** @internal */
export type Answer = { id: number; value: unknown } | { id: number; error: EngineErrorShape } | { id: number; progress: FileProgress };

/** What the worker tells without being asked. @internal */
export type Notice =
  | { event: 'change'; detail: { what: string } }
  | { event: 'status'; detail: { state: 'ready' | 'offline' | 'readonly' | 'company-updated'; code?: ErrorCode } }
  | { event: 'request'; detail: { url: string } };

/** @internal */
export type FromWorker = Answer | Notice | { crashed: EngineErrorShape } | { wish: Wish; id: number };

/** Between tabs. `to` is a tab's id, or `writer` for whichever tab holds the lock. @internal */
export type Between =
  | { to: 'writer'; from: string; call: Call }
  | { to: 'writer'; from: string; abort: number }
  | { to: string; ack: number }
  | { to: string; answer: Answer }
  | { to: 'all'; notice: Notice }
  | { to: 'all'; writer: string };
