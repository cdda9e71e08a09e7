import '../later.js';
import 'skillkeep/element';
import { html, type TemplateResult } from 'skillkeep/lit';
import type { SkillDetail } from 'skillkeep';
import { link } from '../route.js';
import { Screen } from '../screen.js';
import { level, t } from '../words.js';

/** One skill: the guess, its fading, the evidence, and the person's word. */
class PortalSkill extends Screen<SkillDetail> {
  protected override load(): Promise<SkillDetail> { return this.engine.skill(this.id_); }
  protected override headline(): string { return t('portal.skill.title'); }

  protected override view(skill: SkillDetail): TemplateResult {
    const { mean, low, high } = skill.level;
    const said = skill.evidence || skill.standing !== 'inferred' ? t('portal.skill.lead', { mean: level(mean), low: level(low), high: level(high), count: skill.evidence }) : t('portal.skill.unsaid');
    return html`<div class="lead"><p class="crumb"><a href=${link('skills')}>${t('portal.skill.back')}</a></p><h1 tabindex="-1">${skill.label}</h1><p class="muted">${said}</p></div>
      <skillkeep-skill bare heading="1" .engine=${this.engine} skill-id=${this.id_} skill-href="#/skill/{id}" role-href="#/role/{id}"></skillkeep-skill>`;
  }
}
customElements.define('portal-skill', PortalSkill);
