import { html, nothing, type TemplateResult } from 'skillkeep/lit';
import { download, select } from '../parts.js';
import { Screen } from '../screen.js';
import { catalogue, explain, number, say } from '../words.js';
import './taxonomy-draft.js';
import { places, proposalAt } from './taxonomy-parts.js';
import { CHANGES, ORIGINS, STATUSES, type MarketTaken, type Proposal, type Proposals, type Taken, type TaxonomyOverview } from './taxonomy-types.js';
import { evidence, standing, would } from './taxonomy-words.js';

interface Data { proposals: Proposals; overview: TaxonomyOverview }
type Narrowing = 'status' | 'kind' | 'domain' | 'raised';
/** What was chosen last, so that the way back from a proposal leads to it. */
const kept: Record<Narrowing, string> = { status: '', kind: '', domain: '', raised: '' };

/** Nothing in a list, and what fills it. */
export const nothingHere = (title: string, why: string): TemplateResult => html`<section class="card flat empty"><h2>${title}</h2><p class="muted">${why}</p></section>`;

export const domain = (name: string): string => name || say('console.taxonomy.domain.none');

/** A proposal as a line of a list. */
export const line = (one: Proposal): TemplateResult => html`<li data-proposal=${one.id}><div class="stack tight"><a href=${proposalAt(one.id)}>${would(one)}</a><p class="small muted">${[say(`console.taxonomy.raised.${one.raised}`), domain(one.domain), ...one.evidence.map(evidence)].join(' · ')}</p></div>${standing(one.status)}<span class="small muted">${catalogue().date(one.decided ?? one.at)}</span></li>`;

/** What is proposed: to be narrowed down, decided, brought in and handed on. */
class TaxonomyProposals extends Screen<Data> {
  private more: Proposal[] = [];
  private told: { good: boolean; text: string } | null = null;
  private busy = false;

  protected override async load(): Promise<Data> {
    const [overview, proposals] = await Promise.all([this.api.get<TaxonomyOverview>('taxonomy'), this.page(0)]);
    this.more = [];
    return { overview, proposals };
  }
  protected override headline(): string { return say('console.taxonomy.proposals.title'); }
  private page(from: number): Promise<Proposals> { return this.api.get<Proposals>('taxonomy/proposals', { ...kept, from: from ? String(from) : '' }); }

  protected override view({ proposals, overview }: Data): TemplateResult {
    const rows = [...proposals.rows, ...this.more];
    const owner = this.api.session?.role === 'owner';
    const narrowed = Object.values(kept).some(Boolean);
    return html`${places('proposals', overview.waiting)}<div class="lead"><h1 tabindex="-1">${say('console.taxonomy.proposals.headline', { count: overview.waiting })}</h1><p class="muted">${say(owner ? 'console.taxonomy.proposals.lead.owner' : 'console.taxonomy.proposals.lead')}</p></div>
      ${rows.length || narrowed ? html`<div class="filters row">${this.filter('status', STATUSES, proposals, (id) => say(`console.taxonomy.status.${id}`))}${this.filter('kind', CHANGES, proposals, (id) => say(`console.taxonomy.change.${id}`))}${this.filter('domain', Object.keys(proposals.counts.domain), proposals, domain)}${this.filter('raised', ORIGINS, proposals, (id) => say(`console.taxonomy.raised.${id}`))}</div>
        <section class="card"><div class="row"><h2>${say('console.taxonomy.proposals.found', { count: proposals.total })}</h2><a class="push small" href="/insight/console/taxonomy/review.ics" download="skill-review.ics">${say('console.taxonomy.calendar')}</a></div>
          ${rows.length ? html`<ul class="list proposals">${rows.map((one) => line(one))}</ul>` : html`<p class="muted">${say('console.taxonomy.proposals.filtered')}</p>`}
          ${proposals.total > rows.length ? html`<div class="row"><button @click=${this.onward}>${say('console.more', { count: number(Math.min(100, proposals.total - rows.length)) })}</button></div>` : nothing}</section>` : nothingHere(say('console.taxonomy.proposals.none'), say('console.taxonomy.proposals.none.why'))}
      ${this.told ? html`<p class="note ${this.told.good ? '' : 'warm'}" role=${this.told.good ? 'status' : 'alert'}>${this.told.text}</p>` : nothing}
      <div class="halves">${owner ? html`<taxonomy-draft .api=${this.api} @raised=${this.reload}></taxonomy-draft>` : nothing}
        ${this.api.session?.role === 'auditor' ? nothing : this.exchange(overview)}</div>`;
  }

  private filter<T extends string>(name: Narrowing, values: readonly T[], { counts }: Proposals, word: (value: T) => string): TemplateResult {
    const there = values.filter((value) => counts[name][value] || kept[name] === value);
    return select(name, say(`console.taxonomy.by.${name}`), [['', say('console.taxonomy.any')] as const, ...there.map((value) => [value, say('console.taxonomy.counted', { what: word(value), count: number(counts[name][value] ?? 0) })] as const)], kept[name], (one) => { kept[name] = one; void this.reload(); });
  }

  /** What comes in and goes out as files. */
  private exchange(overview: TaxonomyOverview): TemplateResult {
    return html`<section class="card flat exchange"><h2>${say('console.taxonomy.files')}</h2>
      <div class="field"><label for="bring">${say('console.taxonomy.bring')}</label><input id="bring" type="file" accept=".json,application/json" aria-describedby="bring-why" ?disabled=${this.busy} @change=${(event: Event) => this.bring(event, 'taxonomy/import', 'application/json')}><p class="small muted" id="bring-why">${say('console.taxonomy.bring.why')}</p></div>
      <div class="field"><label for="market">${say('console.taxonomy.market')}</label><input id="market" type="file" accept=".csv,.txt,.tsv,text/csv,text/plain" aria-describedby="market-why" ?disabled=${this.busy} @change=${(event: Event) => this.bring(event, 'taxonomy/market', 'text/csv')}><p class="small muted" id="market-why">${say('console.taxonomy.market.why')}</p></div>
      <div class="row"><button ?disabled=${!overview.accepted} @click=${this.hand}>${say('console.taxonomy.hand', { count: overview.accepted })}</button></div><p class="small muted">${say('console.taxonomy.hand.why')}</p></section>`;
  }

  private async bring(event: Event, path: string, type: string): Promise<void> {
    const input = event.target as HTMLInputElement;
    const file = input.files?.[0];
    if (!file || this.busy) return;
    [this.busy, this.told] = [true, null];
    this.requestUpdate();
    try {
      const taken = await this.api.send<Taken | MarketTaken>(path, file, type);
      const rows = 'rows' in taken ? `${say('console.taxonomy.market.read', { rows: number(taken.rows), terms: number(taken.terms), known: number(taken.known) })} ` : '';
      const left = 'left' in taken && taken.left ? ` ${say('console.taxonomy.market.left', { count: taken.left })}` : '';
      this.told = { good: true, text: `${rows}${taken.again ? say('console.taxonomy.again') : say('console.taxonomy.taken', { ...taken })}${left}` };
      await this.reload();
    } catch (error) {
      this.told = { good: false, text: explain(error).text };
    }
    input.value = '';
    this.busy = false;
    this.requestUpdate();
  }
  private readonly hand = async (): Promise<void> => {
    try {
      download('accepted-proposals.json', 'application/json', JSON.stringify(await this.api.get<unknown>('taxonomy/export'), null, 2));
      this.tell(say('console.taxonomy.handed'));
    } catch (error) {
      this.tell(explain(error).text);
    }
  };
  private readonly onward = async (): Promise<void> => {
    try {
      const { rows } = await this.page((this.data?.proposals.rows.length ?? 0) + this.more.length);
      [this.more, this.failure] = [[...this.more, ...rows], null];
    } catch (error) {
      this.failure = error;
    }
    this.requestUpdate();
  };
}
customElements.define('taxonomy-proposals', TaxonomyProposals);
