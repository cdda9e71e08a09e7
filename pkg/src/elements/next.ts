/** `<skillkeep-next>`: the next steps, each with why it is suggested now, and everything a person can say of one. */
import { css, html, nothing, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import type { Feedback, ItemRow, Step, StepsView } from '../types.js';
import { SkillkeepElement } from './base.js';
import type { ElementEngine } from './opening.js';
import { itemFacts, ofCompany, openItem } from './parts.js';
import { timing, whySentence } from './reason.js';
import { termsTable } from './terms.js';

/** A chance in words that claim no more than it knows. */
const tenths = (chance: number): number => Math.min(9, Math.max(1, Math.round(chance * 10)));
const setAsideWords = { never: 'next.wasNever', already_know: 'next.wasKnown', not_now: 'next.wasNotNow' } as Record<string, string>;

/** The settings of "surprise me", and what the engine's bound makes of one: the most that a first step by chance is worth less, in percent. */
const surprises = [[0, 'off'], [0.4, 'some'], [1, 'much']] as const;
const less = (surprise: number): number => Math.round((200 * surprise) / (3 + surprise));

/**
 * Attributes: those of the base, `count` (3), `minutes` (0: any length; else steps fit a slot of so many), `surprise` (0; up to 1: how far chance may reorder them), `role-href` (where the goal's page is, `{id}` stands for its id).
 * Events: `skillkeep-step-started`, `skillkeep-step-feedback`, `skillkeep-surprise-changed`, `skillkeep-role-opened`, `skillkeep-error`.
 */
export class SkillkeepNext extends SkillkeepElement<StepsView> {
  static override properties = { ...SkillkeepElement.properties, count: { type: Number }, minutes: { type: Number }, surprise: { type: Number }, roleHref: { attribute: 'role-href' }, opened: { state: true } };
  static override styles = [...SkillkeepElement.styles, css`
    .terms th, .terms td { padding-block: .3rem; } .terms .fallcol { width: 40%; } .terms svg { width: 100%; min-width: 5rem; } .slot { gap: .35rem; } .slot span { margin-inline-end: .35rem; } .slot button { padding: .55em .9em; } .slot .on { background: var(--accent-soft); color: var(--accent); border-color: var(--accent-line); }
    .panel { border-block-start: 1px solid var(--line); padding-block-start: .75rem; display: grid; gap: .75rem; }
    .aside li, .list li, .panel li { display: flex; flex-wrap: wrap; gap: .25rem .75rem; align-items: center; padding-block: .5rem; border-block-end: 1px solid var(--line); } li:last-child { border-block-end: 0; }
    .acts { margin-inline-start: -.1rem; }
    @container (max-width: 30rem) { .row > .push.chip { margin-inline-start: 0; } .slot button { padding-inline: .7em; } .slot span { flex-basis: 100%; } .factor { display: none; } .terms .fallcol { width: 32%; } .acts button { padding-inline: .85em; } .acts { gap: .25rem .35rem; } }
  `];
  declare count: number; declare minutes: number; declare surprise: number; declare roleHref: string; declare private opened: string | null;

  constructor() {
    super();
    this.count = 3;
    this.minutes = 0;
    this.surprise = 0;
    this.roleHref = '';
    this.opened = null;
  }

  protected query(engine: ElementEngine): Promise<StepsView> {
    return engine.steps(this.count, this.minutes || undefined, this.surprise || undefined);
  }

  async #say(item: ItemRow, feedback: Feedback): Promise<void> {
    if (feedback === 'started') this.tell('skillkeep-step-started', { item: item.id, feedback });
    else this.tell('skillkeep-step-feedback', { item: item.id, feedback });
    await this.act((engine) => engine.feedback(item.id, feedback), `did.${feedback}`, { title: item.title });
  }

  #why(step: Step): void {
    this.opened = this.opened === step.item.id ? null : step.item.id;
  }

  /** The evidence that the reasons name, each once. */
  #behind(step: Step): TemplateResult {
    const { m } = this;
    const rows = new Map<string, [title: string, at: number]>();
    for (const { evidence: [id], args } of step.why) if (id && !rows.has(id)) rows.set(id, [String(args.evidence ?? ''), Number(args.at ?? 0)]);
    return html`<p class="small"><b>${this.t('why.evidence')}</b></p><ul class="small" part="evidence-list">${[...rows.values()].map(([title, at]) => html`<li>${at ? m.t('why.evidenceRow', { title, date: m.date(at) }) : title}</li>`)}</ul>`;
  }

  #button(item: ItemRow, feedback: Feedback, look: string): TemplateResult {
    const word = this.t(`next.${feedback === 'started' ? 'start' : feedback}`);
    return html`<button type="button" class=${look} part="act act-${feedback}" aria-label=${this.t('next.act', { act: word, title: item.title })} @click=${() => this.#say(item, feedback)}>${word}</button>`;
  }

  #factors(step: Step): TemplateResult {
    const { m } = this;
    return html`<div class="panel" part="why-panel" id="why-panel">
      ${this.head(2, this.t('why.title'))}
      <p class="small muted">${this.t('why.terms')}</p>
      ${termsTable(m, step)}
      <p class="small muted" part="notes">${this.t('why.success', { tenths: tenths(step.success) })} ${this.t(`pace.${this.view?.pace ?? 'unknown'}`)}</p>
      ${step.why.some((reason) => reason.evidence.length)
        ? this.#behind(step)
        : html`<p class="small muted">${this.t('why.noEvidence')}</p>`}
    </div>`;
  }

  /** How long one has: the steps then fit it. */
  #slot(): TemplateResult {
    return html`<div class="row slot small noprint" role="group" aria-labelledby="slot" part="slot"><span class="muted" id="slot">${this.t('slot.label')}</span>${[0, 10, 20, 45].map((minutes) => html`<button type="button" class=${minutes === this.minutes ? 'on' : ''} aria-pressed=${minutes === this.minutes} @click=${() => this.#take(minutes)}>${minutes ? this.m.minutes(minutes) : this.t('slot.any')}</button>`)}</div>`;
  }

  #take(minutes: number): void {
    this.minutes = minutes;
    this.opened = null;
    void this.ask();
  }

  /** How far chance may go; the host is told, so that it can remember. */
  #chance(): TemplateResult {
    return html`<div class="row slot small noprint" role="group" aria-labelledby="surprise" part="surprise"><span class="muted" id="surprise">${this.t('surprise.label')}</span>${surprises.map(([surprise, word]) => html`<button type="button" class=${surprise === this.surprise ? 'on' : ''} aria-pressed=${surprise === this.surprise} @click=${() => this.#dare(surprise)}>${this.t(`surprise.${word}`)}</button>`)}${this.surprise > 0 ? html`<span class="muted" part="surprise-note">${this.t('surprise.note', { percent: less(this.surprise) })}</span>` : nothing}</div>`;
  }

  #dare(surprise: number): void {
    this.surprise = surprise;
    this.opened = null;
    this.tell('skillkeep-surprise-changed', { surprise });
    void this.ask();
  }

  #card(step: Step, first: boolean): TemplateResult {
    const { m } = this;
    const { item } = step;
    const open = this.opened === item.id;
    return html`<li><article class="card" part="card" aria-label=${item.title}>
      <div class="row">${itemFacts(m, item, step.difficulty)}<span class="small muted" part="success">${this.t('next.success', { tenths: tenths(step.success) })}</span><span class="push chip ${step.timing === 'before_it_fades' ? 'warm' : 'plain'}" part="timing">${timing(m, step)}</span></div>
      ${this.head(1, item.title, 'step-title')}${ofCompany(m, item)}${item.action && item.summary ? html`<p class="muted">${item.summary}</p>` : nothing}
      ${step.part === null ? nothing : html`<p class="small" part="a-part">${this.t('next.part', { part: m.minutes(step.part), whole: m.minutes(item.minutes) })}</p>`}
      <p class="why" part="why">${whySentence(m, step.why)}</p>
      <div class="row acts" part="acts">
        ${this.#button(item, 'started', first ? 'go' : '')}
        <button type="button" part="act act-why" aria-expanded=${open} aria-controls=${open ? 'why-panel' : nothing} aria-label=${this.t('next.act', { act: this.t(open ? 'next.whyHide' : 'next.why'), title: item.title })} @click=${() => this.#why(step)}>${this.t(open ? 'next.whyHide' : 'next.why')}</button>
        ${(['not_now', 'already_know', 'never'] as const).map((feedback) => this.#button(item, feedback, 'quiet'))}
      </div>
      ${open ? this.#factors(step) : nothing}
    </article></li>`;
  }

  #running(items: ItemRow[]): unknown {
    return items.length === 0 ? nothing : html`<section class="stack" part="running">${this.head(1, this.t('next.running'))}
      ${repeat(items, (item) => item.id, (item) => html`<article class="card" part="card" aria-label=${item.title}>
        <div class="row">${itemFacts(this.m, item)}</div>${this.head(2, item.title, 'step-title')}${item.summary ? html`<p class="muted">${item.summary}</p>` : nothing}
        <div class="row acts">${openItem(this.m, item, '')}${this.#button(item, 'done', '')}${(['helpful', 'too_easy', 'too_hard', 'not_now'] as const).map((f) => this.#button(item, f, 'quiet'))}</div>
      </article>`)}</section>`;
  }

  #rest(view: StepsView): unknown {
    const { m } = this;
    return html`${view.done.length ? html`<details part="done"><summary>${this.t('next.finished')} (${m.number(view.finished)})</summary><ul class="list small">
        ${view.done.map((item) => html`<li><span>${item.title}</span><span class="row push">${(['helpful', 'not_helpful', 'too_easy', 'too_hard'] as const).map((f) => this.#button(item, f, 'quiet'))}</span></li>`)}</ul></details>` : nothing}
      ${view.setAside.length ? html`<details part="aside"><summary>${this.t('next.aside', { count: view.setAside.length })}</summary><ul class="aside small">
        ${view.setAside.slice(0, 200).map((row) => html`<li><span>${row.item.title}</span><span class="muted">${row.until ? this.t('next.until', { date: m.date(row.until) }) : this.t(setAsideWords[row.feedback] ?? 'next.wasNotNow')}</span>
          <button type="button" class="push" aria-label=${this.t('next.act', { act: this.t('next.back'), title: row.item.title })} @click=${() => this.act((engine) => engine.undo(row.act), 'did.back', { title: row.item.title })}>${this.t('next.back')}</button></li>`)}</ul></details>` : nothing}`;
  }

  protected content(view: StepsView): unknown {
    const { m } = this;
    const { goal } = view;
    const link = (role: unknown): unknown => this.link(this.roleHref, 'skillkeep-role-opened', goal?.role ?? '', role);
    const lead = html`${view.steps.length || view.signals ? this.t('next.lead', { signals: view.signals }) : nothing} ${goal ? m.rich('next.goal', { role: goal.label, gaps: goal.gaps, time: m.minutes(goal.minutes), r: link }) : nothing}`;
    return html`${this.lead(this.t('next.title', { count: view.steps.length }), lead)}
      ${view.steps.length || this.minutes ? this.#slot() : nothing}
      ${view.steps.length ? html`<ol class="stack" part="steps" aria-label=${this.t('next.list')}>${repeat(view.steps, (step) => step.item.id, (step, i) => this.#card(step, i === 0))}</ol>` : this.minutes ? this.empty(this.t('slot.empty.title', { minutes: this.minutes }), this.t('slot.empty.text')) : this.empty(this.t('next.empty.title'), this.t('next.empty.text'))}
      ${view.steps.length ? this.#chance() : nothing}
      ${this.#running(view.running)}
      ${this.#rest(view)}`;
  }
}
