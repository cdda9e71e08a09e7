/*
 * The worker: takes calls, gives answers. It starts loading the engine before anyone asks. What it knows of one person
 * stays in here and in IndexedDB; the page gets what it asks for.
 */
import { Host } from './host.js';
import { fromShape, SkillkeepError, toShape } from './errors.js';
import { loadGlue } from './wasm.js';
import type { Answer, Call, FileOptions, FileProgress, FromWorker, OpenConfig, ToWorker, Wish } from './rpc.js';
import type { Command, Query, SyncSetting } from './types.js';

/** Lets the first answers go out before the company's server is asked for news. */
const REFRESH_AFTER_MS = 250;

interface Scope {
  onmessage: ((e: MessageEvent<ToWorker>) => void) | null;
  postMessage(message: FromWorker): void;
}
const scope = globalThis as unknown as Scope;
const glue = loadGlue();
// Nobody may be waiting yet; `open` reports it.
glue.catch(() => undefined);
const running = new Map<number, AbortController>();
let nextWish = 1;
const wishes = new Map<number, { resolve(value: unknown): void; reject(e: unknown): void }>();
let host: Host | null = null;

function opened(): Host {
  if (!host) throw new SkillkeepError('engine.closed');
  return host;
}

async function open(config: OpenConfig): Promise<unknown> {
  const fresh = new Host(config, glue, { emit: (notice) => scope.postMessage(notice), wish, failed });
  const info = await fresh.open();
  host = fresh;
  setTimeout(() => void fresh.refresh().then(() => fresh.beginSending()).finally(countRequests), REFRESH_AFTER_MS);
  return info;
}

/** From here on every request of this worker would be news, and is told. */
function countRequests(): void {
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) scope.postMessage({ event: 'request', detail: { url: entry.name } });
  }).observe({ type: 'resource' });
}

/** Asks the page for what only a page knows. */
function wish(wish: Wish): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const id = nextWish++;
    wishes.set(id, { resolve, reject });
    scope.postMessage({ wish, id });
  });
}

/** Of work that nobody waits for only a trap is told here; the rest stands in what can be asked. */
function failed(e: unknown): void {
  if (isFatal(e)) scope.postMessage({ crashed: toShape(e) });
}

async function run({ method, args }: Call, onProgress: (p: FileProgress) => void, signal: AbortSignal): Promise<unknown> {
  switch (method) {
    case 'open': return open(args[0] as OpenConfig);
    case 'info': return opened().info();
    case 'query': return opened().query(args[0] as Query);
    case 'apply': return opened().apply(args[0] as Command);
    case 'scan': return opened().scan(args[0] as Blob, args[1] as FileOptions, onProgress, signal);
    case 'import': return opened().import(args[0] as Blob, args[1] as FileOptions, onProgress, signal);
    case 'backup': return opened().backup(args[0] as string);
    case 'restore': return opened().restore(args[0] as Blob, args[1] as string);
    case 'erase': return opened().erase();
    case 'setCell': return opened().setCell(args[0] as OpenConfig['cell']);
    case 'storage': return opened().storage();
    case 'syncSet': return opened().syncSet(args[0] as SyncSetting);
    case 'outbox': return opened().outbox();
    case 'send': return opened().send();
    case 'sealed': return opened().sealed(args[0] as string | null);
  }
}

/** A trap leaves the engine's memory in an unknown state: only a new worker helps. */
function isFatal(e: unknown): boolean {
  return e instanceof WebAssembly.RuntimeError || (e instanceof RangeError && /call stack/i.test(e.message));
}

async function answer(call: Call): Promise<void> {
  const controller = new AbortController();
  running.set(call.id, controller);
  const reply = (answer: Answer): void => scope.postMessage(answer);
  try {
    const value = await run(call, (progress) => reply({ id: call.id, progress }), controller.signal);
    reply({ id: call.id, value });
  } catch (e) {
    if (isFatal(e)) scope.postMessage({ crashed: toShape(e) });
    else reply({ id: call.id, error: toShape(e) });
  } finally {
    running.delete(call.id);
  }
}

scope.onmessage = ({ data }) => {
  if ('call' in data) void answer(data.call);
  else if ('online' in data) void host?.online();
  else if ('abort' in data) running.get(data.abort)?.abort();
  else {
    const id = 'granted' in data ? data.granted : data.denied;
    const asked = wishes.get(id);
    wishes.delete(id);
    if ('granted' in data) asked?.resolve(data.value);
    else asked?.reject(fromShape(data.error));
  }
};
