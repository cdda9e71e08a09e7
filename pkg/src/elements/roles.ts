/** `<skillkeep-roles>`: every role, and how much of it one meets already. */
import { css, html, nothing, type TemplateResult } from 'lit';
import type { RoleRow } from '../types.js';
import { SkillkeepElement } from './base.js';
import type { ElementEngine } from './opening.js';
import { fitChart } from './parts.js';

const page = 100;

/** Attributes: those of the base, `role-href` (`{id}` stands for the id), `top` (show only so many). Events: `skillkeep-role-opened`, `skillkeep-error`. */
export class SkillkeepRoles extends SkillkeepElement<RoleRow[]> {
  static override properties = { ...SkillkeepElement.properties, roleHref: { attribute: 'role-href' }, top: { type: Number }, find: { state: true }, shown: { state: true } };
  static override styles = [...SkillkeepElement.styles, css`
    .role { display: grid; grid-template-columns: minmax(9rem, 1fr) 9rem minmax(9rem, auto); gap: .25rem .75rem; align-items: center; padding-block: .8rem; border-block-start: 1px solid var(--line); } .role:first-child { border: 0; } .bridge { display: grid; gap: .15rem; padding-block: .5rem; } .role > div { display: grid; gap: .15rem; min-width: 0; }
    @container (max-width: 36rem) { .role { grid-template-columns: minmax(0, 1fr) 7.5rem; } .role > div { grid-column: 1 / -1; } }
  `];
  declare roleHref: string; declare top: number; declare private find: string; declare private shown: number;

  constructor() {
    super();
    this.roleHref = this.find = '';
    this.top = 0;
    this.shown = page;
  }

  protected query(engine: ElementEngine): Promise<RoleRow[]> {
    return engine.roles();
  }

  #row(row: RoleRow): TemplateResult {
    const { m } = this;
    const gap = row.gaps ? this.t('roles.gapsTime', { gaps: row.gaps, time: m.minutes(row.minutes) }) : this.t('roles.gaps', { gaps: 0 });
    return html`<li class="role" part="row"><div><span class="row">${this.link(this.roleHref, 'skillkeep-role-opened', row.id, row.label)}${row.goal ? html`<span class="chip" part="goal">${this.t('roles.goal')}</span>` : nothing}</span>
      <span class="small muted">${[row.family, row.grade ? this.t('role.grade', { grade: row.grade }) : '', gap].filter(Boolean).join(' · ')}</span></div>${fitChart(m, row.label, row.fit)}</li>`;
  }

  /** Roles that are some weeks away: what is missing is little, and can be learned here. */
  #bridges(view: RoleRow[]): unknown {
    const rows = view.filter((row) => row.bridge).sort((a, b) => a.minutes - b.minutes || a.label.localeCompare(b.label, this.m.locale)).slice(0, 3);
    return this.top || !rows.length ? nothing : html`<section class="card flat" part="bridges">${this.head(1, this.t('roles.bridges'))}<p class="small muted">${this.t('roles.bridgesText')}</p>
      <ul>${rows.map((row) => html`<li class="bridge" part="bridge">${this.link(this.roleHref, 'skillkeep-role-opened', row.id, row.label)}<span class="small muted">${this.t('roles.bridgeGap', { skills: this.m.list((row.bridge ?? []).map((gap) => gap.label)), time: this.m.minutes(row.minutes) })}</span></li>`)}</ul></section>`;
  }

  protected content(view: RoleRow[]): unknown {
    if (!view.length) return this.empty(this.t('roles.title'), this.t('roles.empty'));
    const words = this.find.toLocaleLowerCase(this.m.locale).split(/\s+/).filter(Boolean);
    const rows = view.filter((row) => words.every((word) => `${row.label} ${row.family}`.toLocaleLowerCase(this.m.locale).includes(word)))
      .sort((a, b) => Number(b.goal) - Number(a.goal) || b.fit.mean - a.fit.mean || a.label.localeCompare(b.label, this.m.locale));
    const shown = rows.slice(0, this.top || this.shown);
    return html`${this.lead(this.t('roles.title'), this.t('roles.lead'))}${this.#bridges(view)}
      <section class="card" part="list-card">
        ${this.top ? nothing : html`<label class="field noprint">${this.t('roles.find')}<input type="search" autocomplete="off" .value=${this.find} @input=${(e: Event) => (this.find = (e.target as HTMLInputElement).value)}></label>`}
        ${rows.length ? html`<ul part="list">${shown.map((row) => this.#row(row))}</ul>` : html`<p class="muted" role="status">${this.t('roles.none')}</p>`}
        ${!this.top && rows.length > shown.length ? html`<div><button type="button" part="more" @click=${() => (this.shown += page)}>${this.t('more', { count: Math.min(page, rows.length - shown.length) })}</button></div>` : nothing}
      </section>`;
  }
}
