import '../later.js';
import 'skillkeep/career';
import { html, type TemplateResult } from 'skillkeep/lit';
import { link } from '../route.js';
import { Screen } from '../screen.js';
import { t } from '../words.js';

/** A card for raising one's hand, made and handed over by the person. */
class PortalCard extends Screen<true> {
  protected override async load(): Promise<true> { return true; }
  protected override headline(): string { return t('card.title'); }

  protected override view(): TemplateResult {
    return html`<div class="lead noprint"><p class="crumb"><a href=${link('roles')}>${t('portal.role.back')}</a></p><h1 tabindex="-1">${t('card.title')}</h1><p class="muted">${t('card.lead')}</p></div>
      <skillkeep-card bare heading="1" .engine=${this.engine} item-id=${this.id_}></skillkeep-card>`;
  }
}
customElements.define('portal-card', PortalCard);
