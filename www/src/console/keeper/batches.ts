import { html, nothing, type TemplateResult } from 'skillkeep/lit';
import { select } from '../parts.js';
import { Screen } from '../screen.js';
import type { Batch, BatchState, KeeperOverview } from '../types.js';
import { day, number, period, say } from '../words.js';

interface Data { batches: Batch[]; overview: KeeperOverview; period: string }
const STATES: readonly BatchState[] = ['collecting', 'short', 'ready', 'released'];
const TONE: Record<BatchState, string> = { collecting: 'sky', short: 'warm', ready: 'plain', released: '' };
/** Rows shown at once. */
const PAGE = 100;

/** Where every batch stands, and why it is not released yet. */
class KeeperBatches extends Screen<Data> {
  private period: string | null = null;
  private state: BatchState | '' = '';
  private shown = PAGE;

  /** The period asked for in the address, else the one that is open, else all. */
  protected override async load(): Promise<Data> {
    const overview = await this.api.get<KeeperOverview>('overview');
    const known = (id: string): string | undefined => overview.periods.find((each) => each.id === id)?.id;
    const chosen = this.period ?? known(this.id_) ?? overview.periods.find((each) => each.open)?.id ?? '';
    return { batches: await this.api.get<Batch[]>('batches', { period: chosen }), overview, period: chosen };
  }
  protected override headline(): string { return say('console.batches.title'); }

  protected override view({ batches, overview, period: chosen }: Data): TemplateResult {
    const count = (state: BatchState): number => batches.filter((batch) => batch.state === state).length;
    const rows = batches.filter((batch) => !this.state || batch.state === this.state);
    const title = !batches.length ? say('console.batches.title') : count('short') ? say('console.batches.short', { count: count('short') }) : say('console.batches.fine', { count: batches.length });
    return html`<div class="lead"><h1 tabindex="-1">${title}</h1><p class="muted">${say('console.batches.lead', { min: overview.minBatch })}</p></div>
      <div class="fields filters">${select('period', say('console.period'), [['', say('console.all.periods')], ...overview.periods.toReversed().map((p) => [p.id, period(p.id)] as const)], chosen, (one) => { this.period = one; this.shown = PAGE; void this.reload(); })}
        ${select('state', say('console.state'), [['', say('console.all.states')], ...STATES.map((state) => [state, say(`console.batch.${state}.name`, { count: count(state) })] as const)], this.state, (one) => { this.state = STATES.find((state) => state === one) ?? ''; this.shown = PAGE; this.requestUpdate(); })}</div>
      <section class="card"><div class="row" aria-live="polite"><h2>${say('console.batches.found', { count: rows.length })}</h2></div>${rows.length ? html`<div class="scroll" tabindex="0" role="region" aria-label=${say('console.batches')}><table class="whole"><thead><tr><th>${say('console.question')}</th><th>${say('console.cell')}</th><th>${say('console.period')}</th><th class="num">${say('console.answers')}</th><th class="num">${say('console.refused')}</th><th>${say('console.batch.where')}</th></tr></thead>
        <tbody>${rows.slice(0, this.shown).map((batch) => this.row(batch))}</tbody></table></div>${rows.length > this.shown ? html`<div class="row"><button @click=${() => { this.shown += PAGE; this.requestUpdate(); }}>${say('console.more', { count: Math.min(PAGE, rows.length - this.shown) })}</button></div>` : nothing}`
        : html`<p class="muted">${batches.length ? say('console.batches.filtered') : say('console.batches.none')}</p>`}</section>`;
  }

  private row(batch: Batch): TemplateResult {
    return html`<tr data-state=${batch.state}><th scope="row">${batch.question}</th><td data-label=${say('console.cell')}>${batch.label}</td><td data-label=${say('console.period')}>${period(batch.period)}</td>
      <td class="num" data-label=${say('console.answers')}>${say('console.of', { part: number(batch.reports), whole: number(batch.headcount) })}</td><td class="num" data-label=${say('console.refused')}>${batch.refused ? number(batch.refused) : '–'}</td>
      <td><span class="chip ${TONE[batch.state]}">${say(`console.batch.${batch.state}`, { day: day(batch.closes), short: batch.short, min: batch.minBatch })}</span></td></tr>`;
  }
}
customElements.define('keeper-batches', KeeperBatches);
