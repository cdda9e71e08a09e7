/** Key figures: what leads, what follows, and what cannot be told. `#/figures`, and `#/figures/numbers` for what the company measures itself. */
import { html, nothing, type TemplateResult } from 'skillkeep/lit';
import { interval, ruler } from '../charts/interval.js';
import { Outlet } from '../outlet.js';
import { behind, how } from '../parts.js';
import { Screen } from '../screen.js';
import { between, number, period, say, sayIf } from '../words.js';
import { around, levels, shown, toReport, withIn } from './impact-parts.js';
import './impact-numbers.js';
import type { Correlated, KeyFigure, KeyFigures } from './impact-types.js';
import { nothingYet } from './period.js';

export const places = (here: '' | 'numbers'): TemplateResult => html`<nav class="choice places" aria-label=${say('console.key.places')}><a href="#/figures" aria-current=${here ? nothing : 'page'}>${say('console.key')}</a><a href="#/figures/numbers" aria-current=${here ? 'page' : nothing}>${say('console.numbers')}</a></nav>`;
const TONE = { better: '', worse: 'bad', steady: 'plain' } as const;
const name = (id: string): string => sayIf(`console.key.figure.${id}`, id);

class KeyFiguresScreen extends Screen<KeyFigures> {
  protected override load(): Promise<KeyFigures> { return this.api.get<KeyFigures>('impact/figures'); }
  protected override headline(): string { return say('console.key.title'); }

  protected override view({ figures, correlations, period: newest }: KeyFigures): TemplateResult {
    const told = figures.filter((each) => each.value);
    const [better, worse] = (['better', 'worse'] as const).map((way) => told.filter((each) => each.direction === way).length);
    const kind = (leading: boolean): TemplateResult | typeof nothing => {
      const mine = told.filter((each) => each.leading === leading);
      return mine.length ? html`<section class="stack" aria-labelledby="kind-${leading}"><h2 id="kind-${leading}">${say(leading ? 'console.key.leading' : 'console.key.lagging')}</h2><p class="small muted">${say(leading ? 'console.key.leading.why' : 'console.key.lagging.why')}</p><div class="kpis">${mine.map((each) => this.figure(each))}</div></section>` : nothing;
    };
    return html`${places('')}<div class="lead"><h1 tabindex="-1">${newest ? say('console.key.headline', { better, worse, told: told.length }) : say('console.key.title')}</h1><p class="muted">${say('console.key.lead')}</p>${newest ? html`<p class="row">${toReport()}</p>` : nothing}</div>
      ${newest ? html`${kind(true)}${kind(false)}${this.missing(figures.filter((each) => !each.value))}${correlations.length ? this.correlated(correlations) : nothing}` : nothingYet(say('console.key.nothing'))}`;
  }

  private figure(one: KeyFigure): TemplateResult {
    const { value, change, direction, unit } = one;
    if (!value) return html`${nothing}`;
    const show = shown(unit);
    return html`<article class="card" data-figure=${one.id}><h3>${name(one.id)}</h3><p class="answer num">${show(value.value)}</p><p class="small muted">${say('console.key.between', { range: between(value.interval, show), period: period(one.period) })}</p>
      ${change && direction ? html`<p class="row small"><span class="chip ${TONE[direction]}">${say(`console.key.${direction}`)}</span> <span>${say('console.key.change', { change: shown(unit, true)(change.value), range: between(change.interval, shown(unit, true)) })}</span></p>` : html`<p class="small muted">${say('console.key.first')}</p>`}
      <p class="small muted">${one.source === 'release' ? say('console.key.answers', { people: number(one.people ?? 0), of: number(one.of ?? 0) }) : say('console.key.table', { people: number(one.people ?? 0) })} ${say(one.up ? 'console.key.up' : 'console.key.down')}</p>
      ${how(one.how, [], name(one.id))}
      ${behind(html`<table><thead><tr><th>${say('console.period')}</th><th class="num">${name(one.id)}</th></tr></thead><tbody>${one.series.map((each) => html`<tr><th scope="row">${period(each.period)}</th><td class="num">${withIn(each, show)}</td></tr>`)}</tbody></table>`, say('console.key.series', { figure: name(one.id) }))}</article>`;
  }

  private missing(all: KeyFigure[]): TemplateResult {
    if (!all.length) return html`${nothing}`;
    return html`<section class="card flat"><h2>${say('console.key.missing', { count: all.length })}</h2><ul class="list small">${all.map((one) => html`<li data-missing=${one.id}><span>${name(one.id)}</span><span class="chip plain hatched">${one.needs === one.id ? say('console.key.needs.table', { metric: one.id }) : say('console.key.needs.measure', { kind: sayIf(`console.key.kind.${one.needs ?? ''}`, one.needs ?? '') })}</span></li>`)}</ul>
      ${this.api.session?.role === 'planner' ? html`<p class="small"><a href="#/figures/numbers">${say('console.key.bring')}</a></p>` : nothing}</section>`;
  }

  private correlated(all: Correlated[]): TemplateResult {
    const scale = around([1]);
    return html`<section class="card"><h2>${say('console.key.correlations')}</h2><p class="small muted">${say('console.key.correlations.why')}</p>
      <table class="whole fair"><thead><tr><th scope="col">${say('console.numbers.metric')}</th><th scope="col" class="draw">${ruler(scale, (tick) => number(tick, 0))}<span class="unseen">${say('console.key.correlation')}</span></th><th scope="col" class="num">${say('console.key.correlation')}</th><th scope="col" class="num">${say('console.key.pairs')}</th></tr></thead>
      <tbody>${all.map((one) => { const title = `${sayIf(`console.numbers.metric.${one.metric}`, one.metric)}, ${sayIf(`console.over.${one.over}`, one.over)}`; return html`<tr data-correlation="${one.metric} ${one.over}"><th scope="row">${title}</th>
        <td class="draw">${interval({ title, desc: one.value ? say('console.impact.desc', { effect: levels(one.value.value), range: between(one.value.interval, levels) }) : say('console.gap.nothing.long'), value: one.value?.value ?? null, interval: one.value?.interval ?? null, scale, line: 0 })}</td>
        <td class="num" data-label=${say('console.key.correlation')}>${one.value ? withIn(one.value, levels) : html`<span class="muted">${say('console.key.pairs.needs', { needs: one.needs })}</span>`}</td><td class="num" data-label=${say('console.key.pairs')}>${number(one.pairs)}</td></tr>`; })}</tbody></table></section>`;
  }
}
customElements.define('key-figures', KeyFiguresScreen);

class InsightFigures extends Outlet {
  protected override choose(id: string): readonly [string, string] { return [id === 'numbers' ? 'own-numbers' : 'key-figures', id]; }
}
customElements.define('insight-figures', InsightFigures);
