import { html, LitElement, nothing, type TemplateResult } from 'skillkeep/lit';
import type { Api } from '../api.js';
import { explain, moment, period, say } from '../words.js';
import type { Finding, FindingState } from './audit-types.js';

const STATES: readonly FindingState[] = ['open', 'explained', 'fixed'];

/** Findings with owner and outcome. Steps are only added: nothing is changed or taken away. */
class AuditFindings extends LitElement {
  static override readonly properties = { findings: { attribute: false }, api: { attribute: false }, period: { attribute: false }, measures: { attribute: false } };
  declare findings: Finding[];
  declare api: Api;
  declare period: string;
  declare measures: readonly (readonly [string, string])[];
  private told: { good: boolean; text: string } | null = null;

  protected override createRenderRoot(): HTMLElement { return this; }

  protected override render(): TemplateResult {
    return html`<section class="card" data-findings><h2>${say('console.audit.findings')}</h2><p class="small muted">${say('console.audit.findings.why')}</p>
      ${this.told ? html`<p class="note ${this.told.good ? '' : 'warm'}" role=${this.told.good ? 'status' : 'alert'}>${this.told.text}</p>` : nothing}
      ${this.findings.length ? html`<ol class="findings">${this.findings.map((one) => html`<li data-finding=${one.number}><b>${one.subject}</b> <span class="small muted">${period(one.period)}</span>
        <ul>${one.steps.map((step) => html`<li>${say(`console.audit.state.${step.state}`)} · ${step.owner}${step.note ? html`: ${step.note}` : nothing} <span class="small muted">${step.who}, ${moment(step.at)}</span></li>`)}</ul>
        <details><summary>${say('console.audit.step')}</summary>${this.form(one)}</details></li>`)}</ol>` : html`<p>${say('console.audit.findings.none')}</p>`}
      ${this.measures.length ? html`<details><summary>${say('console.audit.finding.new')}</summary>${this.form(null)}</details>` : nothing}</section>`;
  }

  private form(of: Finding | null): TemplateResult {
    const last = of?.steps.at(-1);
    return html`<form class="stack" @submit=${(event: SubmitEvent) => void this.keep(event, of)}>
      ${of ? nothing : html`<label>${say('console.audit.question')}<select name="measure">${this.measures.map(([id, label]) => html`<option value=${id}>${label}</option>`)}</select></label>
        <label>${say('console.audit.subject')}<input name="subject" required maxlength="200" autocomplete="off"></label>`}
      <label>${say('console.audit.owner')}<input name="owner" required maxlength="200" autocomplete="off" value=${last?.owner ?? ''}></label>
      <label>${say('console.audit.state')}<select name="state">${STATES.map((state) => html`<option value=${state} ?selected=${state === last?.state}>${say(`console.audit.state.${state}`)}</option>`)}</select></label>
      <label>${say('console.audit.note')}<textarea name="note" rows="2" maxlength="2000"></textarea></label>
      <div class="row"><button class="go">${say('console.audit.keep')}</button></div></form>`;
  }

  private async keep(event: SubmitEvent, of: Finding | null): Promise<void> {
    event.preventDefault();
    const form = event.currentTarget as HTMLFormElement;
    const text = (name: string): string => String(new FormData(form).get(name) ?? '');
    const step = { owner: text('owner'), state: text('state'), note: text('note') };
    const told = of ? { number: of.number, steps: of.steps.length, ...step } : { period: this.period, measure: text('measure'), subject: text('subject'), ...step };
    try {
      this.findings = await this.api.send<Finding[]>('audit/findings', told);
      this.told = { good: true, text: say('console.audit.kept') };
      form.reset();
    } catch (error) {
      this.told = { good: false, text: explain(error).text };
    }
    this.requestUpdate();
  }
}
customElements.define('audit-findings', AuditFindings);
