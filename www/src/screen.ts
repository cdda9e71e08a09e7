import { html, LitElement, nothing, type TemplateResult } from 'skillkeep/lit';
import type { Engine } from 'skillkeep';
import { explain, t } from './words.js';

/**
 * What every screen shares: it gets the engine and an id, loads, shows waiting or a mistake with a way back, and loads again
 * when something changed, here or in another tab. Screens live in the page, not in a shadow, so one stylesheet dresses them.
 */
export abstract class Screen<Data> extends LitElement {
  engine!: Engine;
  id_ = '';
  protected data: Data | null = null;
  protected failure: unknown = null;
  private turn = 0;

  protected override createRenderRoot(): HTMLElement { return this; }

  /** Asks the engine for what the screen shows. */
  protected abstract load(): Promise<Data>;
  /** The screen, once there is something to show. It has one `h1`. */
  protected abstract view(data: Data): TemplateResult;
  /** The headline while there is nothing yet. */
  protected abstract headline(): string;

  override connectedCallback(): void {
    super.connectedCallback();
    this.classList.add('screen');
    this.engine.addEventListener('change', this.reload);
    void this.reload();
  }
  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.engine.removeEventListener('change', this.reload);
  }

  /** Loads again; answers of an older load are dropped. Resolves when the screen stands. */
  readonly reload = async (): Promise<void> => {
    const turn = ++this.turn;
    try {
      const data = await this.load();
      if (turn !== this.turn) return;
      [this.data, this.failure] = [data, null];
    } catch (error) {
      if (turn !== this.turn) return;
      this.failure = error;
    }
    this.requestUpdate();
    await this.updateComplete;
    this.dispatchEvent(new Event('stands', { bubbles: true }));
  };

  /** Does something and says what it did; the engine's `change` loads the screen again. */
  protected async act(what: () => Promise<{ act: number | null } | void>, said: string): Promise<void> {
    try {
      const done = await what();
      this.say(said, done?.act ?? null);
    } catch (error) {
      this.say(explain(error).text, null);
    }
  }
  /** A line at the foot of the page, with the way back if there is one. */
  protected say(text: string, act: number | null): void {
    this.dispatchEvent(new CustomEvent('said', { bubbles: true, detail: { text, act } }));
  }

  protected override render(): TemplateResult {
    if (this.failure) {
      const { code, text } = explain(this.failure);
      return html`<div class="lead"><h1 tabindex="-1">${this.headline()}</h1></div>
        <section class="card bad" role="alert"><h2>${t('portal.wrong')}</h2><p>${text}</p>
          <div class="row"><button class="go" @click=${this.reload}>${t('portal.again')}</button>${code ? html`<code class="muted small">${code}</code>` : nothing}</div></section>`;
    }
    return this.data === null ? html`<div class="lead"><h1 tabindex="-1">${this.headline()}</h1></div><p class="muted wait" role="status">${t('portal.wait')}</p>` : this.view(this.data);
  }
}
