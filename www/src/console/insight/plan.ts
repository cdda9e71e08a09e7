/** Plans: an outlet for what its address names. `#/plans`, `/scenario/new`, `/scenario/ID`, `/compare`, `/compare/ID`, `/way`, `/buy`, `/bridges`, `/bridges/ROLE`, `/series`. */
import { html, LitElement, type TemplateResult } from 'skillkeep/lit';
import type { Api } from '../api.js';
import type { Screen } from '../screen.js';
import './plan-bridges.js';
import './plan-buy.js';
import './plan-compare.js';
import './plan-editor.js';
import './plan-list.js';
import './plan-series.js';
import './plan-way.js';

const TAGS: Record<string, string> = { '': 'plan-list', scenario: 'plan-editor', compare: 'plan-compare', way: 'plan-way', buy: 'plan-buy', bridges: 'plan-bridges', series: 'plan-series' };

class InsightPlans extends LitElement {
  api!: Api;
  id_ = '';
  private screen: Screen<unknown> | null = null;

  protected override createRenderRoot(): HTMLElement { return this; }
  override connectedCallback(): void {
    super.connectedCallback();
    const [name = '', ...rest] = this.id_.split('/');
    this.screen = document.createElement(TAGS[name] ?? 'plan-list') as Screen<unknown>;
    [this.screen.api, this.screen.id_] = [this.api, rest.join('/')];
  }
  /** The shell asks again when there may be something newer. */
  readonly reload = async (): Promise<void> => { await this.screen?.reload(); };
  protected override render(): TemplateResult { return html`${this.screen}`; }
}
customElements.define('insight-plans', InsightPlans);
