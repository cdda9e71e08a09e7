import { html, LitElement, nothing, type TemplateResult } from 'skillkeep/lit';
import type { Api } from '../api.js';
import { select } from '../parts.js';
import { catalogue, explain, say } from '../words.js';
import { KINDS, type Found, type SkillKind } from './taxonomy-parts.js';
import { CHANGES, type Change, type Draft } from './taxonomy-types.js';

/** How many skills and new names a change takes: fewest and most. */
const TAKES: Record<Change, { skills: [number, number]; into: boolean; names: [number, number] }> = {
  introduce: { skills: [0, 0], into: false, names: [1, 1] }, merge: { skills: [1, 8], into: true, names: [0, 0] }, split: { skills: [1, 1], into: false, names: [2, 8] },
  rename: { skills: [1, 1], into: false, names: [1, 1] }, sunset: { skills: [1, 1], into: true, names: [0, 0] },
};

/** A skill owner writes a proposal. Fires `raised` when the server has it. */
class TaxonomyDraft extends LitElement {
  api!: Api;
  private change: Change = 'introduce';
  private kind: SkillKind = 'skill';
  private wrong = '';
  private busy = false;
  /** Names that were found, and whose ids they are. */
  private readonly ids = new Map<string, string>();
  private offered: string[] = [];

  protected override createRenderRoot(): HTMLElement { return this; }

  protected override render(): TemplateResult {
    const takes = TAKES[this.change];
    const [one, list] = [takes.skills[1] === 1, say('console.taxonomy.draft.list')];
    return html`<form class="card flat" @submit=${this.submit}><h2>${say('console.taxonomy.draft')}</h2>
      ${select('change', say('console.taxonomy.by.kind'), CHANGES.map((change) => [change, say(`console.taxonomy.change.${change}`)] as const), this.change, (change) => { [this.change, this.wrong] = [change as Change, '']; this.requestUpdate(); })}
      ${takes.skills[1] ? this.field('which', say(one ? 'console.taxonomy.draft.skill' : 'console.taxonomy.draft.skills'), one ? '' : list, true) : nothing}
      ${takes.into ? this.field('into', say(this.change === 'merge' ? 'console.taxonomy.draft.into' : 'console.taxonomy.draft.heir'), '', this.change === 'merge') : nothing}
      ${takes.names[1] ? html`<div class="field"><label for="names">${say(takes.names[1] === 1 ? 'console.taxonomy.draft.name' : 'console.taxonomy.draft.names')}</label><input id="names" required maxlength="400" autocomplete="off" aria-describedby=${takes.names[1] > 1 ? 'names-hint' : nothing}>${takes.names[1] > 1 ? html`<p class="small muted" id="names-hint">${list}</p>` : nothing}</div>` : nothing}
      ${this.change === 'introduce' ? html`${select('sort', say('console.taxonomy.kind'), KINDS.map((kind) => [kind, say(`console.taxonomy.kind.${kind}`)] as const), this.kind, (kind) => { this.kind = kind as SkillKind; })}
        <div class="field"><label for="about">${say('console.taxonomy.draft.about')}</label><input id="about" maxlength="500" autocomplete="off"></div>` : nothing}
      <div class="field"><label for="reason">${say('console.taxonomy.draft.reason')}</label><textarea id="reason" class="few" maxlength="1000" required aria-describedby="reason-hint"></textarea><p class="small muted" id="reason-hint">${say('console.taxonomy.draft.reason.hint')}</p></div>
      <datalist id="found">${this.offered.map((label) => html`<option value=${label}></option>`)}</datalist>
      <p class="wrong" role="alert">${this.wrong}</p><div class="row"><button class="go" ?disabled=${this.busy}>${say('console.taxonomy.draft.go')}</button></div></form>`;
  }

  private field(id: string, label: string, hint: string, required: boolean): TemplateResult {
    return html`<div class="field"><label for=${id}>${label}</label><input id=${id} list="found" ?required=${required} maxlength="600" autocomplete="off" spellcheck="false" aria-describedby=${hint ? `${id}-hint` : nothing} @input=${this.offer}>${hint ? html`<p class="small muted" id="${id}-hint">${hint}</p>` : nothing}</div>`;
  }
  private value(id: string): string { return this.querySelector<HTMLInputElement>(`#${id}`)?.value.trim() ?? ''; }
  /** The words between semicolons: names of skills have commas in them. */
  private list(id: string): string[] { return this.value(id).split(';').map((word) => word.trim()).filter(Boolean); }

  private readonly offer = async (event: Event): Promise<void> => {
    const parts = (event.target as HTMLInputElement).value.split(';');
    const [before, text] = [parts.slice(0, -1).map((part) => part.trim()), parts.at(-1)?.trim() ?? ''];
    if (text.length < 2) return;
    const { rows } = await this.api.get<Found>('taxonomy/skills', { text }).catch(() => ({ rows: [] }));
    for (const row of rows) this.ids.set(row.label.toLocaleLowerCase(), row.id);
    this.offered = rows.slice(0, 12).map((row) => [...before, row.label].join('; '));
    this.requestUpdate();
  };
  /** The id of a name, asked for where it was typed and not chosen. */
  private async id(label: string): Promise<string | undefined> {
    const key = label.toLocaleLowerCase();
    if (!this.ids.has(key)) for (const row of (await this.api.get<Found>('taxonomy/skills', { text: label })).rows) this.ids.set(row.label.toLocaleLowerCase(), row.id);
    return this.ids.get(key);
  }

  private readonly submit = async (event: Event): Promise<void> => {
    event.preventDefault();
    if (this.busy) return;
    [this.busy, this.wrong] = [true, ''];
    this.requestUpdate();
    try {
      this.wrong = await this.raise();
      if (!this.wrong) {
        this.querySelector('form')?.reset();
        this.dispatchEvent(new CustomEvent('said', { bubbles: true, detail: say('console.taxonomy.draft.done') }));
        this.dispatchEvent(new Event('raised'));
      }
    } catch (error) {
      this.wrong = explain(error).text;
    }
    this.busy = false;
    this.requestUpdate();
  };
  /** Sends it; a sentence where something is missing. */
  private async raise(): Promise<string> {
    const takes = TAKES[this.change];
    const ids: string[] = [];
    const typed = takes.skills[1] === 1 ? [this.value('which')] : takes.skills[1] ? this.list('which') : [];
    const into = takes.into ? this.value('into') : '';
    for (const label of [...typed, ...(into ? [into] : [])]) {
      const id = await this.id(label);
      if (!id) return say('console.find.none', { text: label });
      ids.push(id);
    }
    const names = takes.names[1] === 1 ? [this.value('names')] : takes.names[1] ? this.list('names') : [];
    if (names.length < takes.names[0]) return say('console.taxonomy.draft.more', { count: takes.names[0] });
    const draft: Draft = {
      kind: this.change, skills: ids.slice(0, typed.length), into: into ? ids.at(-1) ?? null : null, reason: this.value('reason'),
      names: names.map((label) => ({ label, aliases: [], description: this.value('about'), kind: this.kind })),
    };
    if (new Set(ids).size < ids.length) return say('console.taxonomy.draft.twice', { names: catalogue().list(typed) });
    await this.api.send('POST', 'taxonomy/proposals', draft);
    return '';
  }
}
customElements.define('taxonomy-draft', TaxonomyDraft);
