import { html, LitElement, nothing, type TemplateResult } from 'skillkeep/lit';
import type { Api } from './api.js';
import { Failure } from './api.js';
import { explain, say } from './words.js';

/** Fewest characters of a password; the server holds to it. */
const FEWEST = 12;

/** A form with passwords that can be shown, and one sentence when it was not taken. */
abstract class PasswordForm extends LitElement {
  api!: Api;
  protected shown = false;
  protected busy = false;
  protected wrong = '';

  protected override createRenderRoot(): HTMLElement { return this; }

  protected field(name: string, label: string, autocomplete: string, hint = ''): TemplateResult {
    return html`<div class="field"><label for=${name}>${label}</label><input id=${name} name=${name} type=${this.shown ? 'text' : 'password'} autocomplete=${autocomplete} required spellcheck="false" autocapitalize="none" aria-describedby=${hint ? `${name}-hint` : nothing}>
      ${hint ? html`<p class="small muted" id="${name}-hint">${hint}</p>` : nothing}</div>`;
  }
  protected show(): TemplateResult {
    return html`<label class="check"><input type="checkbox" .checked=${this.shown} @change=${(event: Event) => { this.shown = (event.target as HTMLInputElement).checked; this.requestUpdate(); }}><span>${say('console.login.show')}</span></label>`;
  }
  protected value(name: string): string { return this.querySelector<HTMLInputElement>(`#${name}`)?.value ?? ''; }

  /** Does it once at a time; a mistake stands under the fields and is read out. */
  protected async run(event: Event, what: () => Promise<void>): Promise<void> {
    event.preventDefault();
    if (this.busy) return;
    [this.busy, this.wrong] = [true, ''];
    this.requestUpdate();
    try {
      await what();
    } catch (error) {
      this.wrong = explain(error).text;
    }
    this.busy = false;
    this.requestUpdate();
  }
  protected mistake(): TemplateResult { return html`<p class="wrong" role="alert">${this.wrong}</p>`; }
}

/** Who is there. Above it stands why, when a session ended under somebody's hands. */
export class ConsoleLogin extends PasswordForm {
  over = false;

  protected override firstUpdated(): void { this.querySelector<HTMLElement>('#user')?.focus(); }

  protected override render(): TemplateResult {
    const party = this.api.party;
    return html`<div class="door"><div class="lead"><h1 tabindex="-1">${say(`console.${party}.name`)}</h1><p class="muted">${say(`console.${party}.door`)}</p></div>
      ${this.over ? html`<p class="note sky" role="status">${say('console.login.over')}</p>` : nothing}
      <form class="card" @submit=${this.submit}><h2>${say('console.login.title')}</h2>
        <div class="field"><label for="user">${say('console.login.user')}</label><input id="user" name="user" autocomplete="username" required spellcheck="false" autocapitalize="none"></div>
        ${this.field('password', say('console.login.password'), 'current-password')}${this.show()}${this.mistake()}
        <div class="row"><button class="go" ?disabled=${this.busy}>${say('console.login.go')}</button></div>
        <p class="small muted">${say('console.login.first')}</p></form></div>`;
  }
  private readonly submit = (event: Event): Promise<void> => this.run(event, async () => {
    await this.api.login(this.value('user').trim(), this.value('password'));
    this.dispatchEvent(new Event('entered', { bubbles: true }));
  });
}
customElements.define('console-login', ConsoleLogin);

/** A new password; `forced` after the first login, when the old one was printed somewhere. */
export class ConsolePassword extends PasswordForm {
  forced = false;
  private changed = false;

  protected override render(): TemplateResult {
    return html`<div class=${this.forced ? 'door' : 'stack'}><div class="lead"><h1 tabindex="-1">${say(this.forced ? 'console.password.forced' : 'console.password.title')}</h1>
        <p class="muted">${say(this.forced ? 'console.password.forced.why' : 'console.password.why')}</p></div>
      <form class="card narrow" @submit=${this.submit}>
        <input class="unseen" name="user" autocomplete="username" .value=${this.api.session?.user ?? ''} tabindex="-1" aria-hidden="true" readonly>
        ${this.field('old', say('console.password.old'), 'current-password')}
        ${this.field('new', say('console.password.new'), 'new-password', say('console.password.rule', { count: FEWEST }))}
        ${this.field('same', say('console.password.same'), 'new-password')}${this.show()}${this.mistake()}
        ${this.changed ? html`<p class="note" role="status">${say('console.password.done')}</p>` : nothing}
        <div class="row"><button class="go" ?disabled=${this.busy}>${say('console.password.go')}</button></div></form></div>`;
  }
  private readonly submit = (event: Event): Promise<void> => this.run(event, async () => {
    this.changed = false;
    const [old, next] = [this.value('old'), this.value('new')];
    if (next !== this.value('same')) throw new Failure('password.differs', 0);
    if ([...next].length < FEWEST) throw new Failure('password.weak', 0);
    if (next === old) throw new Failure('password.same', 0);
    await this.api.changePassword(old, next).catch((error: unknown) => {
      // Here a refusal is about the old password, not about who one is.
      throw error instanceof Failure && error.code === 'login.refused' ? new Failure('password.old', error.status) : error;
    });
    this.changed = true;
    this.querySelector('form')?.reset();
    this.dispatchEvent(new Event('entered', { bubbles: true }));
  });
}
customElements.define('console-password', ConsolePassword);
