/** `<skillkeep-role role-id>`: what a role needs beside what one has, the ladder to it, and a plan. */
import { css, html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { lie } from '../charts/index.js';
import type { LadderRung, RoleDetail, RoleNeed } from '../types.js';
import { SkillkeepElement } from './base.js';
import { ElementError, type ElementEngine } from './opening.js';
import { fitChart, itemFacts, levelChart, levelText, metWord } from './parts.js';

/** Needs that are shown at first: a role of O*NET can name hundreds of tools. */
const FEW = 12;

/** Attributes: those of the base, `role-id`, `skill-href`, `role-href` (`{id}` stands for the id). Events: `skillkeep-goal-changed`, `skillkeep-skill-opened`, `skillkeep-role-opened`, `skillkeep-error`. */
export class SkillkeepRole extends SkillkeepElement<RoleDetail> {
  static override properties = { ...SkillkeepElement.properties, roleId: { attribute: 'role-id' }, skillHref: { attribute: 'skill-href' }, roleHref: { attribute: 'role-href' }, whole: { state: true }, hours: { state: true } };
  static override styles = [...SkillkeepElement.styles, css`
    .split { display: grid; gap: 1.5rem; grid-template-columns: minmax(0, 1.7fr) minmax(15rem, 1fr); align-items: start; } .fit { display: grid; grid-template-columns: 10rem auto; justify-content: start; gap: .75rem; align-items: center; }
    .req { display: grid; grid-template-columns: minmax(8rem, 1fr) 9rem 8.5rem; gap: .25rem .75rem; align-items: center; padding-block: .7rem; border-block-start: 1px solid var(--line); } .req:first-child { border: 0; } .req .chip { justify-self: end; } .req .name { display: grid; min-width: 0; }
    .rung { display: grid; gap: .25rem; padding-block: .75rem; padding-inline-start: 1.25rem; border-inline-start: 3px solid var(--line); position: relative; } .rung.on { border-color: var(--accent-line); } .rung::before { content: ""; position: absolute; inset-inline-start: calc(-.375rem - 1.5px); inset-block-start: 1.15rem; width: .75rem; height: .75rem; border-radius: 50%; background: var(--card); border: 2px solid var(--line); } .rung.on::before { background: var(--accent); border-color: var(--accent); }
    .plan { counter-reset: plan; } .plan li { display: grid; gap: .25rem; padding-block: .75rem; border-block-start: 1px solid var(--line); } .plan li:first-child { border: 0; } .plan .t::before { counter-increment: plan; content: counter(plan) ". "; color: var(--muted); } label.pace { display: flex; align-items: center; gap: .5rem; }
    @container (max-width: 52rem) { .split { grid-template-columns: minmax(0, 1fr); } }
    @container (max-width: 34rem) { [part="plan"] .fit { grid-template-columns: minmax(0, 1fr); gap: .35rem; justify-content: stretch; } [part="plan"] .fit svg { max-width: 12rem; } label.pace.push { margin-inline-start: 0; } .req { grid-template-columns: minmax(0, 1fr) 7.5rem; } .req .chip { grid-row: 2; grid-column: 1 / -1; justify-self: start; } }
  `];
  declare roleId: string; declare skillHref: string; declare roleHref: string; declare private whole: boolean; declare private hours: number;

  constructor() {
    super();
    this.roleId = this.skillHref = this.roleHref = '';
    this.whole = false;
    this.hours = 2;
  }

  protected query(engine: ElementEngine): Promise<RoleDetail> {
    return this.roleId ? engine.role(this.roleId) : Promise.reject(new ElementError('element.nothing_chosen'));
  }

  override connectedCallback(): void { super.connectedCallback(); addEventListener('beforeprint', this.#unfold); }
  override disconnectedCallback(): void { super.disconnectedCallback(); removeEventListener('beforeprint', this.#unfold); }
  /** On paper nothing can be unfolded. */
  readonly #unfold = (): void => { this.whole = true; };
  /** The rest, and the focus on the first of it. */
  async #all(): Promise<void> {
    this.whole = true;
    await this.updateComplete;
    this.shadowRoot?.querySelectorAll('[part=need]')[FEW]?.querySelector<HTMLElement>('.name > *')?.focus();
  }

  override updated(changed: PropertyValues): void {
    super.updated(changed);
    if (changed.has('roleId') && changed.get('roleId') !== undefined) {
      this.view = undefined;
      this.whole = false;
      void this.ask();
    }
  }

  #goal(view: RoleDetail): void {
    const role = view.goal ? null : view.id;
    this.tell('skillkeep-goal-changed', { role: role ?? '' });
    void this.act((engine) => engine.setGoal(role), role ? 'did.goal' : 'did.noGoal', { role: view.label });
  }

  #need(need: RoleNeed): TemplateResult {
    const { m } = this;
    const met = metWord(need.pMet);
    const word = need.level ? this.t(`role.met.${met}`) : this.t('role.unknown');
    const look = !need.level ? 'plain' : met >= 3 ? '' : met === 2 ? 'plain' : 'warm';
    return html`<li class="req" part="need"><span class="name">${this.link(this.skillHref, 'skillkeep-skill-opened', need.skill, need.label)}
      <span class="small muted">${this.t(need.essential ? 'role.essential' : 'role.useful')} · ${this.t('skill.needed', { need: m.level(need.need) })}${levelText(m, need.level)}</span></span>
      ${levelChart(m, need.label, need.level, need.standing, need.need)}<span class="chip ${look}" part="met">${word}</span></li>`;
  }

  #rung(rung: LadderRung, here: RoleDetail): TemplateResult {
    const { m } = this;
    const skills = rung.gaps.slice(0, 5).map((gap) => gap.label);
    return html`<li class="rung ${rung.here ? 'on' : ''}" part="rung"><span class="row">${rung.role === here.id ? html`<b>${rung.label}</b>` : this.link(this.roleHref, 'skillkeep-role-opened', rung.role, rung.label)}
        ${rung.here ? html`<span class="chip">${this.t('role.here')}</span>` : nothing}${rung.goal ? html`<span class="chip sky">${this.t('role.thisGoal')}</span>` : nothing}</span>
      <span class="small muted num">${this.t('role.grade', { grade: rung.grade })} · ${m.percent(rung.fit)}</span>
      <span class="small">${skills.length ? this.t('role.rungGaps', { skills: m.list(skills) }) : this.t('role.rungNone')}</span>
      ${rung.steps.length ? html`<details class="small"><summary>${this.t('role.rungSteps', { count: rung.steps.length })}</summary><ul>${rung.steps.map((step) => html`<li>${step.title} <span class="muted">${this.t(`modality.${step.modality}`)}, ${m.minutes(step.minutes)}</span></li>`)}</ul></details>` : nothing}</li>`;
  }

  /** The plan with when each step is done at the person's own pace, and how likely all of it leads there. */
  #plan(view: RoleDetail): TemplateResult {
    const { m } = this;
    const { plan, arrive } = view;
    if (!plan.length) return html`<section class="card flat" part="plan">${this.head(1, this.t('role.plan'))}<p class="muted">${this.t('role.planEmpty')}</p></section>`;
    let minutes = 0;
    const rows = plan.map((step) => ({ step, week: Math.ceil((minutes += step.item.minutes) / (60 * this.hours)) }));
    const words = { low: m.percent(arrive.low), high: m.percent(arrive.high) };
    return html`<section class="card flat" part="plan">${this.head(1, this.t('role.plan'))}
      <div class="row"><span part="plan-time">${this.t('role.planTime', { count: plan.length, time: m.minutes(minutes), weeks: rows.at(-1)?.week ?? 0 })}</span>
        <label class="field pace noprint push">${this.t('role.pace')}<select part="pace" @change=${(e: Event) => (this.hours = Number((e.target as HTMLSelectElement).value))}>${[1, 2, 4, 8].map((hours) => html`<option value=${hours} ?selected=${hours === this.hours}>${m.minutes(60 * hours)}</option>`)}</select></label></div>
      <div class="fit">${lie(this.t('role.arriveAria', words), { ...arrive, mark: 'open' })}<span part="arrive">${this.t('role.arrive', words)}</span></div>
      <p class="small muted">${this.t('role.arriveNote')}</p>
      <ol class="plan">${rows.map(({ step, week }) => html`<li part="plan-step"><span class="t">${step.item.title}</span><span class="row">${itemFacts(m, step.item)}<span class="small muted">${this.t(step.applies ? 'role.planUse' : 'role.planFor', { skill: step.label })}</span><span class="push small muted num">${this.t('role.planWeek', { week })}</span></span></li>`)}</ol></section>`;
  }

  protected content(view: RoleDetail): unknown {
    const { m } = this;
    const words = { mean: m.percent(view.fit.mean), low: m.percent(view.fit.low), high: m.percent(view.fit.high) };
    const needs = view.needs.toSorted((a, b) => Number(b.essential) - Number(a.essential) || b.gap - a.gap);
    return html`${this.lead(view.label, html`${this.t('role.lead', words)} ${view.gaps ? `${this.t('roles.gapsTime', { gaps: view.gaps, time: m.minutes(view.minutes) })}.` : nothing}`)}
      <div class="row"><div class="fit">${fitChart(m, view.label, view.fit)}</div><button type="button" class="push ${view.goal ? '' : 'go'}" part="set-goal" aria-pressed=${view.goal} @click=${() => this.#goal(view)}>${this.t(view.goal ? 'role.clear' : 'role.set')}</button></div>
      ${view.description ? html`<p class="muted">${view.description}</p>` : nothing}
      <div class="split"><div class="stack"><section class="card" part="needs">${this.head(1, this.t('role.needs'))}<ul>${needs.slice(0, this.whole ? needs.length : FEW).map((need) => this.#need(need))}</ul>${this.whole || needs.length <= FEW ? nothing : html`<div class="row"><button type="button" part="all-needs" @click=${() => this.#all()}>${this.t('role.needsAll', { count: needs.length })}</button></div>`}<p class="small muted">${this.t('level.legend')}</p></section>
        ${this.#plan(view)}</div>
        ${view.ladder.length ? html`<section class="card flat" part="ladder">${this.head(1, this.t('role.ladder'))}<ol>${view.ladder.map((rung) => this.#rung(rung, view))}</ol></section>` : nothing}
      </div>`;
  }
}
