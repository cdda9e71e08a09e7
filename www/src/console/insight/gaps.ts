import { html, nothing, type TemplateResult } from 'skillkeep/lit';
import { heat } from '../charts/heat.js';
import { behind, choice, coverage, how, select } from '../parts.js';
import { Screen } from '../screen.js';
import type { Gap, Gaps, InsightOverview, Over } from '../types.js';
import { between, chance, notEnough, number, period, say } from '../words.js';
import { coverages, nothingYet, partitions, problem, released } from './period.js';

interface Data { gaps: Gaps; overview: InsightOverview }
/** Rows shown at once: the worst come first. */
const PAGE = 15;

/** What runs short, and where: the answer as a sentence, then every skill against every cell. */
class InsightGaps extends Screen<Data> {
  private period = '';
  private over: Over = 'region';
  private shown = PAGE;
  private search = '';
  private at: [string, number] | null = null;
  private stop: [number, number] = [0, 0];

  protected override async load(): Promise<Data> {
    const overview = await this.api.get<InsightOverview>('overview');
    const may = partitions(overview, ['region', 'function', 'company']);
    if (!may.includes(this.over)) this.over = may[0] ?? 'company';
    return { overview, gaps: await this.api.get<Gaps>('gaps', { period: this.period, over: this.over }) };
  }
  protected override headline(): string { return say('console.gaps.title'); }

  private answer({ headline, rows }: Gaps): string {
    if (!rows.length) return say('console.gaps.none');
    if (!headline) return say('console.gaps.fine');
    const args = { skill: headline.label, cell: headline.cellLabel, all: headline.cell === 'all' ? 'yes' : 'no', range: between({ low: Math.round(headline.gap.shortageInterval.low ?? 0), high: headline.gap.shortageInterval.high === null ? null : Math.round(headline.gap.shortageInterval.high) }) };
    return say('console.gaps.headline', args);
  }

  protected override view({ gaps, overview }: Data): TemplateResult {
    const { headline } = gaps;
    const may = partitions(overview, ['region', 'function', 'company']);
    return html`<div class="lead"><h1 tabindex="-1">${this.answer(gaps)}</h1>
        ${headline ? html`<p class="muted">${say('console.gaps.why', { demand: number(Math.round(headline.gap.demand)), supply: number(Math.round(headline.gap.supply)), range: between({ low: Math.round(headline.gap.supplyInterval.low ?? 0), high: Math.round(headline.gap.supplyInterval.high ?? 0) }), chance: chance(headline.gap.fallsShort) })}</p>
        <p class="row"><a class="button go" href="#/forecast/${encodeURIComponent(`${headline.skill} ${headline.cell}`)}">${say('console.gaps.ahead')}</a>${how(gaps.how.filter((one) => one.cell === headline.cell), gaps.cells, headline.label)}</p>` : gaps.rows.length ? html`<p class="muted">${say('console.gaps.fine.why')}</p>` : nothing}</div>
      ${problem(overview)}
      <div class="filters row">${choice(say('console.over'), may.map((over) => [over, say(`console.over.${over}`)] as const), this.over, (over) => { this.over = over; this.at = null; this.shown = PAGE; void this.reload(); })}
        ${released(overview).length ? select('period', say('console.period'), released(overview), gaps.period ?? '', (one) => { this.period = one; this.at = null; void this.reload(); }) : nothing}</div>
      ${gaps.rows.length ? this.grid(gaps) : nothingYet(say('console.nothing.gaps'))}`;
  }

  private grid(gaps: Gaps): TemplateResult {
    const found = gaps.rows.filter((row) => row.label.toLocaleLowerCase().includes(this.search.toLocaleLowerCase()));
    const rows = found.slice(0, this.shown);
    const [i, j] = [Math.min(this.stop[0], rows.length - 1), this.stop[1]];
    return html`<section class="card"><div class="row"><h2>${say('console.gaps.grid', { period: period(gaps.period) })}</h2><div class="push">${how(gaps.how, gaps.cells, say('console.gaps.grid', { period: period(gaps.period) }))}</div></div>
      <div class="field find"><label for="find">${say('console.find')}</label><input id="find" type="search" .value=${this.search} @input=${(event: Event) => { this.search = (event.target as HTMLInputElement).value; this.shown = PAGE; this.requestUpdate(); }}></div>
      ${rows.length ? html`<div class="scroll"><table class="heat" @keydown=${this.key}><caption class="unseen">${say('console.gaps.caption')}</caption><thead><tr><th scope="col">${say('console.skill')}</th>${gaps.cells.map((cell) => html`<th scope="col">${cell.label}</th>`)}</tr></thead>
        <tbody>${rows.map((row, r) => html`<tr><th scope="row">${row.label}</th>${row.gaps.map((gap, c) => {
          const cell = heat(gap);
          const on = this.at?.[0] === row.skill && this.at[1] === c;
          return html`<td><button class="cell ${cell.tone}" data-at="${r},${c}" tabindex=${r === i && c === j ? 0 : -1} aria-pressed=${on} @focus=${() => { this.stop = [r, c]; }} @click=${() => { this.at = on ? null : [row.skill, c]; this.stop = [r, c]; this.requestUpdate(); }}><span class="unseen">${say('console.gap.cell', { skill: row.label, cell: gaps.cells[c]?.label ?? '', what: cell.long })}</span><b>${cell.word}</b>${cell.range ? html`<span>${cell.range}</span>` : nothing}</button></td>`;
        })}</tr>`)}</tbody></table></div>` : html`<p class="muted">${say('console.find.none', { text: this.search })}</p>`}
      ${found.length > rows.length ? html`<div class="row"><button @click=${() => { this.shown += 50; this.requestUpdate(); }}>${say('console.more', { count: Math.min(50, found.length - rows.length) })}</button></div>` : nothing}
      ${this.opened(gaps)}
      <ul class="key-of small muted"><li><i class="cell g3"></i>${say('console.gaps.key.short')}</li><li><i class="cell s1"></i>${say('console.gaps.key.spare')}</li><li><i class="cell even"></i>${say('console.gaps.key.even')}</li><li><i class="cell nd"></i>${say('console.gaps.key.nothing')}</li></ul>
      ${behind(coverages(gaps.cells), say('console.gaps.covers'))}</section>`;
  }

  /** The cell that was chosen, in full. */
  private opened(gaps: Gaps): TemplateResult {
    const row = gaps.rows.find((each) => each.skill === this.at?.[0]);
    const cell = gaps.cells[this.at?.[1] ?? -1];
    if (!row || !cell) return html`<div aria-live="polite"></div>`;
    const gap: Gap | null = row.gaps[this.at?.[1] ?? -1] ?? null;
    const round = (interval: Gap['supplyInterval']): Gap['supplyInterval'] => ({ low: interval.low === null ? null : Math.round(interval.low), high: interval.high === null ? null : Math.round(interval.high) });
    return html`<div aria-live="polite"><div class="chosen stack tight"><h3>${say('console.gap.of', { skill: row.label, cell: cell.label })}</h3><p>${heat(gap).long} ${gap?.notEnough ? notEnough(gap.notEnough) : nothing}</p>
      ${gap ? html`<dl class="figures small"><div><dt>${say('console.gap.demand')}</dt><dd>${number(Math.round(gap.demand))}</dd></div><div><dt>${say('console.gap.supply')}</dt><dd>${number(Math.round(gap.supply))} <small class="muted">${between(round(gap.supplyInterval))}</small></dd></div><div><dt>${say('console.gap.chance')}</dt><dd>${chance(gap.fallsShort)}</dd></div></dl>` : nothing}
      <div class="row">${cell.reports === null ? html`<span class="chip plain">${say('console.unreleased')}</span>` : coverage(cell.reports, cell.headcount)}<a href="#/forecast/${encodeURIComponent(`${row.skill} ${cell.cell}`)}">${say('console.gaps.ahead')}</a>${how(gaps.how.filter((one) => one.cell === cell.cell), gaps.cells, say('console.gap.of', { skill: row.label, cell: cell.label }))}</div></div></div>`;
  }

  /** Arrow keys walk the grid; Tab enters and leaves it. */
  private readonly key = (event: KeyboardEvent): void => {
    const rtl = document.documentElement.dir === 'rtl' ? -1 : 1;
    const by = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -rtl], ArrowRight: [0, rtl] }[event.key];
    if (!by) return;
    const next = this.querySelector<HTMLElement>(`[data-at="${this.stop[0] + (by[0] ?? 0)},${this.stop[1] + (by[1] ?? 0)}"]`);
    if (!next) return;
    event.preventDefault();
    next.focus();
    this.requestUpdate();
  };
}
customElements.define('insight-gaps', InsightGaps);
