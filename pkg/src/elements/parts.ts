/** Pieces that several elements show: a level with its words, a standing, a link out, a picker of levels. */
import { html, nothing, type TemplateResult } from 'lit';
import { lie } from '../charts/index.js';
import type { Messages } from '../messages/index.js';
import type { ItemRow, Level, SkillRow, Standing } from '../types.js';

/** Hollow, solid or red. */
export const markOf = (standing: Standing): 'open' | 'solid' | 'con' => (standing === 'contested' ? 'con' : standing === 'inferred' ? 'open' : 'solid');

/** A level's dot in its bar; null is no evidence. */
export function levelChart(m: Messages, skill: string, level: Level | null, standing: Standing | null, need: number | null): TemplateResult {
  const needed = need === null ? 'none' : m.level(need);
  const name = level ? m.t('level.aria', { skill, mean: m.level(level.mean), low: m.level(level.low), high: m.level(level.high), need: needed }) : m.t('level.none', { skill, need: needed });
  return lie(name, level && { mean: level.mean / 5, low: level.low / 5, high: level.high / 5, mark: markOf(standing ?? 'inferred') }, need === null ? null : need / 5);
}

/** Whether anything speaks of a skill; of one that nothing does, no number is shown. */
export const known = (row: SkillRow): boolean => row.evidence > 0 || row.standing !== 'inferred';

/** On paper nobody can ask the drawing: the same in numbers, printed only. */
export const levelText = (m: Messages, level: Level | null): unknown => level ? html`<span class="onpaper num"> · ${m.t('level.text', { mean: m.level(level.mean), low: m.level(level.low), high: m.level(level.high) })}</span>` : nothing;

/** The word beside the dot; fading is said of what nobody contests, and never hides what the person said. */
export function standing(m: Messages, row: SkillRow): TemplateResult {
  if (!known(row)) return html`<span class="chip plain" part="standing">${m.t('standing.unknown')}</span>`;
  const fades = row.fading && row.standing !== 'contested';
  const look = row.standing === 'contested' ? 'bad' : fades ? 'warm' : row.standing === 'inferred' ? 'plain' : '';
  const said = fades && row.standing !== 'inferred';
  return html`${said ? html`<span class="chip" part="standing">${m.t(`standing.${row.standing}`)}</span> ` : nothing}<span class="chip ${look}" part="standing">${m.t(`standing.${fades ? 'fading' : row.standing}`)}</span>`;
}

/** An address that a catalogue may give: a page, never a script. */
export function safeUrl(url: string): string | null {
  try {
    const { protocol } = new URL(url, document.baseURI);
    return url && (protocol === 'https:' || protocol === 'http:') ? url : null;
  } catch {
    return null;
  }
}

/** The way out to an item's page, which learns nothing of where one came from. */
export function openItem(m: Messages, item: ItemRow, look = 'go'): unknown {
  const url = safeUrl(item.url);
  return url ? html`<a class="button ${look}" part="open" href=${url} target="_blank" rel="noopener noreferrer" referrerpolicy="no-referrer">${item.provider ? m.t('openAt', { provider: item.provider }) : m.t('open')}<span class="hide"> ${m.t('newTab')}</span></a>` : nothing;
}

/** Of what the company decided to do, that it did and for which skill. It stands apart from the reasons: it did not order the steps. */
export function ofCompany(m: Messages, item: ItemRow): unknown {
  const kind = item.modality === 'gig' ? 'gig' : item.modality === 'coaching_prompt' ? 'coaches' : 'sprint';
  return item.action ? html`<p class="small" part="action"><b>${m.t(`action.${kind}`, { skill: item.skills[0]?.label ?? '' })}</b></p>` : nothing;
}

/** Modality, minutes and, if given, how hard. */
export function itemFacts(m: Messages, item: ItemRow, difficulty?: string): TemplateResult {
  return html`<span class="chip sky" part="modality">${m.t(`modality.${item.modality}`)}</span><span class="small muted num" part="minutes">${m.minutes(item.minutes)}</span>${difficulty ? html`<span class="small muted" part="difficulty">${m.t(`difficulty.${difficulty}`)}</span>` : nothing}`;
}

/** Levels by half steps with words at the whole ones. `none` is the choice to leave it open. */
export function levelPicker(m: Messages, name: string, label: string, chosen: number | null, none?: string): TemplateResult {
  const at = chosen === null ? null : Math.round(chosen * 2) / 2;
  return html`<label class="field">${label}<select name=${name} part="level">
    ${none === undefined ? nothing : html`<option value="" ?selected=${at === null}>${none}</option>`}
    ${Array.from({ length: 11 }, (_, i) => i / 2).map((level) => html`<option value=${level} ?selected=${level === at}>${Number.isInteger(level) ? m.t('level.option', { level: m.level(level), word: m.t(`level.${level}`) }) : m.level(level)}</option>`)}
  </select></label>`;
}

/** How much of a role is met: the dot in its bar and the same in words. */
export function fitChart(m: Messages, name: string, fit: { mean: number; low: number; high: number }): TemplateResult {
  const words = { mean: m.percent(fit.mean), low: m.percent(fit.low), high: m.percent(fit.high) };
  return html`${lie(m.t('fit.aria', { name, ...words }), { ...fit, mark: 'solid' })}<span class="small muted num" part="fit">${m.t('fit.text', words)}</span>`;
}

/** A probability of being at or above what is needed, in five words. */
export const metWord = (pMet: number): 0 | 1 | 2 | 3 | 4 => (pMet >= 0.9 ? 4 : pMet >= 0.6 ? 3 : pMet >= 0.4 ? 2 : pMet >= 0.1 ? 1 : 0);
