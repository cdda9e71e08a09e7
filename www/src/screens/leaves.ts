import '../later.js';
import { html, type TemplateResult } from 'skillkeep/lit';
import { askLeaving, leavesHeadline, type Leaving } from 'skillkeep/leaves';
import { messages } from 'skillkeep/messages';
import { Screen } from '../screen.js';
import { t } from '../words.js';

/** What leaves this browser, before it does. */
class PortalLeaves extends Screen<Leaving> {
  protected override load(): Promise<Leaving> { return askLeaving(this.engine); }
  protected override headline(): string { return t('portal.leaves.title'); }

  protected override view(leaving: Leaving): TemplateResult {
    const { title, text } = leavesHeadline(messages(), leaving);
    return html`<div class="lead"><h1 tabindex="-1">${title}</h1><p class="muted">${text}</p></div>
      <skillkeep-leaves bare heading="1" .engine=${this.engine} receipt-href="#/receipt/{id}" place-href="#/data"></skillkeep-leaves>`;
  }
}
customElements.define('portal-leaves', PortalLeaves);
