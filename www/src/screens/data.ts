import '../later.js';
import { html, nothing, type TemplateResult } from 'skillkeep/lit';
import type { AboutView, Engine, PolicyView } from 'skillkeep';
import { backupForm, eraseForm, restoreForm } from '../data/forms.js';
import { ownFiles, onRequests, requests } from '../requests.js';
import { languageForm, placeForm } from '../data/settings.js';
import { forget } from '../person.js';
import { link } from '../route.js';
import { Screen } from '../screen.js';
import { explain, keptFor, number, onDay, size, t } from '../words.js';

interface Data { about: AboutView; policy: PolicyView; storage: Awaited<ReturnType<Engine['storage']>> }

/** What is kept, where it came from, what left (nothing), and the three acts on the whole: back up, restore, erase. */
class PortalData extends Screen<Data> {
  private stop = () => {};

  override connectedCallback(): void {
    super.connectedCallback();
    this.stop = onRequests(() => this.requestUpdate());
  }
  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.stop();
  }
  protected override async load(): Promise<Data> {
    const [about, policy, storage] = await Promise.all([this.engine.about(), this.engine.policy(), this.engine.storage()]);
    return { about, policy, storage };
  }
  protected override headline(): string { return t('portal.left.title'); }

  protected override view({ about, policy, storage }: Data): TemplateResult {
    const made = requests();
    return html`
      <div class="lead"><h1 tabindex="-1">${t('portal.left.title')}</h1><p class="muted">${t('portal.left.lead')}</p></div>
      <div class="split"><div class="stack">
        <section class="card"><div class="row"><h2>${t('portal.requests.title')}</h2><span class="push chip ${made.length ? 'sky' : ''}">${t('portal.requests', { count: made.length })}</span></div>
          <p class="muted">${t('portal.requests.own', { count: ownFiles() })}</p>
          ${made.length ? html`<details><summary>${t('portal.requests.list')}</summary><ul class="list small tall" tabindex="0">${made.map((url) => html`<li><code>${new URL(url).host === location.host ? new URL(url).pathname : url}</code></li>`)}</ul></details>` : nothing}
          <p class="small muted">${t('portal.requests.check')}</p></section>
        <section class="card flat"><h2>${t('portal.kept')}</h2>
          <dl class="terms"><dt>${t('portal.kept.signals')}</dt><dd class="num">${number(about.signals)} <a class="small" href=${link('history')}>${t('portal.kept.acts')}</a></dd>
            <dt>${t('portal.kept.size')}</dt><dd class="num">${size(about.snapshotBytes)}, ${storage.durable ? t('portal.kept.sealed') : t('portal.kept.memory')}</dd>
            ${storage.warning ? html`<dt>${t('portal.kept.warning')}</dt><dd class="wrong" role="alert">${explain({ code: storage.warning }).text}</dd>` : nothing}
            <dt>${t('portal.kept.promise')}</dt><dd>${storage.persisted ? html`<span class="chip">${t('portal.kept.persisted')}</span>` : html`<div class="row"><span class="chip warm">${t('portal.kept.evictable')}</span><button @click=${this.persist}>${t('portal.kept.ask')}</button></div>`}</dd>
            <dt>${t('portal.kept.backup')}</dt><dd data-backup>${storage.lastBackup ? onDay(storage.lastBackup) : html`<span class="chip warm">${t('portal.kept.never')}</span>`}</dd></dl></section>
        <section class="card flat"><h2>${t('portal.may')}</h2><p class="small muted">${t('portal.may.why', { version: number(policy.version) })}</p><div class="scroll" tabindex="0" role="region" aria-label=${t('portal.may')}><table class="whole">
          <thead><tr><th scope="col">${t('portal.may.source')}</th><th scope="col">${t('portal.may.counts')}</th><th scope="col">${t('portal.may.kinds')}</th></tr></thead>
          <tbody>${policy.sources.map((row) => html`<tr><th scope="row">${t(`portal.source.${row.source}`)}</th><td data-label=${t('portal.may.counts')}>${row.allowed ? keptFor(row.keepDays) : t('portal.may.no')}</td><td class="muted">${row.allowed ? row.kinds.map((kind) => t(`kind.${kind}`)).join(', ') : ''}</td></tr>`)}</tbody></table></div></section>
        <section class="card flat"><h2>${t('portal.files')}</h2><p class="small muted">${t('portal.files.why', { company: about.company, pin: about.root.pin.slice(0, 16), version: number(about.root.version) })}</p>
          <div class="scroll" tabindex="0" role="region" aria-label=${t('portal.files')}><table class="whole"><thead><tr><th scope="col">${t('portal.files.name')}</th><th scope="col" class="num">${t('portal.files.version')}</th><th scope="col" class="num">${t('portal.files.size')}</th><th scope="col">SHA-256</th></tr></thead>
          <tbody>${about.files.map((file) => html`<tr><th scope="row">${file.name}</th><td class="num" data-label=${t('portal.files.version')}>${number(file.version)}</td><td class="num" data-label=${t('portal.files.size')}>${size(file.bytes)}</td><td class="hash muted">${file.sha256}</td></tr>`)}</tbody></table></div>
          <p class="small muted">${t('portal.files.in', { skills: about.skills, roles: about.roles, items: about.items, engine: about.engine })}</p>
          ${about.notices.length ? html`<details><summary>${t('portal.notices')}</summary><ul class="stack tight small muted">${about.notices.map((notice) => html`<li>${notice}</li>`)}</ul></details>` : nothing}</section>
      </div>
      <aside class="stack">${placeForm(this.engine, about, this.done)}${backupForm(this.engine, this.done, storage.lastBackup)}${restoreForm(this.engine, this.done)}${languageForm()}${eraseForm(this.engine, this.erased)}</aside></div>`;
  }

  private readonly done = (said: string): void => { this.say(said, null); void this.reload(); };
  private readonly erased = (): void => { forget(); this.done(t('portal.erase.done')); };
  private readonly persist = async (): Promise<void> => {
    this.done(await this.engine.persist() ? t('portal.kept.persisted') : t('portal.kept.refused'));
  };
}
customElements.define('portal-data', PortalData);
