/** Supply: all skills at `#/supply`, one everywhere it is asked for at `#/supply/SKILL`. */
import { html, LitElement, type TemplateResult } from 'skillkeep/lit';
import type { Api } from '../api.js';
import type { Screen } from '../screen.js';
import './supply-one.js';
import './supply.js';

class InsightSupply extends LitElement {
  api!: Api;
  id_ = '';
  private screen: Screen<unknown> | null = null;

  protected override createRenderRoot(): HTMLElement { return this; }
  override connectedCallback(): void {
    super.connectedCallback();
    this.screen = document.createElement(this.id_ ? 'supply-one' : 'supply-all') as Screen<unknown>;
    [this.screen.api, this.screen.id_] = [this.api, this.id_];
  }
  /** The shell asks again when there may be something newer. */
  readonly reload = async (): Promise<void> => { await this.screen?.reload(); };
  protected override render(): TemplateResult { return html`${this.screen}`; }
}
customElements.define('insight-supply', InsightSupply);
