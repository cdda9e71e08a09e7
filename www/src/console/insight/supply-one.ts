import { html, nothing, type TemplateResult } from 'skillkeep/lit';
import { interval, ruler, shares, type Scale } from '../charts/interval.js';
import { coverage, how, select } from '../parts.js';
import { Screen } from '../screen.js';
import type { Everywhere, EverywhereRow, Held, InsightOverview, Interval } from '../types.js';
import { about, between, number, percent, period, say } from '../words.js';
import { nothingYet, problem, released } from './period.js';

interface Data { one: Everywhere; overview: InsightOverview }
const whole = (value: number): string => number(Math.round(value));
const rounded = ({ low, high }: Interval): Interval => ({ low: low === null ? null : Math.round(low), high: high === null ? null : Math.round(high) });

/** One skill everywhere it is asked for: as released, and made to add up. */
class SupplyOne extends Screen<Data> {
  private period = '';

  protected override async load(): Promise<Data> {
    const overview = await this.api.get<InsightOverview>('overview');
    return { overview, one: await this.api.get<Everywhere>('supply/skill', { skill: this.id_, period: this.period }) };
  }
  protected override headline(): string { return say('console.supply.title'); }

  /** The company's figure: of all that was added up, else of its own question. */
  private sentence({ rows, whole: sure }: Everywhere): string {
    const held = sure ?? rows.find((row) => row.cell === 'all')?.released;
    if (!held) return '';
    const all = held.share.people.headcount;
    return say('console.one.answer', { share: percent(held.share.value), range: between(held.share.interval, percent), people: about(held.share.value * all), all: number(all) });
  }

  protected override view({ one, overview }: Data): TemplateResult {
    const partitions = [...new Set(one.rows.map((row) => row.over))];
    return html`<div class="lead"><p><a href="#/supply">${say('console.one.back')}</a></p><h1 tabindex="-1">${say('console.one.title', { skill: one.label })}</h1>
        ${one.rows.length ? html`<p class="answer">${this.sentence(one)}</p>` : nothing}<p class="muted">${say('console.one.lead')}</p></div>
      ${problem(overview)}
      ${released(overview).length ? html`<div class="filters row">${select('period', say('console.period'), released(overview), one.period ?? '', (value) => { this.period = value; void this.reload(); })}</div>` : nothing}
      ${one.rows.length ? partitions.map((over) => this.partition(one, over)) : nothingYet(say('console.nothing.supply'))}`;
  }

  private partition(one: Everywhere, over: EverywhereRow['over']): TemplateResult {
    const rows = one.rows.filter((row) => row.over === over);
    const apart = one.apart.find((each) => each.over === over);
    const title = say(`console.over.${over}`);
    const scale = shares(Math.max(0.1, ...rows.map((row) => (row.together ?? row.released)?.share.interval.high ?? 0)));
    const cells = new Set(rows.map((row) => row.cell));
    const sum = rows.every((row) => row.together) && rows.length > 1 ? rows.reduce((all, row) => all + (row.together?.people ?? 0), 0) : null;
    return html`<section class="card"><div class="row"><h2 class="begins">${title}</h2><div class="push">${how(one.how.filter((each) => cells.has(each.cell)), rows, say('console.supply.of', { cell: `${one.label}, ${title}`, period: period(one.period) }))}</div></div>
      ${apart ? html`<p class="note">${say(`console.one.apart.${apart.why}`)}</p>` : nothing}
      <table class="whole supply one"><thead><tr><th scope="col">${say('console.cell')}</th><th scope="col">${ruler(scale, percent)}<span class="unseen">${say('console.supply.drawn')}</span></th><th scope="col" class="num">${say('console.supply.share')}</th><th scope="col" class="num">${say('console.one.released')}</th><th scope="col" class="num">${say('console.one.together')}</th></tr></thead>
        <tbody>${rows.map((row) => this.row(one.skill, row, scale))}</tbody>
        ${sum === null ? nothing : html`<tfoot><tr><th scope="row" colspan="4">${say('console.one.sum')}</th><td class="num" data-label=${say('console.one.together')}><b>${whole(sum)}</b></td></tr></tfoot>`}</table>
      <p class="small muted">${say('console.one.foot')}</p></section>`;
  }

  private row(skill: string, row: EverywhereRow, scale: Scale): TemplateResult {
    const best = row.together ?? row.released;
    const desc = best ? say('console.supply.desc', { share: percent(best.share.value), range: between(best.share.interval, percent) }) : say('console.gap.nothing.long');
    const people = (held: Held | null): TemplateResult => held ? html`${whole(held.people)} <span class="muted">${between(rounded(held.interval))}</span>` : html`<span class="muted">–</span>`;
    return html`<tr><th scope="row"><a href="#/forecast/${encodeURIComponent(`${skill} ${row.cell}`)}">${row.label}</a><div>${row.reports === null ? html`<span class="chip plain">${say('console.unreleased')}</span>` : coverage(row.reports, row.headcount)}</div></th>
      <td class="draw">${interval({ title: row.label, desc, value: best?.share.value ?? null, interval: best?.share.interval ?? null, scale })}</td>
      <td class="num" data-label=${say('console.supply.share')}>${best ? html`${percent(best.share.value)} <span class="muted">${between(best.share.interval, percent)}</span>` : html`<span class="muted">${say('console.gap.nothing')}</span>`}</td>
      <td class="num" data-label=${say('console.one.released')}>${people(row.released)}</td>
      <td class="num" data-label=${say('console.one.together')}>${people(row.together)}</td></tr>`;
  }
}
customElements.define('supply-one', SupplyOne);
