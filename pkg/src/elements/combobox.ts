/** Choosing a skill by typing: the combobox pattern with a listbox, all keys. Used inside the other elements. */
import { css, html, nothing, type TemplateResult } from 'lit';
import type { SkillHit } from '../types.js';
import type { SkillkeepElement } from './base.js';
import type { ElementEngine } from './engine.js';

export const comboStyle = css`
  .combo { position: relative; min-width: 0; display: grid; gap: .25rem; } .combo input { width: 100%; }
  .combo ul { position: absolute; z-index: 3; inset-inline: 0; inset-block-start: calc(100% + .25rem); max-height: 18rem; overflow: auto; background: var(--card); border: 1px solid var(--line); border-radius: .75rem; box-shadow: var(--shadow); padding: .3rem; }
  .combo li { padding: .5rem .7rem; border-radius: .5rem; cursor: pointer; color: var(--ink); font-size: var(--t-1); } .combo li[aria-selected="true"] { background: var(--accent-soft); }
  .combo li span { display: block; color: var(--muted); font-size: var(--t-0); overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
`;

/** The state of one combobox, kept by the element that shows it. */
export class SkillChoice {
  text = '';
  chosen: SkillHit | null = null;
  hits: SkillHit[] | null = null;
  #at = -1;
  #turn = 0;

  constructor(private readonly host: SkillkeepElement<never> | { requestUpdate(): void }, private readonly engine: () => ElementEngine | undefined) {}

  clear(): void {
    this.text = '';
    this.chosen = this.hits = null;
    this.#at = -1;
    this.host.requestUpdate();
  }

  async #type(text: string): Promise<void> {
    this.text = text;
    this.chosen = null;
    this.#at = -1;
    const turn = ++this.#turn;
    const hits = text.trim() ? await (this.engine()?.searchSkills(text, 8) ?? Promise.resolve([])).catch(() => []) : null;
    if (turn !== this.#turn) return;
    this.hits = hits;
    this.host.requestUpdate();
  }

  #choose(hit: SkillHit | undefined): void {
    if (!hit) return;
    this.#turn++;
    this.chosen = hit;
    this.text = hit.label;
    this.#close();
  }

  #close(): void {
    this.hits = null;
    this.#at = -1;
    this.host.requestUpdate();
  }

  #key(event: KeyboardEvent): void {
    const hits = this.hits ?? [];
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && hits.length) this.#at = (this.#at + step + hits.length + (this.#at < 0 && step < 0 ? 1 : 0)) % hits.length;
    else if (event.key === 'Enter' && this.#at >= 0) this.#choose(hits[this.#at]);
    else if (event.key === 'Escape' && this.hits) this.#close();
    else return;
    event.preventDefault();
    this.host.requestUpdate();
  }

  /** `t` gives the words; ids are unique within the element's shadow. */
  render(t: (key: string, args?: Record<string, unknown>) => string): TemplateResult {
    const { hits } = this;
    const open = !!hits?.length;
    return html`<div class="combo field">
      <label class="field" for="combo">${t('add.search')}</label>
      <input id="combo" part="search" role="combobox" autocomplete="off" spellcheck="false" aria-autocomplete="list" aria-expanded=${open} aria-controls="combo-list" aria-describedby="combo-hint"
        aria-activedescendant=${this.#at >= 0 ? `combo-${this.#at}` : nothing} .value=${this.text}
        @input=${(e: InputEvent) => this.#type((e.target as HTMLInputElement).value)} @keydown=${(e: KeyboardEvent) => this.#key(e)} @blur=${() => this.#close()}>
      <ul id="combo-list" part="hits" role="listbox" aria-label=${t('add.search')} ?hidden=${!open}>
        ${(hits ?? []).map((hit, i) => html`<li id="combo-${i}" role="option" aria-selected=${i === this.#at} @mousedown=${(e: Event) => e.preventDefault()} @click=${() => this.#choose(hit)}>${hit.label}<span>${hit.description}</span></li>`)}
      </ul>
      <p class="small muted" id="combo-hint" aria-live="polite">${hits ? t('add.found', { count: hits.length }) : t('add.hint')}</p>
    </div>`;
  }
}
