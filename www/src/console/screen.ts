import { html, LitElement, nothing, type TemplateResult } from 'skillkeep/lit';
import type { Api } from './api.js';
import { Failure } from './api.js';
import { explain, say } from './words.js';

/**
 * What every screen shares: it gets the way to its server and an id, loads, shows waiting or a mistake with a way back. Figures that
 * are asked for again stay until the newer ones are there. Screens live in the page, not in a shadow, so one stylesheet dresses them.
 */
export abstract class Screen<Data> extends LitElement {
  api!: Api;
  id_ = '';
  protected data: Data | null = null;
  protected failure: unknown = null;
  private turn = 0;

  protected override createRenderRoot(): HTMLElement { return this; }

  /** Asks the server for what the screen shows. */
  protected abstract load(): Promise<Data>;
  /** The screen, once there is something to show. It has one `h1`. */
  protected abstract view(data: Data): TemplateResult;
  /** The headline while there is nothing yet. */
  protected abstract headline(): string;

  override connectedCallback(): void {
    super.connectedCallback();
    this.classList.add('screen');
    void this.reload();
  }

  /** Loads again; answers of an older load are dropped. Resolves when the screen stands. */
  readonly reload = async (): Promise<void> => {
    const turn = ++this.turn;
    try {
      const data = await this.load();
      if (turn !== this.turn) return;
      [this.data, this.failure] = [data, null];
    } catch (error) {
      // A session that is over is the shell's business.
      if (turn !== this.turn || (error instanceof Failure && error.code === 'session.none')) return;
      this.failure = error;
    }
    this.requestUpdate();
    await this.updateComplete;
    this.dispatchEvent(new Event('stands', { bubbles: true }));
  };

  /** A line at the foot of the page. */
  protected tell(text: string): void {
    this.dispatchEvent(new CustomEvent('said', { bubbles: true, detail: text }));
  }

  /** What went wrong, and a way back. */
  protected trouble(): TemplateResult {
    const { code, text } = explain(this.failure);
    return html`<section class="card bad" role="alert"><h2>${say('console.wrong')}</h2><p>${text}</p>
      <div class="row"><button class="go" @click=${this.reload}>${say('console.again')}</button><code class="muted small">${code}</code></div></section>`;
  }

  protected override render(): TemplateResult {
    if (this.data === null) return html`<div class="lead"><h1 tabindex="-1">${this.headline()}</h1></div>${this.failure ? this.trouble() : html`<p class="muted wait" role="status">${say('console.wait')}</p>`}`;
    // Figures that stand stay: a newer load that failed is said above them.
    return html`${this.failure ? this.trouble() : nothing}${this.view(this.data)}`;
  }
}
