import { html, nothing, type TemplateResult } from 'skillkeep/lit';
import { copy } from './parts.js';
import { Screen } from './screen.js';
import type { NewUser, Party, Role, User } from './types.js';
import { explain, say } from './words.js';

const ROLES: Record<Party, readonly Role[]> = { keeper: ['officer', 'admin'], insight: ['planner', 'auditor', 'owner', 'admin'] };

/** Who may come in. A new password is shown once: nobody can read it again, here or on the server. */
export class ConsoleUsers extends Screen<User[]> {
  private made: NewUser | null = null;
  private asked = '';
  private wrong = '';

  protected override load(): Promise<User[]> { return this.api.users(); }
  protected override headline(): string { return say('console.users.title'); }

  protected override view(users: User[]): TemplateResult {
    return html`<div class="lead"><h1 tabindex="-1">${say('console.users.title')}</h1><p class="muted">${say('console.users.lead')}</p></div>
      ${this.made ? html`<section class="card good" role="status"><h2>${say('console.users.made', { user: this.made.user })}</h2><p>${say('console.users.once')}</p>
        <div class="row"><output class="bytes" id="made">${this.made.password}</output><button @click=${() => this.copied()}>${say('console.copy')}</button><button class="quiet" @click=${() => { this.made = null; this.requestUpdate(); }}>${say('console.users.noted')}</button></div></section>` : nothing}
      <div class="split"><section class="card"><h2>${say('console.users.all', { count: users.length })}</h2><ul class="list">${users.map((user) => this.row(user, users))}</ul></section>
      <form class="card flat" @submit=${this.add}><h2>${say('console.users.add')}</h2>
        <div class="field"><label for="name">${say('console.login.user')}</label><input id="name" required autocomplete="off" spellcheck="false" autocapitalize="none" maxlength="64"></div>
        <fieldset><legend>${say('console.users.role')}</legend>${ROLES[this.api.party].map((role, i) => html`<label class="check"><input type="radio" name="role" value=${role} ?checked=${i === 0}><span>${say(`console.role.${role}`)}<br><span class="muted small">${say(`console.role.${role}.may`)}</span></span></label>`)}</fieldset>
        <p class="wrong" role="alert">${this.wrong}</p><div class="row"><button class="go">${say('console.users.add')}</button></div></form></div>`;
  }

  private row(user: User, all: User[]): TemplateResult {
    const self = user.user === this.api.session?.user;
    const last = user.role === 'admin' && all.filter((other) => other.role === 'admin').length === 1;
    return html`<li data-user=${user.user}><span><b>${user.user}</b> <span class="muted small">${self ? say('console.users.you') : nothing}</span></span><span class="chip plain">${say(`console.role.${user.role}`)}</span>
      ${self || last ? nothing : this.asked === user.user
        ? html`<span class="row"><span class="small">${say('console.users.sure')}</span><button class="danger" @click=${() => this.drop(user.user)}>${say('console.users.remove.yes', { user: user.user })}</button><button class="quiet" @click=${() => { this.asked = ''; this.requestUpdate(); }}>${say('console.cancel')}</button></span>`
        : html`<button class="quiet" aria-label=${say('console.users.remove.of', { user: user.user })} @click=${() => { this.asked = user.user; this.requestUpdate(); }}>${say('console.users.remove')}</button>`}</li>`;
  }

  private readonly add = async (event: Event): Promise<void> => {
    event.preventDefault();
    const form = event.target as HTMLFormElement;
    const name = form.querySelector<HTMLInputElement>('#name')?.value.trim() ?? '';
    const role = ROLES[this.api.party].find((each) => each === new FormData(form).get('role'));
    if (!name || !role) return;
    this.wrong = '';
    try {
      this.made = await this.api.addUser(name, role);
      form.reset();
      await this.reload();
    } catch (error) {
      this.wrong = explain(error).text;
      this.requestUpdate();
    }
  };
  private async drop(user: string): Promise<void> {
    try {
      await this.api.removeUser(user);
      this.tell(say('console.users.removed', { user }));
    } catch (error) {
      this.tell(explain(error).text);
    }
    this.asked = '';
    await this.reload();
  }
  private async copied(): Promise<void> {
    if (this.made) this.tell(await copy(this.made.password));
  }
}
