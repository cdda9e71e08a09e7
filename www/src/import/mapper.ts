import { html, nothing, type TemplateResult } from 'skillkeep/lit';
import type { ColumnMapping, Kind, ScanReport } from 'skillkeep';
import { t } from '../words.js';

const MEANINGS = ['title', 'skill', 'date', 'kind', 'level', 'outcome', 'expires', 'who', 'context', 'id'] as const;
const KINDS: Kind[] = ['certificate', 'assessment', 'completion', 'project', 'tool_use', 'commit', 'peer_rating', 'manager_rating', 'self_rating', 'customer_outcome', 'text_mention', 'activity'];
const ORDERS = ['ymd', 'dmy', 'mdy'] as const;

/** A date such as 03/04/2026 can be read two ways; then the person has to say. */
const ambiguous = (scan: ScanReport, mapping: ColumnMapping): boolean => [mapping.date, mapping.expires].some((column) => {
  const at = column === undefined ? -1 : scan.columns.indexOf(column);
  return at >= 0 && scan.sample.some((row) => /^\s*\d{1,2}[./-]\d{1,2}[./-]\d{2,4}/.test(row[at] ?? ''));
});

/** Says which column means what, with the first rows of the table beside it. */
export function mapper(key: string, scan: ScanReport, mapping: ColumnMapping, change: (mapping: ColumnMapping) => void): TemplateResult {
  const set = (part: Partial<Record<keyof ColumnMapping, unknown>>) => {
    const next = { ...mapping, ...part } as Record<string, unknown>;
    for (const name of Object.keys(next)) if (next[name] === '' || next[name] === undefined) delete next[name];
    change(next as ColumnMapping);
  };
  const value = (event: Event) => (event.target as HTMLSelectElement).value;
  const choice = (name: string, label: string, chosen: string | undefined, options: [string, string][], to: (value: string) => unknown = (x) => x) => html`<div class="field"><label for="${key}-${name}">${label}</label>
    <select id="${key}-${name}" data-column=${name} @change=${(event: Event) => set({ [name]: to(value(event)) })}>${options.map(([id, text]) => html`<option value=${id} ?selected=${(chosen ?? '') === id}>${text}</option>`)}</select></div>`;
  const columns: [string, string][] = [['', t('portal.map.none')], ...scan.columns.map((column): [string, string] => [column, column])];
  return html`<fieldset><legend>${t('portal.map')}</legend><p class="small muted">${t('portal.map.why')}</p>
    <div class="fields">${MEANINGS.map((meaning) => choice(meaning, t(`portal.map.${meaning}`), mapping[meaning], columns))}
      ${mapping.kind ? nothing : choice('kindOfAll', t('portal.map.kindOfAll'), mapping.kindOfAll, [['', t('portal.map.none')], ...KINDS.map((kind): [string, string] => [kind, t(`kind.${kind}`)])])}
      ${mapping.level ? choice('levelMax', t('portal.map.levelMax'), String(mapping.levelMax ?? ''), [['', t('portal.map.guess')], ['5', '5'], ['10', '10'], ['100', '100']], (x) => x ? Number(x) : undefined) : nothing}
      ${ambiguous(scan, mapping) ? choice('dateOrder', t('portal.map.dateOrder'), mapping.dateOrder, [['', t('portal.map.guess')], ...ORDERS.map((order): [string, string] => [order, t(`portal.map.${order}`)])]) : nothing}</div></fieldset>
    ${scan.sample.length ? html`<div class="scroll" tabindex="0" role="region" aria-label=${t('portal.map.sample', { count: scan.sample.length })}><table><caption>${t('portal.map.sample', { count: scan.sample.length })}</caption>
      <thead><tr>${scan.columns.map((column) => html`<th scope="col">${column}${meant(column, mapping)}</th>`)}</tr></thead>
      <tbody>${scan.sample.map((row) => html`<tr>${scan.columns.map((_, at) => html`<td class="cut">${row[at] ?? ''}</td>`)}</tr>`)}</tbody></table></div>` : nothing}`;
}

function meant(column: string, mapping: ColumnMapping): TemplateResult | typeof nothing {
  const meaning = MEANINGS.find((each) => mapping[each] === column);
  return meaning ? html`<br><span class="chip">${t(`portal.map.${meaning}`)}</span>` : nothing;
}
