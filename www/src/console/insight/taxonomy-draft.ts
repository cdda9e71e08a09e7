import { html, LitElement, nothing, type TemplateResult } from 'skillkeep/lit';
import type { Api } from '../api.js';
import { select } from '../parts.js';
import { explain, say } from '../words.js';
import type { Found } from './taxonomy-parts.js';
import { CHANGES, type Change, type Draft } from './taxonomy-types.js';

/** What a change takes: one or several skills, one or several in their place, a new name. */
const TAKES: Record<Change, { which: 'none' | 'one' | 'many'; into: 'none' | 'may' | 'one' | 'many'; label: boolean }> = {
  introduce: { which: 'none', into: 'none', label: true }, merge: { which: 'many', into: 'one', label: false }, split: { which: 'one', into: 'many', label: false },
  rename: { which: 'one', into: 'none', label: true }, sunset: { which: 'one', into: 'may', label: false },
};

/** A skill owner writes a proposal. Fires `raised` when the server has it. */
class TaxonomyDraft extends LitElement {
  api!: Api;
  private change: Change = 'introduce';
  private wrong = '';
  private busy = false;
  /** Names that were found, and whose ids they are. */
  private readonly ids = new Map<string, string>();
  private offered: string[] = [];

  protected override createRenderRoot(): HTMLElement { return this; }

  protected override render(): TemplateResult {
    const takes = TAKES[this.change];
    const list = say('console.taxonomy.draft.list');
    return html`<form class="card flat" @submit=${this.submit}><h2>${say('console.taxonomy.draft')}</h2>
      ${select('change', say('console.taxonomy.by.kind'), CHANGES.map((change) => [change, say(`console.taxonomy.change.${change}`)] as const), this.change, (change) => { [this.change, this.wrong] = [change as Change, '']; this.requestUpdate(); })}
      ${takes.which === 'none' ? nothing : this.field('which', say(takes.which === 'one' ? 'console.taxonomy.draft.skill' : 'console.taxonomy.draft.skills'), takes.which === 'many' ? list : '', true)}
      ${takes.into === 'none' ? nothing : this.field('into', say(`console.taxonomy.draft.into.${takes.into}`), takes.into === 'many' ? list : '', takes.into !== 'may')}
      ${takes.label ? html`<div class="field"><label for="label">${say('console.taxonomy.draft.name')}</label><input id="label" required maxlength="120" autocomplete="off"></div>` : nothing}
      ${this.change === 'introduce' ? html`
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
  private async idOf(label: string): Promise<string | undefined> {
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
    const typed = (id: string, many: boolean): string[] => many ? this.list(id) : [this.value(id)].filter(Boolean);
    const which = takes.which === 'none' ? [] : typed('which', takes.which === 'many');
    const into = takes.into === 'none' ? [] : typed('into', takes.into === 'many');
    const ids: string[] = [];
    for (const label of [...which, ...into]) {
      const id = await this.idOf(label);
      if (!id) return say('console.find.none', { text: label });
      ids.push(id);
    }
    if (new Set(ids).size < ids.length) return say('console.taxonomy.draft.twice');
    if (takes.into === 'many' && into.length < 2) return say('console.taxonomy.draft.more');
    const draft: Draft = { kind: this.change, subjects: ids.slice(0, which.length), into: ids.slice(which.length), label: takes.label ? this.value('label') : '', description: this.value('about'), reason: this.value('reason') };
    await this.api.send('taxonomy/propose', draft);
    return '';
  }
}
customElements.define('taxonomy-draft', TaxonomyDraft);
