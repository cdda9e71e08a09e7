import { html, nothing, type TemplateResult } from 'skillkeep/lit';
import { Screen } from '../screen.js';
import { catalogue, number, say } from '../words.js';
import { changed } from './taxonomy-changes.js';
import { marks, skillAt, type Node, type Relation, type SkillRow } from './taxonomy-parts.js';
import { line } from './taxonomy-proposals.js';
import type { SkillView } from './taxonomy-types.js';

const RELATIONS: readonly Relation[] = ['broader', 'narrower', 'requires', 'required_by', 'related'];
/** Of a group this many stand open; the others are behind a button. */
const FEW = 12;

const link = (skill: SkillRow): TemplateResult => html`<a href=${skillAt(skill.id)}>${skill.label}</a>${skill.retired ? html` <span class="muted">(${say('console.taxonomy.retired')})</span>` : nothing}`;
/** "German" in the page's language. */
const language = (tag: string): string => { try { return new Intl.DisplayNames(catalogue().locale, { type: 'language' }).of(tag) ?? tag; } catch { return tag; } };
/** Only what a browser may follow becomes a link. */
const address = (uri: string): TemplateResult => /^https?:\/\//.test(uri) ? html`<a href=${uri} rel="noreferrer noopener" target="_blank">${uri}</a>` : html`<code>${uri}</code>`;

/** One skill, with everything that is known of it and where it is from. */
class TaxonomyNode extends Screen<SkillView> {
  private readonly open = new Set<string>();

  protected override load(): Promise<SkillView> { return this.api.get<SkillView>('taxonomy/skill', { id: this.id_ }); }
  protected override headline(): string { return say('console.skill'); }

  protected override view({ skill, proposals, changes }: SkillView): TemplateResult {
    return html`<div class="lead"><p class="crumb"><a href="#/taxonomy">${say('console.taxonomy.back')}</a></p><h1 tabindex="-1">${skill.label}</h1>${marks(skill)}${skill.description ? html`<p class="muted">${skill.description}</p>` : nothing}
        ${skill.former.length ? html`<p class="small muted">${say('console.taxonomy.former', { names: catalogue().list(skill.former) })}</p>` : nothing}</div>
      ${skill.retired ? html`<p class="note warm">${skill.successor ? html`${say('console.taxonomy.succeeded')} ${link(skill.successor)}.` : say('console.taxonomy.tombstone')}</p>` : nothing}
      <div class="split"><div class="stack">
        ${proposals.length ? html`<section class="card warm"><h2>${say('console.taxonomy.about', { count: proposals.length })}</h2><ul class="list">${proposals.map((one) => line(one))}</ul></section>` : nothing}
        <section class="card"><h2>${say('console.taxonomy.relations')}</h2>${skill.relations.length ? html`<dl class="terms">${RELATIONS.map((relation) => this.group(relation, skill.relations.filter((one) => one.relation === relation)))}</dl>` : html`<p class="muted">${say('console.taxonomy.relations.none')}</p>`}
          ${skill.replaces.length ? html`<p class="small">${say('console.taxonomy.replaces')} ${skill.replaces.map((one, i) => html`${i ? ', ' : ''}${link(one)}`)}</p>` : nothing}</section>
        ${this.roles(skill)}
        <section class="card"><h2>${say('console.taxonomy.history')}</h2>${changes.length ? html`<ol class="list">${changes.map((one) => changed(one))}</ol>` : html`<p class="muted">${say('console.taxonomy.history.none')}</p>`}</section>
      </div><div class="stack">
        <section class="card flat"><h2>${say('console.taxonomy.names')}</h2>${skill.aliases.length ? html`<p>${catalogue().list(skill.aliases)}</p>` : html`<p class="muted">${say('console.taxonomy.names.none')}</p>`}
          ${skill.names.length ? html`<dl class="terms">${skill.names.map((one) => html`<dt>${language(one.language)}</dt><dd lang=${one.language}>${catalogue().list([one.label, ...one.aliases])}</dd>`)}</dl>` : nothing}</section>
        <section class="card flat"><h2>${say('console.taxonomy.sources', { count: skill.sources.length })}</h2><ul class="list">${skill.sources.map((one) => html`<li><div class="stack tight"><p><b>${one.source}</b> ${one.version}</p>${one.uri ? html`<p class="small">${address(one.uri)}</p>` : nothing}${one.notice ? html`<p class="small muted">${one.notice}</p>` : nothing}</div></li>`)}</ul>
          <p class="small muted">${say('console.taxonomy.id')} <code>${skill.id}</code></p></section>
        ${this.api.session?.role === 'owner' ? html`<div class="row"><a class="button go" href="#/taxonomy/proposals">${say('console.taxonomy.propose.here')}</a></div>` : nothing}
      </div></div>`;
  }

  private group(relation: Relation, all: readonly SkillRow[]): TemplateResult {
    if (!all.length) return html`${nothing}`;
    const shown = this.open.has(relation) ? all : all.slice(0, FEW);
    return html`<dt>${say(`console.taxonomy.relation.${relation}`)}</dt><dd><ul class="inline">${shown.map((one) => html`<li>${link(one)}</li>`)}${all.length > shown.length ? html`<li>${this.rest(relation, all.length - shown.length)}</li>` : nothing}</ul></dd>`;
  }
  private rest(group: string, count: number): TemplateResult { return html`<button class="link" @click=${() => { this.open.add(group); this.requestUpdate(); }}>${say('console.more', { count: number(count) })}</button>`; }

  private roles({ roles }: Node): TemplateResult {
    const shown = this.open.has('roles') ? roles : roles.slice(0, FEW);
    return html`<section class="card"><h2>${say('console.taxonomy.roles', { count: roles.length })}</h2>${roles.length ? html`<ul class="list">${shown.map((role) => html`<li><span>${role.label}</span><span class="small muted">${role.essential ? say('console.taxonomy.essential') : say('console.taxonomy.good')}</span><span class="chip plain num">${say('console.taxonomy.level', { level: number(role.level, 1) })}</span></li>`)}</ul>${roles.length > shown.length ? html`<div class="row">${this.rest('roles', roles.length - shown.length)}</div>` : nothing}` : html`<p class="muted">${say('console.taxonomy.roles.none')}</p>`}</section>`;
  }
}
customElements.define('taxonomy-node', TaxonomyNode);
