import { html, nothing, type TemplateResult } from 'skillkeep/lit';
import { Screen } from '../screen.js';
import { catalogue, number, say } from '../words.js';
import { places, skillAt } from './taxonomy-parts.js';
import { nothingHere } from './taxonomy-proposals.js';
import { sentence } from './taxonomy-words.js';
import type { Changes, ChangeView } from './taxonomy-types.js';

/** A change as a line of a list: what it did, when, and why. */
export const changed = (one: ChangeView): TemplateResult => html`<li><div class="stack tight"><p>${sentence(one, true)}</p>${one.note ? html`<p class="small muted">${one.note}</p>` : nothing}<p class="small row">${one.skills.map((skill) => html`<a href=${skillAt(skill.id)}>${skill.label}</a>`)}</p></div><span class="small muted">${catalogue().date(one.at)}${one.version ? html`<br>${say('console.taxonomy.version', { version: one.version })}` : nothing}</span></li>`;

/** What was changed, the newest first: what everybody may read. */
class TaxonomyChanges extends Screen<Changes> {
  private more: ChangeView[] = [];

  protected override load(): Promise<Changes> { this.more = []; return this.api.get<Changes>('taxonomy/changes'); }
  protected override headline(): string { return say('console.taxonomy.changes.title'); }

  protected override view({ total, rows }: Changes): TemplateResult {
    const all = [...rows, ...this.more];
    return html`<div class="lead"><h1 tabindex="-1">${say('console.taxonomy.changes.headline', { count: total })}</h1><p class="muted">${say('console.taxonomy.changes.lead')}</p></div>${places('changes')}
      ${all.length ? html`<section class="card"><ol class="list">${all.map((one) => changed(one))}</ol>${total > all.length ? html`<div class="row"><button @click=${this.onward}>${say('console.more', { count: number(Math.min(100, total - all.length)) })}</button></div>` : nothing}</section>` : nothingHere(say('console.taxonomy.changes.none'), say('console.taxonomy.changes.none.why'))}`;
  }
  private readonly onward = async (): Promise<void> => {
    try {
      const { rows } = await this.api.get<Changes>('taxonomy/changes', { from: String((this.data?.rows.length ?? 0) + this.more.length) });
      [this.more, this.failure] = [[...this.more, ...rows], null];
    } catch (error) {
      this.failure = error;
    }
    this.requestUpdate();
  };
}
customElements.define('taxonomy-changes', TaxonomyChanges);
