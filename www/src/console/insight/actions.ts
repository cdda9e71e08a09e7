/** Actions: from a shortfall to something that every browser gets, with every step, by whom and why. Nothing here goes on by itself. */
import { html, nothing, type TemplateResult } from 'skillkeep/lit';
import { how } from '../parts.js';
import { Screen } from '../screen.js';
import type { InsightOverview, Interval } from '../types.js';
import { between, catalogue, chance, day, explain, moment, notEnough, number, percent, period, say } from '../words.js';
import './action-propose.js';
import type { Act, Action, Actions, Change, Choice, State } from './action-types.js';

const TONE: Record<State, string> = { proposed: 'warm', approved: 'sky', published: '', declined: 'bad', ended: 'plain', withdrawn: 'plain' };
/** Acts that take something away are not the ones one presses first. */
const QUIET: readonly Act[] = ['decline', 'withdraw', 'end'];

interface Data { all: Actions; one: Action | null; change: Change | null; draft: { skill: string; cell: string; people: number; label: string; choices: Choice[] | null } | null }

class InsightActions extends Screen<Data> {
  private wrong = '';

  /** `#/actions`, `#/actions/3`, `#/actions/new SKILL CELL PEOPLE`. */
  protected override async load(): Promise<Data> {
    const all = await this.api.get<Actions>('actions');
    const [word, skill, cell, people] = this.id_.split(' ');
    const none = { all, one: null, change: null, draft: null };
    if (word === 'new' && skill && cell) {
      const [choices, { skills }] = await Promise.all([all.catalogue ? this.api.get<Choice[]>('actions/items', { skill }) : null, this.api.get<InsightOverview>('overview')]);
      return { ...none, draft: { skill, cell, people: Number(people) || 1, label: skills.find(({ id }) => id === skill)?.label ?? skill, choices } };
    }
    const one = all.actions.find((each) => String(each.number) === word) ?? null;
    const measured = one !== null && one.steps.some(({ act }) => act === 'publish') && this.api.session?.role === 'planner';
    return { ...none, one, change: measured ? await this.api.get<Change>('actions/change', { number: String(one.number) }).catch(() => null) : null };
  }
  protected override headline(): string { return say('console.action.title'); }

  protected override view({ all, one, change, draft }: Data): TemplateResult {
    if (draft) {
      return html`<div class="lead"><h1 tabindex="-1">${say('console.action.new', { skill: draft.label })}</h1><p class="muted">${say('console.action.new.lead')}</p></div>
        <section class="card"><action-propose .api=${this.api} .skill=${draft.skill} .label=${draft.label} .cell=${draft.cell} .people=${draft.people} .choices=${draft.choices} @proposed=${(event: CustomEvent<number>) => { this.tell(say('console.action.kept')); location.hash = `#/actions/${event.detail}`; }}></action-propose></section>`;
    }
    if (one) return this.page(one, change, all.key);
    const waiting = all.actions.filter((each) => each.state === 'proposed').length;
    const running = all.actions.filter((each) => each.state === 'published').length;
    return html`<div class="lead"><h1 tabindex="-1">${all.actions.length ? say('console.action.headline', { waiting, running }) : say('console.action.title')}</h1><p class="muted">${say('console.action.lead')}</p></div>
      ${all.key ? nothing : html`<p class="note">${say('console.action.no_key')}</p>`}
      ${all.actions.length ? html`<section class="card"><h2>${say('console.action.list')}</h2><ul class="list">${all.actions.map((each) => html`<li data-action=${each.number}><span><a href="#/actions/${each.number}">${each.proposal.plan.title}</a><br><span class="small muted">${say('console.action.for', { skill: each.proposal.shortfall.label, cell: this.place(each) })} · ${say(`console.action.kind.${each.proposal.plan.kind}`)}</span></span>${this.chip(each.state)}</li>`)}</ul></section>`
        : html`<section class="card flat empty"><h2>${say('console.action.none')}</h2><p class="muted">${say('console.action.none.todo')}</p><p><a class="button" href="#/shortfalls">${say('console.short.title')}</a></p></section>`}`;
  }

  private place({ proposal: { shortfall } }: Action): string { return shortfall.cell === 'all' ? say('console.over.company') : shortfall.cellLabel; }
  private chip(state: State): TemplateResult { return html`<span class="chip ${TONE[state]}" data-state=${state}>${say(`console.action.state.${state}`)}</span>`; }

  private page(one: Action, change: Change | null, key: boolean): TemplateResult {
    const { shortfall, plan, titles } = one.proposal;
    const whole = (each: Interval): string => between({ low: each.low === null ? null : Math.max(0, Math.round(each.low)), high: each.high === null ? null : Math.max(0, Math.round(each.high)) });
    return html`<div class="lead"><p class="small"><a href="#/actions">${say('console.action.list')}</a></p><h1 tabindex="-1">${plan.title}</h1><p class="row">${this.chip(one.state)}<span class="muted">${say('console.action.for', { skill: shortfall.label, cell: this.place(one) })}</span></p></div>
      <section class="card"><h2>${say('console.action.what')}</h2>${plan.summary ? html`<p>${plan.summary}</p>` : nothing}
        <dl class="facts"><dt>${say('console.action.kind')}</dt><dd>${say(`console.action.kind.${plan.kind}`)}${plan.kind === 'coaches' ? html`, ${number(plan.count)}` : nothing}</dd>
          <dt>${say('console.action.takes')}</dt><dd>${catalogue().minutes(plan.minutes)}</dd><dt>${say('console.action.levels')}</dt><dd>${say('console.action.fromto', { from: catalogue().level(plan.from), to: catalogue().level(plan.to) })}</dd>
          ${plan.starts ? html`<dt>${say('console.action.starts')}</dt><dd>${day(plan.starts)}</dd>` : nothing}${plan.ends ? html`<dt>${say('console.action.ends')}</dt><dd>${day(plan.ends)}</dd>` : nothing}${plan.contact ? html`<dt>${say('console.action.write')}</dt><dd>${plan.contact}</dd>` : nothing}</dl>
        ${titles.length ? html`<h3>${say('console.action.items')}</h3><ul>${titles.map((title) => html`<li>${title}</li>`)}</ul>` : nothing}</section>
      <section class="card"><h2>${say('console.action.because')}</h2><p>${say('console.action.seen', { skill: shortfall.label, cell: this.place(one), people: number(shortfall.people), chance: chance(shortfall.probability), ahead: shortfall.ahead })}</p>
        <p class="small muted">${say('console.action.seen.range', { range: whole(shortfall.interval), demand: number(shortfall.demand) })}</p></section>
      <section class="card" data-trail><h2>${say('console.action.trail')}</h2><ol class="trail">${one.steps.map((step) => html`<li data-act=${step.act}><b>${say(`console.action.did.${step.act}`)}</b> <span class="small muted">${step.who}, ${moment(step.at)}</span>${step.note ? html`<br>${step.note}` : nothing}</li>`)}</ol>
        ${this.wrong ? html`<p class="note warm" role="alert">${this.wrong}</p>` : nothing}${this.next(one, key)}</section>
      ${change ? this.since(change, shortfall.label, one) : nothing}`;
  }

  private next(one: Action, key: boolean): TemplateResult {
    if (!one.may.length) return html`${nothing}`;
    const wait = one.own && one.state === 'proposed' ? say('console.action.wait') : one.state === 'approved' ? say(key ? 'console.action.publish.why' : 'console.action.no_key') : '';
    return html`<form class="stack" @submit=${(event: SubmitEvent) => void this.take(event, one)}>${wait ? html`<p class="small muted">${wait}</p>` : nothing}
      <label>${say('console.action.note')}<textarea name="note" rows="2" maxlength="2000"></textarea></label>
      <div class="row">${one.may.map((act) => html`<button name="act" value=${act} class=${QUIET.includes(act) ? '' : 'go'} ?disabled=${act === 'publish' && !key}>${say(`console.action.act.${act}`)}</button>`)}</div></form>`;
  }

  private async take(event: SubmitEvent, one: Action): Promise<void> {
    event.preventDefault();
    const act = (event.submitter as HTMLButtonElement | null)?.value as Act;
    const note = String(new FormData(event.currentTarget as HTMLFormElement).get('note') ?? '');
    this.wrong = '';
    try {
      await this.api.send<Actions>('actions/act', { number: one.number, steps: one.steps.length, act, note });
      this.tell(say(`console.action.told.${act}`));
    } catch (error) {
      this.wrong = explain(error).text;
    }
    await this.reload();
  }

  /** What is known since then, and what that is not. */
  private since({ before, now, change, notEnough: lacking, how: made }: Change, skill: string, one: Action): TemplateResult {
    const points = (value: number): string => `${value > 0 ? '+' : ''}${number(100 * value, 1)}`;
    const row = (label: string, reading: Change['now']): TemplateResult => html`<tr><th scope="row">${label}</th><td data-label=${say('console.period')}>${reading ? period(reading.period) : '–'}</td><td class="num" data-label=${say('console.action.share')}>${reading ? html`${percent(reading.share.value)} <span class="small muted">${between(reading.share.interval, percent)}</span>` : html`<span class="muted">${say('console.gap.nothing')}</span>`}</td></tr>`;
    return html`<section class="card" data-since><div class="row"><h2>${say('console.action.since')}</h2><div class="push">${how(made, [{ cell: one.proposal.shortfall.cell, label: this.place(one) }], say('console.action.since'))}</div></div>
      <p class="answer">${change ? say('console.action.changed', { skill, points: points(change.value), range: between(change.interval, points) }) : lacking ? say('console.action.early') : say('console.gap.nothing')}</p>
      ${lacking && lacking.lack !== 'releases' ? html`<p class="small muted">${notEnough(lacking)}</p>` : nothing}
      <table class="whole"><thead><tr><th scope="col"><span class="unseen">${say('console.action.when')}</span></th><th scope="col">${say('console.period')}</th><th scope="col" class="num">${say('console.action.share')}</th></tr></thead><tbody>${row(say('console.action.before'), before)}${row(say('console.action.now'), now)}</tbody></table>
      <p class="note">${say('console.action.no_proof')} <a href="#/experiments">${say('console.impact')}</a></p></section>`;
  }
}
customElements.define('insight-actions', InsightActions);
