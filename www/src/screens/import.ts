import '../later.js';
import { html, nothing, repeat, type TemplateResult } from 'skillkeep/lit';
import type { ImportRow, PolicyView } from 'skillkeep';
import { card, type CardActs } from '../import/card.js';
import { Job } from '../import/job.js';
import { Screen } from '../screen.js';
import { keptFor, number, onMoment, t } from '../words.js';

interface Data { imports: ImportRow[]; policy: PolicyView }

/** What comes with the sample company, for whoever has no file at hand. */
const SAMPLES = ['statements.json', 'git-log.txt', 'record.csv', 'cv.txt'] as const;

/** The files outlive the screen: leaving it and coming back finds them as they were. */
const jobs: Job[] = [];
let current: PortalImport | null = null;

/** Brings files in: drop, look, say who you are, take, and read what was done. */
class PortalImport extends Screen<Data> implements CardActs {
  private over = false;
  private running = false;

  override connectedCallback(): void {
    super.connectedCallback();
    current = this;
  }

  protected override async load(): Promise<Data> {
    const [imports, policy] = await Promise.all([this.engine.imports(), this.engine.policy()]);
    return { imports, policy };
  }
  protected override headline(): string { return t('portal.import.title'); }

  protected override view({ imports, policy }: Data): TemplateResult {
    const read = jobs.filter(({ stage }) => stage !== 'waiting' && stage !== 'scanning').length;
    return html`
      <div class="lead"><h1 tabindex="-1">${t('portal.import.title')}</h1><p class="muted">${t('portal.import.lead')}</p></div>
      <div class="split"><div class="stack">
        <div class="drop ${this.over ? 'over' : ''}" @dragover=${this.hover} @dragleave=${() => { this.over = false; this.requestUpdate(); }} @drop=${this.dropped}>
          <svg viewBox="0 0 24 24" aria-hidden="true" fill="none" stroke="currentColor" stroke-width="1.6" stroke-linecap="round" stroke-linejoin="round"><path d="M12 4v11M7.5 11l4.5 4.5 4.5-4.5M4 17v2.5h16V17"/></svg>
          <p class="strong">${t('portal.import.here')}</p>
          <input id="files" type="file" multiple @change=${this.picked}><label class="button go" for="files">${t('portal.import.choose')}</label>
          <p class="small muted">${t('portal.import.kinds')}</p></div>
        ${jobs.length > 1 ? html`<p role="status" class="small muted">${t('portal.import.read', { read, count: jobs.length })}</p>` : nothing}
        ${repeat(jobs, (job) => job, (job, at) => card(`job${at}`, job, this))}
        ${jobs.filter(({ stage, needsMe }) => stage === 'ask' && !needsMe).length > 1 ? html`<div class="row"><button class="go" @click=${this.takeAll}>${t('portal.import.takeAll')}</button></div>` : nothing}
        <section class="card flat"><h2>${t('portal.paste')}</h2><form @submit=${this.pasted}><div class="field"><label for="paste">${t('portal.paste.label')}</label><textarea id="paste" name="text" dir="auto" required></textarea></div><div class="row"><button>${t('portal.paste.go')}</button><span class="small muted">${t('portal.paste.safe')}</span></div></form></section>
      </div>
      <aside class="stack">
        <section class="card flat"><h2>${t('portal.samples')}</h2><p class="small muted">${t('portal.samples.why')}</p><ul class="stack tight">${SAMPLES.map((name) => html`<li><button class="link" data-sample=${name} @click=${() => this.sample(name)}>${t(`portal.samples.${name.split('.')[0]}`)}</button> <span class="small muted">${name}</span></li>`)}</ul></section>
        <section class="card flat"><h2>${t('portal.imports')}</h2>${imports.length ? html`<ul class="list">${imports.map((row) => html`<li><span>${row.name}<br><span class="small muted">${t(`portal.source.${row.kind}`)} · ${onMoment(row.at)} · ${t('portal.imports.signals', { count: row.signals })}</span></span><button class="quiet" @click=${() => this.undoRow(row)}>${t('portal.undo')}</button></li>`)}</ul>` : html`<p class="small muted">${t('portal.imports.none')}</p>`}</section>
        <section class="card flat"><h2>${t('portal.may')}</h2><p class="small muted">${t('portal.may.why', { version: number(policy.version) })}</p><ul class="list small">${policy.sources.map(({ source, allowed, keepDays }) => html`<li><span>${t(`portal.source.${source}`)}</span><span class="chip ${allowed ? '' : 'bad'}">${allowed ? keptFor(keepDays) : t('portal.may.no')}</span></li>`)}</ul></section>
      </aside></div>`;
  }

  private readonly hover = (event: DragEvent): void => { event.preventDefault(); this.over = true; this.requestUpdate(); };
  private readonly dropped = (event: DragEvent): void => { event.preventDefault(); this.over = false; this.add([...event.dataTransfer?.files ?? []]); };
  private readonly picked = (event: Event): void => { const input = event.target as HTMLInputElement; this.add([...input.files ?? []]); input.value = ''; };
  private readonly pasted = (event: SubmitEvent): void => {
    event.preventDefault();
    const form = event.target as HTMLFormElement;
    const text = String(new FormData(form).get('text') ?? '');
    if (text.trim()) this.add([new File([text], t('portal.paste.name'), { type: 'text/plain' })]);
    form.reset();
  };
  private async sample(name: string): Promise<void> {
    try {
      const answer = await fetch(new URL(`/samples/${name}`, location.href));
      if (!answer.ok) throw new Error(String(answer.status));
      this.add([new File([await answer.blob()], name)]);
    } catch {
      this.say(t('portal.samples.gone'), null);
    }
  }

  private add(files: File[]): void {
    jobs.unshift(...files.map((file) => new Job(file, () => current?.changed())));
    this.requestUpdate();
    void this.next();
  }
  /** One file is read at a time, the oldest first. */
  private async next(): Promise<void> {
    if (this.running) return;
    this.running = true;
    for (let job = jobs.findLast(({ stage }) => stage === 'waiting'); job; job = jobs.findLast(({ stage }) => stage === 'waiting')) await job.look(this.engine);
    this.running = false;
  }

  changed(): void { this.requestUpdate(); }
  look(job: Job): void { job.stage = 'waiting'; this.requestUpdate(); void this.next(); }
  take(job: Job, keepPartial = false): void { void job.take(this.engine, keepPartial).then(this.reload); }
  stop(job: Job): void { job.stop(); }
  drop(job: Job): void { job.stop(); jobs.splice(jobs.indexOf(job), 1); this.requestUpdate(); }
  undo(job: Job): void {
    void this.act(async () => {
      if (job.act === null) return;
      await this.engine.undo(job.act);
      job.stage = 'undone';
    }, t('portal.import.undone')).then(this.reload);
  }
  private readonly takeAll = async (): Promise<void> => {
    for (const job of [...jobs].reverse()) if (job.stage === 'ask' && !job.needsMe) await job.take(this.engine);
    await this.reload();
  };
  private undoRow(row: ImportRow): void {
    void this.act(async () => {
      await this.engine.undo(row.act);
      for (const job of jobs) if (job.report?.importId === row.id) job.stage = 'undone';
    }, t('portal.import.undone')).then(this.reload);
  }
}
customElements.define('portal-import', PortalImport);
