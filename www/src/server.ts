import { recall, remember } from './person.js';

/** What the server behind this page says of itself; null where there is none, as on a plain file server. */
export interface Server { oneProcess: boolean; sample: boolean; /** Whether it has the signed list of actions. */ actions?: boolean }

/** Waiting longer than this for an answer would keep the page closed. */
const PATIENCE = 2_000;

async function ask(): Promise<Server | null> {
  const answer = await fetch('/status', { signal: AbortSignal.timeout(PATIENCE) });
  if (!answer.ok || !answer.headers.get('content-type')?.includes('json')) return null;
  const { oneProcess, sample, actions } = await answer.json() as Partial<Server>;
  return { oneProcess: oneProcess === true, sample: sample === true, ...(actions === true ? { actions } : {}) };
}

/** Asks once, when the page opens. Without a network what was said the last time holds, so that a report can be made and wait. */
export async function server(): Promise<Server | null> {
  try {
    const server = await ask();
    if (JSON.stringify(server) !== JSON.stringify(recall().server)) remember({ server });
    return server;
  } catch {
    return recall().server;
  }
}

/** The portal's login stands for a ticket: it says that this browser may have one token a period, and not which one it gets. */
export async function ticket(): Promise<string> {
  const answer = await fetch('/portal/ticket', { method: 'POST' });
  if (!answer.ok) throw new Error(`the portal gives no ticket: ${answer.status}`);
  return String((await answer.json() as { ticket: unknown }).ticket);
}
