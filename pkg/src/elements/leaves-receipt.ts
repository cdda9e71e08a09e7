/** `<skillkeep-receipt period>`: one report as it was made: every question, every byte, what it cost, and what became of it. */
import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import type { Messages } from '../messages/index.js';
import type { AboutView, LeavesView, Receipt, SealedTask } from '../types.js';
import { SkillkeepElement } from './base.js';
import type { LeavesEngine } from './leaves-engine.js';
import { leavesStyle } from './leaves-style.js';
import { cellName, hex, moment, periodName, share } from './leaves-words.js';
import { ElementError, type ElementEngine } from './opening.js';

/** A receipt and what is still kept of its bytes. */
export interface ReceiptView { view: LeavesView; about: AboutView; receipt: Receipt | null; tasks: SealedTask[] }
type Row = Receipt['questions'][number];

/** Headline and summary, also for a page that has its own first heading. */
export function receiptHeadline(m: Messages, { view, receipt }: Pick<ReceiptView, 'view' | 'receipt'>): { title: string; text: string } {
  if (!receipt) return { title: m.t('receipt.none'), text: m.t('receipt.none.text') };
  const period = periodName(m, receipt.period, view);
  const words = { sealed: m.date(receipt.at), sent: m.date(receipt.sent ?? receipt.at), count: receipt.questions.length, bytes: receipt.bytes, same: m.date(receipt.at) === m.date(receipt.sent ?? receipt.at) ? 'yes' : 'no', before: share(m, receipt.before, view.cap), after: share(m, receipt.after, view.cap) };
  const waits = receipt.sent === null ? '.waits' : '';
  return { title: m.t(`receipt.title${waits}`, { period }), text: m.t(`receipt.lead${waits}`, words) };
}

/** The receipt of a period, with its bytes where they are kept. */
export async function askReceipt(engine: LeavesEngine, period: string): Promise<ReceiptView> {
  const [view, about] = await Promise.all([engine.leaves(), engine.about()]);
  const receipt = view.receipts.find((each) => each.period === period) ?? null;
  // bytes of long ago are gone, and nothing is wrong with that
  const tasks = receipt ? await engine.sealed(period).catch(() => []) : [];
  return { view, about, receipt, tasks };
}

/** Attributes: those of the base, `period`. Events: `skillkeep-error`. */
export class SkillkeepReceipt extends SkillkeepElement<ReceiptView> {
  static override properties = { ...SkillkeepElement.properties, period: {}, open: { state: true } };
  static override styles = [...SkillkeepElement.styles, leavesStyle];
  declare period: string; declare private open: ReadonlySet<string>;

  constructor() {
    super();
    this.period = '';
    this.open = new Set();
  }

  protected query(engine: ElementEngine): Promise<ReceiptView> {
    return this.period ? askReceipt(engine as LeavesEngine, this.period) : Promise.reject(new ElementError('element.nothing_chosen'));
  }

  override updated(changed: PropertyValues): void {
    super.updated(changed);
    if (changed.has('period') && changed.get('period')) {
      this.view = undefined;
      void this.ask();
    }
  }

  async #copy(bytes: Uint8Array, what: string): Promise<void> {
    const done = await navigator.clipboard?.writeText(hex(bytes)).then(() => true, () => false);
    this.said = { text: done ? this.t('receipt.copied', { what }) : this.t('receipt.copyFailed'), act: null, warn: !done };
  }

  #save(bytes: Uint8Array, name: string): void {
    const url = URL.createObjectURL(new Blob([bytes.slice()], { type: 'application/octet-stream' }));
    const link = Object.assign(document.createElement('a'), { href: url, download: name });
    link.click();
    setTimeout(() => URL.revokeObjectURL(url), 60_000);
  }

  /** A run of bytes that opens: thousands of them are written out only for who looks. */
  #dump(row: Row, task: SealedTask, what: string, part: 'leader' | 'keeper' | 'report'): TemplateResult {
    const bytes = task[part];
    const id = `${task.task} ${part}`;
    const toggle = (event: Event): void => {
      const open = new Set(this.open);
      if ((event.target as HTMLDetailsElement).open) open.add(id); else open.delete(id);
      this.open = open;
    };
    const button = (act: string, run: () => void) => html`<button type="button" aria-label=${this.t('receipt.of', { act: this.t(act), what, question: row.question })} @click=${run}>${this.t(act)}</button>`;
    const file = `skillkeep ${this.period} ${task.measure} ${task.cell} ${part}.bin`.replaceAll(/[^\w.-]+/g, '-');
    return html`<details class="keep" part=${part} @toggle=${toggle}><summary>${what} <span class="muted begin">${hex(bytes, 6)}</span></summary>
      ${this.open.has(id) ? html`<div class="dump" tabindex="0" role="region" aria-label=${what}>${hex(bytes)}</div><div class="row noprint">${button('receipt.copy', () => void this.#copy(bytes, what))}${button('receipt.save', () => this.#save(bytes, file))}</div>` : nothing}</details>`;
  }

  #state(receipt: Receipt, task: SealedTask | undefined): TemplateResult {
    const state = task?.state === 'refused' ? 'refused' : task ? (task.state === 'taken' ? 'taken' : 'waiting') : receipt.sent === null ? 'waiting' : 'taken';
    return html`<span class="chip ${{ taken: '', waiting: 'warm', refused: 'bad' }[state]}" part="state">${this.t(`receipt.${state}`)}</span>`;
  }

  #row({ view, about, receipt, tasks }: ReceiptView & { receipt: Receipt }, row: Row): TemplateResult {
    const { m } = this;
    const task = tasks.find(({ measure, cell }) => measure === row.measure && cell === row.cell);
    const party = (role: 'leader' | 'keeper') => this.t('receipt.half', { party: this.t(`leaves.party.${role}`), bytes: task?.[role].length ?? 0 });
    const why = task?.problem?.split(':').at(-1) ?? '';
    const known = m.has(`refused.${why}`);
    return html`<section class="card flat asked" part="answer" data-measure=${row.measure} data-cell=${row.cell}><div class="row">${this.head(2, row.question)}${this.#state(receipt, task)}</div>
      ${task?.state === 'refused' ? html`<p class="small note bad" part="refused">${this.t('receipt.refused.why', { why: this.t(known ? `refused.${why}` : 'refused.other', { code: task.problem ?? '' }) })}</p>` : nothing}
      <dl class="facts"><div><dt>${this.t('leaves.your')}</dt><dd><span>${this.t(row.answered ? 'receipt.answered' : 'receipt.no')}</span></dd></div>
        <div><dt>${this.t('receipt.cell')}</dt><dd><span>${cellName(m, row.cell, about)}</span></dd></div>
        <div><dt>${this.t('receipt.cost')}</dt><dd class="num"><span>${this.t('leaves.cost', { share: share(m, row.microRho, view.cap) })}</span></dd></div>
        <div><dt>${this.t('receipt.task')}</dt><dd><span><code class="id ltr" title=${row.taskInfo}>${row.taskInfo.slice(0, 16)}…</code> <span class="muted">${this.t('receipt.task.note')}</span></span></dd></div>
        ${task?.report.length ? html`<div class="wide"><dt>${this.t('leaves.sends')}</dt><dd>${this.#dump(row, task, party('leader'), 'leader')}${this.#dump(row, task, party('keeper'), 'keeper')}${this.#dump(row, task, this.t('receipt.whole', { bytes: task.report.length }), 'report')}</dd></div>` : nothing}</dl></section>`;
  }

  protected content(shown: ReceiptView): unknown {
    const { receipt } = shown;
    const { title, text } = receiptHeadline(this.m, shown);
    if (!receipt) return this.bare ? nothing : this.empty(title, text);
    return html`${this.lead(title, text)}
      ${receipt.sent === null ? html`<p class="note warm">${this.t(this.offline ? 'leaves.waits' : 'leaves.waitsUp')}</p>` : nothing}
      ${this.head(1, this.t('receipt.answers'))}${shown.tasks.some(({ report }) => report.length) ? nothing : html`<p class="muted" part="gone">${this.t('receipt.gone')}</p>`}
      <div class="stack">${receipt.questions.map((row) => this.#row({ ...shown, receipt }, row))}</div>
      <p class="small muted num">${moment(this.m, receipt.at)}</p>`;
  }
}
