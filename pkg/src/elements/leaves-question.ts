/** One question as a card: what is asked, what this person would answer, what that costs and what it can show. */
import { html, nothing, type TemplateResult } from 'lit';
import { live } from 'lit/directives/live.js';
import type { Messages } from '../messages/index.js';
import type { QuestionView, SealedTask } from '../types.js';
import type { Leaving } from './leaves-engine.js';
import { cellName, costOf, hex, marks, moved, onDay, onTheWay, points, share, told, total, unsaid, whyNot } from './leaves-words.js';

/** How many names stand before "all". */
const FEW = 4;

/** What a card needs of the page it is on. */
export interface Asking {
  m: Messages; leaving: Leaving;
  /** A heading, two levels under the element's first. */
  head(text: unknown): TemplateResult;
  /** A trial sealing: null before it was asked for, and while it is made. */
  trial: SealedTask[] | null; sealing: boolean;
  /** Questions whose names are all shown. */
  all: ReadonlySet<string>;
  toggleAll(id: string): void; seal(): void; let(question: QuestionView): void; toGroups(): void;
}

function answer(a: Asking, question: QuestionView): unknown {
  const { m, leaving: { view } } = a;
  if (!question.answered) {
    const why = whyNot(view, question);
    return html`<span>${m.t(`leaves.why.${why}`, { attribute: m.list(unsaid(view, question)) })}${why === 'group' ? html` <button type="button" class="link" @click=${() => a.toGroups()}>${m.t('leaves.why.group.go')}</button>` : nothing}</span>`;
  }
  if (question.kind.code === 'outcome') return html`<span>${told(m, question, view)}</span>`;
  if (question.kind.code === 'paths') return html`<span>${onTheWay(m, question)}</span>`;
  if (question.kind.code === 'change') return html`<span>${moved(m, question)}</span>`;
  const names = marks(m, question);
  const all = a.all.has(question.id);
  const shown = all ? names : names.slice(0, FEW);
  return html`<span>${m.t(`leaves.${question.kind.code}`, { count: names.length, total: total(question) })} ${names.length > shown.length ? `${shown.join(', ')}, … ` : shown.length ? `${m.list(shown)} ` : ''}${names.length > FEW
    ? html`<button type="button" class="link noprint" aria-expanded=${all} aria-label=${m.t('leaves.act', { act: m.t(all ? 'leaves.fewer' : 'leaves.all', { count: names.length }), question: question.question })} @click=${() => a.toggleAll(question.id)}>${m.t(all ? 'leaves.fewer' : 'leaves.all', { count: names.length })}</button>` : nothing}</span>
    ${question.clipped ? html`<span class="muted">${m.t('leaves.clipped', { clip: question.kind.clip ?? 0 })}</span>` : nothing}`;
}

/** A party's half in one line: who, how many bytes, how they begin. */
function half(m: Messages, party: 'leader' | 'keeper', bytes: Uint8Array): TemplateResult {
  const who = m.t(`leaves.${party}`);
  return html`<li><b>${who}</b><span class="size num">${m.t('leaves.size', { bytes: bytes.length })}</span><span class="hex">${hex(bytes, 16)}</span><span>${m.t('leaves.sealed')}</span></li>`;
}

function sent(a: Asking, question: QuestionView): unknown {
  const { m, trial, leaving } = a;
  const tasks = trial?.filter(({ measure }) => measure === question.id) ?? [];
  if (!tasks.length) {
    return html`<span>${m.t('leaves.halves', { cells: question.asked.length })} ${leaving.outbox.state === 'off' ? nothing : html`<button type="button" class="link noprint" ?disabled=${a.sealing}
      aria-label=${m.t('leaves.act', { act: m.t('leaves.bytes'), question: question.question })} @click=${() => a.seal()}>${m.t(a.sealing ? 'leaves.sealing' : 'leaves.bytes')}</button>`}</span>`;
  }
  return html`<ul class="bytes" part="bytes">${tasks.map((task) => html`${tasks.length > 1 ? html`<li class="cell">${cellName(m, task.cell, leaving.about)}</li>` : nothing}${half(m, 'leader', task.leader)}${half(m, 'keeper', task.keeper)}`)}</ul>
    <span class="muted">${m.t('leaves.trial')}</span>`;
}

function shows({ m, leaving: { about } }: Asking, question: QuestionView): unknown {
  return html`${question.asked.map(({ cell, people, sigma2 }) => {
    if (!cell || !people) return html`<span>${m.t('leaves.show.nowhere')}</span>`;
    const within = points(sigma2, people);
    return html`<span>${m.t('leaves.show', { cell: cellName(m, cell, about), people, points: m.number(within, within < 10 ? 1 : 0), n: Math.round(within * 10) / 10 })}</span>`;
  })}<span class="muted">${m.t('leaves.alone')}</span>`;
}

/** The card. */
export function questionCard(a: Asking, question: QuestionView): TemplateResult {
  const { m, leaving: { view } } = a;
  return html`<section class="card asked" part="question" data-question=${question.id} aria-label=${question.question}>
    <div class="row">${a.head(question.question)}
      <label class="switch good" part="let"><span aria-hidden="true">${m.t(question.on ? 'leaves.on' : 'leaves.no')}</span><input type="checkbox" role="switch" aria-label=${m.t('leaves.act', { act: m.t('leaves.let'), question: question.question })} .checked=${live(question.on)} @change=${() => a.let(question)}></label></div>
    <p class="muted">${question.purpose} <span class="small">${m.t('leaves.question.by', { owner: question.owner, reviewer: question.reviewer, day: onDay(m, question.expires, 1) })}</span></p>
    <dl class="facts">
      <div class="wide"><dt>${m.t('leaves.your')}</dt><dd part="answer">${answer(a, question)}</dd></div>
      <div><dt>${m.t('leaves.costs')}</dt><dd class="num" part="cost"><span>${question.on ? html`${m.t('leaves.cost', { share: share(m, costOf(question), view.cap) })} <span class="muted">· ${m.t('leaves.cost.epsilon', { epsilon: view.epsilon })}</span>` : m.t('leaves.cost.free')}</span></dd></div>
      <div><dt>${m.t('leaves.shows')}</dt><dd part="shows">${shows(a, question)}</dd></div>
      <div class="wide"><dt>${m.t('leaves.sends')}</dt><dd>${sent(a, question)}</dd></div>
    </dl></section>`;
}
