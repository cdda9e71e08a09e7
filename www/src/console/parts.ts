/** Small parts that several screens share. */
import { html, LitElement, nothing, type TemplateResult } from 'skillkeep/lit';
import type { Cell, How } from './types.js';
import { answered, number, percent, period, say } from './words.js';

/** Below this share of the headcount nothing should rest on a figure; the server's `MIN_COVERAGE`. */
export const MIN_COVERAGE = 0.6;

/** Puts text in the clipboard, and says what came of it. */
export async function copy(text: string): Promise<string> {
  try {
    await navigator.clipboard.writeText(text);
    return say('console.copied');
  } catch {
    return say('console.copied.not');
  }
}
/** Hands a file to the browser. */
export function download(name: string, type: string, text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type }));
  const link = document.createElement('a');
  [link.href, link.download] = [url, name];
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}

/** "1 480 of 1 730 answered, 86 %", amber where that is too few. */
export function coverage(reports: number, headcount: number): TemplateResult {
  const share = headcount > 0 ? reports / headcount : 0;
  return html`<span class="chip num ${share < MIN_COVERAGE ? 'warm' : 'plain'}">${answered(reports, headcount)}, ${percent(Math.min(1, share))}</span>`;
}

/** The figures of a chart once more, as words. */
export const behind = (table: TemplateResult, summary = say('console.table')): TemplateResult => html`<details class="behind"><summary>${summary}</summary><div class="scroll" tabindex="0" role="region" aria-label=${summary}>${table}</div></details>`;

/** A choice of one of a few, as buttons that stay pressed. */
export function choice<T extends string>(label: string, options: readonly (readonly [T, string])[], chosen: T, choose: (one: T) => void): TemplateResult {
  return html`<div class="choice" role="group" aria-label=${label}>${options.map(([id, name]) => html`<button aria-pressed=${id === chosen} @click=${() => choose(id)}>${name}</button>`)}</div>`;
}
/** A choice of one of many. */
export function select(id: string, label: string, options: readonly (readonly [string, string])[], chosen: string, choose: (one: string) => void): TemplateResult {
  return html`<div class="field"><label for=${id}>${label}</label><select id=${id} @change=${(event: Event) => choose((event.target as HTMLSelectElement).value)}>${options.map(([value, name]) => html`<option value=${value} .selected=${value === chosen}>${name}</option>`)}</select></div>`;
}

/** "How was this made?": the releases behind a figure. */
export class ConsoleHow extends LitElement {
  static override properties = { how: { attribute: false }, cells: { attribute: false }, what: {} };
  declare how: How[];
  /** Names of cells. */
  declare cells: Pick<Cell, 'cell' | 'label'>[];
  /** The figure's name: several of these stand on one page. */
  declare what: string;
  constructor() {
    super();
    [this.how, this.cells, this.what] = [[], [], ''];
  }
  protected override createRenderRoot(): HTMLElement { return this; }

  protected override render(): TemplateResult {
    if (!this.how.length) return html`${nothing}`;
    const label = (how: How): string => this.cells.find((cell) => cell.cell === how.cell)?.label ?? how.cell;
    const reports = this.how.reduce((sum, how) => sum + how.reports, 0);
    return html`<button class="link small" aria-haspopup="dialog" aria-label=${this.what ? `${say('console.how')}: ${this.what}` : nothing} @click=${() => this.querySelector('dialog')?.showModal()}>${say('console.how')}</button>
      <dialog aria-labelledby="how-title" @click=${(event: Event) => { if (event.target === event.currentTarget) (event.currentTarget as HTMLDialogElement).close(); }}><div class="stack">
        <div class="row"><h2 id="how-title">${say('console.how.title')}</h2><button class="quiet push" @click=${() => this.querySelector('dialog')?.close()}>${say('console.close')}</button></div>
        ${this.what ? html`<p class="strong">${this.what}</p>` : nothing}
        <p>${say('console.how.lead', { count: this.how.length, reports: number(reports) })}</p>
        <div class="scroll" tabindex="0" role="region" aria-label=${say('console.how.title')}><table class="whole"><thead><tr><th>${say('console.how.number')}</th><th>${say('console.cell')}</th><th>${say('console.period')}</th><th class="num">${say('console.answers')}</th><th class="num">${say('console.noise')}</th><th>${say('console.digest')}</th></tr></thead>
        <tbody>${this.how.map((how) => html`<tr><th scope="row">${say('console.release.number', { number: how.number })}<br><span class="muted">${how.measure}</span></th><td data-label=${say('console.cell')}>${label(how)}</td><td data-label=${say('console.period')}>${period(how.period)}</td>
          <td class="num" data-label=${say('console.answers')}>${say('console.of', { part: number(how.reports), whole: number(how.headcount) })}</td><td class="num" data-label=${say('console.noise')}>${say('console.plusminus', { value: number(Math.sqrt(2 * how.sigma2)) })}</td><td data-label=${say('console.digest')}><code class="hash">${how.digest}</code></td></tr>`)}</tbody></table></div>
        <p class="small muted">${say('console.how.check')}</p></div></dialog>`;
  }
}
customElements.define('console-how', ConsoleHow);
export const how = (list: How[], cells: Pick<Cell, 'cell' | 'label'>[], what: string): TemplateResult => html`<console-how .how=${list} .cells=${cells} what=${what}></console-how>`;
