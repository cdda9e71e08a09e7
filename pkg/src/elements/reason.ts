/** From the engine's reason codes to the sentence on the card. Evidence that is named is marked, so that it can be seen at a glance. */
import { html } from 'lit';
import type { Messages } from '../messages/index.js';
import type { Reason, Step } from '../types.js';

const mark = (chunks: unknown[]): unknown => html`<mark part="evidence">${chunks}</mark>`;

/** One clause, or null when the reason lacks something that its sentence needs. */
function clause(m: Messages, reason: Reason): unknown[] | null {
  const args: Record<string, unknown> = { ...reason.args };
  args.known = args.have === 0 ? 'no' : 'yes';
  for (const name of ['have', 'need', 'level']) if (typeof args[name] === 'number') args[name] = m.level(args[name]);
  if (typeof args.at === 'number') args.at = m.date(args.at, 'month');
  if (typeof args.modality === 'string') args.modality = m.t(`modality.${args.modality}`);
  for (const name of Object.keys(args)) if (args[name] === '') delete args[name];
  // without its evidence a reason may have a plainer sentence
  for (const key of [`why.${reason.code}`, `why.${reason.code}.plain`]) {
    try {
      if (m.has(key)) return m.rich(key, { ...args, e: mark });
    } catch {
      continue;
    }
  }
  return null;
}

/** Why this step, strongest clause first; at most three, since a fourth convinces nobody. */
export function whySentence(m: Messages, why: Reason[]): unknown {
  const clauses = why.map((reason) => clause(m, reason)).filter((part) => part !== null).slice(0, 3);
  return clauses.length ? clauses.map((part, i) => (i ? [' ', ...part] : part)) : m.t('why.other');
}

/** When to do it. */
export function timing(m: Messages, step: Step): string {
  const minutes = Number(step.timingArgs.left);
  return step.timing === 'now_fits' ? (Number.isFinite(minutes) && minutes > 0 ? m.t('timing.now_fits', { minutes }) : m.t('timing.now_fits.plain')) : m.t(`timing.${step.timing}`);
}
