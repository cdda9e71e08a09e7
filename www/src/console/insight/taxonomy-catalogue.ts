import { html, nothing, type TemplateResult } from 'skillkeep/lit';
import { Screen } from '../screen.js';
import { list, number, percent, say } from '../words.js';
import { places, skillAt } from './taxonomy-parts.js';
import { nothingHere } from './taxonomy-proposals.js';
import { FINDINGS, type CatalogueHealth, type Finding, type Named } from './taxonomy-types.js';

/** Null where the console was told of no catalogue. */
interface Looked { health: CatalogueHealth | null }
/** Findings of one kind that are shown at first. */
const FEW = 10;
/** Roles that are named on one line. */
const ROLES = 4;

const skill = (one: Named): TemplateResult => html`<a href=${skillAt(one.id)}>${one.label}</a>`;

/** What the keepers of the catalogue should look at: each a question, with what it was asked of. */
class TaxonomyCatalogue extends Screen<Looked> {
  private open = new Set<string>();

  protected override load(): Promise<Looked> { return this.api.get<Looked>('taxonomy/catalogue'); }
  protected override headline(): string { return say('console.catalogue.title'); }

  protected override view({ health }: Looked): TemplateResult {
    const head = (title: string, lead: string): TemplateResult => html`${places('catalogue')}<div class="lead"><h1 tabindex="-1">${title}</h1><p class="muted">${lead}</p></div>`;
    if (!health) return html`${head(say('console.catalogue.title'), say('console.catalogue.none'))}`;
    const { items, taught, needed, findings } = health;
    return html`${head(say('console.catalogue.headline', { count: findings.length }), say('console.catalogue.lead', { items, taught, needed }))}
      ${findings.length ? FINDINGS.map((code) => this.kind(code, findings.filter((one) => one.code === code))) : nothingHere(say('console.catalogue.well'), say('console.catalogue.well.why'))}`;
  }

  private kind(code: (typeof FINDINGS)[number], all: readonly Finding[]): TemplateResult | typeof nothing {
    if (!all.length) return nothing;
    const shown = this.open.has(code) ? all : all.slice(0, FEW);
    return html`<section class="card" data-code=${code}><div class="row"><h2>${say(`console.catalogue.${code}`)}</h2><span class="chip plain">${number(all.length)}</span></div><p class="small muted">${say(`console.catalogue.${code}.why`)}</p>
      <ul class="list">${shown.map((one) => this.line(one))}</ul>
      ${all.length > shown.length ? html`<div class="row"><button @click=${() => { this.open.add(code); this.requestUpdate(); }}>${say('console.more', { count: number(all.length - shown.length) })}</button></div>` : nothing}</section>`;
  }

  private line({ code, item, skill: about, other, roles = [], value, wanted }: Finding): TemplateResult {
    const level = (of: number | undefined): string => number(of ?? 0, 1);
    const more = roles.length - ROLES;
    const named = roles.slice(0, ROLES).map((role) => role.label);
    if (more > 0) named.push(say('console.catalogue.more', { count: more }));
    return html`<li><div class="stack tight"><p>${item ? html`<strong>${item.label}</strong> <span class="small muted mono">${item.id}</span>` : nothing}${about ? html`${item ? html`: ` : nothing}${skill(about)}` : nothing}${other ? html`: ${code === 'left_out' ? html`<span class="mono">${other.id}</span>` : html`<strong>${other.label}</strong> <span class="small muted mono">${other.id}</span>`}` : nothing}</p>
      ${roles.length ? html`<p class="small muted">${say('console.catalogue.roles', { roles: list(named) })}</p>` : nothing}</div>
      ${code === 'taught_short' ? html`<span class="small muted">${say('console.catalogue.reaches', { value: level(value), wanted: level(wanted) })}</span>` : code === 'no_beginning' ? html`<span class="small muted">${say('console.catalogue.begins', { value: level(value) })}</span>` : code === 'near_duplicate' ? html`<span class="small muted">${say('console.catalogue.alike', { share: percent(value ?? 0) })}</span>` : nothing}</li>`;
  }
}
customElements.define('taxonomy-catalogue', TaxonomyCatalogue);
