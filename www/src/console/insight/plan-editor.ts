/** A scenario as a planner writes it: a headcount plan as a file, and a line for everything else that may come. */
import { html, nothing, type TemplateResult } from 'skillkeep/lit';
import { behind } from '../parts.js';
import { Screen } from '../screen.js';
import type { Named } from '../types.js';
import { explain, number, period, say } from '../words.js';
import { assumed, places } from './plan-parts.js';
import { nothing as empty, type Body, type Heads, type Plans } from './plan-types.js';

interface Data { plans: Plans; id: string | null; version: number }
/** Lines of the headcount plan that are shown. */
const SHOWN = 100;
/** The kinds of lines a person writes. */
const KINDS = ['growth', 'expansion', 'factors', 'replaced', 'market'] as const;
type Kind = typeof KINDS[number];
type Line = Record<string, string | number | null>;

class PlanEditor extends Screen<Data> {
  private name = '';
  private body: Body = empty();
  private filled = false;
  private busy = false;
  private told: { good: boolean; text: string } | null = null;

  protected override async load(): Promise<Data> {
    const plans = await this.api.get<Plans>('plan/scenarios');
    const found = plans.scenarios.find((each) => each.id === this.id_);
    // What somebody is writing is not written over by a newer look.
    if (!this.filled && found) [this.name, this.body] = [found.name, structuredClone(found.body)];
    const version = this.filled && this.data ? this.data.version : found?.version ?? 0;
    this.filled = true;
    return { plans, id: found?.id ?? null, version };
  }
  protected override headline(): string { return say('console.plan.title.new'); }

  protected override view({ plans, id }: Data): TemplateResult {
    const kept = plans.scenarios.find((each) => each.id === id);
    return html`${places('')}<div class="lead"><h1 tabindex="-1">${kept ? say('console.plan.title.edit', { name: kept.name }) : say('console.plan.title.new')}</h1><p class="muted">${say('console.plans.lead')}</p></div>
      <form class="stack" @submit=${this.save}>
        <section class="card"><div class="field narrow"><label for="plan-name">${say('console.plan.name')}</label><input id="plan-name" required maxlength="100" autocomplete="off" .value=${this.name} @input=${(event: Event) => { this.name = (event.target as HTMLInputElement).value; }}></div></section>
        ${this.headcount(plans)}${KINDS.map((kind) => this.lines(kind, plans))}
        <div class="stack tight"><p role="alert" class="wrong">${this.told && !this.told.good ? this.told.text : nothing}</p><div class="row"><button class="go" ?disabled=${this.busy}>${say('console.plan.save')}</button><a class="button quiet" href="#/plans">${say('console.plan.cancel')}</a></div></div>
      </form>
      ${assumed(say('console.compare.assumed'), [say('console.compare.assumed.demand'), say('console.compare.assumed.supply')])}`;
  }

  private headcount(plans: Plans): TemplateResult {
    const { plan } = this.body;
    const label = (list: Named[], id: string): string => list.find((each) => each.id === id)?.label ?? id;
    const row = (each: Heads): TemplateResult => html`<tr><th scope="row">${label(plans.roles, each.role)}</th><td>${label(plans.functions, each.function)}</td><td>${label(plans.regions, each.region)}</td><td>${period(each.period)}</td><td class="num">${number(each.headcount)}</td></tr>`;
    return html`<section class="card" data-kind="plan"><h2>${say('console.plan.headcount')}</h2><p class="small muted" id="headcount-why">${say('console.plan.headcount.why')}</p>
      <div class="field"><label for="headcount">${say('console.plan.headcount.file')}</label><input id="headcount" type="file" accept=".csv,text/csv" aria-describedby="headcount-why" ?disabled=${this.busy} @change=${this.bring}></div>
      <p class="row"><a href="/insight/console/plan/headcount" download="headcount.csv">${say('console.plan.headcount.template')}</a>${plan.length ? html`<button type="button" class="quiet" @click=${() => { this.body.plan = []; this.told = null; this.requestUpdate(); }}>${say('console.plan.headcount.clear')}</button>` : nothing}</p>
      <div aria-live="polite">${this.told?.good ? html`<p class="note">${this.told.text}</p>` : nothing}</div>
      ${plan.length ? behind(html`${plan.length > SHOWN ? html`<p class="small muted">${say('console.plan.headcount.first', { count: SHOWN, all: plan.length })}</p>` : nothing}<table><thead><tr><th scope="col">${say('console.plan.role')}</th><th scope="col">${say('console.plan.function')}</th><th scope="col">${say('console.plan.region')}</th><th scope="col">${say('console.period')}</th><th scope="col" class="num">${say('console.plan.people.now')}</th></tr></thead><tbody>${plan.slice(0, SHOWN).map(row)}</tbody></table>`, say('console.plan.headcount.rows', { count: plan.length })) : nothing}</section>`;
  }

  /** One kind of line, with its fields and a way to add and remove. */
  private lines(kind: Kind, plans: Plans): TemplateResult {
    const what = say(`console.plan.${kind}`);
    const all = this.body[kind] as unknown as Line[];
    const none = kind === 'market' && !plans.series.length;
    return html`<section class="card" data-kind=${kind}><h2>${what}</h2><p class="small muted">${say(`console.plan.${kind}.why`)}</p>
      ${all.map((line, i) => html`<div class="fields lines" role="group" aria-label="${what} ${number(i + 1)}">${this.fields(kind, line, i, plans)}<div class="field end"><button type="button" class="quiet" aria-label=${say('console.plan.remove.of', { number: i + 1, what })} @click=${() => { all.splice(i, 1); this.requestUpdate(); }}>${say('console.plan.remove')}</button></div></div>`)}
      ${none ? html`<p class="small muted">${say('console.plan.market.none')}</p>` : html`<div class="row"><button type="button" aria-label=${say('console.plan.add.to', { what })} @click=${() => this.add(kind, plans)}>${say('console.plan.add')}</button></div>`}</section>`;
  }

  private fields(kind: Kind, line: Line, i: number, plans: Plans): TemplateResult {
    const pick = (key: string, label: string, options: readonly (readonly [string, string])[]): TemplateResult => html`<div class="field"><label for="${kind}-${key}-${i}">${label}</label><select id="${kind}-${key}-${i}" @change=${(event: Event) => { const { value } = event.target as HTMLSelectElement; line[key] = value === '' ? null : value; this.requestUpdate(); }}>${options.map(([value, name]) => html`<option value=${value} .selected=${value === (line[key] ?? '')}>${name}</option>`)}</select></div>`;
    const count = (key: string, label: string, least: number, most: number, step: string): TemplateResult => html`<div class="field"><label for="${kind}-${key}-${i}">${label}</label><input id="${kind}-${key}-${i}" type="number" inputmode="decimal" required min=${least} max=${most} step=${step} .value=${String(line[key] ?? '')} @input=${(event: Event) => { line[key] = (event.target as HTMLInputElement).valueAsNumber; }}></div>`;
    const named = (list: Named[]): (readonly [string, string])[] => list.map((each) => [each.id, each.label] as const);
    const skills = named(plans.skills);
    const from = pick('from', say('console.plan.from'), this.quarters(line['from'], plans));
    switch (kind) {
      case 'growth': return html`${pick('role', say('console.plan.role'), [['', say('console.plan.role.every')], ...named(plans.roles)])}${count('percent', say('console.plan.percent.year'), -90, 500, 'any')}`;
      case 'expansion': return html`${pick('role', say('console.plan.role'), named(plans.roles))}${pick('function', say('console.plan.function'), named(plans.functions))}${pick('region', say('console.plan.region'), named(plans.regions))}${count('people', say('console.plan.people'), 0, 1_000_000, '1')}${from}`;
      case 'factors': return html`${pick('skill', say('console.plan.skill'), skills)}${count('factor', say('console.plan.factor'), 0, 100, 'any')}${from}`;
      case 'replaced': return html`${pick('skill', say('console.plan.skill'), skills)}${pick('by', say('console.plan.by'), skills)}${count('percent', say('console.plan.percent.of'), 0, 100, 'any')}${from}`;
      case 'market': return html`${pick('skill', say('console.plan.skill'), skills)}${pick('series', say('console.plan.series'), plans.series.map((name) => [name, name] as const))}`;
    }
  }
  /** The quarters ahead; one that has passed since stays where it was written. */
  private quarters(chosen: string | number | null | undefined, plans: Plans): (readonly [string, string])[] {
    const all = typeof chosen === 'string' && !plans.periods.includes(chosen) ? [chosen, ...plans.periods] : plans.periods;
    return all.map((id) => [id, period(id)] as const);
  }

  private add(kind: Kind, plans: Plans): void {
    const [skill = '', by = ''] = plans.skills.map(({ id }) => id);
    const [role, at, region, from] = [plans.roles[0]?.id ?? '', plans.functions[0]?.id ?? '', plans.regions[0]?.id ?? '', plans.periods[0] ?? ''];
    const lines: { [K in Kind]: Body[K][number] } = { growth: { role: null, percent: 5 }, expansion: { role, function: at, region, people: 10, from }, factors: { skill, factor: 1.5, from }, replaced: { skill, by, percent: 50, from }, market: { skill, series: plans.series[0] ?? '' } };
    (this.body[kind] as unknown[]).push(lines[kind]);
    this.requestUpdate();
    const last = this.body[kind].length - 1;
    void this.updateComplete.then(() => this.querySelector<HTMLElement>(`[data-kind=${kind}] .lines:nth-of-type(${last + 1}) select`)?.focus());
  }

  private readonly bring = async (event: Event): Promise<void> => {
    const input = event.target as HTMLInputElement;
    const file = input.files?.[0];
    if (!file || this.busy) return;
    this.busy = true;
    this.requestUpdate();
    try {
      this.body.plan = (await this.api.send<{ rows: Heads[] }>('plan/headcount', file, 'text/csv')).rows;
      this.told = { good: true, text: say('console.plan.headcount.taken', { count: this.body.plan.length }) };
    } catch (error) {
      this.told = { good: false, text: explain(error).text };
    }
    input.value = '';
    this.busy = false;
    this.requestUpdate();
  };

  private readonly save = async (event: Event): Promise<void> => {
    event.preventDefault();
    if (this.busy || !this.data) return;
    [this.busy, this.told] = [true, null];
    this.requestUpdate();
    try {
      const { id, version } = this.data;
      const kept = await this.api.send<{ id: string; name: string }>('plan/scenarios', { ...(id ? { id, version } : {}), name: this.name, body: this.body });
      this.tell(say('console.plan.kept', { name: kept.name }));
      location.hash = `#/plans/compare/${encodeURIComponent(kept.id)}`;
    } catch (error) {
      this.told = { good: false, text: explain(error).text };
    }
    this.busy = false;
    this.requestUpdate();
  };
}
customElements.define('plan-editor', PlanEditor);
