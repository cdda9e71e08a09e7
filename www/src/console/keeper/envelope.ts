import { html, LitElement, nothing, type TemplateResult } from 'skillkeep/lit';
import { copy, download } from '../parts.js';
import type { Envelope, ReleaseView } from '../types.js';
import { say } from '../words.js';

const bytes = (base64: string): Uint8Array<ArrayBuffer> => Uint8Array.from(atob(base64.replaceAll('-', '+').replaceAll('_', '/')), (c) => c.charCodeAt(0));
const hex = (buffer: ArrayBuffer): string => [...new Uint8Array(buffer)].map((byte) => byte.toString(16).padStart(2, '0')).join('');

/** One release as it was signed: what was said, its digest worked out again here, and how to check it elsewhere. */
export class ReleaseEnvelope extends LitElement {
  static override properties = { release: { attribute: false } };
  declare release: ReleaseView | null;
  private digest: 'same' | 'other' | 'unknown' = 'unknown';
  private payload = '';
  private envelope: Envelope | null = null;
  constructor() { super(); this.release = null; }
  protected override createRenderRoot(): HTMLElement { return this; }

  protected override willUpdate(changed: Map<string, unknown>): void { if (changed.has('release')) void this.read(); }

  private async read(): Promise<void> {
    const { release } = this;
    [this.digest, this.payload, this.envelope] = ['unknown', '', null];
    if (!release) return;
    try {
      const envelope = typeof release.envelope === 'string' ? JSON.parse(release.envelope) as Envelope : release.envelope;
      const raw = bytes(envelope.payload);
      this.envelope = envelope;
      this.payload = new TextDecoder().decode(raw);
      try { this.payload = JSON.stringify(JSON.parse(this.payload), null, 2); } catch { /* Not JSON: as it stands. */ }
      // Without a secure context there is no digest to compare with.
      if (globalThis.crypto?.subtle) this.digest = hex(await crypto.subtle.digest('SHA-256', raw)) === release.digest.toLowerCase() ? 'same' : 'other';
    } catch {
      this.digest = 'other';
    }
    this.requestUpdate();
  }

  protected override render(): TemplateResult {
    const { release } = this;
    if (!release) return html`${nothing}`;
    const text = JSON.stringify(this.envelope ?? release.envelope, null, 2);
    return html`<div class="envelope stack"><h2>${say('console.envelope.title', { number: release.number })}</h2>
      <dl class="terms small"><dt>${say('console.digest')}</dt><dd><code class="hash">${release.digest}</code>${this.digest === 'unknown' ? nothing : html`<br><span class="chip ${this.digest === 'same' ? '' : 'bad'}" role="status">${say(`console.envelope.digest.${this.digest}`)}</span>`}</dd>
        ${(this.envelope?.signatures ?? []).map((signature) => html`<dt>${say('console.envelope.signed')}</dt><dd><code class="hash">${signature.keyid}</code></dd>`)}</dl>
      <pre class="bytes" tabindex="0" role="region" aria-label=${say('console.envelope.payload')}>${this.payload}</pre>
      <p class="small">${say('console.envelope.check')}</p>
      <div class="row"><button @click=${async () => this.tell(await copy(text))}>${say('console.envelope.copy')}</button><button @click=${() => download(`release-${release.number}.dsse.json`, 'application/json', `${text}\n`)}>${say('console.envelope.download')}</button></div></div>`;
  }
  private tell(detail: string): void { this.dispatchEvent(new CustomEvent('said', { bubbles: true, detail })); }
}
customElements.define('release-envelope', ReleaseEnvelope);
