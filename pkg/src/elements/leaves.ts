/** `<skillkeep-leaves>`: what leaves this browser, before it does: every question with the answer, its bytes, its cost, and the switches. */
import { html, nothing, type TemplateResult } from 'lit';
import type { QuestionView, SealedTask } from '../types.js';
import { SkillkeepElement } from './base.js';
import { askLeaving, type Leaving, type LeavesEngine } from './leaves-engine.js';
import { budgetCard, groupsCard, nothingCard, partiesCard, receiptsCard, timeline, trueCard } from './leaves-aside.js';
import { questionCard, type Asking } from './leaves-question.js';
import { leavesStyle } from './leaves-style.js';
import { leavesHeadline, moment, span } from './leaves-words.js';
import type { ElementEngine } from './opening.js';

/**
 * Attributes: those of the base, `receipt-href` (`{id}` stands for the period), `place-href` (where the person says where she works).
 * Events: `skillkeep-receipt-opened`, `skillkeep-place-asked`, `skillkeep-error`.
 */
export class SkillkeepLeaves extends SkillkeepElement<Leaving> {
  static override properties = { ...SkillkeepElement.properties, receiptHref: { attribute: 'receipt-href' }, placeHref: { attribute: 'place-href' }, trial: { state: true }, busy: { state: true }, all: { state: true } };
  static override styles = [...SkillkeepElement.styles, leavesStyle];
  declare receiptHref: string; declare placeHref: string;
  declare private trial: SealedTask[] | null; declare private busy: 'send' | 'seal' | null; declare private all: ReadonlySet<string>;

  constructor() {
    super();
    this.receiptHref = this.placeHref = '';
    this.trial = this.busy = null;
    this.all = new Set();
  }

  protected override readonly offlineKey = 'leaves.offline';

  protected query(engine: ElementEngine): Promise<Leaving> {
    return askLeaving(engine as LeavesEngine);
  }

  /** Does something that leaves no act behind, and says so. A failure is said in the same place. */
  async #do<T>(what: (engine: LeavesEngine) => Promise<T>, said: (done: T) => string): Promise<boolean> {
    if (!this.live) return false;
    try {
      const done = await what(this.live as LeavesEngine);
      await this.ask();
      this.said = { text: said(done), act: null, warn: false };
      return true;
    } catch (error) {
      const words = this.m.error(error);
      await this.ask();
      this.said = { text: `${words.what} ${words.safe} ${words.todo}`, act: null, warn: true };
      return false;
    }
  }

  /** A trial holds for the answers it was made of. */
  async #change<T>(what: (engine: LeavesEngine) => Promise<T>, said: string): Promise<void> {
    this.trial = null;
    await this.#do(what, () => said);
  }

  async #send(): Promise<void> {
    this.busy = 'send';
    this.trial = null;
    await this.#do((engine) => engine.send(), (outbox) => this.t(outbox.state === 'waiting' || outbox.state === 'sending' ? 'leaves.did.waits' : 'leaves.did.sent'));
    this.busy = null;
  }

  async #seal(): Promise<void> {
    this.busy = 'seal';
    await this.#do(async (engine) => (this.trial = await engine.sealed(null)), () => this.t('leaves.trial'));
    this.busy = null;
  }

  /** The report: when it can go, when it goes by itself, and where it stands. */
  #report({ view, outbox }: Leaving): unknown {
    const period = view.period ?? view.next;
    const moving = outbox.state === 'waiting' || outbox.state === 'sending';
    if (!period && !moving) return nothing;
    const stays = view.nothing || outbox.gpc;
    const may = view.period !== null && outbox.problem !== 'sync.other_device' && !stays && outbox.state !== 'off';
    const state = stays && !moving ? 'nothing' : outbox.state === 'idle' && !view.period ? 'next' : outbox.state;
    const look = { off: 'plain', idle: 'plain', due: 'sky', waiting: 'warm', sending: 'sky', nothing: 'warm', next: 'plain' }[state];
    const about = period && span(this.m, period);
    const title = about && !moving ? this.t(view.period ? 'leaves.report' : 'leaves.report.next', { period: about }) : this.t('leaves.title.waiting');
    return html`<section class="card ${moving ? 'warm' : 'good'}" part="report" data-state=${state}>
      <div class="row">${this.head(1, moving && about ? this.t('leaves.report', { period: about }) : title)}<span class="push chip ${look}" part="state">${this.t(`leaves.chip.${state}`)}</span></div>
      ${period ? timeline(this.m, period, Date.now()) : nothing}
      ${moving ? this.#progress(outbox) : nothing}
      ${outbox.refused ? html`<p class="small note bad" part="refused">${this.t('leaves.refused', { count: outbox.refused })}</p>` : nothing}
      ${outbox.problem && !this.offline && outbox.problem !== 'sync.refused' ? this.#problem(outbox.problem) : nothing}
      ${may && !view.cell ? html`<p class="note warm" part="place">${this.t('leaves.cell')}</p><div class="row noprint">${this.placeHref ? html`<a class="button go" href=${this.placeHref}>${this.t('leaves.cell.go')}</a>` : html`<button type="button" class="go" @click=${() => this.tell('skillkeep-place-asked', {})}>${this.t('leaves.cell.go')}</button>`}</div>`
        : may || moving ? html`<div class="row noprint"><button type="button" class="go" part="send" ?disabled=${this.busy === 'send' || outbox.state === 'sending'} @click=${() => this.#send()}>${this.t(moving ? 'leaves.retry' : 'leaves.send')}</button>
          <span class="small muted">${this.t('leaves.sendNote')}${outbox.at !== null && !moving ? ` ${this.t('leaves.noteAt', { when: moment(this.m, outbox.at) })}` : view.period && !view.period.isDue ? ` ${this.t('leaves.noteVisit')}` : ''}</span></div>` : nothing}
    </section>`;
  }

  #progress(outbox: Leaving['outbox']): TemplateResult {
    const words = { done: outbox.done, of: outbox.of };
    if (!outbox.of) return html`<p class="small" role="status">${this.t('leaves.making')}</p>`;
    return html`<div><p class="small num" role="status">${outbox.state === 'waiting' ? `${this.t(this.offline ? 'leaves.waits' : 'leaves.waitsUp')} ` : ''}${this.t('leaves.progress', words)}</p>
      <progress part="progress" max=${Math.max(1, outbox.of)} .value=${outbox.done} aria-label=${this.t('leaves.progress', words)}></progress></div>`;
  }

  #problem(code: string): TemplateResult {
    const words = this.m.error({ code });
    return html`<p class="small note warm" part="problem">${words.what} ${words.safe} ${words.todo} <code class="muted">${words.code}</code></p>`;
  }

  #asking(leaving: Leaving): Asking {
    return {
      m: this.m, leaving, head: (text) => this.head(2, text), trial: this.trial, sealing: this.busy === 'seal', all: this.all,
      toggleAll: (id) => { const all = new Set(this.all); if (!all.delete(id)) all.add(id); this.all = all; },
      seal: () => void this.#seal(),
      let: (question) => void this.#let(question),
      toGroups: () => this.shadowRoot?.querySelector<HTMLElement>('[part=groups] select')?.focus(),
    };
  }

  #let(question: QuestionView): Promise<void> {
    return this.#change((engine) => engine.letAnswer(question.id, !question.on), this.t(question.on ? 'leaves.did.no' : 'leaves.did.yes', { question: question.question }));
  }

  protected content(leaving: Leaving): unknown {
    const { m } = this;
    const { view } = leaving;
    const { title, text } = leavesHeadline(m, leaving);
    const head = (words: unknown) => this.head(1, words);
    const asking = this.#asking(leaving);
    const open = (period: string, name: string) => {
      const words = html`${this.t('leaves.receipts.open')}<span class="hide"> ${this.t('leaves.receipts.openOf', { period: name })}</span>`;
      return this.link(this.receiptHref, 'skillkeep-receipt-opened', period, words);
    };
    return html`${this.lead(title, text)}
      <div class="split"><div class="stack">${this.#report(leaving)}
          ${view.questions.length ? html`${this.head(1, this.t('leaves.questions'))}<p class="small muted">${this.t('leaves.letNote')}</p>${view.questions.map((question) => questionCard(asking, question))}` : nothing}
          ${receiptsCard(m, head, view, open)}</div>
        <aside class="stack">${view.cap ? budgetCard(m, head, leaving) : nothing}${partiesCard(m, head, view)}
          ${groupsCard(m, head, view, (group, option) => void this.#change((engine) => engine.sayGroup(group.id, option), option === null ? this.t('leaves.did.groupNone', { attribute: group.label })
            : this.t('leaves.did.group', { attribute: group.label, option: group.options.find(({ id }) => id === option)?.label ?? option })))}
          ${nothingCard(m, head, leaving, (nothing) => void this.#change((engine) => engine.sendNothing(nothing), this.t(nothing ? 'leaves.did.nothing' : 'leaves.did.something')))}${trueCard(m)}</aside></div>`;
  }
}
