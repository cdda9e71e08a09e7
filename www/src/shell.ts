import { html, LitElement, nothing, type TemplateResult } from 'skillkeep/lit';
import type { AboutView, Engine } from 'skillkeep';
import { link, parse, section, type Route, type ScreenName } from './route.js';
import { onRequests, requests, startCounting } from './requests.js';
import { explain, onDay, t } from './words.js';
import type { Screen } from './screen.js';
import type { Server } from './server.js';
import './screens/steps.js';

const NAV = ['steps', 'skills', 'roles', 'import', 'leaves', 'data'] as const;

/** Screens past the first are fetched when the browser is idle, so that opening the page stays quick and nothing waits later. */
const parts: Record<ScreenName, () => Promise<unknown>> = {
  steps: async () => undefined,
  skills: () => import('./screens/skills.js'),
  skill: () => import('./screens/skill.js'),
  roles: () => import('./screens/roles.js'),
  role: () => import('./screens/role.js'),
  import: () => import('./screens/import.js'),
  leaves: () => import('./screens/leaves.js'),
  receipt: () => import('./screens/receipt.js'),
  data: () => import('./screens/data.js'),
  history: () => import('./screens/history.js'),
  card: () => import('./screens/card.js'),
};

/** What is around every screen: the notice, the way about, the count of requests, and one outlet. */
export class PortalShell extends LitElement {
  engine!: Engine;
  about!: AboutView;
  /** What the server says of itself; null where files are all there is. */
  server: Server | null = null;
  private route: Route = parse(location.hash);
  private screen: Screen<unknown> | null = null;
  private toast: { text: string; act: number | null } | null = null;
  private clock = 0;
  private online = navigator.onLine;
  private moved = false;
  private turn = 0;

  protected override createRenderRoot(): HTMLElement { return this; }

  override connectedCallback(): void {
    super.connectedCallback();
    addEventListener('hashchange', () => { this.moved = true; void this.go(); });
    for (const type of ['online', 'offline']) addEventListener(type, () => { this.online = navigator.onLine; this.requestUpdate(); });
    this.engine.addEventListener('status', () => this.requestUpdate());
    onRequests(() => this.requestUpdate());
    this.addEventListener('said', (event) => this.say((event as CustomEvent<{ text: string; act: number | null }>).detail));
    this.addEventListener('stands', () => this.stands());
    this.engine.addEventListener('change', () => void this.reopened());
  }

  protected override firstUpdated(): void { void this.go(); }

  /** Shows the screen that the address names. */
  private async go(): Promise<void> {
    this.route = parse(location.hash);
    const { screen, id } = this.route;
    const turn = ++this.turn;
    await parts[screen]();
    // A screen whose code came later than the next click must not cover what that click opened.
    if (turn !== this.turn) return;
    const element = document.createElement(`portal-${screen}`) as Screen<unknown>;
    element.engine = this.engine;
    element.id_ = id;
    this.screen = element;
    this.requestUpdate();
    await this.updateComplete;
    if (turn === this.turn) this.querySelector('main')?.replaceChildren(element);
  }

  /** A new screen stands: name it in the title, and move the reader there if the person moved. */
  private stands(): void {
    const h1 = this.screen?.querySelector('h1');
    const name = h1?.textContent?.trim();
    document.title = name ? t('portal.title', { name }) : 'Skillkeep';
    if (this.moved) {
      this.moved = false;
      scrollTo(0, 0);
      h1?.focus({ preventScroll: true });
    }
    void this.preload();
  }

  /** What else belongs to opening, and has to end before requests count. */
  settled: (() => Promise<unknown>) | undefined;
  /** A newer version waits; this begins it. */
  renew: (() => Promise<void>) | undefined;
  private preloaded = false;
  private async preload(): Promise<void> {
    if (this.preloaded) return;
    this.preloaded = true;
    await Promise.all(Object.values(parts).map((part) => part().catch(() => undefined)));
    if (document.readyState !== 'complete') await new Promise((done) => addEventListener('load', done, { once: true }));
    await this.settled?.();
    startCounting();
    this.requestUpdate();
  }

  /** The company's name, or that it is a sample, may have changed with its files. */
  private async reopened(): Promise<void> {
    this.about = await this.engine.about().catch(() => this.about);
    this.requestUpdate();
  }

  private say(toast: { text: string; act: number | null }): void {
    clearTimeout(this.clock);
    this.toast = toast;
    this.clock = window.setTimeout(() => { this.toast = null; this.requestUpdate(); }, 12_000);
    this.requestUpdate();
  }

  private async undo(act: number): Promise<void> {
    try {
      await this.engine.undo(act);
      this.say({ text: t('portal.undone'), act: null });
    } catch (error) {
      this.say({ text: explain(error).text, act: null });
    }
  }

  protected override render(): TemplateResult {
    const here = section(this.route.screen);
    const count = requests().length;
    return html`
      <a class="skip" href="#main" @click=${(event: Event) => { event.preventDefault(); this.querySelector<HTMLElement>('main h1')?.focus(); }}>${t('portal.skip')}</a>
      <header>${this.server?.oneProcess ? html`<p class="demo" role="note">${t('portal.demo')}</p>` : nothing}
      ${this.online ? nothing : html`<p class="demo sky" role="status">${t('portal.offline')}</p>`}
      ${this.engine.state.code && this.online ? html`<p class="demo bad" role="alert">${explain({ code: this.engine.state.code }).text}</p>` : nothing}
      ${this.renew ? html`<p class="demo sky" role="status">${t('portal.update')}<button @click=${async () => { await this.renew?.(); location.reload(); }}>${t('portal.update.go')}</button></p>` : nothing}
      <div class="bar">
        <a class="brand" href="#/"><svg viewBox="0 0 32 32" aria-hidden="true"><path d="M5 27V11h4V6h4v5h6V6h4v5h4v16z" fill="none" stroke="currentColor" stroke-width="2.2" stroke-linejoin="round"/><path class="tick" d="M11.5 20.5l3.2 3.2 6-7" fill="none" stroke-width="2.6" stroke-linecap="round" stroke-linejoin="round"/></svg>Skillkeep</a>
        <nav class="nav" aria-label=${t('portal.nav')}>${NAV.map((name) => html`<a href=${link(name)} aria-current=${here === name ? 'page' : nothing}>${t(`portal.nav.${name}`)}</a>`)}</nav>
        <a class="chip ${count ? 'sky' : ''}" href=${link('data')} data-requests=${count} aria-label=${t('portal.requests', { count })}><span class="long">${t('portal.requests', { count })}</span><span class="short">${t('portal.requests.short', { count })}</span></a>
      </div></header>
      <p class="onpaper">${t('portal.printed', { company: this.about.company, day: onDay(Date.now()) })}</p>
      <main id="main"></main>
      <footer class="foot"><span>${t('portal.foot', { company: this.about.company })}</span><a href=${link('history')}>${t('portal.nav.history')}</a><a href="/vendor/">${t('portal.foot.vendor')}</a>
        <div aria-live="polite">${this.toast ? html`<div class="toast"><span>${this.toast.text}</span>${this.toast.act === null ? nothing : html`<button @click=${() => this.undo(this.toast!.act!)}>${t('portal.undo')}</button>`}</div>` : nothing}</div></footer>`;
  }
}
customElements.define('portal-shell', PortalShell);
