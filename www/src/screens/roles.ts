import '../later.js';
import { html, type TemplateResult } from 'skillkeep/lit';
import { Screen } from '../screen.js';
import { t } from '../words.js';

const TABS = ['roles', 'gigs'] as const;
let chosen: (typeof TABS)[number] = 'roles';

/** Roles and gigs, each compared with what the person can do. Two lists behind two tabs; the choice is remembered while the page is open. */
class PortalRoles extends Screen<true> {
  protected override async load(): Promise<true> { return true; }
  protected override headline(): string { return t('portal.roles.title'); }

  protected override view(): TemplateResult {
    return html`<div class="lead"><h1 tabindex="-1">${t('portal.roles.title')}</h1><p class="muted">${t('portal.roles.lead')}</p></div>
      <div class="stack"><div class="tabs" role="tablist" aria-label=${t('portal.roles.title')} @keydown=${this.key}>
        ${TABS.map((name) => html`<button role="tab" id="tab-${name}" aria-controls="tab-panel" aria-selected=${name === chosen} tabindex=${name === chosen ? 0 : -1} @click=${() => this.choose(name)}>${t(`portal.roles.${name}`)}</button>`)}</div>
      <div role="tabpanel" id="tab-panel" aria-labelledby="tab-${chosen}">${chosen === 'roles'
        ? html`<skillkeep-roles bare heading="1" .engine=${this.engine} role-href="#/role/{id}"></skillkeep-roles>`
        : html`<skillkeep-gigs bare heading="1" .engine=${this.engine} skill-href="#/skill/{id}"></skillkeep-gigs>`}</div></div>`;
  }

  private choose(name: (typeof TABS)[number]): void {
    chosen = name;
    this.requestUpdate();
    void this.updateComplete.then(() => this.querySelector<HTMLElement>(`#tab-${name}`)?.focus());
  }
  private readonly key = (event: KeyboardEvent): void => {
    if (event.key !== 'ArrowLeft' && event.key !== 'ArrowRight') return;
    event.preventDefault();
    this.choose(chosen === 'roles' ? 'gigs' : 'roles');
  };
}
customElements.define('portal-roles', PortalRoles);
