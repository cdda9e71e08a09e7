import { SkillkeepError } from './errors.js';
import type { CompanyFiles } from './storage.js';
import type { Glue } from './wasm.js';

/** Longest wait for one file. */
const PATIENCE_MS = 20_000;
/** No company file is larger; a server that sends more is not asked for the rest. */
const MAX_BYTES = 64 * 1024 * 1024;

type Bytes = Uint8Array<ArrayBuffer>;

/**
 * Fetches one of the company's files. `cache: 'no-cache'` asks the server whether the cached copy still holds: cheap when it
 * does, never stale.
 *
 * @throws {SkillkeepError} `company.unreachable`, `company.too_large`
 */
export async function fetchFile(url: URL): Promise<Bytes> {
  let response: Response;
  try {
    response = await fetch(url, { cache: 'no-cache', credentials: 'same-origin', signal: AbortSignal.timeout(PATIENCE_MS) });
  } catch {
    throw new SkillkeepError('company.unreachable', `cannot reach ${url.pathname}`, { file: url.pathname });
  }
  if (!response.ok) {
    throw new SkillkeepError('company.unreachable', `${url.pathname} answered ${response.status}`, { file: url.pathname, status: String(response.status) });
  }
  if (Number(response.headers.get('content-length') ?? 0) > MAX_BYTES) throw new SkillkeepError('company.too_large', undefined, { file: url.pathname });
  try {
    return new Uint8Array(await response.arrayBuffer());
  } catch {
    throw new SkillkeepError('company.unreachable', `${url.pathname} broke off`, { file: url.pathname });
  }
}

function same(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, i) => byte === b[i]);
}

/**
 * Fetches what is new of the company's files, given those already here. Answers `null` when nothing changed. The root and
 * the manifest are checked before any file they name is asked for; the hashes are checked when the engine opens.
 *
 * @throws {SkillkeepError} `company.unreachable`, `company.too_large`, `trust.*`
 */
export async function fetchCompany(base: URL, glue: Promise<Glue>, have: CompanyFiles | null): Promise<CompanyFiles | null> {
  const [root, manifest] = await Promise.all([fetchFile(new URL('root.dsse.json', base)), fetchFile(new URL('manifest.dsse.json', base))]);
  if (have && same(root, have.root) && same(manifest, have.manifest)) return null;
  const { manifest_files } = await glue;
  const old = new Map<string, { sha256: string; bytes: Bytes }>();
  if (have) {
    const hashes = new Map(manifest_files(have.root, have.manifest).map((file) => [file.name, file.sha256]));
    for (const [name, bytes] of have.files) old.set(name, { sha256: hashes.get(name) ?? '', bytes });
  }
  const files = await Promise.all(manifest_files(root, manifest).map(async (file): Promise<[string, Bytes]> => {
    const kept = old.get(file.name);
    if (kept && kept.sha256 === file.sha256) return [file.name, kept.bytes];
    const url = new URL(file.name, base);
    // The manifest is signed, but a name must still not lead out of the folder.
    if (!url.href.startsWith(new URL('.', base).href)) throw new SkillkeepError('trust.malformed', `file name ${file.name}`, { file: file.name });
    return [file.name, await fetchFile(url)];
  }));
  return { root, manifest, files };
}

/** No list of actions is larger; the engine says so too. */
const MAX_ACTIONS = 512 * 1024;

/**
 * Fetches the signed list of actions that a company publishes beside its catalogue. Null where there is no such list: a server without
 * the route, a plain file server, or no network. Whether it is believed, the engine says.
 *
 * @throws {SkillkeepError} `actions.too_large`
 */
export async function fetchActions(url: URL): Promise<Bytes | null> {
  const response = await fetch(url, { cache: 'no-cache', credentials: 'same-origin', signal: AbortSignal.timeout(PATIENCE_MS) }).catch(() => null);
  if (!response?.ok || !response.headers.get('content-type')?.includes('json')) return null;
  if (Number(response.headers.get('content-length') ?? 0) > MAX_ACTIONS) throw new SkillkeepError('actions.too_large', undefined, { file: url.pathname });
  return await response.arrayBuffer().then((bytes) => new Uint8Array(bytes), () => null);
}

/** Whether two files are the same, byte for byte. */
export const alike = (a: Uint8Array | undefined, b: Uint8Array): boolean => a !== undefined && same(a, b);
