import { hasSimd } from './probe.js';
import { SkillkeepError } from './errors.js';
import type { Now } from './clock.js';
import type { Applied, ColumnMapping, Command, ImportReport, Query, ScanReport, Source } from './types.js';

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
  free(): void;
}

/** @internal */
export interface Glue {
  default(input: { module_or_path: URL | Response | WebAssembly.Module | BufferSource }): Promise<unknown>;
  WasmEngine: {
    open(options: WasmOpenOptions, root: Uint8Array, manifest: Uint8Array, files: [string, Uint8Array][], catalogue: Uint8Array | undefined,
      snapshot: Uint8Array | undefined): WasmEngine;
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
