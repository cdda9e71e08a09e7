import '../later.js';
import 'skillkeep/element';
import 'skillkeep/career';
import { html, type TemplateResult } from 'skillkeep/lit';
import { Screen } from '../screen.js';
import { t } from '../words.js';

const TABS = ['roles', 'gigs', 'mentors'] as const;
let chosen: (typeof TABS)[number] = 'roles';

/** Roles, gigs and mentors, each compared with what the person can do. Three lists behind three tabs; the choice is remembered while the page is open. */
class PortalRoles extends Screen<true> {
  protected override async load(): Promise<true> { return true; }
  protected override headline(): string { return t('portal.roles.title'); }

  protected override view(): TemplateResult {
    return html`<div class="lead"><h1 tabindex="-1">${t('portal.roles.title')}</h1><p class="muted">${t('portal.roles.lead')}</p></div>
      <div class="stack"><div class="tabs" role="tablist" aria-label=${t('portal.roles.title')} @keydown=${this.key}>
        ${TABS.map((name) => html`<button role="tab" id="tab-${name}" aria-controls="tab-panel" aria-selected=${name === chosen} tabindex=${name === chosen ? 0 : -1} @click=${() => this.choose(name)}>${t(`portal.roles.${name}`)}</button>`)}</div>
      <div role="tabpanel" id="tab-panel" aria-labelledby="tab-${chosen}">${chosen === 'roles'
        ? html`<skillkeep-roles bare heading="1" .engine=${this.engine} role-href="#/role/{id}"></skillkeep-roles>`
        : chosen === 'gigs' ? html`<skillkeep-gigs bare heading="1" .engine=${this.engine} skill-href="#/skill/{id}" card-href="#/card/{id}"></skillkeep-gigs>`
        : html`<skillkeep-mentors bare heading="1" .engine=${this.engine} skill-href="#/skill/{id}" card-href="#/card/{id}"></skillkeep-mentors>`}</div></div>`;
  }

  private choose(name: (typeof TABS)[number]): void {
    chosen = name;
    this.requestUpdate();
    void this.updateComplete.then(() => this.querySelector<HTMLElement>(`#tab-${name}`)?.focus());
  }
  private readonly key = (event: KeyboardEvent): void => {
    if (event.key !== 'ArrowLeft' && event.key !== 'ArrowRight') return;
    event.preventDefault();
    const step = (event.key === 'ArrowRight') === (getComputedStyle(this).direction === 'ltr') ? 1 : -1;
    this.choose(TABS[(TABS.indexOf(chosen) + step + TABS.length) % TABS.length] ?? 'roles');
  };
}
customElements.define('portal-roles', PortalRoles);
