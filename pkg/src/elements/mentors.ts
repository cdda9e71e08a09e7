/** `<skillkeep-mentors>`: colleagues who offered to help with what one wants to learn. Nothing is sent: a person writes to a person. */
import { css, html, type TemplateResult } from 'lit';
import type { MentorRow } from '../types.js';
import { SkillkeepElement } from './base.js';
import type { CareerEngine } from './career-engine.js';
import { cardLink, contactOf } from './contact.js';

/** Attributes: those of the base, `skill-href`, `card-href` (where a card is made, `{id}` stands for the item's id). Events: `skillkeep-skill-opened`, `skillkeep-gig-contact`, `skillkeep-error`. */
export class SkillkeepMentors extends SkillkeepElement<MentorRow[]> {
  static override properties = { ...SkillkeepElement.properties, skillHref: { attribute: 'skill-href' }, cardHref: { attribute: 'card-href' } };
  static override styles = [...SkillkeepElement.styles, css`
    dl { display: grid; grid-template-columns: max-content minmax(0, 1fr); gap: .35rem 1rem; } dt { color: var(--muted); font-size: var(--t-0); } dd { display: flex; flex-wrap: wrap; gap: .15rem .9rem; }
    @container (max-width: 30rem) { dl { grid-template-columns: minmax(0, 1fr); gap: .1rem; } }
  `];
  declare skillHref: string; declare cardHref: string;

  constructor() {
    super();
    this.skillHref = this.cardHref = '';
  }

  protected query(engine: CareerEngine): Promise<MentorRow[]> {
    return engine.mentors();
  }

  #card({ item, helps }: MentorRow): TemplateResult {
    return html`<li><article class="card" part="card" aria-label=${item.title}>
      <div class="row"><span class="chip sky">${this.t('modality.mentor')}</span><span class="small muted num">${this.t('mentors.meeting', { time: this.m.minutes(item.minutes) })}</span></div>
      ${this.head(1, item.title)}<p>${item.summary}</p>
      <dl><dt>${this.t('mentors.helps')}</dt><dd>${helps.map((row) => this.link(this.skillHref, 'skillkeep-skill-opened', row.skill, row.label))}</dd></dl>
      <div class="row">${contactOf(this.m, item, () => this.tell('skillkeep-gig-contact', { item: item.id }))}${cardLink(this.m, this.cardHref, item)}<span class="small muted">${this.t('gigs.sent')}</span></div>
    </article></li>`;
  }

  protected content(view: MentorRow[]): unknown {
    return view.length ? html`${this.lead(this.t('mentors.title'), this.t('mentors.lead'))}<ul class="stack" part="list">${view.map((row) => this.#card(row))}</ul>`
      : this.empty(this.t('mentors.empty.title'), this.t('mentors.empty.text'));
  }
}
