import { hasSimd } from './probe.js';
import { SkillkeepError } from './errors.js';
import type { Now } from './clock.js';
import type { Applied, ColumnMapping, Command, ImportReport, Query, ScanReport, Source, SyncSetting } from './types.js';

/** Options of the engine in WebAssembly. @internal */
export interface WasmOpenOptions {
  tenant: string; subject: string; cell: { function: string; region: string } | null; locale: string; timeZone: string;
  pin: string | null; now: Now; seed?: number;
}

/** What `src/wasm.rs` exports. Every call may throw an error with `name` SkillkeepError, a `code` and `args`. @internal */
export interface WasmEngine {
  query(query: Query, now: Now): unknown;
  apply(command: Command, now: Now): Applied;
  snapshot(): Uint8Array;
  scan_begin(options: { name: string; kind: Source | null; mapping: ColumnMapping | null }, now: Now): void;
  scan_finish(): ScanReport;
  import_begin(options: { name: string; kind: Source | null; who: string[]; mapping: ColumnMapping | null; keepPartial: boolean }, now: Now): void;
  import_finish(now: Now): ImportReport;
  import_abort(): void;
  push(bytes: Uint8Array): void;
  set_cell(cell: { function: string; region: string } | null): void;
  sync_set(setting: SyncSetting): void;
  /** The ledger begins anew: every period that has ended counts as answered. */
  sync_restored(now: Now): void;
  /** Charges the ledger and gives out the answers. `seed`: 32 random bytes. */
  sync_seal(period: string, seed: Uint8Array, now: Now): Sealing;
  /** The same for the open period, charging nothing. */
  sync_preview(now: Now): Sealing | null;
  sync_sent(period: string, bytes: number, now: Now): void;
  free(): void;
}

/** What is sealed, `src/engine/sync/seal.rs`. Only what is read here is named; all of it goes on to {@link SyncGlue.seal}. @internal */
export interface Sealing {
  tenant: string; period: string; tokenKey: string;
  /** Addresses as the dictionary writes them. */
  leader: string; keeper: string;
  /** The keeper's pinned HpkeConfig, base64. */
  keeperHpke: string;
}

/** A request for a token, from the blinded message to the token. @internal */
export interface TokenRequest { save(): Uint8Array; blinded(): Uint8Array; finalize(signature: Uint8Array): Uint8Array; free(): void }

/** The second wasm: it seals, and knows no profile. @internal */
export interface SyncGlue {
  TokenRequest: { new (tenant: string, period: string, tokenKey: string): TokenRequest; restore(bytes: Uint8Array): TokenRequest };
  /** `leader`, `keeper`: bodies of HpkeConfigList. No token: a trial. */
  seal(sealing: string, leader: Uint8Array, keeper: Uint8Array, token: Uint8Array | null):
    { measure: string; cell: string; task: string; report: Uint8Array; leader: Uint8Array; keeper: Uint8Array }[];
}

/** @internal */
export interface Glue {
  default(input: { module_or_path: URL | Response | WebAssembly.Module | BufferSource }): Promise<unknown>;
  WasmEngine: {
    open(options: WasmOpenOptions, root: Uint8Array, manifest: Uint8Array, files: [string, Uint8Array][], catalogue: Uint8Array | undefined,
      snapshot: Uint8Array | undefined, actions?: Uint8Array): WasmEngine;
  };
  manifest_files(root: Uint8Array, manifest: Uint8Array): { name: string; sha256: string; bytes: number }[];
}

/** Loads the build that this browser runs fastest. @internal */
export async function loadGlue(): Promise<Glue> {
  const url = hasSimd()
    ? new URL(/* @vite-ignore */ './engine_simd.wasm', import.meta.url)
    : new URL(/* @vite-ignore */ './engine_scalar.wasm', import.meta.url);
  try {
    // Both at once: the glue is small, the module is not.
    const [glue, response] = await Promise.all([
      // @ts-ignore -- put beside this file by the build of the engine
      import('./engine.js') as Promise<Glue>,
      fetch(url, { credentials: 'same-origin' }),
    ]);
    if (!response.ok) throw new Error(`${url.pathname} answered ${response.status}`);
    await glue.default({ module_or_path: response });
    return glue;
  } catch (e) {
    throw new SkillkeepError('engine.unavailable', e instanceof Error ? e.message : String(e), { file: url.pathname });
  }
}

/** Loads what seals; only those who send need it, a few times a year. @internal */
export async function loadSync(): Promise<SyncGlue> {
  const url = new URL(/* @vite-ignore */ './sync_bg.wasm', import.meta.url);
  const [glue, response] = await Promise.all([
    // @ts-ignore -- put beside this file by the build of the engine
    import('./sync.js') as Promise<SyncGlue & Pick<Glue, 'default'>>,
    fetch(url, { credentials: 'same-origin' }),
  ]);
  if (!response.ok) throw new SkillkeepError('sync.unavailable', `${url.pathname} answered ${response.status}`);
  await glue.default({ module_or_path: response });
  return glue;
}
