import { html, nothing, type TemplateResult } from 'skillkeep/lit';
import type { ColumnMapping, Encoding } from 'skillkeep';
import { number, percent, size, t, trouble } from '../words.js';
import type { Job } from './job.js';
import { mapper } from './mapper.js';
import { reportView } from './report.js';

/** What a card can ask of the wizard. */
export interface CardActs { look(job: Job): void; take(job: Job, keepPartial?: boolean): void; stop(job: Job): void; drop(job: Job): void; undo(job: Job): void; changed(): void }

const ENCODINGS: Encoding[] = ['utf-8', 'windows-1252', 'utf-16le', 'utf-16be'];

/** One file on its way: waiting, being read, asking, or done. */
export function card(key: string, job: Job, acts: CardActs): TemplateResult {
  const tone = job.stage === 'failed' ? 'bad' : job.stage === 'done' ? 'good' : '';
  return html`<section class="card flat ${tone}" data-stage=${job.stage} aria-labelledby="${key}-name" tabindex="-1">
    <div class="row"><h2 id="${key}-name">${job.file.name}</h2><span class="small muted num">${size(job.file.size)}</span>
      ${job.scan && job.stage !== 'failed' ? html`<span class="chip sky">${t(`portal.source.${job.scan.kind}`)}</span>` : nothing}
      <span class="push small muted">${t(`portal.stage.${job.stage}`)}</span></div>
    ${body(key, job, acts)}</section>`;
}

function body(key: string, job: Job, acts: CardActs): TemplateResult | typeof nothing {
  switch (job.stage) {
    case 'waiting': return html`<div class="row"><button class="quiet" @click=${() => acts.drop(job)}>${t('portal.import.drop')}</button></div>`;
    case 'scanning':
    case 'importing': return html`<div class="row wait"><progress max="1" .value=${job.progress} aria-label=${t(`portal.stage.${job.stage}`)}></progress><span class="small muted num">${percent(job.progress)}</span><button class="push" @click=${() => acts.stop(job)}>${t('portal.cancel')}</button></div>`;
    case 'ask': return ask(key, job, acts);
    case 'done': return job.report ? reportView(job.report, () => acts.undo(job), job.act !== null) : nothing;
    case 'undone': return html`<p>${t('portal.import.undone')}</p><div class="row"><button @click=${() => acts.look(job)}>${t('portal.import.again')}</button><button class="quiet" @click=${() => acts.drop(job)}>${t('portal.import.close')}</button></div>`;
    default: return mistake(key, job, acts);
  }
}

function ask(key: string, job: Job, acts: CardActs): TemplateResult {
  const scan = job.scan!;
  const setMapping = (mapping: ColumnMapping) => {
    const who = mapping.who !== job.mapping.who;
    job.mapping = mapping;
    // Another column of names means other names to choose from, so the file is read again.
    if (who) acts.look(job); else acts.changed();
  };
  return html`<p>${t('portal.import.found', { count: scan.records })}</p>
    ${scan.error ? html`<p class="chip warm">${trouble(scan.error).what}</p>` : nothing}
    ${scan.actors.length ? actors(key, job, acts) : nothing}
    ${scan.kind === 'table' ? html`<details ?open=${!job.mapping.title && !job.mapping.skill}><summary>${t('portal.map.open')}</summary><div class="stack">${mapper(key, scan, job.mapping, setMapping)}</div></details>` : nothing}
    <div class="row"><button class="go" ?disabled=${job.needsMe} @click=${() => acts.take(job)}>${t('portal.import.take')}</button><button class="quiet" @click=${() => acts.drop(job)}>${t('portal.import.drop')}</button>
      ${job.needsMe ? html`<span class="small muted">${t('portal.me.needed')}</span>` : nothing}</div>`;
}

function actors(key: string, job: Job, acts: CardActs): TemplateResult {
  const all = job.scan!.actors;
  // Those chosen stand first, then the most frequent.
  const rows = [...all].sort((a, b) => Number(job.me.has(b.key)) - Number(job.me.has(a.key)) || b.count - a.count);
  const pick = (actor: string) => (event: Event) => {
    if ((event.target as HTMLInputElement).checked) job.me.add(actor); else job.me.delete(actor);
    acts.changed();
  };
  return html`<fieldset><legend>${t('portal.me')}</legend><p class="small muted">${t('portal.me.why')}</p>
    <div class="pick">${(job.me.size ? rows : all).map(({ key: actor, name, count }, at) => html`<label class="check" for="${key}-me-${at}"><input type="checkbox" id="${key}-me-${at}" data-actor=${actor} .checked=${job.me.has(actor)} @change=${pick(actor)}><span>${name || actor}${name && name !== actor ? html` <span class="muted small">${actor}</span>` : nothing}</span><span class="push small muted num">${t('portal.me.count', { count })}</span></label>`)}</div></fieldset>`;
}

/** What happened, what is safe, what to do: in that order, with the way on beside it. */
function mistake(key: string, job: Job, acts: CardActs): TemplateResult {
  const { what, safe, todo, code } = trouble(job.error);
  const keepable = job.report?.keepable ?? 0;
  return html`<div role="alert"><p><span class="strong">${what}</span> ${safe} ${keepable ? t('portal.import.keepable', { count: keepable }) : todo}</p></div>
    ${code === 'import.encoding' ? html`<div class="field"><label for="${key}-enc">${t('portal.encoding')}</label><select id="${key}-enc" @change=${(event: Event) => { job.encoding = (event.target as HTMLSelectElement).value as Encoding; acts.look(job); }}>
      <option value="">${t('portal.choose')}</option>${ENCODINGS.map((name) => html`<option value=${name} ?selected=${job.encoding === name}>${t(`portal.encoding.${name}`)}</option>`)}</select></div>` : nothing}
    <div class="row">${keepable ? html`<button class="go" @click=${() => acts.take(job, true)}>${t('portal.import.keep', { count: keepable })}</button>` : nothing}
      <button @click=${() => acts.look(job)}>${t('portal.again')}</button><button class="quiet" @click=${() => acts.drop(job)}>${t('portal.import.close')}</button><code class="push small muted">${code}</code></div>
    ${job.report?.refusedCount ? html`<p class="small muted">${t('portal.report.refusedFirst', { count: number(job.report.refusedCount) })}</p>` : nothing}`;
}
