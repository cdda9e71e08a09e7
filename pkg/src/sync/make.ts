import { isSkillkeepError, SkillkeepError } from '../errors.js';
import { pack, type PeriodRecord, type Report } from './record.js';
import { blindSign, hpkeConfig, Later } from './wire.js';
import type { Desk } from './desk.js';
import type { SealedTask } from '../types.js';
import type { Sealing, SyncGlue } from '../wasm.js';

type Bytes = Uint8Array<ArrayBuffer>;
type Keys = { leader: Bytes; keeper: Bytes };

const own = (bytes: Uint8Array): Bytes => new Uint8Array(bytes);

/** The base address of one of the two, as the dictionary writes it, with a slash at its end. */
function baseOf(url: string, company: string): string {
  const base = new URL(url, company);
  if (!base.pathname.endsWith('/')) base.pathname += '/';
  return base.href;
}

/** Whether the list holds this very key. Asked before anything that can be linked to a person goes out. */
function holds(list: Bytes, pinned: string): boolean {
  const key = Uint8Array.from(atob(pinned), (c) => c.charCodeAt(0));
  return list.some((_, from) => key.every((byte, i) => list[from + i] === byte));
}

async function keysOf(desk: Desk, sealing: Sealing, cache: RequestCache, signal: AbortSignal): Promise<Keys> {
  const [leader, keeper] = await Promise.all([
    hpkeConfig(baseOf(sealing.leader, desk.base), 'leader', cache, signal),
    hpkeConfig(baseOf(sealing.keeper, desk.base), 'keeper', cache, signal),
  ]);
  if (!holds(keeper, sealing.keeperHpke)) throw new SkillkeepError('sync.keeper_key');
  return { leader, keeper };
}

/** Faults of the second wasm keep their code; what has none must not be taken for a fault of the engine. */
function coded<T>(work: () => T, code: string): T {
  try {
    return work();
  } catch (e) {
    throw isSkillkeepError(e) ? e : new SkillkeepError(code, e instanceof Error ? e.message : String(e));
  }
}

/** The second wasm may come later: it is fetched only when it is needed, and the person may be offline then. */
async function toolsOf(desk: Desk): Promise<SyncGlue> {
  try {
    return await desk.tools();
  } catch (e) {
    throw new Later('sync.unavailable', e instanceof Error ? e.message : String(e));
  }
}

function seal(tools: SyncGlue, sealing: Sealing, keys: Keys, token: Bytes | null): Report[] {
  return coded(() => tools.seal(JSON.stringify(sealing), keys.leader, keys.keeper, token), 'sync.internal').map((made) => ({
    measure: made.measure, cell: made.cell, task: made.task, state: 'waiting', problem: null,
    report: own(made.report), leader: own(made.leader), keeper: own(made.keeper), size: made.report.length,
  }));
}

/** A trial sealing of what would be sent now. No token is asked for, so nobody takes what comes out. @internal */
export async function trial(desk: Desk, signal: AbortSignal): Promise<SealedTask[]> {
  const sealing = desk.preview();
  if (!sealing) return [];
  const [tools, keys] = await Promise.all([toolsOf(desk), keysOf(desk, sealing, 'default', signal)]);
  return seal(tools, sealing, keys, null).map(({ size: _, ...report }) => ({ ...report, state: 'trial' }));
}

async function ticketOf(desk: Desk): Promise<string> {
  try {
    const ticket = await desk.ticket();
    if (typeof ticket === 'string' && ticket !== '') return ticket;
  } catch (e) {
    throw new Later('sync.ticket', e instanceof Error ? e.message : String(e));
  }
  throw new SkillkeepError('sync.ticket', 'the host gave no ticket');
}

/**
 * From nothing, or from a request for a token that is on disk, to reports that are on disk and charged. `put` keeps a record;
 * `all` are the records with one put in its place.
 *
 * @throws {SkillkeepError} `sync.*`, `storage.*`; nothing is charged then
 * @internal
 */
export async function makeReports(
  desk: Desk, period: string, begun: PeriodRecord | undefined, put: (record: PeriodRecord) => Promise<void>,
  all: (record: PeriodRecord) => PeriodRecord[], signal: AbortSignal,
): Promise<PeriodRecord> {
  const stopped = (): void => {
    if (signal.aborted) throw new SkillkeepError('sync.unavailable');
  };
  const plan = desk.preview();
  if (plan?.period !== period) throw new SkillkeepError('sync.nothing_asked');
  const leader = baseOf(plan.leader, desk.base);
  const [tools, keys] = await Promise.all([toolsOf(desk), keysOf(desk, plan, 'no-cache', signal)]);
  let record = begun;
  if (!record?.request) {
    const request = coded(() => new tools.TokenRequest(plan.tenant, period, plan.tokenKey), 'sync.token');
    record = { period, stage: 'asked', at: Date.now(), leader, request: own(request.save()), token: null, reports: [] };
    request.free();
    stopped();
    await put(record);
  }
  if (!record.token) record = await withToken(desk, tools, record, leader, put, signal);
  stopped();
  let sealed = record;
  await desk.seal(period, (sealing) => {
    const reports = seal(tools, sealing, keys, record.token);
    sealed = { ...record, stage: 'sealed', at: Date.now(), leader, request: null, token: null, reports };
    return pack(all(sealed));
  });
  return sealed;
}

/** The request is on disk: the same one goes out however often this is tried. */
async function withToken(
  desk: Desk, tools: SyncGlue, record: PeriodRecord, leader: string, put: (record: PeriodRecord) => Promise<void>, signal: AbortSignal,
): Promise<PeriodRecord> {
  const request = coded(() => tools.TokenRequest.restore(record.request ?? new Uint8Array(0)), 'sync.token');
  try {
    const ticket = await ticketOf(desk);
    const signature = await blindSign(leader, record.period, request.blinded(), ticket, signal);
    const token = { ...record, token: own(coded(() => request.finalize(signature), 'sync.token')) };
    if (signal.aborted) throw new SkillkeepError('sync.unavailable');
    await put(token);
    return token;
  } catch (e) {
    if (isSkillkeepError(e) && e.code === 'sync.other_device') await put({ ...record, stage: 'elsewhere', request: null });
    throw e;
  } finally {
    request.free();
  }
}
