import { html, nothing, type TemplateResult } from 'skillkeep/lit';
import { choice } from '../parts.js';
import { Screen } from '../screen.js';
import { number, say } from '../words.js';
import { KINDS, marks, notices, places, skillAt, type Found, type SkillKind, type SkillRow } from './taxonomy-parts.js';
import type { TaxonomyOverview } from './taxonomy-types.js';

interface Data { found: Found; overview: TaxonomyOverview }
/** Milliseconds after the last key before the server is asked. */
const PAUSE = 120;
/** What was looked for last, so that the way back from a skill leads to it. */
const kept: { text: string; kind: SkillKind | '' } = { text: '', kind: '' };

/** Finding a skill: results as one types, page after page. */
class TaxonomySearch extends Screen<Data> {
  private more: SkillRow[] = [];
  private clock = 0;

  protected override async load(): Promise<Data> {
    const [overview, found] = await Promise.all([this.data?.overview ?? this.api.get<TaxonomyOverview>('taxonomy'), this.page(0)]);
    this.more = [];
    return { overview, found };
  }
  override disconnectedCallback(): void { super.disconnectedCallback(); clearTimeout(this.clock); }
  protected override headline(): string { return say('console.taxonomy.title'); }
  private page(from: number): Promise<Found> { return this.api.get<Found>('taxonomy/skills', { text: kept.text, kind: kept.kind, from: from ? String(from) : '' }); }

  protected override view({ found, overview }: Data): TemplateResult {
    const rows = [...found.rows, ...this.more];
    const left = found.total - rows.length;
    return html`${places('', overview.waiting)}<div class="lead"><h1 tabindex="-1">${overview.skills ? say('console.taxonomy.headline', { skills: overview.skills, waiting: overview.waiting }) : say('console.taxonomy.title')}</h1><p class="muted">${say('console.taxonomy.lead', { sources: overview.sources.length, roles: overview.roles })}</p></div>
      <section class="card"><div class="row find-row" role="search"><div class="field find"><label for="skill">${say('console.find')}</label><input id="skill" type="search" autocomplete="off" spellcheck="false" maxlength="150" .value=${kept.text} @input=${this.typed} @keydown=${this.down}></div>
        ${choice(say('console.taxonomy.kind'), [['', say('console.taxonomy.kind.all')] as const, ...KINDS.map((kind) => [kind, say(`console.taxonomy.kind.${kind}`)] as const)], kept.kind, (kind) => { kept.kind = kind; void this.reload(); })}
        <p class="small muted push" aria-live="polite">${say('console.supply.count', { count: found.total })}</p></div>
        ${rows.length ? html`<ul class="list results" @keydown=${this.walk}>${rows.map((row) => html`<li><a href=${skillAt(row.id)}>${row.label}</a>${marks(row)}</li>`)}</ul>` : html`<div class="stack tight"><p class="muted">${kept.text ? say('console.find.none', { text: kept.text }) : say('console.taxonomy.empty')}</p>${kept.text ? html`<p class="small muted">${say('console.taxonomy.missing')}</p>` : nothing}</div>`}
        ${left > 0 ? html`<div class="row"><button @click=${this.onward}>${say('console.more', { count: number(Math.min(100, left)) })}</button></div>` : nothing}
        ${notices(found.notices)}</section>`;
  }

  private readonly typed = (event: Event): void => {
    kept.text = (event.target as HTMLInputElement).value;
    clearTimeout(this.clock);
    this.clock = window.setTimeout(() => void this.reload(), PAUSE);
  };
  private readonly onward = async (): Promise<void> => {
    const { data } = this;
    if (!data) return;
    const from = data.found.rows.length + this.more.length;
    try {
      const { rows } = await this.page(from);
      if (this.data !== data) return;
      this.more = [...this.more, ...rows];
      this.failure = null;
    } catch (error) {
      this.failure = error;
    }
    this.requestUpdate();
    await this.updateComplete;
    this.querySelectorAll<HTMLElement>('.results a')[from]?.focus();
  };
  /** The arrow down leads from the field into the list, the arrows walk it, and up from its head leads back. */
  private readonly down = (event: KeyboardEvent): void => {
    if (event.key !== 'ArrowDown') return;
    event.preventDefault();
    this.querySelector<HTMLElement>('.results a')?.focus();
  };
  private readonly walk = (event: KeyboardEvent): void => {
    const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!by) return;
    event.preventDefault();
    const links = [...this.querySelectorAll<HTMLElement>('.results a')];
    const next = links.indexOf(document.activeElement as HTMLElement) + by;
    (next < 0 ? this.querySelector<HTMLElement>('#skill') : links[next])?.focus();
  };
}
customElements.define('taxonomy-search', TaxonomySearch);
