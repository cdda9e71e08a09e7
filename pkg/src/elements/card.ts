/** `<skillkeep-card>`: a card about oneself for raising one's hand. The person writes it, leaves out what she likes, and hands it over herself; nothing is sent or kept. */
import { css, html, nothing, type TemplateResult } from 'lit';
import type { GigRow, MentorRow, SkillRow } from '../types.js';
import { SkillkeepElement } from './base.js';
import type { CareerEngine } from './career-engine.js';
import { known, levelPicker } from './parts.js';

interface Asked { skills: SkillRow[]; items: { id: string; title: string; contact: string; near: Set<string> }[] }
/** What is on the card. */
export interface Card { title: string; hand: string; name: string; skills: { label: string; level: string }[]; note: string; own: string; language: string }

const escaped = (text: string): string => text.replace(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`);

/** The file: a page without a script, with nothing on it but the card. */
export function cardFile({ title, hand, name, skills, note, own, language }: Card): string {
  const lines = [hand ? `<p>${escaped(hand)}</p>` : '', skills.length ? `<ul>${skills.map((s) => `<li>${escaped(s.label)}${s.level ? `: ${escaped(s.level)}` : ''}</li>`).join('')}</ul>` : '', note ? `<p class="note">${escaped(note)}</p>` : '', skills.some((s) => s.level) ? `<p><small>${escaped(own)}</small></p>` : ''];
  return `<!doctype html>\n<html lang="${escaped(language)}"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${escaped(name || title)}</title><style>body{font:1rem/1.5 system-ui,sans-serif;max-width:36rem;margin:3rem auto;padding:0 1rem}.note{white-space:pre-wrap}small{color:#555}</style>\n<h1>${escaped(name || title)}</h1>\n${lines.filter(Boolean).join('\n')}\n</html>\n`;
}

/** Skills before "all your skills": those that what it is for asks about, then the surest. */
const few = 8;

/** Attributes: those of the base, `item-id` (the gig or the mentor it is for). Events: `skillkeep-error`. */
export class SkillkeepCard extends SkillkeepElement<Asked> {
  static override properties = { ...SkillkeepElement.properties, itemId: { attribute: 'item-id' }, chosen: { state: true }, name: { state: true }, note: { state: true }, all: { state: true }, purpose: { state: true } };
  static override styles = [...SkillkeepElement.styles, css`
    form { display: grid; gap: 1rem; } .split { display: grid; gap: 1.5rem; grid-template-columns: minmax(0, 1fr) minmax(0, 1fr); align-items: start; } input[type=checkbox] { accent-color: var(--accent); } textarea { font: 400 var(--t-1)/1.45 var(--sans); color: var(--ink); background: var(--card); border: 1px solid color-mix(in srgb, var(--muted) 70%, transparent); border-radius: .6rem; padding: .55em .75em; min-height: 6rem; resize: vertical; }
    fieldset { border: 0; margin: 0; padding: 0; display: grid; gap: .35rem; } legend { padding: 0; color: var(--muted); font-size: var(--t-0); } .pick { display: grid; grid-template-columns: minmax(0, 1fr) 11rem; gap: .5rem; align-items: center; min-height: 2.6rem; } .pick > label:first-child { display: flex; gap: .5rem; align-items: center; min-width: 0; overflow-wrap: anywhere; } .pick .field { font-size: 0; } .pick .field select { font-size: var(--t-0); }
    .made ul { list-style: disc; padding-inline-start: 1.2rem; } .made .note { white-space: pre-wrap; }
    @container (max-width: 46rem) { .split { grid-template-columns: minmax(0, 1fr); } } @container (max-width: 26rem) { .pick { grid-template-columns: minmax(0, 1fr); } }
    @media print { .split { grid-template-columns: minmax(0, 1fr); } form, [part="made"] > .head:first-child { display: none; } .card { border: 0; } }
  `];
  declare itemId: string; declare private chosen: Map<string, string>; declare private name: string; declare private note: string; declare private all: boolean; declare private purpose: string | null;

  constructor() {
    super();
    this.itemId = this.name = this.note = '';
    this.chosen = new Map();
    this.all = false;
    this.purpose = null;
  }

  protected async query(engine: CareerEngine): Promise<Asked> {
    const [profile, gigs, mentors] = await Promise.all([engine.profile(), engine.gigs(), engine.mentors()]);
    const near = (row: GigRow | MentorRow): Set<string> => new Set(('helps' in row ? row.helps : [...row.meets, ...row.learns]).map((each) => each.skill));
    return { skills: profile.skills.filter((row) => known(row) && row.standing !== 'contested'), items: [...gigs, ...mentors].map((row) => ({ id: row.item.id, title: row.item.title, contact: row.item.contact, near: near(row) })) };
  }

  #set(skill: string, level: string | null): void {
    const chosen = new Map(this.chosen);
    if (level === null) chosen.delete(skill);
    else chosen.set(skill, level);
    this.chosen = chosen;
  }

  #item(view: Asked): Asked['items'][number] | undefined {
    return view.items.find((row) => row.id === (this.purpose ?? this.itemId));
  }

  /** The card as it stands. A level is said only where the person left it on. */
  #made(view: Asked): Card {
    const item = this.#item(view);
    const level = (value: string): string => (value === '' ? '' : `${this.m.level(Number(value))}${Number.isInteger(Number(value)) ? ` (${this.t(`level.${value}`)})` : ''}`);
    const skills = view.skills.filter((row) => this.chosen.has(row.id)).map((row) => ({ label: row.label, level: level(this.chosen.get(row.id) ?? '') }));
    return { title: this.t('card.title'), hand: item ? this.t('card.hand', { title: item.title }) : '', name: this.name.trim(), skills, note: this.note.trim(), own: this.t('card.own'), language: this.m.locale };
  }

  #save(view: Asked): void {
    const link = document.createElement('a');
    link.href = URL.createObjectURL(new Blob([cardFile(this.#made(view))], { type: 'text/html' }));
    link.download = 'card.html';
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
    this.said = { text: this.t('card.saved'), act: null, warn: false };
  }

  #pick(row: SkillRow): TemplateResult {
    const level = this.chosen.get(row.id);
    const half = String(Math.round(row.level.mean * 2) / 2);
    return html`<div class="pick" part="pick"><label><input type="checkbox" .checked=${level !== undefined} @change=${(e: Event) => this.#set(row.id, (e.target as HTMLInputElement).checked ? half : null)}>${row.label}</label>
      ${level === undefined ? nothing : html`<div @change=${(e: Event) => this.#set(row.id, (e.target as HTMLSelectElement).value)}>${levelPicker(this.m, `level-${row.id}`, this.t('card.level', { skill: row.label }), level === '' ? null : Number(level), this.t('card.noLevel'))}</div>`}</div>`;
  }

  protected content(view: Asked): unknown {
    const item = this.#item(view);
    const rank = (row: SkillRow): number => Number(item?.near.has(row.id) ?? false) * 2 + row.confidence;
    const skills = view.skills.toSorted((a, b) => rank(b) - rank(a) || a.label.localeCompare(b.label, this.m.locale));
    const shown = this.all ? skills : skills.filter((row, i) => i < few || this.chosen.has(row.id));
    const made = this.#made(view);
    const some = made.name || made.hand || made.skills.length || made.note;
    return html`${this.lead(this.t('card.title'), this.t('card.lead'))}
      <div class="split"><form class="card flat" @submit=${(e: Event) => e.preventDefault()}>
        <label class="field">${this.t('card.for')}<select part="for" @change=${(e: Event) => (this.purpose = (e.target as HTMLSelectElement).value)}><option value="" ?selected=${!item}>${this.t('card.other')}</option>${view.items.map((row) => html`<option value=${row.id} ?selected=${row.id === item?.id}>${row.title}</option>`)}</select></label>
        <label class="field">${this.t('card.name')}<input part="name" maxlength="120" autocomplete="off" .value=${this.name} @input=${(e: Event) => (this.name = (e.target as HTMLInputElement).value)}></label>
        ${skills.length ? html`<fieldset part="skills"><legend>${this.t('card.skills')}</legend>${shown.map((row) => this.#pick(row))}
          ${shown.length < skills.length ? html`<div><button type="button" part="more" @click=${() => (this.all = true)}>${this.t('card.more')}</button></div>` : nothing}</fieldset>` : html`<p class="muted small">${this.t('card.none')}</p>`}
        <label class="field">${this.t('card.note')}<textarea part="note" maxlength="800" .value=${this.note} @input=${(e: Event) => (this.note = (e.target as HTMLTextAreaElement).value)}></textarea></label>
      </form>
      <section class="card made" part="made">${this.head(1, this.t('card.whole'), 'h3')}
        ${some ? html`${made.name ? html`<p class="head h2">${made.name}</p>` : nothing}${made.hand ? html`<p>${made.hand}</p>` : nothing}
          ${made.skills.length ? html`<ul>${made.skills.map((row) => html`<li>${row.label}${row.level ? `: ${row.level}` : nothing}</li>`)}</ul>` : nothing}
          ${made.note ? html`<p class="note">${made.note}</p>` : nothing}${made.skills.some((row) => row.level) ? html`<p class="small muted">${made.own}</p>` : nothing}` : html`<p class="muted">${this.t('card.empty')}</p>`}
        <div class="row noprint"><button type="button" class="go" part="save" ?disabled=${!some} @click=${() => this.#save(view)}>${this.t('card.save')}</button><button type="button" part="print" ?disabled=${!some} @click=${() => window.print()}>${this.t('card.print')}</button></div>
        ${item?.contact ? html`<p class="small muted noprint">${this.t('gigs.contact', { contact: item.contact })}</p>` : nothing}</section></div>`;
  }
}
