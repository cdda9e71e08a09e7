/** From which roles people come nearest to a role: what is missing, who holds it there, and the way. */
import { html, nothing, type TemplateResult } from 'skillkeep/lit';
import { interval, shares } from '../charts/interval.js';
import { behind, coverage, how, select } from '../parts.js';
import { Screen } from '../screen.js';
import type { InsightOverview } from '../types.js';
import { about, between, catalogue, list, number, percent, period, say } from '../words.js';
import { nothingYet, problem } from './period.js';
import { places } from './plan-parts.js';
import type { Bridge, Bridges, HeldBeside, Lacking, Plans } from './plan-types.js';

interface Data { overview: InsightOverview; plans: Plans; bridges: Bridges | null }
/** Roles shown at once. */
const PAGE = 6;
const ALL = shares(1);
const people = (count: number | null): string => count === null ? say('console.bridges.few') : say('console.bridges.people', { count });

class PlanBridges extends Screen<Data> {
  private chosen = '';
  private shown = PAGE;

  protected override async load(): Promise<Data> {
    const [overview, plans] = await Promise.all([this.api.get<InsightOverview>('overview'), this.api.get<Plans>('plan/scenarios')]);
    const wanted = this.chosen || decodeURIComponent(this.id_);
    // A role that an old address names and the pack no longer has.
    const role = plans.roles.find((each) => each.id === wanted) ?? plans.roles[0];
    this.chosen = role?.id ?? '';
    return { overview, plans, bridges: role ? await this.api.get<Bridges>('plan/bridges', { role: role.id }) : null };
  }
  protected override headline(): string { return say('console.bridges.title'); }

  protected override view({ overview, plans, bridges }: Data): TemplateResult {
    const first = bridges?.rows[0];
    const title = !bridges ? say('console.bridges.title') : first ? say('console.bridges.headline', { role: bridges.label, nearest: first.label }) : say('console.bridges.none', { role: bridges.label });
    return html`${places('bridges')}<div class="lead"><h1 tabindex="-1">${title}</h1>
        ${bridges && first ? html`<p class="answer">${say('console.bridges.why', { near: percent(first.near), role: bridges.label })} ${this.time(first, bridges.catalogue)}</p>` : nothing}
        <p class="muted">${say('console.bridges.lead')}</p><p class="muted">${say('console.plans.directional')}</p></div>${problem(overview)}
      ${bridges ? html`<div class="filters row">${select('role', say('console.bridges.role'), plans.roles.map((each) => [each.id, each.label] as const), this.chosen, (one) => { [this.chosen, this.shown] = [one, PAGE]; history.replaceState(null, '', `#/plans/bridges/${encodeURIComponent(one)}`); void this.reload(); })}</div>
        <section class="card flat"><h2>${say('console.bridges.asks', { role: bridges.label })}</h2><p class="small">${people(bridges.people)}</p><ul class="chips">${bridges.needs.map((need) => html`<li class="chip plain">${say('console.bridges.need', { skill: need.label, level: catalogue().level(need.level) })}</li>`)}</ul>${this.success(bridges)}</section>
        ${bridges.catalogue ? nothing : html`<p class="note">${say('console.bridges.catalogue')}</p>`}
        ${bridges.rows.slice(0, this.shown).map((row) => this.row(row, bridges))}
        ${bridges.rows.length > this.shown ? html`<div class="row"><button @click=${() => { this.shown += 12; this.requestUpdate(); }}>${say('console.more', { count: Math.min(12, bridges.rows.length - this.shown) })}</button></div>` : nothing}
        ${bridges.left ? html`<p class="small muted">${say('console.bridges.left', { count: bridges.left, empty: bridges.empty })}</p>` : nothing}
        <section class="card flat"><h2>${say('console.bridges.read')}</h2><ul class="small">${(['roles', 'way', 'is', 'shares'] as const).map((each) => html`<li>${say(`console.bridges.read.${each}`)}</li>`)}</ul></section>` : nothingYet(say('console.bridges.nothing'))}`;
  }

  /** Of those who work toward the role, who is there: as released, in every cell that is asked. */
  private success({ success, label }: Bridges): TemplateResult {
    if (!success.rows.length) return html`<p class="small muted">${say(success.asked ? 'console.bridges.success.waits' : 'console.bridges.success.unasked')}</p>`;
    return html`<div class="row"><h3>${say('console.bridges.success')}</h3><div class="push">${how(success.how, success.rows, `${label}, ${say('console.bridges.success')}`)}</div></div>
      <ul class="small">${success.rows.map((row) => html`<li>${row.cell === 'all' ? say('console.over.company') : row.label}, ${period(row.period)}: ${row.share ? html`<b>${percent(row.share.value)}</b> ${say('console.bridges.success.of', { range: between(row.share.interval, percent), toward: about(Math.max(0, row.toward.value)) })}` : say('console.gap.nothing.long')} ${coverage(row.reports, row.headcount)}</li>`)}</ul>`;
  }

  private time(row: Bridge, known: boolean): string {
    if (!row.missing.length) return say('console.bridges.whole');
    return row.minutes !== null ? say('console.bridges.minutes', { minutes: catalogue().minutes(row.minutes) }) : known ? say('console.bridges.open') : '';
  }

  private row(row: Bridge, { label, catalogue: known, held }: Bridges): TemplateResult {
    const near = say('console.bridges.near', { near: percent(row.near), role: label });
    const beside = row.missing.flatMap((one) => held.rows.find((each) => each.skill === one.skill && each.cell === one.cell) ?? []);
    const cells = new Set(beside.map((each) => each.cell));
    const columns = ['level', 'held', 'way'] as const;
    return html`<section class="card bridge" data-role=${row.role}><div class="row"><h2>${row.label}</h2>${row.bridge ? html`<span class="chip">${say('console.bridges.is')}</span>` : nothing}<span class="chip plain">${people(row.people)}</span><div class="push">${how(held.how.filter((each) => cells.has(each.cell)), beside, row.label)}</div></div>
      <div class="row near">${interval({ title: row.label, desc: near, value: row.near, interval: null, scale: ALL })}<span><b>${near}</b> ${this.time(row, known)}</span></div>
      ${row.functions.length ? html`<p class="small muted">${say('console.bridges.functions', { functions: list(row.functions) })}</p>` : nothing}
      ${row.missing.length ? html`<table class="whole"><caption class="unseen">${say('console.bridges.caption', { origin: row.label, role: label })}</caption><thead><tr><th scope="col">${say('console.bridges.missing')}</th>${columns.map((each) => html`<th scope="col">${say(`console.bridges.${each}`)}</th>`)}</tr></thead>
        <tbody>${row.missing.map((one) => this.lacking(one, beside.find((each) => each.skill === one.skill), known))}</tbody></table>
        ${row.more ? html`<p class="small muted">${say('console.bridges.further', { count: row.more })}</p>` : nothing}` : nothing}
      ${beside.length ? behind(html`<ul class="small">${[...cells].map((cell) => beside.find((each) => each.cell === cell)).map((each) => each ? html`<li>${say('console.bridges.from', { cell: each.cell === 'all' ? say('console.over.company') : each.label, period: period(each.period) })} ${coverage(each.reports, each.headcount)}</li>` : nothing)}</ul>`, say('console.gaps.covers')) : nothing}</section>`;
  }

  private lacking(one: Lacking, held: HeldBeside | undefined, known: boolean): TemplateResult {
    const share = held?.share;
    const name = one.cell ? html`<a href="#/forecast/${encodeURIComponent(`${one.skill} ${one.cell}`)}">${one.label}</a>` : one.label;
    return html`<tr><th scope="row">${name}${one.close ? html`<div class="small muted">${say('console.bridges.close', { skill: one.close })}</div>` : nothing}</th>
      <td data-label=${say('console.bridges.level')}>${say('console.bridges.from.to', { from: number(one.has, 1), to: number(one.needs, 1) })}</td>
      <td class=${share ? '' : 'hatched'} data-label=${say('console.bridges.held')}>${share && held ? html`${percent(share.value)} <span class="muted">(${between(share.interval, percent)})</span> <span class="small muted">${held.cell === 'all' ? say('console.over.company') : held.label}</span>` : say(one.cell ? 'console.gap.nothing' : 'console.bridges.unasked')}</td>
      <td data-label=${say('console.bridges.way')}>${one.way ? html`<ol class="small way">${one.way.map((title) => html`<li>${title}</li>`)}</ol>` : html`<span class="muted">${say(known ? 'console.bridges.noway' : 'console.bridges.unknown')}</span>`}</td></tr>`;
  }
}
customElements.define('plan-bridges', PlanBridges);
