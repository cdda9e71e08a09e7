import { html, LitElement, nothing, type TemplateResult } from 'skillkeep/lit';
import { Api, Failure } from './api.js';
import './banner.js';
import { ConsoleLogin, ConsolePassword } from './login.js';
import type { Screen } from './screen.js';
import type { Party, Role } from './types.js';
import { ConsoleUsers } from './users.js';
import { CHOICES, choose, explain, catalogue, say } from './words.js';
import type { ConsoleKey } from './messages/en.js';

/** One entry of the way about: the part of the address after `#/`, and who may see it. */
export interface Place { name: string; title: ConsoleKey; roles: readonly Role[]; tag: string }
/** What a console is made of. */
export interface Console { party: Party; places: readonly Place[] }

type State = 'opening' | 'closed' | 'login' | 'password' | 'in';

/** What is around every screen of a console: the notice, who is there, the way about, and one outlet. */
export class ConsoleShell extends LitElement {
  console!: Console;
  private api!: Api;
  private state: State = 'opening';
  private failure: unknown = null;
  private over = false;
  private screen: HTMLElement | null = null;
  private toast = '';
  private clock = 0;
  private moved = false;

  protected override createRenderRoot(): HTMLElement { return this; }

  override connectedCallback(): void {
    super.connectedCallback();
    this.api = new Api(this.console.party);
    this.api.addEventListener('over', () => { this.over = true; this.turn('login'); });
    addEventListener('hashchange', () => { this.moved = true; this.go(); });
    for (const type of ['online', 'offline']) addEventListener(type, () => { this.requestUpdate(); if (navigator.onLine) this.refresh(); });
    // On paper nothing can be opened: every table behind a chart goes along.
    addEventListener('beforeprint', () => { for (const table of this.querySelectorAll('details')) table.open = true; });
    this.addEventListener('entered', () => this.enter());
    this.addEventListener('moved', () => this.refresh());
    this.addEventListener('stands', () => this.stands());
    this.addEventListener('said', (event) => this.say((event as CustomEvent<string>).detail));
    void this.open();
  }

  /** Asks who the cookie stands for. */
  private readonly open = async (): Promise<void> => {
    try {
      await this.api.restore();
      this.enter();
    } catch (error) {
      this.failure = error;
      this.turn('closed');
    }
  };
  private enter(): void {
    const { session } = this.api;
    this.turn(session === null ? 'login' : session.mustChange ? 'password' : 'in');
  }

  private turn(state: State): void {
    const before = this.state;
    this.state = state;
    if (state === 'in') {
      this.over = false;
      if (before !== 'in') this.moved = before !== 'opening';
      this.go(before === 'in');
      return;
    }
    if (state === 'login') {
      const form = new ConsoleLogin();
      [form.api, form.over] = [this.api, this.over];
      this.put(form);
    } else if (state === 'password') {
      const form = new ConsolePassword();
      [form.api, form.forced] = [this.api, true];
      this.put(form);
      this.moved = true;
      void form.updateComplete.then(() => this.stands());
    } else if (state === 'closed') this.screen = null;
    document.title = say('console.title', { name: say(`console.${this.console.party}.name`) });
    this.requestUpdate();
  }

  private put(element: HTMLElement): void {
    this.screen = element;
    this.requestUpdate();
    void this.updateComplete.then(() => { if (this.screen === element) this.querySelector('main')?.replaceChildren(element); });
  }

  private get mine(): readonly Place[] { return this.console.places.filter((place) => this.api.session && place.roles.includes(this.api.session.role)); }
  private get here(): [string, string] {
    const [name = '', ...rest] = location.hash.replace(/^#\/?/, '').split('/');
    let id = rest.join('/');
    try { id = decodeURIComponent(id); } catch { /* A broken escape is taken as it stands; the screen says it does not know it. */ }
    return [name || this.mine[0]?.name || 'account', id];
  }

  /** Shows the screen that the address names; a name of nobody is the first one, one of another role is said. */
  private go(stay = false): void {
    if (this.state !== 'in' || (stay && this.screen)) return this.requestUpdate();
    const [name, id] = this.here;
    if (name === 'account') {
      const form = new ConsolePassword();
      form.api = this.api;
      this.put(form);
      void form.updateComplete.then(() => this.stands());
      return;
    }
    const place = this.console.places.find((each) => each.name === name) ?? this.mine[0];
    if (!place) return;
    if (!this.mine.includes(place)) {
      const note = document.createElement('div');
      note.className = 'lead';
      const [title, text] = [document.createElement('h1'), document.createElement('p')];
      title.tabIndex = -1;
      [title.textContent, text.textContent, text.className] = [say('console.role.title'), say('console.role.text', { role: say(`console.role.${this.api.session?.role ?? 'admin'}`), place: say(place.title) }), 'muted'];
      note.append(title, text);
      this.put(note);
      void this.updateComplete.then(() => this.stands());
      return;
    }
    const screen = document.createElement(place.tag) as Screen<unknown>;
    [screen.api, screen.id_] = [this.api, id];
    this.put(screen);
  }
  private refresh(): void {
    if (this.state === 'closed') void this.open();
    if (this.state === 'in' && this.screen && 'reload' in this.screen) void (this.screen as Screen<unknown>).reload();
  }

  /** A screen stands: name it in the title, and move the reader there if the person moved. */
  private stands(): void {
    const h1 = this.screen?.querySelector('h1');
    document.title = say('console.title', { name: h1?.textContent?.trim() || say(`console.${this.console.party}.name`) });
    if (!this.moved) return;
    this.moved = false;
    scrollTo(0, 0);
    h1?.focus({ preventScroll: true });
  }

  private say(text: string): void {
    clearTimeout(this.clock);
    this.toast = text;
    this.clock = window.setTimeout(() => { this.toast = ''; this.requestUpdate(); }, 12_000);
    this.requestUpdate();
  }
  private readonly leave = async (): Promise<void> => {
    try {
      await this.api.logout();
      location.hash = '#/';
      this.over = false;
      this.turn('login');
    } catch (error) {
      if (error instanceof Failure && error.status === 401) this.turn('login');
      else this.say(explain(error).text);
    }
  };

  protected override render(): TemplateResult {
    const { session } = this.api;
    const inside = this.state === 'in' && session;
    const name = say(`console.${this.console.party}.name`);
    return html`<a class="skip" href="#main" @click=${(event: Event) => { event.preventDefault(); this.querySelector<HTMLElement>('main h1')?.focus(); }}>${say('console.skip')}</a>
      <header><console-banner></console-banner>${navigator.onLine ? nothing : html`<p class="demo sky" role="status">${say('console.offline')}</p>`}
      <div class="bar"><a class="brand" href="#/"><svg viewBox="0 0 32 32" aria-hidden="true"><path d="M5 27V11h4V6h4v5h6V6h4v5h4v16z" fill="none" stroke="currentColor" stroke-width="2.2" stroke-linejoin="round"/><path class="tick" d="M11.5 20.5l3.2 3.2 6-7" fill="none" stroke-width="2.6" stroke-linecap="round" stroke-linejoin="round"/></svg><span>Skillkeep <span class="muted console">${name}</span></span></a>
        ${inside ? html`<nav class="nav" aria-label=${say('console.nav')}>${this.mine.map((place) => html`<a href="#/${place === this.mine[0] ? '' : place.name}" aria-current=${this.here[0] === place.name ? 'page' : nothing}>${say(place.title)}</a>`)}</nav>` : nothing}
        ${session ? html`<div class="who">${inside ? html`<a class="chip plain" href="#/account" aria-current=${this.here[0] === 'account' ? 'page' : nothing} title=${say('console.account')}><b>${session.user}</b> ${say(`console.role.${session.role}`)}</a>` : nothing}<button class="quiet" @click=${this.leave}>${say('console.logout')}</button></div>` : nothing}
      </div></header>
      <p class="onpaper">${say('console.printed', { name, day: catalogue().date(Date.now()) })}</p>
      <main id="main">${this.state === 'closed' ? this.closed() : this.state === 'opening' ? html`<p class="muted wait" role="status">${say('console.wait')}</p>` : nothing}</main>
      <footer class="foot"><span>${say(`console.${this.console.party}.foot`)}</span>
        <label class="speak">${say('console.language')} <select @change=${(event: Event) => choose((event.target as HTMLSelectElement).value)}>${CHOICES.map(([id, own]) => html`<option value=${id} lang=${id} ?selected=${document.documentElement.lang.startsWith(id)}>${own}</option>`)}</select></label>
        <div aria-live="polite">${this.toast ? html`<div class="toast"><span>${this.toast}</span></div>` : nothing}</div></footer>`;
  }
  private closed(): TemplateResult {
    const { code, text } = explain(this.failure);
    return html`<section class="card bad" role="alert"><h1>${say('console.closed')}</h1><p>${text}</p><div class="row"><button class="go" @click=${this.open}>${say('console.again')}</button><code class="muted small">${code}</code></div></section>`;
  }
}
customElements.define('console-shell', ConsoleShell);
customElements.define('console-users', ConsoleUsers);

/** Puts a console on the page. */
export function raise(made: Console): void {
  const shell = new ConsoleShell();
  shell.console = made;
  document.getElementById('app')?.replaceChildren(shell);
}
