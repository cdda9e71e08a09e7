/** `<skillkeep-propose>`: a skill that the taxonomy lacks, as a file that the person downloads and hands over herself. Nothing is sent. */
import { css, html, nothing } from 'lit';
import type { SkillHit } from '../types.js';
import { SkillkeepElement } from './base.js';
import { comboStyle, SkillChoice } from './combobox.js';

/** What a person may say of a skill that is missing. */
export interface Idea { name: string; description: string; near: readonly SkillHit[]; why: string }

/** FNV-1a over UTF-16 units, so that the same name raised twice has the same id. */
function idOf(name: string): string {
  let hash = 0x811c9dc5;
  for (let i = 0; i < name.length; i++) hash = Math.imul(hash ^ name.charCodeAt(i), 0x01000193) >>> 0;
  return `introduce-${hash.toString(16).padStart(8, '0')}`;
}

/** The file of proposals (format 1) that reviewers take in. Nothing of the person is in it: no name, no evidence, no day. */
export function proposalFile({ name, description, near, why }: Idea): string {
  const label = name.trim().replace(/\s+/g, ' ');
  const reason = [why.trim(), near.length ? `Near: ${near.map((skill) => `${skill.label} (${skill.id})`).join(', ')}.` : ''].filter(Boolean).join(' ');
  const proposal = { id: idOf(label.toLowerCase()), kind: 'introduce', label, description: description.trim(), reason, raisedBy: 'employee', status: 'open' };
  return `${JSON.stringify({ format: 1, proposals: [proposal] }, null, 2)}\n`;
}

/** Attributes: those of the base. Events: `skillkeep-error`. */
export class SkillkeepPropose extends SkillkeepElement<true> {
  static override properties = { ...SkillkeepElement.properties, idea: { state: true } };
  static override styles = [...SkillkeepElement.styles, comboStyle, css`
    form { display: grid; gap: .75rem; max-inline-size: 40rem; } pre { margin: 0; padding: .75rem; background: var(--sunk, transparent); border: 1px solid var(--line); border-radius: .5rem; white-space: pre-wrap; overflow-wrap: anywhere; font-size: var(--t-0); }
  `];
  declare private idea: Idea;
  readonly #choice = new SkillChoice(this, () => this.live);

  constructor() {
    super();
    this.idea = { name: '', description: '', near: [], why: '' };
  }

  protected query(): Promise<true> {
    return Promise.resolve(true);
  }

  #set(change: Partial<Idea>): void {
    this.idea = { ...this.idea, ...change };
  }

  #near(): void {
    const { chosen } = this.#choice;
    if (!chosen) return void this.shadowRoot?.querySelector<HTMLElement>('#combo')?.focus();
    if (this.idea.near.length < 8 && !this.idea.near.some((skill) => skill.id === chosen.id)) this.#set({ near: [...this.idea.near, chosen] });
    this.#choice.clear();
  }

  readonly #save = (event: SubmitEvent): void => {
    event.preventDefault();
    const link = document.createElement('a');
    link.href = URL.createObjectURL(new Blob([proposalFile(this.idea)], { type: 'application/json' }));
    link.download = 'skill-proposal.json';
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
    this.said = { text: this.t('propose.did'), act: null, warn: false };
  };

  protected content(): unknown {
    const { idea } = this;
    const typed = (key: 'name' | 'description' | 'why') => (event: Event): void => this.#set({ [key]: (event.target as HTMLInputElement).value });
    return html`<details class="card flat noprint" part="propose"><summary>${this.t('propose.title')}</summary>
      <p class="muted">${this.t('propose.lead')}</p>
      <form @submit=${this.#save}>
        <label class="field">${this.t('propose.name')}<input required maxlength="120" autocomplete="off" .value=${idea.name} @input=${typed('name')}></label>
        <label class="field">${this.t('propose.what')}<input required maxlength="500" autocomplete="off" .value=${idea.description} @input=${typed('description')}></label>
        ${this.#choice.render((key, args) => this.t(key === 'add.search' ? 'propose.near' : key, args))}
        <div><button type="button" part="near-add" @click=${() => this.#near()}>${this.t('propose.nearAdd')}</button></div>
        ${idea.near.length ? html`<ul class="row" part="near" aria-label=${this.t('propose.near')}>${idea.near.map((skill) => html`<li><button type="button" class="quiet" aria-label=${this.t('propose.nearDrop', { skill: skill.label })} @click=${() => this.#set({ near: idea.near.filter((other) => other !== skill) })}>${skill.label} ✕</button></li>`)}</ul>` : nothing}
        <label class="field">${this.t('propose.why')}<input required maxlength="500" autocomplete="off" .value=${idea.why} @input=${typed('why')}></label>
        ${idea.name.trim() ? html`<p class="small muted" id="whole">${this.t('propose.preview')}</p><pre part="preview" tabindex="0" role="region" aria-labelledby="whole">${proposalFile(idea)}</pre>` : nothing}
        <div><button class="go" part="propose-go">${this.t('propose.go')}</button></div>
      </form></details>`;
  }
}
