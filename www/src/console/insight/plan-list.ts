/** All scenarios: what each changes, to compare, change, copy and delete. What was deleted can be brought back. */
import { html, nothing, type TemplateResult } from 'skillkeep/lit';
import { Screen } from '../screen.js';
import { explain, moment, say } from '../words.js';
import { places } from './plan-parts.js';
import type { Plans, Scenario } from './plan-types.js';

class PlanList extends Screen<Plans> {
  private gone: Scenario | null = null;
  private wrong = '';
  private busy = false;

  protected override load(): Promise<Plans> { return this.api.get<Plans>('plan/scenarios'); }
  protected override headline(): string { return say('console.plans'); }

  protected override view({ scenarios }: Plans): TemplateResult {
    return html`${places('')}<div class="lead"><h1 tabindex="-1">${scenarios.length ? say('console.plans.headline', { count: scenarios.length }) : say('console.plans.empty')}</h1><p class="muted">${say(scenarios.length ? 'console.plans.lead' : 'console.plans.empty.why')}</p>
        <p class="row"><a class="button go" href="#/plans/scenario/new">${say('console.plans.new')}</a></p></div>
      <div aria-live="polite">${this.gone ? html`<p class="note row"><span>${say('console.plans.gone', { name: this.gone.name })}</span> <button class="link" ?disabled=${this.busy} @click=${this.undo}>${say('console.plans.undo')}</button></p>` : nothing}</div>
      ${this.wrong ? html`<p class="note warm" role="alert">${this.wrong}</p>` : nothing}
      ${scenarios.map((one) => this.one(one))}`;
  }

  private one(one: Scenario): TemplateResult {
    const { plan, growth, expansion, factors, replaced, market } = one.body;
    const counts = { plan: plan.length, growth: growth.length, expansion: expansion.length, factors: factors.length, replaced: replaced.length, market: market.length };
    const what = say('console.plans.steps', counts).trim() || say('console.plans.nosteps');
    return html`<section class="card" data-scenario=${one.id}><div class="row top"><div><h2>${one.name}</h2><p>${what}</p><p class="small muted">${say('console.plans.meta', { who: one.who, at: moment(one.at) })}</p></div></div>
      <div class="row"><a class="button" href="#/plans/compare/${encodeURIComponent(one.id)}" aria-label="${say('console.plans.compare')}: ${one.name}">${say('console.plans.compare')}</a>
        <a class="button" href="#/plans/scenario/${encodeURIComponent(one.id)}" aria-label="${say('console.plans.edit')}: ${one.name}">${say('console.plans.edit')}</a>
        <button class="quiet" ?disabled=${this.busy} aria-label="${say('console.plans.copy')}: ${one.name}" @click=${() => this.act(() => this.api.send('plan/scenarios', { name: say('console.plans.copy.name', { name: one.name }).slice(0, 100), body: one.body }))}>${say('console.plans.copy')}</button>
        <button class="quiet" ?disabled=${this.busy} aria-label="${say('console.plans.delete')}: ${one.name}" @click=${() => this.act(async () => { await this.api.remove(`plan/scenarios/${encodeURIComponent(one.id)}`); this.gone = one; })}>${say('console.plans.delete')}</button></div></section>`;
  }

  private readonly undo = (): Promise<void> => this.act(async () => {
    if (!this.gone) return;
    await this.api.send('plan/scenarios', { name: this.gone.name, body: this.gone.body });
    this.gone = null;
  });

  private async act(what: () => Promise<unknown>): Promise<void> {
    if (this.busy) return;
    [this.busy, this.wrong] = [true, ''];
    this.requestUpdate();
    try {
      await what();
      await this.reload();
    } catch (error) {
      this.wrong = explain(error).text;
    }
    this.busy = false;
    this.requestUpdate();
  }
}
customElements.define('plan-list', PlanList);
