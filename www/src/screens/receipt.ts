import '../later.js';
import { html, type TemplateResult } from 'skillkeep/lit';
import { askReceipt, receiptHeadline, type ReceiptView } from 'skillkeep/leaves';
import { messages } from 'skillkeep/messages';
import { link } from '../route.js';
import { Screen } from '../screen.js';
import { t } from '../words.js';

/** One report as it was made, byte for byte. */
class PortalReceipt extends Screen<ReceiptView> {
  protected override load(): Promise<ReceiptView> { return askReceipt(this.engine, this.id_); }
  protected override headline(): string { return t('portal.receipt.title'); }

  protected override view(shown: ReceiptView): TemplateResult {
    const { title, text } = receiptHeadline(messages(), shown);
    return html`<div class="lead"><p class="crumb"><a href=${link('leaves')}>${t('portal.receipt.back')}</a></p><h1 tabindex="-1">${title}</h1><p class="muted">${text}</p></div>
      <skillkeep-receipt bare heading="1" .engine=${this.engine} period=${this.id_}></skillkeep-receipt>`;
  }
}
customElements.define('portal-receipt', PortalReceipt);
