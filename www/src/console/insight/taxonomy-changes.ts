import { html, nothing, type TemplateResult } from 'skillkeep/lit';
import { Screen } from '../screen.js';
import { day, number, say } from '../words.js';
import { places, skillAt, type SkillRow } from './taxonomy-parts.js';
import { nothingHere } from './taxonomy-proposals.js';
import { did } from './taxonomy-words.js';
import type { Changes, ChangeView } from './taxonomy-types.js';

const link = (skill: SkillRow): TemplateResult => html`<a href=${skillAt(skill.id)}>${skill.label}</a>`;
/** A change as a line of a list: what it did, when, and why. */
export const changed = (one: ChangeView): TemplateResult => html`<li><div class="stack tight"><p>${did(one)}</p>${one.reason ? html`<p class="small muted">${one.reason}</p>` : nothing}<p class="small row">${[one.subject, ...one.into].map(link)}</p></div><span class="small muted">${one.day ? day(one.day) : nothing}${one.version ? html`<br>${say('console.taxonomy.version', { version: one.version })}` : nothing}</span></li>`;

/** What was changed, the newest first: what everybody may read. */
class TaxonomyChanges extends Screen<Changes> {
  private more: ChangeView[] = [];

  protected override load(): Promise<Changes> { this.more = []; return this.api.get<Changes>('taxonomy/changes'); }
  protected override headline(): string { return say('console.taxonomy.changes.title'); }

  protected override view({ total, rows }: Changes): TemplateResult {
    const all = [...rows, ...this.more];
    return html`${places('changes')}<div class="lead"><h1 tabindex="-1">${say('console.taxonomy.changes.headline', { count: total })}</h1><p class="muted">${say('console.taxonomy.changes.lead')}</p></div>
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
