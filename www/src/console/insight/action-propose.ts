/** The form that makes a proposal of a shortfall. What it rests on is looked up by the server again; here stands only what is planned. */
import { html, LitElement, nothing, type TemplateResult } from 'skillkeep/lit';
import type { Api } from '../api.js';
import { choice } from '../parts.js';
import { catalogue, explain, say } from '../words.js';
import type { Actions, Choice, Kind } from './action-types.js';

const KINDS: readonly Kind[] = ['sprint', 'coaches', 'gig'];
const LEVELS = [0, 1, 2, 3, 4, 5];

export class ActionPropose extends LitElement {
  static override properties = { api: { attribute: false }, skill: {}, label: {}, cell: {}, people: { type: Number }, choices: { attribute: false } };
  declare api: Api;
  declare skill: string;
  declare label: string;
  declare cell: string;
  declare people: number;
  /** Null: this server knows no catalogue. */
  declare choices: Choice[] | null;
  private kind: Kind | null = null;
  private wrong = '';
  private busy = false;
  protected override createRenderRoot(): HTMLElement { return this; }

  protected override render(): TemplateResult {
    const kind = this.kind ?? (this.choices?.length ? 'sprint' : 'coaches');
    // The choice stands before the form: its buttons must not send it.
    return html`<div class="stack">${choice(say('console.action.kind'), KINDS.map((each) => [each, say(`console.action.kind.${each}`)] as const), kind, (one) => { this.kind = one; this.requestUpdate(); })}
      <form class="stack" @submit=${(event: SubmitEvent) => void this.keep(event, kind)} data-propose>
      <p class="small muted">${say(`console.action.kind.${kind}.why`)}</p>
      ${kind === 'sprint' ? this.items() : nothing}
      <label>${say('console.action.name')}<input name="title" required maxlength="120" autocomplete="off" .value=${say(`console.action.title.${kind}`, { skill: this.label })}></label>
      <label>${say('console.action.summary')}<textarea name="summary" rows="2" maxlength="600"></textarea></label>
      ${kind === 'coaches' ? html`<label>${say('console.action.count')}<input name="count" type="number" inputmode="numeric" min="1" max="500" required value="3"></label>` : nothing}
      ${kind === 'sprint' ? nothing : html`<label>${say(`console.action.time.${kind}`)}<input name="time" type="number" inputmode="numeric" min="1" max=${kind === 'gig' ? 2000 : 480} required value=${kind === 'gig' ? 20 : 45}></label>
        <div class="row">${this.level('from', say('console.action.from'), 0)}${this.level('to', say('console.action.to'), 2)}</div>`}
      <div class="row">${kind === 'gig' ? html`<label>${say('console.action.starts')}<input name="starts" type="date"></label>` : nothing}
        <label>${say('console.action.ends')}<input name="ends" type="date" ?required=${kind === 'gig'}></label></div>
      ${kind === 'sprint' ? nothing : html`<label>${say('console.action.contact')}<input name="contact" maxlength="120" autocomplete="off" ?required=${kind === 'gig'}></label>`}
      <label>${say('console.action.note')}<textarea name="note" rows="2" maxlength="2000"></textarea></label>
      ${this.wrong ? html`<p class="note warm" role="alert">${this.wrong}</p>` : nothing}
      <div class="row"><button class="go" ?disabled=${this.busy || (kind === 'sprint' && !this.choices?.length)}>${say('console.action.propose')}</button><a class="quiet" href="#/actions">${say('console.cancel')}</a></div>
      <p class="small muted">${say('console.action.second')}</p></form></div>`;
  }

  private items(): TemplateResult {
    if (!this.choices?.length) return html`<p class="note">${say(this.choices ? 'console.action.items.none' : 'console.action.items.unknown', { skill: this.label })}</p>`;
    return html`<fieldset class="picks"><legend>${say('console.action.items')}</legend>
      ${this.choices.map((each, at) => html`<label class="pick"><input type="checkbox" name="items" value=${each.id} ?checked=${at < 3}><span>${each.title} <span class="small muted num">${say('console.action.item', { minutes: catalogue().minutes(each.minutes), from: catalogue().level(each.from), to: catalogue().level(each.to) })}</span></span></label>`)}</fieldset>`;
  }

  private level(name: string, label: string, chosen: number): TemplateResult {
    return html`<label>${label}<select name=${name}>${LEVELS.map((level) => html`<option value=${level} ?selected=${level === chosen}>${level}</option>`)}</select></label>`;
  }

  private async keep(event: SubmitEvent, kind: Kind): Promise<void> {
    event.preventDefault();
    const form = new FormData(event.currentTarget as HTMLFormElement);
    const text = (name: string): string => String(form.get(name) ?? '').trim();
    const time = Number(text('time') || 0);
    const plan = {
      kind, title: text('title'), summary: text('summary'), items: form.getAll('items').map(String), count: Number(text('count') || 0), minutes: kind === 'gig' ? time * 60 : time,
      from: Number(text('from') || 0), to: Number(text('to') || 0), starts: text('starts'), ends: text('ends'), contact: text('contact'),
    };
    this.busy = true;
    this.requestUpdate();
    try {
      const { actions } = await this.api.send<Actions>('actions', { skill: this.skill, cell: this.cell, people: this.people, note: text('note'), plan });
      this.dispatchEvent(new CustomEvent('proposed', { bubbles: true, detail: actions[0]?.number }));
    } catch (error) {
      this.wrong = explain(error).text;
    }
    this.busy = false;
    this.requestUpdate();
  }
}
customElements.define('action-propose', ActionPropose);
