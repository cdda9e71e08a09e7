import '../later.js';
import 'skillkeep/element';
import { html, nothing, type TemplateResult } from 'skillkeep/lit';
import type { ChangeRow, ProfileView } from 'skillkeep';
import { link } from '../route.js';
import { Screen } from '../screen.js';
import { t } from '../words.js';

interface Data { profile: ProfileView; changes: ChangeRow[] }

/** Everything the engine believes of the person, to open, confirm, contest or add to; and what became of her skills, until she read it. */
class PortalSkills extends Screen<Data> {
  protected override async load(): Promise<Data> {
    const [profile, changes] = await Promise.all([this.engine.profile(), this.engine.changes()]);
    return { profile, changes };
  }
  protected override headline(): string { return t('portal.skills.title'); }

  protected override view({ profile: { skills, signals }, changes }: Data): TemplateResult {
    return html`<div class="lead"><h1 tabindex="-1">${t('portal.skills.title')}</h1><p class="muted">${skills.length ? t('portal.skills.lead', { count: skills.length, signals }) : t('portal.skills.empty')}</p>
        ${skills.length ? '' : html`<div class="row"><a class="button go" href=${link('import')}>${t('portal.import.first')}</a></div>`}</div>
      ${changes.length ? this.changed(changes) : nothing}
      <skillkeep-skills bare heading="1" .engine=${this.engine} skill-href="#/skill/{id}"></skillkeep-skills>
      <skillkeep-propose heading="2" .engine=${this.engine}></skillkeep-propose>`;
  }

  private changed(changes: ChangeRow[]): TemplateResult {
    return html`<section class="card good" aria-labelledby="changed"><h2 id="changed">${t('portal.changes')}</h2><p class="small muted">${t('portal.changes.kept')}</p>
      <ul class="stack tight">${changes.map((row) => html`<li>${this.sentence(row)} ${row.skill === null ? nothing : html`<a href=${link('skill', row.skill)}>${row.label}</a>`}${row.others.map(({ skill, label }) => html` · <a href=${link('skill', skill)}>${label}</a>`)}${row.reason ? html`<br><span class="small muted">${row.reason}</span>` : nothing}</li>`)}</ul>
      <div class="row"><button @click=${() => this.act(() => this.engine.readChanges(), t('portal.changes.done'))}>${t('portal.changes.read')}</button></div></section>`;
  }

  private sentence({ kind, former, label, others }: ChangeRow): string {
    if (kind === 'split') return t('portal.changes.split', { former, label, others: others.map((other) => other.label).join(', ') });
    return t(`portal.changes.${kind}`, { former, label });
  }
}
customElements.define('portal-skills', PortalSkills);
