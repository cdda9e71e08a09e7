import { html, nothing, type TemplateResult } from 'skillkeep/lit';
import { Failure } from '../api.js';
import { Screen } from '../screen.js';
import { catalogue, chance, explain, moment, say } from '../words.js';
import { marks, skillAt } from './taxonomy-parts.js';
import { domain } from './taxonomy-proposals.js';
import type { Proposal } from './taxonomy-types.js';
import { evidence, standing, would } from './taxonomy-words.js';

type Decision = 'accepted' | 'deferred' | 'rejected';
const DECISIONS: readonly Decision[] = ['accepted', 'deferred', 'rejected'];

/** One proposal: what it would do, what speaks for it, and the decision. */
class TaxonomyProposal extends Screen<Proposal> {
  private to: Decision = 'accepted';
  private wrong = '';
  private news = '';
  private busy = false;

  protected override load(): Promise<Proposal> { return this.api.get<Proposal>(this.path()); }
  private path(rest = ''): string { return `taxonomy/proposals/${encodeURIComponent(this.id_)}${rest}`; }
  protected override headline(): string { return say('console.taxonomy.proposal'); }

  protected override view(one: Proposal): TemplateResult {
    const owner = this.api.session?.role === 'owner';
    const open = one.status === 'open' || one.status === 'deferred';
    return html`<div class="lead"><p class="crumb"><a href="#/taxonomy/proposals">${say('console.taxonomy.back.proposals')}</a></p><h1 tabindex="-1">${would(one)}</h1><p class="row">${standing(one.status)}<span class="chip plain">${say(`console.taxonomy.raised.${one.raised}`)}</span><span class="chip plain">${domain(one.domain)}</span></p></div>
      ${this.news ? html`<p class="note warm" role="alert">${this.news}</p>` : nothing}
      <div class="split"><section class="card"><h2>${say('console.taxonomy.why')}</h2>${one.reason ? html`<p>${one.reason}</p>` : html`<p class="muted">${say('console.taxonomy.why.none')}</p>`}
          ${one.evidence.length ? html`<ul class="stack tight">${one.evidence.map((each) => html`<li class="num">${evidence(each)}</li>`)}</ul>` : html`<p class="small muted">${say('console.taxonomy.evidence.none')}</p>`}
          <p class="small muted">${say('console.taxonomy.since', { day: catalogue().date(one.at) })}</p>
          ${one.confidence ? html`<p class="small muted">${say('console.taxonomy.sure', { p: chance(one.confidence) })}</p>` : nothing}
          ${this.parts(one)}</section>
        ${this.side(one, owner, open)}</div>`;
  }

  private parts(one: Proposal): TemplateResult {
    const skills = [...one.subjects, ...one.into.filter((each) => !one.subjects.some((subject) => subject.id === each.id))];
    return html`${skills.length ? html`<h3>${say('console.taxonomy.concerned')}</h3><ul class="list">${skills.map((skill) => html`<li><a href=${skillAt(skill.id)}>${skill.label}</a>${marks(skill)}</li>`)}</ul>` : nothing}
      ${one.description ? html`<h3>${say('console.taxonomy.described')}</h3><p>${one.description}</p>` : nothing}
      ${one.aliases.length ? html`<h3>${say('console.taxonomy.names')}</h3><p>${catalogue().list(one.aliases)}</p>` : nothing}
      <p class="small muted">${say(`console.taxonomy.people.${one.kind}`)}</p>`;
  }

  private side(one: Proposal, owner: boolean, open: boolean): TemplateResult {
    if (!open) {
      return html`<section class="card flat"><h2>${say(`console.taxonomy.status.${one.status}`)}</h2>${one.note ? html`<blockquote>${one.note}</blockquote>` : nothing}<p class="small muted">${one.decided ? moment(one.decided) : nothing}</p>
        ${one.status === 'released' ? html`<p class="small muted">${say('console.taxonomy.released.why')}</p>` : owner ? html`<p class="wrong" role="alert">${this.wrong}</p><div class="row"><button ?disabled=${this.busy} @click=${this.undo}>${say('console.taxonomy.undo')}</button></div><p class="small muted">${say('console.taxonomy.undo.why')}</p>` : nothing}</section>`;
    }
    return html`<section class="card flat"><h2>${say('console.taxonomy.decide.title')}</h2>${one.status === 'deferred' && one.note ? html`<blockquote>${one.note}</blockquote>` : nothing}
      ${owner ? html`<p class="muted">${say('console.taxonomy.decide.lead')}</p><div class="row">${DECISIONS.map((to) => html`<button class=${to === 'accepted' ? 'go' : to === 'rejected' ? 'danger' : ''} aria-haspopup="dialog" @click=${() => this.ask(to)}>${say(`console.taxonomy.do.${to}`)}</button>`)}</div>` : html`<p class="muted">${say('console.taxonomy.decide.owner')}</p>`}
      <dialog class="narrow" aria-labelledby="decide-title"><form class="stack" @submit=${this.decide}><h2 id="decide-title">${say(`console.taxonomy.ask.${this.to}`)}</h2><p>${would(one)}</p>
        <div class="field"><label for="note">${say('console.taxonomy.note')}</label><textarea id="note" class="few" maxlength="1000" ?required=${this.to === 'rejected'} aria-describedby="note-hint"></textarea><p class="small muted" id="note-hint">${say(this.to === 'rejected' ? 'console.taxonomy.note.must' : 'console.taxonomy.note.may')}</p></div>
        <p class="wrong" role="alert">${this.wrong}</p>
        <div class="row"><button class="go" ?disabled=${this.busy}>${say(`console.taxonomy.do.${this.to}`)}</button><button type="button" class="quiet" @click=${this.shut}>${say('console.cancel')}</button></div></form></dialog></section>`;
  }

  private readonly ask = async (to: Decision): Promise<void> => {
    [this.to, this.wrong] = [to, ''];
    this.requestUpdate();
    await this.updateComplete;
    this.querySelector('dialog')?.showModal();
    this.querySelector<HTMLElement>('#note')?.focus();
  };
  private readonly shut = (): void => { this.querySelector('dialog')?.close(); };

  private readonly decide = (event: Event): Promise<void> => {
    event.preventDefault();
    const note = this.querySelector<HTMLTextAreaElement>('#note')?.value.trim() ?? '';
    return this.run(() => this.api.send<Proposal>(this.path('/decision'), { version: this.data?.version, decision: this.to, note }));
  };
  private readonly undo = (): Promise<void> => this.run(() => this.api.send<Proposal>(this.path('/undo'), { version: this.data?.version }));

  /** Does it once at a time. Where somebody else was quicker, shows what became of it. */
  private async run(what: () => Promise<Proposal>): Promise<void> {
    if (this.busy) return;
    [this.busy, this.wrong, this.news] = [true, '', ''];
    this.requestUpdate();
    try {
      this.data = await what();
      this.shut();
      this.tell(say(`console.taxonomy.told.${this.data.status}`));
    } catch (error) {
      if (error instanceof Failure && error.status === 409) {
        this.shut();
        this.news = explain(error).text;
        await this.reload();
      } else this.wrong = explain(error).text;
    }
    this.busy = false;
    this.requestUpdate();
    await this.updateComplete;
    // What had the focus is gone with the dialog.
    if (!this.wrong) this.querySelector<HTMLElement>('h1')?.focus();
  }
}
customElements.define('taxonomy-proposal', TaxonomyProposal);
