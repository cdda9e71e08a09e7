/** The table that takes a level apart: where people start, what each piece of evidence adds, what the person said, fading. Its rows add up to the level as printed. */
import { html, nothing, type TemplateResult } from 'lit';
import { waterfall } from '../charts/index.js';
import type { Messages } from '../messages/index.js';
import { known } from './parts.js';
import type { Correction, EvidenceRow, SkillDetail } from '../types.js';

/** What can be done to a row. */
export interface Corrects { exclude(row: EvidenceRow, reason: 'not_me' | 'does_not_count'): void; include(row: EvidenceRow): void; undo(correction: Correction): void }
/** Rows of evidence before "show more". */
const shownFirst = 8;

/** The rows that stand behind "show more": not what moves the level most, and nothing that the person left out, so that it can come back. */
export const later = (rows: readonly EvidenceRow[]): EvidenceRow[] => rows.filter((row, i) => i >= shownFirst && row.act === null);

interface Line { name: unknown; note: unknown; when: string; adds: number; still?: boolean; kind: 'base' | 'step' | 'gone'; plain: string; buttons: unknown }

/** `all` shows every row; otherwise the rest stands as one row, so that the sum is the same. */
export function takenApart(m: Messages, skill: SkillDetail, all: boolean, corrects: Corrects): TemplateResult {
  // in the engine's order: what moves the level most comes first
  const behind = all ? [] : later(skill.evidenceRows);
  const shown = skill.evidenceRows.filter((row) => !behind.includes(row));
  const rest = behind.filter((row) => row.counted);
  // where nothing counts there is no level to take apart: the rows stand alone, so that they can be counted again
  const some = known(skill);
  const lines: Line[] = [
    ...(some ? [{ name: m.t('skill.prior'), note: m.t('skill.priorNote'), when: '', adds: skill.prior, kind: 'base' as const, plain: m.t('skill.prior'), buttons: nothing }] : []),
    ...shown.map((row) => evidenceLine(m, row, corrects)),
    ...(rest.length ? [{ name: m.t('skill.rest', { count: rest.length }), note: nothing, when: '', adds: rest.reduce((sum, row) => sum + row.adds, 0), kind: 'step' as const, plain: m.t('skill.rest', { count: rest.length }), buttons: nothing }] : []),
    ...skill.corrections.map((correction) => correctionLine(m, correction, corrects)),
    ...(skill.fadingTotal ? [{ name: m.t('skill.fading'), note: nothing, when: '', adds: skill.fadingTotal, kind: 'step' as const, plain: m.t('skill.fading'), buttons: nothing }] : []),
  ];
  const sums: number[] = [];
  let sum = 0;
  for (const line of lines) sums.push((sum += line.kind === 'gone' ? 0 : line.adds));
  const scale = { low: Math.min(0, ...sums), high: Math.max(5, ...sums) };
  // each row prints the difference of two rounded sums: what is printed adds up, and no row is off by more than a hundredth
  const round = (value: number): number => Math.round(value * 100) / 100;
  return html`<div class="scroll"><table part="evidence-table">
    <thead><tr><th scope="col">${m.t('skill.colEvidence')}</th><th scope="col">${m.t('skill.colWhen')}</th><th scope="col" class="num">${m.t('skill.colAdds')}</th><th scope="col" class="fallcol">${m.t('skill.colSum')}</th><th scope="col"><span class="hide">${m.t('skill.colAct')}</span></th></tr></thead>
    <tbody>${lines.map((line, i) => {
      const before = i ? sums[i - 1] ?? 0 : 0;
      const after = sums[i] ?? 0;
      const adds = line.kind === 'gone' || line.still ? m.level(0, 2) : m.level(round(after) - round(before), 2, i > 0);
      return html`<tr part="evidence-row" class=${line.kind === 'gone' ? 'muted' : ''}><th scope="row">${line.name}${line.note === nothing ? nothing : html`<br><span class="muted">${line.note}</span>`}</th><td>${line.when}</td><td class=${line.still ? 'num muted' : 'num'}>${adds}</td><td class="fallcol">${waterfall(`${line.plain}: ${adds}`, before, after, scale, line.kind)}</td><td class="num">${line.buttons}</td></tr>`;
    })}
    ${some ? html`<tr class="total"><th scope="row">${m.t('skill.total')}</th><td></td><td class="num">${m.level(round(sum), 2)}</td><td class="fallcol">${waterfall(`${m.t('skill.total')}: ${m.level(sum, 2)}`, 0, sum, scale, 'step')}</td><td></td></tr>` : nothing}
    </tbody></table></div>`;
}

function evidenceLine(m: Messages, row: EvidenceRow, corrects: Corrects): Line {
  const source = m.has(`source.${row.source}`) ? m.t(`source.${row.source}`) : row.source;
  const notes = [m.t(`kind.${row.kind}`), source, row.count > 1 ? m.t('skill.folded', { count: row.count }) : '', row.context, row.expires === null ? '' : m.t('skill.expires', { date: m.date(row.expires) }), row.counts === 'moves' ? '' : m.t(`counts.${row.counts}`)].filter(Boolean);
  const named = (key: string): string => m.t('next.act', { act: m.t(key), title: row.title });
  const button = (key: string, act: () => void): TemplateResult => html`<button type="button" class="quiet" aria-label=${named(key)} @click=${act}>${m.t(key)}</button>`;
  const buttons = row.counted
    ? html`${button('skill.notMe', () => corrects.exclude(row, 'not_me'))}${button('skill.notCount', () => corrects.exclude(row, 'does_not_count'))}`
    : row.act === null ? nothing : button('skill.countAgain', () => corrects.include(row));
  return { name: row.counted ? row.title : html`<s>${row.title}</s>`, note: notes.join(', '), when: m.date(row.at), adds: row.adds, still: row.counts !== 'moves', kind: row.counted ? 'step' : 'gone', plain: row.title, buttons };
}

function correctionLine(m: Messages, row: Correction, corrects: Corrects): Line {
  const text = m.t(`skill.correction.${row.what}`, { level: row.level === null ? 'none' : m.level(row.level) });
  return { name: text, note: row.reason || nothing, when: m.date(row.at), adds: row.adds, kind: 'step', plain: text, buttons: html`<button type="button" class="quiet" aria-label=${m.t('next.act', { act: m.t('undo'), title: text })} @click=${() => corrects.undo(row)}>${m.t('undo')}</button>` };
}
