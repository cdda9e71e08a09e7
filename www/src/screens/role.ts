import '../later.js';
import 'skillkeep/element';
import { html, type TemplateResult } from 'skillkeep/lit';
import type { RoleDetail } from 'skillkeep';
import { link } from '../route.js';
import { Screen } from '../screen.js';
import { minutes, percent, t } from '../words.js';

/** One role beside the person: what it needs, the ladder to it, a plan. */
class PortalRole extends Screen<RoleDetail> {
  protected override load(): Promise<RoleDetail> { return this.engine.role(this.id_); }
  protected override headline(): string { return t('portal.role.title'); }

  protected override view({ label, fit, gaps, minutes: time }: RoleDetail): TemplateResult {
    return html`<div class="lead"><p class="crumb"><a href=${link('roles')}>${t('portal.role.back')}</a></p><h1 tabindex="-1">${label}</h1>
        <p class="muted">${t('portal.role.lead', { mean: percent(fit.mean), low: percent(fit.low), high: percent(fit.high), gaps, time: minutes(time) })}</p></div>
      <skillkeep-role bare heading="1" .engine=${this.engine} role-id=${this.id_} skill-href="#/skill/{id}" role-href="#/role/{id}"></skillkeep-role>`;
  }
}
customElements.define('portal-role', PortalRole);
