import { html, nothing, type TemplateResult } from 'skillkeep/lit';
import '../charts/fan.js';
import { behind, coverage, how, select } from '../parts.js';
import { Screen } from '../screen.js';
import type { ForecastPoint, ForecastView, InsightOverview, Interval } from '../types.js';
import { between, chance, notEnough, number, period, say } from '../words.js';
import { nothingYet, problem } from './period.js';

interface Data { forecast: ForecastView | null; overview: InsightOverview; skill: string; cell: string }
const whole = (value: number): string => number(Math.round(value));
const rounded = ({ low, high }: Interval): Interval => ({ low: low === null ? null : Math.round(low), high: high === null ? null : Math.round(high) });

/** Where a skill is going in a cell, against what roles ask for there. */
class InsightForecast extends Screen<Data> {
  private chosen: [string, string] | null = null;

  /** The address names skill and cell; else the first skill that is asked for, in the whole company. */
  protected override async load(): Promise<Data> {
    const overview = await this.api.get<InsightOverview>('overview');
    const [first = '', second = ''] = this.chosen ?? this.id_.split(' ');
    const skill = overview.skills.find((each) => each.id === first && each.asked.length) ?? overview.skills.find((each) => each.asked.length);
    if (!skill) return { forecast: null, overview, skill: '', cell: '' };
    const cells = this.cells(overview, skill.id).map(([id]) => id);
    const cell = cells.find((each) => each === second) ?? cells[0] ?? 'all';
    return { forecast: await this.api.get<ForecastView>('forecast', { skill: skill.id, cell }), overview, skill: skill.id, cell };
  }
  protected override headline(): string { return say('console.forecast.title'); }

  private cells(overview: InsightOverview, skill: string): (readonly [string, string])[] {
    const asked = overview.skills.find((each) => each.id === skill)?.asked ?? [];
    return [...(asked.includes('company') ? [['all', say('console.over.company')] as const] : []),
      ...(asked.includes('region') ? overview.regions.map((region) => [`region/${region.id}`, region.label] as const) : []),
      ...(asked.includes('function') ? overview.functions.map((each) => [`function/${each.id}`, each.label] as const) : [])];
  }
  private pick(skill: string, cell: string): void {
    this.chosen = [skill, cell];
    // The address follows, so that it can be kept; the screen stays.
    history.replaceState(null, '', `#/forecast/${encodeURIComponent(`${skill} ${cell}`)}`);
    void this.reload();
  }

  /** The sentence: the first period in which it is likelier than not that it falls short, else the last one. */
  private sentence(forecast: ForecastView): string {
    const demand = forecast.demand ?? 0;
    const point = forecast.points.find((each) => each.fallsShort >= 0.5) ?? forecast.points.at(-1);
    if (!point) return '';
    const args = { period: period(point.period), chance: chance(point.fallsShort) };
    if (demand <= 0) return say('console.forecast.idle', { ...args, range: between(rounded(point.p80)) });
    const [least, most] = [demand - (point.p80.high ?? demand), demand - (point.p80.low ?? 0)];
    if (point.fallsShort < 0.5 && Math.round(most) <= 0) return say('console.forecast.plenty', { ...args, range: between(rounded({ low: -most, high: -least })) });
    if (point.fallsShort < 0.5) return say('console.forecast.enough', { ...args, short: whole(Math.max(0, most)), spare: whole(Math.max(0, -least)) });
    return Math.round(least) > 0 ? say('console.forecast.short', { ...args, range: between(rounded({ low: least, high: most })) }) : say('console.forecast.maybe', { ...args, short: whole(most) });
  }

  protected override view({ forecast, overview, skill, cell }: Data): TemplateResult {
    const title = !forecast ? say('console.forecast.title') : say('console.forecast.headline', { skill: forecast.label, cell: forecast.cell === 'all' ? say('console.over.company.in') : forecast.cellLabel });
    return html`<div class="lead"><h1 tabindex="-1">${title}</h1>${forecast?.points.length ? html`<p class="answer">${this.sentence(forecast)}</p>` : nothing}</div>${problem(overview)}
      ${forecast ? html`<div class="fields filters">${select('skill', say('console.skill'), overview.skills.filter((each) => each.asked.length).map((each) => [each.id, each.label] as const), skill, (one) => this.pick(one, cell))}
        ${select('cell', say('console.cell'), this.cells(overview, skill), cell, (one) => this.pick(skill, one))}</div>` : nothing}
      ${forecast?.history.length ? this.drawn(forecast) : nothingYet(say('console.nothing.forecast'))}`;
  }

  private drawn(forecast: ForecastView): TemplateResult {
    const last = forecast.how.at(-1);
    const past = forecast.history.map((each) => ({ name: period(each.period), value: each.people, interval: each.interval, text: each.people === null ? say('console.forecast.point.none', { period: period(each.period) }) : say('console.forecast.point', { period: period(each.period), people: whole(each.people), range: each.interval ? between(rounded(each.interval)) : '–' }) }));
    const ahead = forecast.points.map((each) => ({ name: period(each.period), value: each.people, p50: each.p50, p80: each.p80, p95: each.p95, text: say('console.forecast.point.ahead', { period: period(each.period), people: whole(each.people), range: between(rounded(each.p80)) }) }));
    const fan = { title: say('console.forecast.headline', { skill: forecast.label, cell: forecast.cellLabel }), desc: [...past, ...ahead].map((each) => each.text).join('; '), past, ahead, demand: forecast.demand !== null && forecast.demand > 0 ? forecast.demand : null, demandText: say('console.forecast.demand', { people: number(forecast.demand ?? 0) }), nowText: say('console.forecast.now'), ceiling: forecast.headcount ?? 0, show: whole };
    return html`<section class="card"><div class="row"><h2>${say('console.forecast.people')}</h2>${last ? coverage(last.reports, last.headcount) : nothing}<div class="push">${how(forecast.how, [{ cell: forecast.cell, label: forecast.cellLabel }], fan.title)}</div></div>
      ${forecast.notEnough ? html`<p class="note">${say('console.forecast.not', { why: notEnough(forecast.notEnough) })}</p>` : nothing}
      <console-fan .fan=${fan}></console-fan>
      <p class="small muted">${say('console.forecast.bands')}</p>${behind(this.table(forecast))}</section>`;
  }

  private table(forecast: ForecastView): TemplateResult {
    const demand = forecast.demand ?? 0;
    const ahead = (point: ForecastPoint): TemplateResult => html`<tr><th scope="row">${period(point.period)} <span class="chip sky">${say('console.forecast.ahead')}</span></th><td class="num">${whole(point.people)}</td><td class="num">${between(rounded(point.p50))}</td><td class="num">${between(rounded(point.p80))}</td><td class="num">${between(rounded(point.p95))}</td><td class="num">${demand > 0 ? chance(point.fallsShort) : '–'}</td></tr>`;
    return html`<table><thead><tr><th>${say('console.period')}</th><th class="num">${say('console.forecast.median')}</th><th class="num">50 %</th><th class="num">80 %</th><th class="num">95 %</th><th class="num">${say('console.gap.chance')}</th></tr></thead><tbody>
      ${forecast.history.map((each) => html`<tr><th scope="row">${period(each.period)}</th><td class="num">${each.people === null ? say('console.unreleased') : whole(each.people)}</td><td class="num">–</td><td class="num">–</td><td class="num">${each.interval ? between(rounded(each.interval)) : '–'}</td><td class="num">–</td></tr>`)}${forecast.points.map(ahead)}</tbody></table>`;
  }
}
customElements.define('insight-forecast', InsightForecast);
