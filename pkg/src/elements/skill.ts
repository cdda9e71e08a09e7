/** `<skillkeep-skill skill-id>`: one skill, how it fades, why we think so, and every way to correct it. */
import { css, html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { fan, type Happened } from '../charts/index.js';
import type { SkillDetail } from '../types.js';
import { SkillkeepElement } from './base.js';
import { ElementError, type ElementEngine } from './opening.js';
import { later, takenApart } from './evidence.js';
import { known, levelChart, levelPicker, levelText, safeUrl, standing } from './parts.js';

/**
 * Attributes: those of the base, `skill-id`, `skill-href` and `role-href` (`{id}` stands for the id).
 * Events: `skillkeep-skill-confirmed`, `skillkeep-skill-contested`, `skillkeep-evidence-excluded`, `skillkeep-skill-opened`, `skillkeep-role-opened`, `skillkeep-error`.
 */
export class SkillkeepSkill extends SkillkeepElement<SkillDetail> {
  static override properties = { ...SkillkeepElement.properties, skillId: { attribute: 'skill-id' }, skillHref: { attribute: 'skill-href' }, roleHref: { attribute: 'role-href' }, width: { state: true }, cursor: { state: true }, table: { state: true }, all: { state: true }, asked: { state: true }, wrong: { state: true } };
  static override styles = [...SkillkeepElement.styles, css`
    .split { display: grid; gap: 1.5rem; grid-template-columns: minmax(0, 1.7fr) minmax(15rem, 1fr); align-items: start; }
    .walk { display: grid; gap: .25rem; } .walk input { padding: 0; border: 0; margin-inline-start: 18px; width: calc(100% - 22px); accent-color: var(--accent); background: transparent; } .walk output { min-height: 1.5em; }
    .fanbox { direction: ltr; min-height: 230px; } .fallcol { width: 7rem; min-width: 7rem; } tbody th { width: 38%; } td:nth-child(2) { white-space: nowrap; } td button { padding: .55em .6em; } td .quiet { white-space: nowrap; } @container sums (min-width: 38rem) { td .quiet { display: block; margin-inline-start: auto; } }
    .links { display: flex; flex-wrap: wrap; gap: .4rem 1rem; } .guess { display: grid; grid-template-columns: 10rem auto; justify-content: start; gap: .75rem; align-items: center; }
    dialog .row { justify-content: end; }
    .sums { container: sums / inline-size; }
    @container (max-width: 52rem) { .split { grid-template-columns: minmax(0, 1fr); } }
    @container sums (max-width: 38rem) {
      .fallcol, thead { display: none; } table, tbody, tbody th, td { display: block; } tr { display: flex; flex-wrap: wrap; gap: .15rem .75rem; align-items: baseline; padding-block: .7rem; border-block-end: 1px solid var(--line); } tr:last-child { border: 0; }
      th, td { border: 0; padding: 0; } tbody th { width: auto; flex: 1 1 calc(100% - 5rem); min-width: 0; } td:nth-child(3) { order: 1; } td:nth-child(2) { order: 2; color: var(--muted); } td:last-child { order: 3; margin-inline-start: auto; } td:empty { display: none; }
    }
  `];
  declare skillId: string; declare skillHref: string; declare roleHref: string;
  declare private width: number; declare private cursor: number | null; declare private table: boolean; declare private all: boolean; declare private asked: 'level' | 'contest' | null; declare private wrong: boolean;
  #watch: ResizeObserver | undefined;
  #watched: Element | null = null;

  constructor() {
    super();
    this.skillId = this.skillHref = this.roleHref = '';
    this.width = 640;
    this.cursor = this.asked = null;
    this.table = this.all = this.wrong = false;
  }

  protected query(engine: ElementEngine): Promise<SkillDetail> {
    return this.skillId ? engine.skill(this.skillId) : Promise.reject(new ElementError('element.nothing_chosen'));
  }

  override connectedCallback(): void {
    super.connectedCallback();
    window.addEventListener('beforeprint', this.#whole);
  }

  /** Paper has no "show more". */
  readonly #whole = (): void => void (this.all = true);

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    window.removeEventListener('beforeprint', this.#whole);
    this.#watch?.disconnect();
    this.#watched = null;
  }

  override updated(changed: PropertyValues): void {
    super.updated(changed);
    if (changed.has('skillId') && changed.get('skillId') !== undefined) {
      this.view = undefined;
      this.cursor = null;
      void this.ask();
    }
    const box = this.shadowRoot?.querySelector('.fanbox') ?? null;
    if (box && box !== this.#watched) {
      this.#watch ??= new ResizeObserver(([entry]) => { if (entry && entry.contentRect.width > 0) this.width = Math.max(220, Math.round(entry.contentRect.width)); });
      this.#watch.disconnect();
      this.#watch.observe(box);
      this.#watched = box;
    }
    const dialog = this.shadowRoot?.querySelector('dialog');
    if (dialog && !dialog.open) dialog.showModal();
  }

  /** The point that stands for now: of the two around it the one nearer to the clock. */
  #now({ curve, curveNow }: SkillDetail): number {
    const away = (i: number): number => Math.abs((curve[i]?.at ?? Infinity) - Date.now());
    return away(curveNow) < away(curveNow - 1) ? curveNow : Math.max(0, curveNow - 1);
  }

  #point(view: SkillDetail, index: number): string {
    const { m } = this;
    const point = view.curve[index];
    return point ? this.t('skill.point', { date: m.date(point.at), mean: m.level(point.mean), low: m.level(Math.max(0, point.mean - 1.28155 * point.sd)), high: m.level(Math.min(5, point.mean + 1.28155 * point.sd)) }) : '';
  }

  /** Where the curve crosses the need, in words. */
  #crossing(view: SkillDetail): unknown {
    const { m } = this;
    const { need, curve } = view;
    if (need === null || !curve.length) return nothing;
    const below = (i: number): boolean => (curve[i]?.mean ?? 0) < need;
    let i = this.#now(view);
    if (below(i)) {
      while (i > 0 && below(i - 1)) i--;
      return i === 0 ? nothing : html`<span class="push chip warm" part="crossing">${this.t('skill.below', { need: m.level(need), month: m.date(curve[i]?.at ?? 0, 'month') })}</span>`;
    }
    while (i < curve.length && !below(i)) i++;
    const point = curve[i];
    return point ? html`<span class="push chip warm" part="crossing">${this.t('skill.falls', { need: m.level(need), month: m.date(point.at, 'month') })}</span>` : html`<span class="push chip" part="crossing">${this.t('skill.keeps', { need: m.level(need) })}</span>`;
  }

  #fan(view: SkillDetail): TemplateResult {
    const { m } = this;
    const { curve } = view;
    const first = curve[0];
    const last = curve.at(-1);
    if (!first || !last) return html``;
    const need = view.need === null ? 'none' : m.level(view.need);
    const desc = this.t('skill.fanDesc', { skill: view.label, past: m.level(first.mean), pastMonth: m.date(first.at, 'month'), now: m.level(view.level.mean), future: m.level(last.mean), futureMonth: m.date(last.at, 'month'), need });
    const read = this.cursor ?? this.#now(view);
    return html`<section class="card" part="fan"><div class="row">${this.head(1, this.t('skill.fan'))}${this.#crossing(view)}</div>
      ${this.table ? this.#table(view) : html`<div class="fanbox">${fan({ points: curve, marks: this.#happened(view), now: this.#now(view), need: view.need, width: this.width, title: this.t('skill.fan'), desc, nowText: this.t('skill.now'), needText: this.t('skill.needed', { need }), cursor: this.cursor, day: (at) => m.date(at, 'year') })}
        <div class="walk noprint"><input type="range" dir="ltr" min="0" max=${curve.length - 1} .value=${String(read)} aria-label=${this.t('skill.walk')} aria-valuetext=${this.#point(view, read)}
          @input=${(e: Event) => (this.cursor = Number((e.target as HTMLInputElement).value))}></div></div>
        <p class="small num" part="point">${this.#point(view, read)}</p>`}
      <p class="small muted">${this.t('skill.bands')} ${this.#happened(view).length ? this.t('skill.marks') : nothing} <button type="button" class="link noprint" part="as-table" aria-pressed=${this.table} @click=${() => (this.table = !this.table)}>${this.t(this.table ? 'chart' : 'table')}</button></p></section>`;
  }

  /** What happened along the curve: evidence that counts, and what the person said. */
  #happened(view: SkillDetail): (Happened & { name: string })[] {
    const from = view.curve[0]?.at ?? Infinity;
    return [
      ...view.evidenceRows.filter((row) => row.counted).map((row) => ({ at: row.at, said: false, name: row.title })),
      ...view.corrections.map((row) => ({ at: row.at, said: true, name: this.t(`skill.correction.${row.what}`, { level: row.level === null ? 'none' : this.m.level(row.level) }) })),
    ].filter(({ at }) => at > from);
  }

  #table(view: SkillDetail): TemplateResult {
    const { m } = this;
    const happened = this.#happened(view);
    return html`<div class="scroll plain"><table part="curve-table"><thead><tr><th scope="col">${this.t('skill.colDay')}</th><th scope="col" class="num">${this.t('skill.colGuess')}</th><th scope="col" class="num">${this.t('skill.col80')}</th><th scope="col">${this.t('skill.colHappened')}</th></tr></thead>
      <tbody>${view.curve.map((p, i) => html`<tr><th scope="row">${m.date(p.at)}</th><td class="num">${m.level(p.mean)}</td><td class="num">${m.level(Math.max(0, p.mean - 1.28155 * p.sd))} – ${m.level(Math.min(5, p.mean + 1.28155 * p.sd))}</td><td>${happened.filter(({ at }) => at <= p.at && at > (view.curve[i - 1]?.at ?? Infinity)).map((mark) => mark.name).join('; ')}</td></tr>`)}</tbody></table></div>`;
  }

  async #confirm(view: SkillDetail, level?: number): Promise<void> {
    this.tell('skillkeep-skill-confirmed', { skill: view.id });
    await this.act((engine) => engine.confirm(view.id, level), 'did.confirm', { skill: view.label });
  }

  async #answer(event: SubmitEvent, view: SkillDetail): Promise<void> {
    event.preventDefault();
    const data = new FormData(event.target as HTMLFormElement);
    const level = data.get('level') === '' ? undefined : Number(data.get('level'));
    const reason = String(data.get('reason') ?? '').trim();
    if (this.asked === 'contest' && !reason) {
      this.wrong = true;
      this.shadowRoot?.querySelector<HTMLElement>('[name=reason]')?.focus();
      return;
    }
    const contest = this.asked === 'contest';
    this.asked = null;
    await this.updateComplete;
    if (!contest) return this.#confirm(view, level);
    this.tell('skillkeep-skill-contested', { skill: view.id });
    await this.act((engine) => engine.contest(view.id, level === undefined ? { reason } : { reason, claim: level }), 'did.contest', { skill: view.label });
  }

  #ask(what: 'level' | 'contest'): void {
    this.wrong = false;
    this.asked = what;
  }

  #dialog(view: SkillDetail): unknown {
    const { m } = this;
    if (!this.asked) return nothing;
    const contest = this.asked === 'contest';
    return html`<dialog part="dialog" aria-labelledby="dialog-title" @close=${() => (this.asked = null)}><form novalidate @submit=${(e: SubmitEvent) => this.#answer(e, view)}>
      <div class="head h2" role="heading" aria-level=${this.heading + 1} id="dialog-title">${contest ? this.t('skill.contestTitle', { skill: view.label }) : this.t('skill.confirmTitle')}</div>
      ${contest ? html`<label class="field">${this.t('skill.reason')}<input name="reason" required maxlength="500" autocomplete="off" aria-invalid=${this.wrong} aria-describedby=${this.wrong ? 'wrong' : nothing}></label>
        ${this.wrong ? html`<p class="wrong" id="wrong" role="alert">${this.t('skill.reasonNeeded')}</p>` : nothing}
        ${levelPicker(m, 'level', this.t('skill.claim'), null, this.t('skill.claimNone'))}` : levelPicker(m, 'level', this.t('level.pick'), known(view) ? view.level.mean : 3)}
      <div class="row"><button type="button" @click=${(e: Event) => (e.target as HTMLElement).closest('dialog')?.close()}>${this.t('cancel')}</button><button class="go">${this.t(contest ? 'skill.contestGo' : 'skill.confirmGo')}</button></div>
    </form></dialog>`;
  }

  #history(view: SkillDetail): unknown {
    const { m } = this;
    return view.corrections.length === 0 ? nothing : html`<section class="card flat" part="history">${this.head(1, this.t('skill.history'))}<ul class="stack small">${view.corrections.map((row) => html`<li>
      ${this.t(`skill.correction.${row.what}`, { level: row.level === null ? 'none' : m.level(row.level) })}, <span class="muted">${m.date(row.at)}</span>${row.reason ? html`<br><q>${row.reason}</q>` : nothing}
      <br><span class="num">${this.t('skill.outcome', { before: m.level(row.outcome.before), after: m.level(row.outcome.after) })}</span></li>`)}</ul></section>`;
  }

  #around(view: SkillDetail): TemplateResult {
    const { m } = this;
    const { provenance: from } = view;
    const url = safeUrl(from.uri);
    const source = this.t('skill.from', { source: from.source, version: from.version });
    const kinds = [...new Set(view.related.map((row) => row.relation))];
    const guess = view.inferred;
    return html`
      ${guess ? html`<section class="card flat" part="guess">${this.head(1, this.t('skill.guess'))}<p>${this.t('skill.guessText', { names: m.list(guess.from.slice(0, 3).map((row) => row.label)), share: m.percent(guess.chance), mean: m.level(guess.level.mean), low: m.level(guess.level.low), high: m.level(guess.level.high) })}</p></section>` : nothing}
      ${view.neededBy.length ? html`<section class="card flat" part="needed-by">${this.head(1, this.t('skill.neededBy'))}<div class="links">${view.neededBy.slice(0, 12).map((row) => this.link(this.roleHref, 'skillkeep-role-opened', row.role, this.t('skill.neededAt', { role: row.label, level: m.level(row.level) })))}</div></section>` : nothing}
      ${kinds.length ? html`<section class="card flat" part="related">${this.head(1, this.t('skill.related'))}${kinds.map((kind) => html`<div class="links"><span class="muted small">${this.t(`skill.relation.${kind}`)}</span>${view.related.filter((row) => row.relation === kind).slice(0, 12).map((row) => this.link(this.skillHref, 'skillkeep-skill-opened', row.id, row.label))}</div>`)}</section>` : nothing}
      <section class="card flat small" part="provenance">${this.head(1, this.t('skill.about'))}
        ${view.description ? html`<p>${view.description}</p>` : nothing}${view.aliases.length ? html`<p class="muted">${this.t('skill.aliases', { names: m.list(view.aliases.slice(0, 8)) })}</p>` : nothing}
        <p class="muted">${url ? html`<a href=${url} target="_blank" rel="noopener noreferrer" referrerpolicy="no-referrer">${source}</a>` : source}. ${from.notice}</p></section>`;
  }

  protected content(view: SkillDetail): unknown {
    const { m } = this;
    const guess = { mean: m.level(view.level.mean), low: m.level(view.level.low), high: m.level(view.level.high) };
    const { improve } = view;
    const some = known(view);
    return html`${this.lead(view.label, !some ? this.t('skill.unknown') : this.t('skill.lead', { ...guess, count: view.evidenceRows.filter((row) => row.counted).length }))}
      <div class="guess">${levelChart(m, view.label, some ? view.level : null, view.standing, view.need)}<span>${standing(m, view)}${some ? levelText(m, view.level) : nothing}</span></div>
      <div class="split"><div class="stack">
        ${some ? this.#fan(view) : nothing}
        ${!some && !view.evidenceRows.length ? nothing : html`<section class="card" part="why">${this.head(1, some ? this.t('skill.why', guess) : this.t('skill.whyUnknown'))}
          <div class="sums">${takenApart(m, view, this.all, {
            exclude: (row, reason) => (this.tell('skillkeep-evidence-excluded', { skill: view.id, evidence: row.id }), void this.act((engine) => engine.exclude(view.id, row.id, reason), 'did.exclude', { title: row.title })),
            include: (row) => void this.act((engine) => engine.undo(row.act ?? -1), 'did.include', { title: row.title }),
            undo: (row) => void this.act((engine) => engine.undo(row.act), 'undone'),
          })}</div>
          ${later(view.evidenceRows).length ? html`<div><button type="button" part="more" @click=${() => (this.all = !this.all)}>${this.all ? this.t('less') : this.t('more', { count: later(view.evidenceRows).length })}</button></div>` : nothing}
        </section>`}</div>
      <aside class="stack">
        <section class="card flat noprint" part="right">${this.head(1, this.t(some ? 'skill.right' : 'skill.can'))}<div class="row">
          ${some ? html`<button type="button" class="go" part="confirm" @click=${() => this.#confirm(view)}>${this.t('skill.confirm', guess)}</button>` : nothing}
          <button type="button" class=${some ? '' : 'go'} part="other" @click=${() => this.#ask('level')}>${this.t(some ? 'skill.other' : 'skill.say')}</button>
          ${some ? html`<button type="button" part="contest" @click=${() => this.#ask('contest')}>${this.t('skill.contest')}</button>` : nothing}</div>
          ${some ? html`<p class="small muted">${this.t('skill.rightNote')}</p>` : nothing}</section>
        ${this.#history(view)}
        <section class="card flat" part="improve">${this.head(1, this.t('skill.improve'))}<p>${improve && view.level.sd > 0 ? this.t('skill.improveText', { title: improve.title, time: m.minutes(improve.minutes), share: m.percent(Math.max(0, 1 - improve.sdAfter / view.level.sd)) }) : this.t('skill.improveNone')}</p></section>
        ${this.#around(view)}
      </aside></div>
      ${this.#dialog(view)}`;
  }
}
