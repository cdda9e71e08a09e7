import { SkillkeepError, type ErrorCode } from '../errors.js';

/*
 * What goes over the network, and nothing else does: HPKE keys of both, one blinded token request a period, reports. No cookie,
 * no referrer, no redirect: who asks must not be told by anything but the ticket, and a report by nothing but its token.
 */

/** Longest wait for one answer. */
const PATIENCE_MS = 30_000;
const UPLOAD = 'application/ppm-dap;message=upload-req';
const UPLOAD_ERRORS = 'application/ppm-dap;message=upload-errors';
const CONFIG_LIST = 'application/ppm-dap;message=hpke-config-list';
const PROBLEM = 'application/problem+json';
/** An entry of UploadErrors: report id (16 bytes) and a number; draft section 4.5.2. */
const ENTRY = 17;
/** ReportError of the draft, as this company's servers name it; from 1. */
const REPORT_ERRORS = ['batch_collected', 'replayed', 'dropped', 'unknown_key', 'sealed_otherwise', 'proof', 'task_expired', 'malformed', 'too_early', 'task_not_started', 'outdated'];

type Bytes = Uint8Array<ArrayBuffer>;

/** Not now: the same bytes again later. `after` is what the server asked for, in milliseconds. @internal */
export class Later extends SkillkeepError {
  constructor(code: ErrorCode, message: string, readonly after = 0) {
    super(code, message);
  }
}

/** What became of one upload. @internal */
export type Verdict = { is: 'taken' } | { is: 'refused'; problem: string };

interface Answer { status: number; ok: boolean; type: string; body: Bytes; after: number }

const plain = (type: string): string => type.toLowerCase().replace(/\s/g, '');

async function ask(url: string, init: RequestInit, party: 'leader' | 'keeper', signal: AbortSignal): Promise<Answer> {
  const down: ErrorCode = `sync.${party}_down`;
  const stop = new AbortController();
  const end = (): void => stop.abort();
  signal.addEventListener('abort', end, { once: true });
  const timer = setTimeout(end, PATIENCE_MS);
  try {
    if (signal.aborted) end();
    const response = await fetch(url, { credentials: 'omit', redirect: 'error', referrerPolicy: 'no-referrer', cache: 'no-store', ...init, signal: stop.signal });
    const body = new Uint8Array(await response.arrayBuffer());
    const seconds = Number(response.headers.get('retry-after') ?? 0);
    const answer = { status: response.status, ok: response.ok, type: plain(response.headers.get('content-type') ?? ''), body, after: seconds > 0 ? seconds * 1000 : 0 };
    if ([408, 429].includes(answer.status) || answer.status >= 500) throw new Later(down, `${url} answered ${answer.status}`, answer.after);
    return answer;
  } catch (e) {
    if (e instanceof Later) throw e;
    const offline = (globalThis.navigator as Navigator | undefined)?.onLine === false;
    throw new Later(offline ? 'sync.offline' : down, `${url}: ${e instanceof Error ? e.message : String(e)}`);
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', end);
  }
}

/** The type of a problem document, RFC 9457; null where the answer is no such document. */
function problemOf(answer: Answer): string | null {
  if (!answer.type.startsWith(PROBLEM)) return null;
  try {
    const { type } = JSON.parse(new TextDecoder().decode(answer.body)) as { type?: unknown };
    return typeof type === 'string' ? type : 'about:blank';
  } catch {
    return null;
  }
}

/**
 * The HPKE keys of one of the two: the body of an HpkeConfigList.
 *
 * @throws {SkillkeepError} `sync.leader_down`, `sync.keeper_down`, `sync.offline`, `sync.hpke`
 * @internal
 */
export async function hpkeConfig(base: string, party: 'leader' | 'keeper', cache: RequestCache, signal: AbortSignal): Promise<Bytes> {
  const answer = await ask(`${base}hpke_config`, { cache }, party, signal);
  if (answer.ok && answer.type === CONFIG_LIST) return answer.body;
  throw new SkillkeepError('sync.hpke', `${base}hpke_config answered ${answer.status} ${answer.type}`, { party });
}

/**
 * Trades a blinded message for its blind signature. The same message again gets the same signature.
 *
 * @throws {SkillkeepError} `sync.other_device`, `sync.ticket`, `sync.token`, `sync.leader_down`, `sync.offline`
 * @internal
 */
export async function blindSign(leader: string, period: string, blinded: Uint8Array, ticket: string, signal: AbortSignal): Promise<Bytes> {
  const headers = { authorization: `Bearer ${ticket}`, 'content-type': 'application/octet-stream' };
  const answer = await ask(`${leader}tokens/${encodeURIComponent(period)}`, { method: 'POST', headers, body: new Uint8Array(blinded) }, 'leader', signal);
  if (answer.ok && answer.body.length === blinded.length) return answer.body;
  const problem = problemOf(answer) ?? '';
  if (answer.status === 409 && problem.endsWith(':token.issued')) throw new SkillkeepError('sync.other_device', problem);
  if (problem.endsWith(':ticket.refused') || answer.status === 401 || answer.status === 403) throw new SkillkeepError('sync.ticket', `the leader answered ${answer.status} ${problem}`);
  throw new SkillkeepError('sync.token', `the leader answered ${answer.status} ${problem}`);
}

/**
 * Uploads one report. The same report again changes nothing at the leader's.
 *
 * @throws {Later} nobody who speaks the protocol answered, or not now
 * @internal
 */
export async function upload(leader: string, task: string, report: Uint8Array, signal: AbortSignal): Promise<Verdict> {
  const init = { method: 'POST', headers: { 'content-type': UPLOAD }, body: new Uint8Array(report) };
  const answer = await ask(`${leader}tasks/${task}/reports`, init, 'leader', signal);
  if (answer.ok && answer.body.length === 0) return { is: 'taken' };
  if (answer.ok && answer.type === UPLOAD_ERRORS && answer.body.length % ENTRY === 0) {
    const number = answer.body[ENTRY - 1] ?? 0;
    return { is: 'refused', problem: `report.${REPORT_ERRORS[number - 1] ?? number}` };
  }
  const problem = problemOf(answer);
  if (!answer.ok && problem !== null) return { is: 'refused', problem };
  // A portal of a hotel, a proxy: someone between answered. The report has not arrived.
  throw new Later('sync.leader_down', `someone else answered ${answer.status} ${answer.type}`);
}
