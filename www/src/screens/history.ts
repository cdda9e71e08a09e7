import '../later.js';
import { html, nothing, type TemplateResult } from 'skillkeep/lit';
import type { ActRow } from 'skillkeep';
import { link } from '../route.js';
import { Screen } from '../screen.js';
import { has, onMoment, t } from '../words.js';

/** How many rows stand at first; ten thousand acts must not make the page slow. */
const PAGE = 100;

/** What the person did, newest first, each with the way back. */
class PortalHistory extends Screen<ActRow[]> {
  private shown = PAGE;

  protected override load(): Promise<ActRow[]> { return this.engine.acts(); }
  protected override headline(): string { return t('portal.history.title'); }

  protected override view(acts: ActRow[]): TemplateResult {
    return html`<div class="lead"><h1 tabindex="-1">${t('portal.history.title')}</h1><p class="muted">${acts.length ? t('portal.history.lead', { count: acts.length }) : t('portal.history.empty')}</p></div>
      ${acts.length ? html`<section class="card flat"><ol class="list">${acts.slice(0, this.shown).map((row) => this.line(row))}</ol>
        ${acts.length > this.shown ? html`<div class="row"><button @click=${() => { this.shown += PAGE; this.requestUpdate(); }}>${t('portal.more', { count: Math.min(PAGE, acts.length - this.shown) })}</button></div>` : nothing}</section>` : nothing}`;
  }

  private line(row: ActRow): TemplateResult {
    const target = row.what === 'goal' ? 'role' : row.what === 'confirm' || row.what === 'contest' || row.what === 'add' || row.what === 'exclude' || row.what === 'answer' ? 'skill' : null;
    const detail = has(`portal.feedback.${row.detail}`) ? t(`portal.feedback.${row.detail}`) : row.detail;
    return html`<li data-act=${row.id}><span><span class="muted">${t(`portal.act.${row.what}`)}</span> ${target && row.subject ? html`<a href=${link(target, row.subject)}>${row.label}</a>` : row.label}${detail ? html`<br><span class="small muted">${detail}</span>` : nothing}</span>
      <time class="small muted num" datetime=${new Date(row.at).toISOString()}>${onMoment(row.at)}</time><button class="quiet" aria-label=${t('portal.undo.what', { label: row.label })} @click=${() => this.act(async () => { await this.engine.undo(row.id); }, t('portal.undone'))}>${t('portal.undo')}</button></li>`;
  }
}
customElements.define('portal-history', PortalHistory);
