import { html, LitElement, nothing, type TemplateResult } from 'skillkeep/lit';
import { status } from './api.js';
import type { Status } from './types.js';
import { number, period, say } from './words.js';

/** Milliseconds between two looks while the sample company is being filled. */
const LOOK = 2000;

/** Says on every screen that this is a demo, and how far its company is. Fires `moved` when there may be newer figures. */
export class ConsoleBanner extends LitElement {
  private status: Status | null = null;
  private clock = 0;
  private seen = '';

  protected override createRenderRoot(): HTMLElement { return this; }
  override connectedCallback(): void { super.connectedCallback(); void this.look(); }
  override disconnectedCallback(): void { super.disconnectedCallback(); clearTimeout(this.clock); }

  private async look(): Promise<void> {
    const found = await status();
    if (found) this.status = found;
    const progress = this.status?.progress;
    const filling = Boolean(progress && progress.stage !== 'ready');
    const at = progress ? `${progress.stage} ${progress.period}` : '';
    if (this.seen && at !== this.seen) this.dispatchEvent(new Event('moved', { bubbles: true }));
    this.seen = at;
    this.requestUpdate();
    if (filling && this.isConnected) this.clock = window.setTimeout(() => void this.look(), LOOK);
  }

  protected override render(): TemplateResult {
    const { sample = false, oneProcess = false, progress = null } = this.status ?? {};
    return html`${sample || oneProcess ? html`<p class="demo" role="note">${sample ? say('console.demo.sample') : nothing} ${oneProcess ? say('console.demo.one') : nothing}</p>` : nothing}
      ${progress && progress.stage !== 'ready' ? html`<div class="filling"><label for="filling">${say(`console.progress.${progress.stage}`, { done: number(progress.done), of: number(progress.of), period: period(progress.period) })}</label><progress id="filling" max=${Math.max(1, progress.of)} .value=${progress.done}></progress></div>` : nothing}`;
  }
}
customElements.define('console-banner', ConsoleBanner);
