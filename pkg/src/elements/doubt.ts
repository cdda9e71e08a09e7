/** `<skillkeep-doubt>`: "Is this right?", one doubtful reading of the person's evidence at a time, and nothing where there is nothing to ask. */
import { css, html, nothing } from 'lit';
import type { Doubt } from '../types.js';
import { SkillkeepElement } from './base.js';
import type { ElementEngine } from './opening.js';

const name = (doubt: Doubt): string => `${doubt.skill} ${doubt.evidence}`;

/**
 * Attributes: those of the base. "Ask me later" holds until the page is left; an answer holds until it is undone.
 * Events: `skillkeep-doubt-answered`, `skillkeep-error`.
 */
export class SkillkeepDoubt extends SkillkeepElement<Doubt[]> {
  static override properties = { ...SkillkeepElement.properties, later: { state: true } };
  static override styles = [...SkillkeepElement.styles, css`
    blockquote { margin: 0; padding-inline-start: .8rem; border-inline-start: 3px solid var(--line); overflow-wrap: anywhere; }
  `];
  declare private later: ReadonlySet<string>;

  constructor() {
    super();
    this.later = new Set();
  }

  protected query(engine: ElementEngine): Promise<Doubt[]> {
    // A host may bring an engine of its own that knows no such question.
    return engine.doubts?.() ?? Promise.resolve([]);
  }

  async #answer(doubt: Doubt, right: boolean): Promise<void> {
    const said = await this.act((engine) => engine.answerDoubt?.(doubt.skill, doubt.evidence, right) ?? Promise.resolve({ act: null }), right ? 'doubt.didYes' : 'doubt.didNo', { skill: doubt.label });
    if (said) this.tell('skillkeep-doubt-answered', { skill: doubt.skill, evidence: doubt.evidence, right });
  }

  #later(doubt: Doubt): void {
    this.later = new Set([...this.later, name(doubt)]);
    this.said = { text: this.t('doubt.didLater'), act: null, warn: false };
    void this.updateComplete.then(() => this.shadowRoot?.querySelector<HTMLElement>('.toast button')?.focus());
  }

  protected content(view: Doubt[]): unknown {
    // The next question waits until what was said of the last one is closed: one at a time.
    const doubt = this.said ? undefined : view.find((row) => !this.later.has(name(row)));
    if (!doubt) return nothing;
    const { m } = this;
    const act = (key: string): string => this.t('doubt.act', { act: this.t(key), skill: doubt.label });
    return html`<section class="card flat noprint" part="doubt" aria-label=${this.t('doubt.title')}>
      ${this.head(0, this.t('doubt.title'), 'title')}
      <p class="small muted">${this.t('doubt.you', { date: m.date(doubt.at) })}${doubt.count > 1 ? ` ${this.t('doubt.more', { count: doubt.count - 1 })}` : nothing}</p>
      <blockquote part="words">${doubt.title}${doubt.context && doubt.context !== doubt.title ? html`<br><span class="small muted">${doubt.context}</span>` : nothing}</blockquote>
      <p>${m.rich('doubt.read', { skill: doubt.label, b: (text: unknown) => html`<b part="skill">${text}</b>` })}</p>
      <div class="row"><button type="button" class="go" part="yes" aria-label=${act('doubt.yes')} @click=${() => this.#answer(doubt, true)}>${this.t('doubt.yes')}</button>
        <button type="button" part="no" aria-label=${act('doubt.no')} @click=${() => this.#answer(doubt, false)}>${this.t('doubt.no')}</button>
        <button type="button" class="quiet" part="later" @click=${() => this.#later(doubt)}>${this.t('doubt.later')}</button></div>
      <p class="small muted">${this.t('doubt.why')}</p>
    </section>`;
  }
}
