import { html, nothing, type TemplateResult } from 'skillkeep/lit';
import type { ImportReport, Place } from 'skillkeep';
import { becauseEn } from '../messages/because.en.js';
import { link } from '../route.js';
import { addMessages, has, list, number, t, trouble } from '../words.js';

addMessages('en', becauseEn);

/** A reason by its code; a code without words is shown as it is, so that nothing is hidden. */
const because = (code: string): string => has(`portal.because.${code}`) ? t(`portal.because.${code}`) : code.replaceAll(/[._]/g, ' ');
const where = (place: Place): string => place.in === 'line' ? t('portal.line', { at: place.at }) : place.at;

/** What an import did: what counts now, what was left out and why, and the way back. */
export function reportView(report: ImportReport, undo: () => void, undoable: boolean): TemplateResult {
  const ignored = report.ignored.reduce((sum, { count }) => sum + count, 0);
  const rows = ([['accepted', report.accepted], ['known', report.known], ['notYou', report.notYou], ['offPolicy', report.offPolicy], ['expired', report.expired], ['ignored', ignored], ['refused', report.refusedCount]] as const)
    .filter(([name, count]) => count > 0 || name === 'accepted');
  return html`<p class="strong">${report.accepted ? t('portal.report.said', { count: report.accepted, skills: report.skills.length }) : report.terms.length ? t('portal.report.terms.only') : report.known ? t('portal.report.knownAll') : t('portal.report.nothing')}</p>
    ${report.error ? html`<p class="chip warm">${trouble(report.error).what}</p>` : nothing}
    <dl class="figures">${rows.map(([name, count]) => html`<div data-count=${name}><dt>${t(`portal.report.${name}`)}</dt><dd>${number(count)}</dd></div>`)}</dl>
    ${report.skills.length ? html`<div class="row">${report.skills.slice(0, 12).map(({ id, label, evidence }) => html`<a class="chip" href=${link('skill', id)}>${label} ${evidence}</a>`)}${report.skills.length > 12 ? html`<a class="small" href=${link('skills')}>${t('portal.report.more', { count: report.skills.length - 12 })}</a>` : nothing}</div>` : nothing}
    ${report.unlinked ? html`<p class="small muted">${t('portal.report.unlinked', { count: report.unlinked })}</p>` : nothing}
    ${report.terms.length ? html`<p class="small">${t('portal.report.terms', { count: report.terms.length, terms: list(report.terms) })} <a href=${link('leaves')}>${t('portal.report.terms.see')}</a></p>` : nothing}
    ${report.notYou ? html`<p class="small muted">${t('portal.report.notYouWhy', { count: report.notYou })}</p>` : nothing}
    ${ignored ? html`<details><summary>${t('portal.report.ignoredWhy', { count: ignored })}</summary><ul class="list small">${report.ignored.map(({ code, count }) => html`<li><span>${because(code)}</span><span class="num">${number(count)}</span></li>`)}</ul></details>` : nothing}
    ${report.refused.length ? html`<details><summary>${t('portal.report.refusedWhy', { count: report.refusedCount })}</summary><div class="tall" tabindex="0" role="region" aria-label=${t('portal.report.refused')}><table>
      <caption>${report.refusedCount > report.refused.length ? t('portal.report.first', { count: report.refused.length }) : t('portal.report.each')}</caption>
      <thead><tr><th scope="col">${t('portal.report.where')}</th><th scope="col">${t('portal.report.why')}</th></tr></thead>
      <tbody>${report.refused.map(({ code, place, detail }) => html`<tr><th scope="row" class="mono">${where(place)}</th><td>${because(code)}${detail ? html`<br><span class="muted">${detail}</span>` : nothing}</td></tr>`)}</tbody></table></div></details>` : nothing}
    <div class="row"><a class="button go" href=${link('steps')}>${t('portal.report.see')}</a>${undoable ? html`<button @click=${undo}>${t('portal.import.undo')}</button>` : nothing}</div>`;
}
