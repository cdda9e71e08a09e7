/** The taxonomy page: an outlet for what its address names. `#/taxonomy`, `/skill/ID`, `/proposals`, `/proposals/ID`, `/changes`, `/terms`, `/catalogue`. */
import { html, LitElement, type TemplateResult } from 'skillkeep/lit';
import type { Api } from '../api.js';
import type { Screen } from '../screen.js';
import './taxonomy-catalogue.js';
import './taxonomy-changes.js';
import './taxonomy-new-words.js';
import './taxonomy-node.js';
import './taxonomy-proposal.js';
import './taxonomy-proposals.js';
import './taxonomy-search.js';

const TAGS: Record<string, readonly [list: string, one: string]> = { '': ['taxonomy-search', 'taxonomy-search'], skill: ['taxonomy-search', 'taxonomy-node'], proposals: ['taxonomy-proposals', 'taxonomy-proposal'], changes: ['taxonomy-changes', 'taxonomy-changes'], terms: ['taxonomy-new-words', 'taxonomy-new-words'], catalogue: ['taxonomy-catalogue', 'taxonomy-catalogue'] };

class InsightTaxonomy extends LitElement {
  api!: Api;
  id_ = '';
  private screen: Screen<unknown> | null = null;

  protected override createRenderRoot(): HTMLElement { return this; }
  override connectedCallback(): void {
    super.connectedCallback();
    const [name = '', ...rest] = this.id_.split('/');
    const id = rest.join('/');
    const [list, one] = TAGS[name] ?? ['taxonomy-search', 'taxonomy-search'];
    this.screen = document.createElement(id ? one : list) as Screen<unknown>;
    [this.screen.api, this.screen.id_] = [this.api, id];
  }
  /** The shell asks again when there may be something newer. */
  readonly reload = async (): Promise<void> => { await this.screen?.reload(); };
  protected override render(): TemplateResult { return html`${this.screen}`; }
}
customElements.define('insight-taxonomy', InsightTaxonomy);
