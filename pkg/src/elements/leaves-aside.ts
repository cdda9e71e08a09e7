/** What stands beside the questions: the budget, who holds the halves, what one says of oneself, the calm switch, the receipts. */
import { html, nothing, svg, type TemplateResult } from 'lit';
import { live } from 'lit/directives/live.js';
import type { Messages } from '../messages/index.js';
import type { LeavesView, PeriodView, Receipt } from '../types.js';
import type { Leaving } from './leaves-engine.js';
import { assumed, day, nextCost, onDay, periodName, share } from './leaves-words.js';

type Head = (text: unknown) => TemplateResult;
type Group = LeavesView['attributes'][number];

/** Spent, next and what is left, as one bar. */
function gauge(m: Messages, { spent, cap }: LeavesView, cost: number): TemplateResult {
  const percent = (part: number): string => `${cap > 0 ? Math.min(100, (100 * part) / cap).toFixed(2) : 0}%`;
  return html`<svg class="gauge" part="gauge" role="img" aria-label=${m.t('leaves.budget.gauge', { spent: share(m, spent, cap), next: share(m, cost, cap) })}>${svg`<rect class="spent" width=${percent(spent)} height="100%"></rect><rect class="next" x=${percent(spent)} width=${percent(cost)} height="100%"></rect>`}</svg>`;
}

export function budgetCard(m: Messages, head: Head, leaving: Leaving): TemplateResult {
  const { view } = leaving;
  const cost = nextCost(leaving);
  const words = { spent: share(m, view.spent, view.cap), next: share(m, cost, view.cap), epsilon: view.epsilon, delta: view.delta, year: String(view.year) };
  const guessed = assumed(view);
  return html`<section class="card flat" part="budget">${head(m.t('leaves.budget'))}${gauge(m, view, cost)}
    <p class="small num">${m.t(cost ? 'leaves.budget.text' : view.cost && !view.nothing && !leaving.outbox.gpc ? 'leaves.budget.other' : 'leaves.budget.same', words)}</p>
    ${guessed ? html`<p class="small muted num" part="assumed">${m.t('leaves.budget.assumed', { ...words, share: share(m, guessed, view.cap) })}</p>` : nothing}
    <p class="small muted num">${m.t('leaves.budget.scale', words)}</p></section>`;
}

const colons = (text: string): string => text.match(/../g)?.join(':') ?? text;

export function partiesCard(m: Messages, head: Head, { parties }: LeavesView): unknown {
  return parties.length ? html`<section class="card flat" part="parties">${head(m.t('leaves.parties'))}
    ${parties.map(({ role, name, operator, key }) => html`<div class="key ${role === 'keeper' ? 'on' : ''}"><b>${m.t(`leaves.party.${role}`)}</b><span class="small">${name}<br>${operator}</span>
      ${role === 'keeper' && key ? html`<details class="small keep"><summary>${m.t('leaves.party.key', { key: `${colons(key).slice(0, 11)}…` })}</summary><p class="muted">${m.t('leaves.party.keyAll', { key: '' })}<code class="ltr">${colons(key)}</code></p></details>` : nothing}</div>`)}
    <p class="small muted">${m.t('leaves.parties.note')}</p></section>` : nothing;
}

export function groupsCard(m: Messages, head: Head, { attributes }: LeavesView, say: (group: Group, option: string | null) => void): unknown {
  return attributes.length ? html`<section class="card flat" part="groups">${head(m.t('leaves.groups'))}<p class="small muted">${m.t('leaves.groups.note')}</p>
    ${attributes.map((group) => html`<label class="field">${group.label}<select data-attribute=${group.id} @change=${(e: Event) => say(group, (e.target as HTMLSelectElement).value || null)}>
      <option value="" ?selected=${!group.said}>${m.t('leaves.groups.none')}</option>${group.options.map(({ id, label }) => html`<option value=${id} ?selected=${id === group.said}>${label}</option>`)}</select></label>`)}</section>` : nothing;
}

export function nothingCard(m: Messages, head: Head, { view, outbox }: Leaving, set: (nothing: boolean) => void): TemplateResult {
  return html`<section class="card flat ${view.nothing || outbox.gpc ? 'warm' : ''}" part="nothing">${head(m.t('leaves.nothing'))}
    <label class="switch"><span>${m.t('leaves.nothing.label')}</span><input type="checkbox" role="switch" .checked=${live(view.nothing)} @change=${(e: Event) => set((e.target as HTMLInputElement).checked)}></label>
    <p class="small muted">${m.t('leaves.nothing.note')}</p>
    ${outbox.gpc ? html`<p class="small note warm" part="gpc">${m.t('leaves.nothing.gpc')}</p>` : nothing}</section>`;
}

export function trueCard(m: Messages): TemplateResult {
  return html`<details class="card flat" part="proof"><summary>${m.t('leaves.true')}</summary><ul class="plainlist small muted">${[1, 2, 3, 4].map((n) => html`<li>${m.t(`leaves.true.${n}`)}</li>`)}</ul></details>`;
}

/** From the first day to the last on which a report is taken, with today and the day on which it goes by itself. */
export function timeline(m: Messages, period: PeriodView, now: number): TemplateResult {
  const [start, due, closes] = [day(period.start), day(period.due), day(period.closes)];
  const at = (time: number): string => `${(1.5 + 97 * Math.min(1, Math.max(0, (time - start) / (closes - start || 1)))).toFixed(2)}%`;
  const words = { start: onDay(m, period.start), due: onDay(m, period.due), closes: onDay(m, period.closes, 1), today: m.date(now) };
  return html`<svg class="when flip" part="timeline" role="img" aria-label=${m.t('leaves.line', words)}>${svg`<line class="track" x1="1.5%" x2="98.5%" y1="50%" y2="50%"></line>${now > start ? svg`<line class="past" x1="1.5%" x2=${at(now)} y1="50%" y2="50%"></line>` : nothing}<circle class="mark" cx=${at(due)} cy="50%" r="5.5"></circle>${now > start ? svg`<circle class="today" cx=${at(now)} cy="50%" r="6.5"></circle>` : nothing}`}</svg>
    <dl class="dates"><div><dd>${words.start}</dd><dt>${m.t('leaves.from')}</dt></div><div><dd>${words.due}</dd><dt>${m.t('leaves.due')}</dt></div><div><dd>${words.closes}</dd><dt>${m.t('leaves.closes')}</dt></div></dl>`;
}

function receiptRow(m: Messages, view: LeavesView, receipt: Receipt, open: (period: string, name: string) => unknown): TemplateResult {
  const name = periodName(m, receipt.period, view);
  const label = (key: string): string => m.t(`leaves.receipts.${key}`);
  return html`<tr><th scope="row">${receipt.sent === null ? html`<span class="chip warm">${m.t('leaves.receipts.waits')}</span>` : m.date(receipt.sent)}</th><td data-label=${label('about')}>${name}</td>
    <td class="num" data-label=${label('count')}>${m.number(receipt.questions.length)}</td><td class="num" data-label=${label('bytes')}>${receipt.bytes ? m.number(receipt.bytes) : '–'}</td>
    <td class="num" data-label=${label('after')}>${share(m, receipt.after, view.cap)}</td><td class="noprint">${open(receipt.period, name)}</td></tr>`;
}

/** Every report that was made here, newest first. */
export function receiptsCard(m: Messages, head: Head, view: LeavesView, open: (period: string, name: string) => unknown): TemplateResult {
  const column = (key: string, number = false) => html`<th scope="col" class=${number ? 'num' : ''}>${m.t(`leaves.receipts.${key}`)}</th>`;
  return html`<section class="card flat" part="receipts">${head(m.t('leaves.receipts'))}
    ${view.receipts.length ? html`<div class="scroll"><table class="whole"><thead><tr>${column('sent')}${column('about')}${column('count', true)}${column('bytes', true)}${column('after', true)}<th class="noprint"><span class="hide">${m.t('leaves.receipts.open')}</span></th></tr></thead>
      <tbody>${view.receipts.map((receipt) => receiptRow(m, view, receipt, open))}</tbody></table></div>` : html`<p class="muted">${m.t('leaves.receipts.none')}</p>`}</section>`;
}
