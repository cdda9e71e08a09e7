import { html, nothing, type TemplateResult } from 'skillkeep/lit';
import { Screen } from '../screen.js';
import type { ReleaseView } from '../types.js';
import { moment, number, period, say } from '../words.js';
import './envelope.js';

/** Releases that the server answers at once. */
const PAGE = 100;

/** Everything that the keeper signed, the newest first, each to be opened and checked. */
class KeeperReleases extends Screen<ReleaseView[]> {
  private older: ReleaseView[] = [];
  private end = false;
  private open = new Set<number>();

  protected override load(): Promise<ReleaseView[]> { return this.api.get('releases'); }
  protected override headline(): string { return say('console.releases.title'); }

  override connectedCallback(): void {
    super.connectedCallback();
    const wanted = Number(this.id_);
    if (Number.isInteger(wanted) && this.id_) this.open.add(wanted);
  }

  protected override view(newest: ReleaseView[]): TemplateResult {
    const first = newest.at(-1)?.number ?? Infinity;
    const all = [...newest, ...this.older.filter((release) => release.number < first)];
    const more = !this.end && newest.length >= PAGE;
    return html`<div class="lead"><h1 tabindex="-1">${all.length ? say('console.releases.count', { count: all.length, more: more ? 'yes' : 'no' }) : say('console.releases.none')}</h1><p class="muted">${all.length ? say('console.releases.lead') : say('console.releases.none.why')}</p></div>
      ${all.length ? html`<section class="card"><div class="scroll" tabindex="0" role="region" aria-label=${say('console.releases')}><table class="whole releases"><thead><tr><th>${say('console.question')}</th><th>${say('console.cell')}</th><th>${say('console.period')}</th><th class="num">${say('console.answers')}</th><th class="num">${say('console.noise')}</th><th class="num">${say('console.releases.error')}</th><th>${say('console.state')}</th><th><span class="unseen">${say('console.releases.open')}</span></th></tr></thead>
        <tbody>${all.map((release) => this.row(release))}</tbody></table></div>
        ${more ? html`<div class="row"><button @click=${() => this.further(all.at(-1)?.number ?? 0)}>${say('console.releases.older')}</button></div>` : nothing}</section>` : nothing}`;
  }

  private row(release: ReleaseView): TemplateResult {
    const open = this.open.has(release.number);
    return html`<tr data-release=${release.number}><th scope="row">${release.question}<br><span class="muted">${say('console.release.number', { number: release.number })}</span></th><td data-label=${say('console.cell')}>${release.label}</td><td data-label=${say('console.period')}>${period(release.period)}</td>
      <td class="num" data-label=${say('console.answers')}>${say('console.of', { part: number(release.reports), whole: number(release.headcount) })}</td><td class="num" data-label=${say('console.noise')}>${say('console.plusminus', { value: number(release.noiseSd) })}</td><td class="num" data-label=${say('console.releases.error')}>${say('console.points', { value: number(release.errorPoints, 1) })}</td>
      <td><span class="chip">${say('console.releases.released')}</span><br><span class="muted">${moment(release.at)}</span></td>
      <td><button aria-expanded=${open} aria-label=${say(open ? 'console.releases.shut.of' : 'console.releases.open.of', { number: release.number })} @click=${() => this.toggle(release.number)}>${say(open ? 'console.close' : 'console.releases.open')}</button></td></tr>
      ${open ? html`<tr class="opened"><td colspan="8"><release-envelope .release=${release}></release-envelope></td></tr>` : nothing}`;
  }

  private toggle(one: number): void {
    if (!this.open.delete(one)) this.open.add(one);
    this.requestUpdate();
  }
  private async further(before: number): Promise<void> {
    try {
      const next = await this.api.get<ReleaseView[]>('releases', { before: String(before) });
      this.older = [...this.older, ...next];
      this.end = next.length < PAGE;
    } catch (error) {
      this.failure = error;
    }
    this.requestUpdate();
  }
}
customElements.define('keeper-releases', KeeperReleases);
