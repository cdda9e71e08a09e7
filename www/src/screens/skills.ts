import '../later.js';
import { html, type TemplateResult } from 'skillkeep/lit';
import type { ProfileView } from 'skillkeep';
import { link } from '../route.js';
import { Screen } from '../screen.js';
import { t } from '../words.js';

/** Everything the engine believes of the person, to open, confirm, contest or add to. */
class PortalSkills extends Screen<ProfileView> {
  protected override load(): Promise<ProfileView> { return this.engine.profile(); }
  protected override headline(): string { return t('portal.skills.title'); }

  protected override view({ skills, signals }: ProfileView): TemplateResult {
    return html`<div class="lead"><h1 tabindex="-1">${t('portal.skills.title')}</h1><p class="muted">${skills.length ? t('portal.skills.lead', { count: skills.length, signals }) : t('portal.skills.empty')}</p>
        ${skills.length ? '' : html`<div class="row"><a class="button go" href=${link('import')}>${t('portal.import.first')}</a></div>`}</div>
      <skillkeep-skills bare heading="1" .engine=${this.engine} skill-href="#/skill/{id}"></skillkeep-skills>
      <skillkeep-propose heading="2" .engine=${this.engine}></skillkeep-propose>`;
  }
}
customElements.define('portal-skills', PortalSkills);
