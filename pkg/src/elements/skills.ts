/** `<skillkeep-skills>`: the profile as a list, and adding a skill that nothing shows yet. */
import { css, html, nothing, type TemplateResult } from 'lit';
import type { ProfileView, SkillRow } from '../types.js';
import { SkillkeepElement } from './base.js';
import { comboStyle, SkillChoice } from './combobox.js';
import type { ElementEngine } from './opening.js';
import { known, levelChart, levelPicker, levelText, standing } from './parts.js';

const orders = {
  level: (a: SkillRow, b: SkillRow) => b.level.mean - a.level.mean,
  need: (a: SkillRow, b: SkillRow) => short(b) - short(a),
  fading: (a: SkillRow, b: SkillRow) => Number(b.fading) - Number(a.fading) || b.level.mean - a.level.mean,
  recent: (a: SkillRow, b: SkillRow) => (b.last ?? 0) - (a.last ?? 0),
  name: () => 0,
};
type Order = keyof typeof orders;
const filters = ['all', 'need', 'inferred', 'confirmed', 'added', 'contested', 'fading'] as const;
type Filter = (typeof filters)[number];
const short = (row: SkillRow): number => (row.need === null ? -9 : row.need - row.level.mean);
const page = 100;

/**
 * Attributes: those of the base, `skill-href` (where a skill's page is; `{id}` stands for its id), `top` (show only so many, without tools).
 * Events: `skillkeep-skill-opened`, `skillkeep-skill-added`, `skillkeep-error`.
 */
export class SkillkeepSkills extends SkillkeepElement<ProfileView> {
  static override properties = { ...SkillkeepElement.properties, top: { type: Number }, skillHref: { attribute: 'skill-href' }, find: { state: true }, order: { state: true }, filter: { state: true }, shown: { state: true }, missing: { state: true } };
  static override styles = [...SkillkeepElement.styles, comboStyle, css`
    .skill { display: grid; grid-template-columns: minmax(8rem, 1fr) 9rem 7.5rem; gap: .25rem .75rem; align-items: center; padding-block: .7rem; border-block-start: 1px solid var(--line); } .skill:first-child { border: 0; }
    .skill .chip { justify-self: end; } .skill .name { overflow-wrap: anywhere; } .skill .name .small { display: block; }
    .tools { display: grid; grid-template-columns: repeat(auto-fit, minmax(9rem, 1fr)); gap: .75rem; } .adder { display: grid; grid-template-columns: 2fr 1fr; gap: .75rem; align-items: start; } .adder .wide { grid-column: 1 / -1; }
    @container (max-width: 34rem) { .skill { grid-template-columns: minmax(0, 1fr) 7.5rem; } .skill .chip { grid-row: 2; grid-column: 1 / -1; justify-self: start; } .adder { grid-template-columns: minmax(0, 1fr); } }
  `];
  declare top: number; declare skillHref: string;
  declare private find: string; declare private order: Order; declare private filter: Filter; declare private shown: number; declare private missing: boolean;
  readonly #choice = new SkillChoice(this, () => this.live);

  constructor() {
    super();
    this.top = 0;
    this.skillHref = this.find = '';
    this.order = 'level';
    this.filter = 'all';
    this.shown = page;
    this.missing = false;
  }

  protected query(engine: ElementEngine): Promise<ProfileView> {
    return engine.profile();
  }

  async #add(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    const form = event.target as HTMLFormElement;
    const skill = this.#choice.chosen;
    this.missing = !skill;
    if (!skill) {
      this.shadowRoot?.querySelector<HTMLElement>('#combo')?.focus();
      return;
    }
    const data = new FormData(form);
    if (await this.act((engine) => engine.add(skill.id, { level: Number(data.get('level')), note: String(data.get('note') ?? '').trim() }), 'did.add', { skill: skill.label })) {
      this.tell('skillkeep-skill-added', { skill: skill.id });
      this.#choice.clear();
      form.reset();
    }
  }

  #row(row: SkillRow): TemplateResult {
    const { m } = this;
    return html`<li class="skill" part="row"><span class="name">${this.link(this.skillHref, 'skillkeep-skill-opened', row.id, row.label)}${this.top ? nothing : html`<span class="small muted">${this.t('skills.evidence', { count: row.evidence })}${row.last === null ? nothing : ` · ${m.date(row.last, 'month')}`}${known(row) ? levelText(m, row.level) : nothing}</span>`}</span>${levelChart(m, row.label, known(row) ? row.level : null, row.standing, row.need)}${standing(m, row)}</li>`;
  }

  #adder(): TemplateResult {
    return html`<section class="card noprint" part="add">${this.head(1, this.t('add.title'))}
      <form class="adder" @submit=${this.#add}>
        ${this.#choice.render((key, args) => this.t(key, args))}
        ${levelPicker(this.m, 'level', this.t('level.pick'), 3)}
        <label class="field wide">${this.t('add.note')}<input name="note" maxlength="500" autocomplete="off"></label>
        ${this.missing && !this.#choice.chosen ? html`<p class="wrong wide" role="alert">${this.t('add.choose')}</p>` : nothing}
        <div class="wide"><button class="go" part="add-go">${this.t('add.go')}</button></div>
      </form></section>`;
  }

  #select<T extends string>(label: string, values: readonly T[], words: (value: T) => string, at: T, set: (value: T) => void): TemplateResult {
    return html`<label class="field">${label}<select @change=${(e: Event) => set((e.target as HTMLSelectElement).value as T)}>${values.map((value) => html`<option value=${value} ?selected=${value === at}>${words(value)}</option>`)}</select></label>`;
  }

  #tools(): TemplateResult {
    const back = (): number => (this.shown = page);
    return html`<div class="tools noprint" part="tools">
      <label class="field">${this.t('skills.find')}<input type="search" autocomplete="off" .value=${this.find} @input=${(e: Event) => (this.find = (e.target as HTMLInputElement).value, back())}></label>
      ${this.#select(this.t('skills.sort'), Object.keys(orders) as Order[], (o) => this.t(`skills.sort.${o}`), this.order, (o) => (this.order = o, back()))}
      ${this.#select(this.t('skills.show'), filters, (f) => this.t(f === 'all' || f === 'need' ? `skills.show.${f}` : `standing.${f}`), this.filter, (f) => (this.filter = f, back()))}
    </div>`;
  }

  #chosen(skills: SkillRow[]): SkillRow[] {
    const words = this.find.toLocaleLowerCase(this.m.locale).split(/\s+/).filter(Boolean);
    const { filter } = this;
    const kept = skills.filter((row) => (filter === 'all' || (filter === 'need' ? row.need !== null : filter === 'fading' ? row.fading : row.standing === filter)) && words.every((word) => row.label.toLocaleLowerCase(this.m.locale).includes(word)));
    const compare = new Intl.Collator(this.m.locale).compare;
    return kept.sort((a, b) => orders[this.order](a, b) || compare(a.label, b.label));
  }

  protected content(view: ProfileView): unknown {
    const lead = this.lead(this.t('skills.title'), this.t('skills.lead', { count: view.skills.length, signals: view.signals }));
    const nobody = this.empty(this.t('skills.empty.title'), this.t('skills.empty.text'));
    if (this.top) {
      const rows = this.#chosen(view.skills).slice(0, this.top);
      return rows.length ? html`${this.bare ? nothing : this.head(0, this.t('skills.title'), 'title')}<ul part="list">${rows.map((row) => this.#row(row))}</ul><p class="small muted" part="legend">${this.t('level.legend')}</p>` : nobody;
    }
    if (!view.skills.length) return html`${this.bare ? nothing : html`<div class="lead">${this.head(0, this.t('skills.title'), 'title')}</div>`}${nobody}${this.#adder()}`;
    const rows = this.#chosen(view.skills);
    const shown = rows.slice(0, this.shown);
    return html`${lead}
      <section class="card" part="profile">${this.#tools()}
        <p class="small muted" role="status">${rows.length ? this.t('skills.shown', { shown: shown.length, count: rows.length }) : this.t('skills.none')}</p>
        <ul part="list">${shown.map((row) => this.#row(row))}</ul>
        ${rows.length > shown.length ? html`<div><button type="button" part="more" @click=${() => (this.shown += page)}>${this.t('more', { count: Math.min(page, rows.length - shown.length) })}</button></div>` : nothing}
        <p class="small muted" part="legend">${this.t('level.legend')}</p>
      </section>
      ${this.#adder()}`;
  }
}
