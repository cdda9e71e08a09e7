import { html, nothing, type TemplateResult } from 'skillkeep/lit';
import { Screen } from '../screen.js';
import type { Asked, KeeperOverview, QuestionView } from '../types.js';
import { day, number, percent, say, sayIf } from '../words.js';

interface Data { questions: QuestionView[]; overview: KeeperOverview }

/** The signed dictionary: everything that may be asked, why, by whom, how exactly, and for what price. */
class KeeperQuestions extends Screen<Data> {
  protected override async load(): Promise<Data> {
    const [questions, overview] = await Promise.all([this.api.get<QuestionView[]>('questions'), this.api.get<KeeperOverview>('overview')]);
    return { questions, overview };
  }
  protected override headline(): string { return say('console.questions.title'); }

  protected override view({ questions, overview }: Data): TemplateResult {
    return html`<div class="lead"><h1 tabindex="-1">${questions.length ? say('console.questions.count', { count: questions.length }) : say('console.questions.title')}</h1><p class="muted">${say('console.questions.lead', { version: overview.dictionary })}</p></div>
      ${questions.length ? questions.map((q) => this.question(q, overview)) : html`<section class="card flat"><h2>${say('console.questions.none')}</h2><p class="muted">${say('console.questions.none.why')}</p></section>`}`;
  }

  private question(q: QuestionView, { ledger }: KeeperOverview): TemplateResult {
    const over = Date.parse(`${q.expires}T23:59:59Z`) < Date.now();
    return html`<section class="card" data-question=${q.id}><div class="row top"><div><h2>${q.question}</h2><p class="muted">${q.purpose}</p></div><span class="chip push ${over ? 'warm' : 'plain'}">${over ? say('console.questions.expired', { day: day(q.expires) }) : say('console.questions.until', { day: day(q.expires) })}</span></div>
      <div class="halves"><dl class="terms small"><dt>${say('console.questions.owner')}</dt><dd>${q.owner}</dd><dt>${say('console.questions.reviewer')}</dt><dd>${q.reviewer}</dd><dt>${say('console.questions.every')}</dt><dd>${say(`console.every.${q.every}`)}</dd><dt>${say('console.questions.since')}</dt><dd>${day(q.starts)}</dd></dl>
      <dl class="terms small"><dt>${say('console.questions.answer')}</dt><dd>${sayIf(`console.kind.${q.kind}`, q.kind)}${q.attribute ? html` <span class="muted">${say('console.questions.by', { attribute: q.attribute })}</span>` : nothing}</dd>
        <dt>${say('console.questions.mechanism')}</dt><dd>${say('console.questions.gaussian', { places: number(q.places) })}</dd>
        ${q.clip === null ? nothing : html`<dt>${say('console.questions.clip')}</dt><dd>${say('console.questions.clip.at', { count: q.clip })}</dd>`}<dt>${say('console.questions.id')}</dt><dd><code>${q.id}</code></dd></dl></div>
      <div class="scroll" tabindex="0" role="region" aria-label=${say('console.questions.asked.of', { question: q.question })}><table class="whole"><caption>${say('console.questions.asked')}</caption><thead><tr><th>${say('console.questions.over')}</th><th class="num">${say('console.questions.smallest')}</th><th class="num">${say('console.noise')}</th><th class="num">${say('console.questions.error')}</th><th class="num">${say('console.questions.target')}</th><th>${say('console.state')}</th><th class="num">${say('console.questions.cost')}</th></tr></thead>
        <tbody>${q.asked.map((asked) => this.asked(asked, ledger.capMicroRho))}</tbody></table></div></section>`;
  }

  private asked(asked: Asked, cap: number): TemplateResult {
    const target = asked.targetPoints === null ? null : Number(asked.targetPoints);
    const met = target === null || asked.errorPoints === null ? null : asked.errorPoints <= target;
    const points = (value: number | null): string => value === null ? '–' : say('console.points', { value: number(value, 1) });
    return html`<tr><th scope="row">${say(`console.over.${asked.over}`)}<br><span class="muted">${say('console.questions.cells', { count: asked.cells })}</span></th>
      <td class="num" data-label=${say('console.questions.smallest')}>${say('console.people', { count: asked.smallest })}</td><td class="num" data-label=${say('console.noise')}>${say('console.plusminus', { value: number(Math.sqrt(2 * asked.sigma2)) })}</td>
      <td class="num" data-label=${say('console.questions.error')}>${points(asked.errorPoints)}</td><td class="num" data-label=${say('console.questions.target')}>${points(target)}</td>
      <td>${met === null ? nothing : html`<span class="chip ${met ? '' : 'warm'}">${say(met ? 'console.questions.met' : 'console.questions.missed')}</span>`}</td>
      <td class="num" data-label=${say('console.questions.cost')}>${percent(asked.microRho / Math.max(1, cap))}<br><span class="muted">${say('console.questions.rho', { rho: number(asked.microRho) })}</span></td></tr>`;
  }
}
customElements.define('keeper-questions', KeeperQuestions);
