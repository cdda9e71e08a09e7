import { html, LitElement, type TemplateResult } from 'skillkeep/lit';
import type { Api } from './api.js';
import type { Screen } from './screen.js';

/** A page of the shell that is one of several screens: which one, the rest of its address says. */
export abstract class Outlet extends LitElement {
  api!: Api;
  id_ = '';
  private screen: Screen<unknown> | null = null;

  /** The screen's tag for the rest of an address, and the rest that is the screen's own. */
  protected abstract choose(id: string): readonly [tag: string, id: string];

  protected override createRenderRoot(): HTMLElement { return this; }
  override connectedCallback(): void {
    super.connectedCallback();
    const [tag, id] = this.choose(this.id_);
    this.screen = document.createElement(tag) as Screen<unknown>;
    [this.screen.api, this.screen.id_] = [this.api, id];
  }
  /** The shell asks again when there may be something newer. */
  readonly reload = async (): Promise<void> => { await this.screen?.reload(); };
  protected override render(): TemplateResult { return html`${this.screen}`; }
}
