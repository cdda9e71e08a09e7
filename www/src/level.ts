import { html, nothing, svg, type TemplateResult } from 'skillkeep/lit';
import type { Level, SkillRow, Standing } from 'skillkeep';
import { link } from './route.js';
import { level as say, t } from './words.js';

const x = (value: number): number => 8 + Math.min(1, Math.max(0, value)) * 124;

/** A dot on a line of 0..5, the range it lies in with 80 % certainty, and what is needed. Hollow: inferred; solid: confirmed; red: contested. */
export function levelDot(level: Level, standing: Standing, need: number | null): TemplateResult {
  const said = t('portal.level', { mean: say(level.mean), low: say(level.low), high: say(level.high) }) + (need === null ? '' : ` ${t('portal.level.need', { need: say(need) })}`);
  const dot = standing === 'contested' ? 'dot con' : standing === 'inferred' ? 'dot open' : 'dot';
  return html`<svg class="level" viewBox="0 0 140 20" role="img" aria-label=${said}><title>${said}</title>
    <line class="track" x1="8" x2="132" y1="10" y2="10"/><line class="whisk" x1=${x(level.low / 5)} x2=${x(level.high / 5)} y1="10" y2="10"/>
    ${need === null ? nothing : svg`<path class="mark" d="M${x(need / 5) - 4} 0h8l-4 7z"/>`}<circle class=${dot} cx=${x(level.mean / 5)} cy="10" r="5"/></svg>`;
}

/** The word beside the mark: colour is never alone. */
export function standingChip(row: { standing: Standing; fading?: boolean }): TemplateResult {
  if (row.standing === 'contested') return html`<span class="chip bad state">${t('standing.contested')}</span>`;
  if (row.fading) return html`<span class="chip warm state">${t('standing.fading')}</span>`;
  return html`<span class="chip state ${row.standing === 'inferred' ? 'plain' : ''}">${t(`standing.${row.standing}`)}</span>`;
}

export const skillLine = (row: SkillRow): TemplateResult => html`<li class="skill"><a href=${link('skill', row.id)}>${row.label}</a>${levelDot(row.level, row.standing, row.need)}${standingChip(row)}</li>`;
