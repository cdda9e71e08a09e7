/** What a proposal or a change would do, and what speaks for it, as sentences. */
import { html, type TemplateResult } from 'skillkeep/lit';
import { catalogue, number, say, sayIf } from '../words.js';
import type { ChangeView, Evidence, Proposal, Status } from './taxonomy-types.js';

/** "Merge “pip” and “py” into “Python”", or, when it is done, "“pip” and “py” became part of “Python”". */
export function sentence(one: Proposal | ChangeView, done = false): string {
  const quoted = (words: readonly string[]): string => catalogue().list(words.map((word) => say('console.taxonomy.quoted', { word })));
  const names = quoted(one.names.map((name) => typeof name === 'string' ? name : name.label));
  const was = 'was' in one && one.was ? quoted([one.was]) : '';
  return say(`console.taxonomy.${done ? 'did' : 'would'}.${one.kind}`, { skills: was || quoted(one.skills.map((skill) => skill.label)), names, into: one.into ? quoted([one.into.label]) : '', heir: one.into ? 'yes' : 'no' });
}
/** "asked for in 312 job postings" */
export const evidence = ({ source, count }: Evidence): string => sayIf(`console.taxonomy.evidence.${source}`, '') ? say(`console.taxonomy.evidence.${source}` as 'console.taxonomy.evidence.postings', { count, shown: number(count) }) : say('console.taxonomy.evidence.other', { source, count: number(count) });

const TONES: Record<Status, string> = { open: 'warm', deferred: 'plain', accepted: '', rejected: 'bad', released: 'sky' };
export const standing = (status: Status): TemplateResult => html`<span class="chip ${TONES[status]}">${say(`console.taxonomy.status.${status}`)}</span>`;
