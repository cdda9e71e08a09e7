/** `<skillkeep-gigs>`: work inside the company that fits, with what one brings, lacks and would learn. Nothing is sent: a person writes to a person. */
import { css, html, nothing, type TemplateResult } from 'lit';
import type { GigRow } from '../types.js';
import { SkillkeepElement } from './base.js';
import { cardLink, contactOf } from './contact.js';
import type { ElementEngine } from './opening.js';
import { fitChart, ofCompany, openItem } from './parts.js';

/** Gigs before "show more": a handful can be read, twenty cards are a wall on a phone. */
const page = 6;

/** Attributes: those of the base, `skill-href`, `card-href` (where a card is made), `top`. Events: `skillkeep-skill-opened`, `skillkeep-gig-contact`, `skillkeep-error`. */
export class SkillkeepGigs extends SkillkeepElement<GigRow[]> {
  static override properties = { ...SkillkeepElement.properties, skillHref: { attribute: 'skill-href' }, cardHref: { attribute: 'card-href' }, top: { type: Number }, shown: { state: true } };
  static override styles = [...SkillkeepElement.styles, css`
    dl { display: grid; grid-template-columns: max-content minmax(0, 1fr); gap: .35rem 1rem; } dt { color: var(--muted); font-size: var(--t-0); } dd { display: flex; flex-wrap: wrap; gap: .15rem .9rem; } .fit { display: grid; grid-template-columns: 9rem auto; gap: .75rem; align-items: center; }
    @container (max-width: 30rem) { .card > .row > .push { margin-inline-start: 0; } dl { grid-template-columns: minmax(0, 1fr); gap: .1rem; } dd { margin-block-end: .4rem; } }
  `];
  declare skillHref: string; declare cardHref: string; declare top: number; declare private shown: number;

  constructor() {
    super();
    this.skillHref = this.cardHref = '';
    this.top = 0;
    this.shown = page;
  }

  protected query(engine: ElementEngine): Promise<GigRow[]> {
    return engine.gigs();
  }

  #skills(name: string, rows: { skill: string; label: string }[]): unknown {
    return html`<dt>${this.t(`gigs.${name}`)}</dt><dd>${rows.length ? rows.map((row) => this.link(this.skillHref, 'skillkeep-skill-opened', row.skill, row.label)) : html`<span class="muted">${this.t('gigs.nothing')}</span>`}</dd>`;
  }

  #contact({ item }: GigRow): unknown {
    return item.contact ? html`<div class="row">${contactOf(this.m, item, () => this.tell('skillkeep-gig-contact', { item: item.id }))}${cardLink(this.m, this.cardHref, item)}<span class="small muted">${this.t('gigs.sent')}</span></div>` : nothing;
  }

  #card(row: GigRow): TemplateResult {
    const { m } = this;
    const { item } = row;
    const [starts, ends] = [item.starts, item.ends].map((at) => (at === null ? '' : m.date(at)));
    const when = starts && ends ? this.t('gigs.when', { starts, ends }) : starts ? this.t('gigs.from', { starts }) : ends ? this.t('gigs.till', { ends }) : '';
    return html`<li><article class="card" part="card" aria-label=${item.title}>
      <div class="row"><span class="chip sky">${this.t('modality.gig')}</span><span class="small muted num">${m.minutes(item.minutes)}</span>${when ? html`<span class="push small muted num">${when}</span>` : nothing}</div>
      ${this.head(1, item.title)}${ofCompany(m, item)}${item.summary ? html`<p>${item.summary}</p>` : nothing}
      <div class="row"><div class="fit">${fitChart(m, item.title, row.fit)}</div></div>
      <dl>${this.#skills('meets', row.meets)}${this.#skills('lacks', row.lacks)}${this.#skills('learns', row.learns)}</dl>
      ${this.#contact(row)}${openItem(m, item, '')}
    </article></li>`;
  }

  protected content(view: GigRow[]): unknown {
    if (!view.length) return this.empty(this.t('gigs.empty.title'), this.t('gigs.empty.text'));
    const shown = view.slice(0, this.top || this.shown);
    return html`${this.lead(this.t('gigs.title'), this.t('gigs.lead'))}<ul class="stack" part="list">${shown.map((row) => this.#card(row))}</ul>
      ${!this.top && view.length > shown.length ? html`<div><button type="button" part="more" @click=${() => (this.shown += page)}>${this.t('more', { count: Math.min(page, view.length - shown.length) })}</button></div>` : nothing}`;
  }
}
