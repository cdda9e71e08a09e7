import type { ErrorCode } from '../errors.js';
import type { LeavesView } from '../types.js';
import type { Sealing, SyncGlue } from '../wasm.js';

type Bytes = Uint8Array<ArrayBuffer>;

/** What sending needs of the host around it: the engine, the store, the page. @internal */
export interface Desk {
  /** The company's folder; the addresses of leader and keeper are resolved against it. */
  readonly base: string;
  /** Whether a due report is made by itself. */
  readonly automatic: boolean;
  /** Why nothing may be made, sent or kept; null when it may. */
  trouble(): ErrorCode | null;
  leaves(): LeavesView;
  /** What would be sealed now. Charges nothing. */
  preview(): Sealing | null;
  /** The outbox as it was last kept; null when there is none that can be read. */
  recall(): Promise<Bytes | null>;
  /** Keeps the outbox. Rejects when it is not on disk. */
  keep(outbox: Bytes): Promise<void>;
  /**
   * Charges the ledger, lets `make` seal, and writes both in one transaction. When anything of it fails, nothing is charged.
   */
  seal(period: string, make: (sealing: Sealing) => Bytes): Promise<void>;
  /** Writes on the receipt that everything went, with the outbox that says so. */
  sent(period: string, bytes: number, outbox: Bytes): Promise<void>;
  /** The second wasm, loaded at the first use. */
  tools(): Promise<SyncGlue>;
  ticket(): Promise<string>;
  gpc(): Promise<boolean>;
  /** Tells that the outbox changed. */
  changed(): void;
  /** Told of everything that a run nobody waits for ends with. */
  failed(e: unknown): void;
}
