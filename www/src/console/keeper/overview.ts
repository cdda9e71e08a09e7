import { html, nothing, type TemplateResult } from 'skillkeep/lit';
import { gauge } from '../charts/gauge.js';
import { Screen } from '../screen.js';
import type { KeeperOverview, KeeperParty } from '../types.js';
import { day, number, percent, period, rate, say, sayIf } from '../words.js';

/** The two keys, what waits, what was refused and why, and what has been spent. */
class KeeperOverviewScreen extends Screen<KeeperOverview> {
  protected override load(): Promise<KeeperOverview> { return this.api.get('overview'); }
  protected override headline(): string { return say('console.keys.title'); }

  protected override view(data: KeeperOverview): TemplateResult {
    const [leader, keeper] = ['leader', 'keeper'].map((role) => data.parties.find((party) => party.role === role));
    return html`<div class="lead"><h1 tabindex="-1">${say('console.keys.title')}</h1><p class="muted">${say('console.keys.lead', { min: data.minBatch })}</p></div>
      <section class="card" aria-labelledby="keys"><h2 id="keys">${say('console.keys')}</h2><div class="keys">${this.key(leader, data)}
        <svg class="between" viewBox="0 0 80 40" aria-hidden="true"><path class="line" d="M4 14h70m-7-6l7 6-7 6M76 28H6m7-6l-7 6 7 6"></path></svg>${this.key(keeper, data)}</div>
        <p class="small muted">${say('console.keys.why')}</p></section>
      <dl class="kpis"><div class="card flat"><dt>${say('console.overview.counted')}</dt><dd>${number(data.reports.counted)}</dd><dd class="small muted">${say('console.overview.counted.why')}</dd></div>
        <div class="card flat"><dt>${say('console.overview.waiting')}</dt><dd>${number(data.waiting.reports)}</dd><dd class="small"><a href="#/batches">${say('console.overview.waiting.in', { count: data.waiting.batches })}</a></dd></div>
        <div class="card flat"><dt>${say('console.overview.releases')}</dt><dd>${number(data.releases)}</dd><dd class="small">${data.releases ? html`<a href="#/releases">${say('console.overview.releases.see')}</a>` : html`<span class="muted">${say('console.overview.releases.none')}</span>`}</dd></div>
        <div class="card flat"><dt>${say('console.overview.dictionary')}</dt><dd>${number(data.dictionary)}</dd><dd class="small"><a href="#/questions">${say('console.overview.dictionary.see')}</a></dd></div></dl>
      <div class="split"><div class="stack">${this.refused(data)}${this.periods(data)}</div>${this.ledger(data)}</div>`;
  }

  private key(party: KeeperParty | undefined, data: KeeperOverview): TemplateResult {
    if (!party) return html`${nothing}`;
    const own = party.role === 'keeper';
    return html`<div class="key ${own ? 'on' : ''}"><h3>${say(own ? 'console.keys.keeper' : 'console.keys.leader')}</h3><p>${party.name}</p>
      <dl class="terms small"><dt>${say('console.keys.operator')}</dt><dd>${party.operator}</dd><dt>${say('console.keys.url')}</dt><dd><code>${party.url}</code></dd>
      ${own ? html`<dt>${say('console.keys.fingerprint')}</dt><dd><code class="hash">${data.fingerprint}</code><br><span class="muted">${say('console.keys.id', { id: data.keyId })}</span></dd>` : html`<dt>${say('console.keys.holds')}</dt><dd>${say('console.keys.holds.half')}</dd>`}</dl></div>`;
  }

  private refused({ reports }: KeeperOverview): TemplateResult {
    const rows = Object.entries(reports.refused).filter(([, count]) => count > 0).sort(([, a], [, b]) => b - a);
    const all = rows.reduce((sum, [, count]) => sum + count, 0);
    return html`<section class="card flat"><h2>${say('console.refused.title')}</h2><p class="muted small">${rows.length ? say('console.refused.lead', { count: all, share: rate(all / Math.max(1, all + reports.counted)) }) : say('console.refused.none')}</p>
      ${rows.length ? html`<ul class="list refused">${rows.map(([code, count]) => html`<li><span>${sayIf(`console.refused.${code.replace(/^report\./, '')}`, say('console.refused.other'))}<br><code class="muted small">${code}</code></span><b class="num">${number(count)}</b></li>`)}</ul>` : nothing}</section>`;
  }

  private periods({ periods }: KeeperOverview): TemplateResult {
    const today = new Date().toISOString().slice(0, 10);
    return html`<section class="card flat"><h2>${say('console.periods')}</h2>${periods.length ? html`<table class="whole"><thead><tr><th>${say('console.period')}</th><th>${say('console.periods.due')}</th><th>${say('console.periods.closes')}</th><th>${say('console.state')}</th></tr></thead>
      <tbody>${periods.toReversed().map((p) => html`<tr><th scope="row"><a href="#/batches/${p.id}">${period(p.id)}</a></th><td data-label=${say('console.periods.due')}>${day(p.due)}</td><td data-label=${say('console.periods.closes')}>${day(p.closes)}</td><td><span class="chip ${p.open ? '' : 'plain'}">${say(p.open ? 'console.periods.open' : p.start > today ? 'console.periods.coming' : 'console.periods.closed')}</span></td></tr>`)}</tbody></table>`
      : html`<p class="muted">${say('console.periods.none')}</p>`}</section>`;
  }

  private ledger({ ledger }: KeeperOverview): TemplateResult {
    return html`<section class="card flat"><h2>${say('console.ledger')}</h2><p class="small muted">${say('console.ledger.lead')}</p>
      ${ledger.years.length ? ledger.years.toReversed().map(({ year, microRho }) => {
        const text = say('console.ledger.year', { part: percent(microRho / Math.max(1, ledger.capMicroRho)) });
        return html`<div class="spent"><div class="row"><b>${String(year)}</b><span class="push num">${text}</span></div>${gauge(say('console.ledger.of', { year: String(year) }), text, microRho, ledger.capMicroRho)}</div>`;
      }) : html`<p class="muted">${say('console.ledger.none')}</p>`}
      <p class="small muted">${say('console.ledger.cap', { epsilon: ledger.epsilon, delta: ledger.delta, rho: number(ledger.capMicroRho / 1e6, 3) })}</p></section>`;
  }
}
customElements.define('keeper-overview', KeeperOverviewScreen);
