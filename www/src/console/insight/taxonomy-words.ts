/** What a proposal or a change would do, and what speaks for it, as sentences. */
import { html, type TemplateResult } from 'skillkeep/lit';
import { catalogue, number, say, sayIf } from '../words.js';
import type { SkillRow } from './taxonomy-parts.js';
import type { ChangeView, Evidence, Proposal, Status } from './taxonomy-types.js';

const quoted = (words: readonly string[]): string => catalogue().list(words.map((word) => say('console.taxonomy.quoted', { word })));
const labels = (rows: readonly SkillRow[]): string[] => rows.map((row) => row.label);

/** "Merge “pip” and “py” into “Python”" */
export function would({ kind, subjects, into, label }: Proposal): string {
  const stays = into.map((one) => one.id);
  const skills = quoted(labels(subjects.filter((one) => kind !== 'merge' || !stays.includes(one.id))));
  return say(`console.taxonomy.would.${kind}`, { skills, into: quoted(labels(into)), label: label ? quoted([label]) : '', named: label ? 'yes' : 'no', heir: into.length ? 'yes' : 'no' });
}
/** "“pip” became part of “Python”" */
export function did({ kind, subject, label, into, names }: ChangeView): string {
  const after = names.length ? names : labels(into);
  return say(`console.taxonomy.did.${kind}`, { skill: quoted([label || subject.label]), into: quoted(after), named: after.length ? 'yes' : 'no' });
}
/** "312 job postings ask for it" */
export function evidence({ what, source, count }: Evidence): string {
  const best = source.endsWith('-best') ? '.best' : '';
  return sayIf(`console.taxonomy.evidence.${what}${best}`, say('console.taxonomy.evidence.other', { what, count: number(count) }), { count, shown: number(count) });
}

const TONES: Record<Status, string> = { open: 'warm', deferred: 'plain', accepted: '', rejected: 'bad', released: 'sky' };
export const standing = (status: Status): TemplateResult => html`<span class="chip ${TONES[status]}">${say(`console.taxonomy.status.${status}`)}</span>`;
