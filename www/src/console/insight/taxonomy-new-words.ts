import { html, nothing, type TemplateResult } from 'skillkeep/lit';
import { interval, ruler, shares, type Scale } from '../charts/interval.js';
import { coverage, how, MIN_COVERAGE, select } from '../parts.js';
import { Screen } from '../screen.js';
import type { Cell } from '../types.js';
import { about, between, explain, number, percent, period, say } from '../words.js';
import { nothingYet } from './period.js';
import { places, skillAt } from './taxonomy-parts.js';
import type { NewWord, NewWords, Taken } from './taxonomy-types.js';

/** Words of the published list that people’s records name and no skill explains: how many people, and what to propose. */
class TaxonomyNewWords extends Screen<NewWords> {
  private cell = '';
  private busy = false;
  private told: { good: boolean; text: string } | null = null;

  protected override load(): Promise<NewWords> { return this.api.get<NewWords>('taxonomy/terms'); }
  protected override headline(): string { return say('console.words.title'); }

  protected override view(words: NewWords): TemplateResult {
    const passing = words.rows.filter((row) => row.passes);
    const column = Math.max(0, words.cells.findIndex((one) => one.cell === this.cell));
    const cell = words.cells[column];
    return html`${places('terms')}<div class="lead"><h1 tabindex="-1">${words.rows.length ? say('console.words.headline', { count: passing.length }) : say('console.words.title')}</h1><p class="muted">${say('console.words.lead')}</p></div>
      ${this.told ? html`<p class="note ${this.told.good ? '' : 'warm'}" role=${this.told.good ? 'status' : 'alert'}>${this.told.text}</p>` : nothing}
      ${cell && words.rows.length ? this.table(words, cell, column, passing.length) : nothingYet(say('console.words.nothing'))}`;
  }

  private table(words: NewWords, cell: Cell, column: number, passing: number): TemplateResult {
    const scale = shares(Math.max(0.05, ...words.rows.map((row) => row.shares[column]?.interval.high ?? 0)));
    const few = cell.reports !== null && cell.reports / Math.max(1, cell.headcount) < MIN_COVERAGE;
    const title = say('console.words.of', { cell: cell.label, period: period(words.period ?? '') });
    return html`${words.cells.length > 1 ? html`<div class="filters row">${select('cell', say('console.cell'), words.cells.map((each) => [each.cell, each.label] as const), cell.cell, (one) => { this.cell = one; this.requestUpdate(); })}</div>` : nothing}
      <section class="card"><div class="row"><h2>${title}</h2>${cell.reports === null ? html`<span class="chip plain">${say('console.unreleased')}</span>` : coverage(cell.reports, cell.headcount)}<div class="push">${how(words.how.filter((one) => one.cell === cell.cell), words.cells, title)}</div></div>
      ${few ? html`<p class="note warm">${say('console.few')}</p>` : nothing}
      ${words.clipped && words.clipped.value > 0.005 ? html`<p class="small muted">${say('console.words.clipped', { share: percent(words.clipped.value), range: between(words.clipped.interval, percent) })}</p>` : nothing}
      <table class="whole supply"><thead><tr><th scope="col">${say('console.words.word')}</th><th scope="col">${ruler(scale, percent)}<span class="unseen">${say('console.supply.drawn')}</span></th><th scope="col" class="num">${say('console.words.people')}</th><th scope="col" class="num">${say('console.words.surely')}</th></tr></thead>
        <tbody>${words.rows.map((row) => this.row(row, column, scale))}</tbody></table>
      <p class="small muted">${say('console.words.foot', { threshold: words.threshold ?? 0 })}</p>
      ${this.api.session?.role === 'auditor' ? nothing : html`<div class="row"><button class="go" ?disabled=${this.busy || !passing} @click=${this.propose}>${say('console.words.propose', { count: passing })}</button></div>`}</section>`;
  }

  private row({ term, shares: all, surely, passes, skill }: NewWord, column: number, scale: Scale): TemplateResult {
    const share = all[column] ?? null;
    const desc = share ? say('console.words.desc', { share: percent(share.value), range: between(share.interval, percent) }) : say('console.gap.nothing.long');
    const heads = (of: number): string => about(of * (share?.people.headcount ?? 0));
    return html`<tr data-term=${term}><th scope="row">${term} ${passes ? html`<span class="chip warm">${say('console.words.passes')}</span>` : nothing}${skill ? html`<a class="chip sky" href=${skillAt(skill.id)}>${say('console.words.skill', { skill: skill.label })}</a>` : nothing}</th>
      <td class="draw">${interval({ title: term, desc, value: share?.value ?? null, interval: share?.interval ?? null, scale })}</td>
      <td class="num" data-label=${say('console.words.people')}>${share ? html`${heads(share.value)} <span class="muted">${between(share.interval, heads)}</span>` : html`<span class="muted">${say('console.gap.nothing')}</span>`}</td>
      <td class="num" data-label=${say('console.words.surely')}>${share ? number(surely) : '–'}</td></tr>`;
  }

  private readonly propose = async (): Promise<void> => {
    [this.busy, this.told] = [true, null];
    this.requestUpdate();
    try {
      const taken = await this.api.send<Taken>('taxonomy/terms', {});
      this.told = { good: true, text: taken.again ? say('console.taxonomy.again') : say('console.taxonomy.taken', { ...taken }) };
    } catch (error) {
      this.told = { good: false, text: explain(error).text };
    }
    this.busy = false;
    this.requestUpdate();
  };
}
customElements.define('taxonomy-new-words', TaxonomyNewWords);
