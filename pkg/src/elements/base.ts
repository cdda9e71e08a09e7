/** What all elements share: an engine, the words, the states (loading, error, offline), and one line that says what was done and undoes it. */
import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { loadMessages, messages, type Args, type Messages } from '../messages/index.js';
import type { Applied } from '../types.js';
import type { SkillkeepEventMap } from './events.js';
import { ElementError, openShared, type ElementEngine } from './opening.js';
import { chartStyle, shared, tokens } from './theme.js';

/** Said in the live region, with what takes it back. */
interface Said { text: string; act: number | null; warn: boolean }

/**
 * Base of every `<skillkeep-…>`. `V` is what it asks the engine for. Give it `engine`, or attributes `company`, `tenant`, `subject` (and
 * `locale`, `time-zone`, `function`, `region`, `pin`, `catalogue`) and it opens one that all elements of the page share. `heading` is the level of its first
 * heading (2 unless told), `bare` leaves that heading out, as the host has one of its own at that level.
 */
export abstract class SkillkeepElement<V> extends LitElement {
  static override properties: Record<string, object> = {
    engine: { attribute: false }, company: {}, tenant: {}, subject: {}, locale: {}, timeZone: { attribute: 'time-zone' }, function: {}, region: {}, pin: {}, catalogue: {},
    bare: { type: Boolean }, heading: { type: Number },
    view: { state: true }, error: { state: true }, slow: { state: true }, said: { state: true }, offline: { state: true },
  };
  static override styles = [tokens, shared, chartStyle];

  declare engine: ElementEngine | undefined;
  declare company: string; declare tenant: string; declare subject: string; declare locale: string; declare timeZone: string; declare function: string; declare region: string; declare pin: string; declare catalogue: string;
  declare bare: boolean; declare heading: number;
  declare protected view: V | undefined; declare protected error: unknown; declare protected slow: boolean; declare protected said: Said | null; declare protected offline: boolean;

  /** What is said at the top while there is no network. */
  protected readonly offlineKey: string = 'offline';
  /** The engine that is listened to, whichever way it came. */
  protected live: ElementEngine | undefined;
  #turn = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor() {
    super();
    this.company = this.tenant = this.subject = this.locale = this.timeZone = this.function = this.region = this.pin = this.catalogue = '';
    this.bare = this.slow = false;
    this.heading = 2;
    this.said = null;
    this.offline = globalThis.navigator?.onLine === false;
  }

  /** The question this element asks; asked again whenever the engine changes. */
  protected abstract query(engine: ElementEngine): Promise<V>;
  /** What is shown once there is an answer. */
  protected abstract content(view: V): unknown;

  protected get m(): Messages {
    return messages(this.locale, this.timeZone || undefined);
  }

  protected t(key: string, args?: Args): string {
    return this.m.t(key, args);
  }

  override connectedCallback(): void {
    super.connectedCallback();
    window.addEventListener('online', this.#line);
    window.addEventListener('offline', this.#line);
    if (this.hasUpdated) void this.#attach();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    window.removeEventListener('online', this.#line);
    window.removeEventListener('offline', this.#line);
    this.live?.removeEventListener('change', this.#ask);
    this.live = undefined;
    clearTimeout(this.#timer);
  }

  override updated(changed: PropertyValues): void {
    if (['engine', 'company', 'tenant', 'subject'].some((name) => changed.has(name))) void this.#attach();
    else if (changed.has('locale')) void loadMessages(this.locale)?.then(() => this.requestUpdate());
  }

  readonly #line = (): void => {
    this.offline = !navigator.onLine;
    if (!this.offline && this.error) void this.#attach();
  };
  readonly #ask = (): void => void this.ask();

  async #attach(): Promise<void> {
    this.live?.removeEventListener('change', this.#ask);
    this.live = undefined;
    const turn = ++this.#turn;
    this.#wait();
    try {
      const words = loadMessages(this.locale);
      if (words) await words;
      if (turn !== this.#turn) return;
      if (!this.engine && !this.company && !this.tenant) {
        await new Promise((done) => setTimeout(done, 300)); // a framework may set the property a moment after the element is there
        if (turn !== this.#turn) return;
        throw new ElementError('open.nothing');
      }
      const engine = this.engine ?? (await openShared(this));
      if (turn !== this.#turn || !this.isConnected) return;
      this.live = engine;
      engine.addEventListener('change', this.#ask);
      await this.ask();
    } catch (error) {
      if (turn === this.#turn) this.#fail(this.offline && (error as { code?: string }).code === 'company.unreachable' ? new ElementError('open.offline') : error);
    }
  }

  /** Asks again. An answer that a later question has overtaken is dropped. */
  protected async ask(): Promise<void> {
    const engine = this.live;
    if (!engine) return;
    const turn = ++this.#turn;
    this.#wait();
    try {
      const view = await this.query(engine);
      if (turn !== this.#turn) return;
      this.view = view;
      this.error = undefined;
      this.#rest();
    } catch (error) {
      if (turn === this.#turn) this.#fail(error);
    }
  }

  #wait(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => (this.slow = true), 500);
  }

  #rest(): void {
    clearTimeout(this.#timer);
    this.slow = false;
  }

  #fail(error: unknown): void {
    this.#rest();
    this.view = undefined;
    this.error = error;
    this.tell('skillkeep-error', { code: this.m.error(error).code });
  }

  /** Tells the host what the person clicked, or an error's code, and nothing else. False when the host said it takes over. */
  protected tell<K extends keyof SkillkeepEventMap>(name: K, detail: SkillkeepEventMap[K]['detail']): boolean {
    return this.dispatchEvent(new CustomEvent(name, { detail, bubbles: true, composed: true, cancelable: true }));
  }

  /** Does something to the profile, says so, and offers to take it back. A failure is said in the same place; what is on screen stays. */
  protected async act(what: (engine: ElementEngine) => Promise<Applied>, said: string, args: Args = {}): Promise<boolean> {
    const engine = this.live;
    if (!engine) return false;
    try {
      const { act } = await what(engine);
      this.said = { text: this.t(said, args), act, warn: false };
    } catch (error) {
      const words = this.m.error(error);
      this.said = { text: `${words.what} ${words.safe} ${words.todo}`, act: null, warn: true };
      return false;
    }
    await this.ask();
    await this.updateComplete;
    // what was clicked may be gone; the keyboard then stands at what takes it back
    if (!this.shadowRoot?.activeElement) this.shadowRoot?.querySelector<HTMLElement>('.toast button')?.focus();
    return true;
  }

  async #undo(act: number): Promise<void> {
    await this.act((engine) => engine.undo(act), 'undone');
    this.said = { text: this.t('undone'), act: null, warn: false };
  }

  /** A heading `below` levels under the element's first. */
  protected head(below: 0 | 1 | 2, text: unknown, part = 'heading'): TemplateResult {
    const level = this.heading + below;
    return html`<div class="head h${Math.min(3, level)}" role="heading" aria-level=${level} part=${part}>${text}</div>`;
  }

  /** The first heading and what follows from it, unless the host has its own. */
  protected lead(title: unknown, text: unknown): unknown {
    return this.bare ? nothing : html`<div class="lead" part="lead">${this.head(0, title, 'title')}<p class="muted" part="summary">${text}</p></div>`;
  }

  /** Nothing there yet, and what to do first. */
  protected empty(title: string, text: string): TemplateResult {
    return html`<div class="card flat" part="empty">${this.head(1, title)}<p class="muted">${text}</p><slot name="empty"></slot></div>`;
  }

  /** A link when the host said where it leads (`{id}` is replaced), a button that only tells the host otherwise. */
  protected link(href: string, event: 'skillkeep-skill-opened' | 'skillkeep-role-opened' | 'skillkeep-receipt-opened', id: string, text: unknown): TemplateResult {
    return href
      ? html`<a part="link" href=${href.replace('{id}', encodeURIComponent(id))} @click=${(e: Event) => this.tell(event, { id }) || e.preventDefault()}>${text}</a>`
      : html`<button type="button" class="link" part="link" @click=${() => this.tell(event, { id })}>${text}</button>`;
  }

  #failure(): TemplateResult {
    const words = this.m.error(this.error);
    return html`<div class="card flat" role="alert" part="error">
      ${this.head(1, words.what)}
      <p>${words.safe} ${words.todo}</p>
      <div class="row"><button type="button" class="go" @click=${() => this.#attach()}>${this.t('error.retry')}</button><span class="muted small">${this.t('error.code', { code: words.code })}</span></div>
    </div>`;
  }

  protected override render(): TemplateResult {
    const { m } = this;
    const waiting = this.slow && this.view === undefined;
    return html`<div class="root" part="root" lang=${m.locale} dir=${m.direction} aria-busy=${this.slow ? 'true' : 'false'}>
      ${this.offline && this.view !== undefined ? html`<p class="small muted" part="offline">${this.t(this.offlineKey)}</p>` : nothing}
      ${this.error ? this.#failure() : this.view !== undefined ? this.content(this.view) : waiting ? html`<div class="bones" part="loading"><p class="muted">${this.t('loading')}</p><i></i><i></i></div>` : nothing}
      <div class="status" role="status" part="status">${this.said
        ? html`<div class="toast" part="toast"><span>${this.said.text}</span><span class="row">
            ${this.said.act === null ? nothing : html`<button type="button" part="undo" @click=${() => this.said?.act != null && this.#undo(this.said.act)}>${this.t('undo')}</button>`}
            <button type="button" aria-label=${this.t('close')} @click=${() => (this.said = null)}>✕</button></span></div>`
        : nothing}</div>
    </div>`;
  }
}
