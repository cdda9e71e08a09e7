/** Where a number of people was and is going: releases with their whiskers, then bands that widen, against what is needed. */
import { html, LitElement, nothing, svg, type TemplateResult } from 'skillkeep/lit';
import type { Interval } from '../types.js';

export interface Past { name: string; value: number | null; interval: Interval | null; text: string }
export interface Ahead { name: string; value: number; p50: Interval; p80: Interval; p95: Interval; text: string }
/** Words come in finished; the drawing knows no language. */
export interface FanData { title: string; desc: string; past: Past[]; ahead: Ahead[]; demand: number | null; demandText: string; nowText: string; ceiling: number; show: (value: number) => string }

const margin = { left: 44, right: 14, top: 24, bottom: 28 };
const height = 280;
/** A round step so that about five lines fit. */
function step(most: number): number {
  const raw = Math.max(1, most / 5);
  const size = 10 ** Math.floor(Math.log10(raw));
  return Math.max(1, ([1, 2, 2.5, 5, 10].find((each) => each * size >= raw) ?? 10) * size);
}

let made = 0;
export class ConsoleFan extends LitElement {
  static override properties = { fan: { attribute: false } };
  declare fan: FanData | null;
  private width = 640;
  private watch: ResizeObserver | null = null;
  /** Several of them stand on one page. */
  private readonly name = `fan-${++made}`;
  constructor() { super(); this.fan = null; }
  protected override createRenderRoot(): HTMLElement { return this; }

  override connectedCallback(): void {
    super.connectedCallback();
    this.watch = new ResizeObserver(([entry]) => {
      const width = Math.round(entry?.contentRect.width ?? 0);
      if (width > 0 && width !== this.width) { this.width = width; this.requestUpdate(); }
    });
    this.watch.observe(this);
  }
  override disconnectedCallback(): void { super.disconnectedCallback(); this.watch?.disconnect(); }

  protected override render(): TemplateResult {
    const f = this.fan;
    const total = (f?.past.length ?? 0) + (f?.ahead.length ?? 0);
    if (!f || total < 1) return html`${nothing}`;
    const right = this.width - margin.right;
    const bottom = height - margin.bottom;
    const tops = [f.demand ?? 0, ...f.past.map((p) => p.interval?.high ?? p.value ?? 0), ...f.ahead.map((a) => a.p95.high ?? a.value)];
    const by = step(Math.max(1, ...tops) * 1.04);
    const most = Math.ceil((Math.max(1, ...tops) * 1.04) / by) * by;
    const slot = (right - margin.left) / Math.max(1, total);
    const x = (i: number): number => margin.left + (i + 0.5) * slot;
    const y = (value: number | null, end = 0): number => margin.top + (1 - Math.min(most, Math.max(0, value ?? end)) / most) * (bottom - margin.top);
    const last = f.past.length - 1;
    const now = f.past[last];
    const start = now?.value ?? f.ahead[0]?.value ?? 0;
    // Bands begin at the last release; all releases together know it better than it does itself, so never wider than the first one ahead.
    const spread = (of: Interval | null | undefined): number => of ? ((of.high ?? most) - (of.low ?? 0)) / 2 / 1.95996 : Infinity;
    const half = Math.min(spread(now?.interval), spread(f.ahead[0]?.p95), most);
    const band = (of: (a: Ahead) => Interval, z: number): string => {
      const first: Interval = { low: start - z * half, high: start + z * half };
      const all = now ? [{ i: last, at: first }, ...f.ahead.map((a, i) => ({ i: last + 1 + i, at: of(a) }))] : f.ahead.map((a, i) => ({ i, at: of(a) }));
      return [...all.map(({ i, at }) => `${x(i).toFixed(1)},${y(at.high, most).toFixed(1)}`), ...all.toReversed().map(({ i, at }) => `${x(i).toFixed(1)},${y(at.low).toFixed(1)}`)].join(' ');
    };
    const names = [...f.past.map((p) => p.name), ...f.ahead.map((a) => a.name)];
    const every = Math.ceil(70 / slot);
    const lines = Array.from({ length: Math.round(most / by) + 1 }, (_, i) => i * by);
    return html`<svg class="fan" viewBox="0 0 ${this.width} ${height}" width=${this.width} height=${height} role="group" aria-label=${f.title}>
      <g role="img" aria-labelledby="${this.name}-title ${this.name}-desc"><title id="${this.name}-title">${f.title}</title><desc id="${this.name}-desc">${f.desc}</desc>
      ${lines.map((line) => svg`<line class="axis" x1=${margin.left} x2=${right} y1=${y(line)} y2=${y(line)}></line><text x=${margin.left - 8} y=${y(line) + 4} text-anchor="end">${f.show(line)}</text>`)}
      ${f.ahead.length ? svg`<polygon class="b95" points=${band((a) => a.p95, 1.95996)}></polygon><polygon class="b80" points=${band((a) => a.p80, 1.28155)}></polygon><polygon class="b50" points=${band((a) => a.p50, 0.67449)}></polygon>
        <polyline class="line ahead" points=${[...(now ? [`${x(last).toFixed(1)},${y(start).toFixed(1)}`] : []), ...f.ahead.map((a, i) => `${x(last + 1 + i).toFixed(1)},${y(a.value).toFixed(1)}`)].join(' ')}></polyline>` : nothing}
      ${f.past.map((p, i) => { const before = f.past[i - 1]; return p.value !== null && before && before.value !== null ? svg`<line class="line" x1=${x(i - 1)} y1=${y(before.value)} x2=${x(i)} y2=${y(p.value)}></line>` : nothing; })}
      ${now && f.ahead.length ? svg`<line class="nowline" x1=${x(last)} x2=${x(last)} y1=${margin.top} y2=${bottom}></line><text class="halo" x=${x(last)} y=${margin.top - 10} text-anchor="middle">${f.nowText}</text>` : nothing}
      ${f.demand === null ? nothing : svg`<line class="need" x1=${margin.left} x2=${right} y1=${y(f.demand)} y2=${y(f.demand)}></line><text class="warmtext halo" x=${margin.left + 4} y=${y(f.demand) - 7}>${f.demandText}</text>`}
      ${names.map((name, i) => (total - 1 - i) % every === 0 ? svg`<text x=${x(i)} y=${height - 8} text-anchor="middle">${name}</text>` : nothing)}</g>
      ${f.past.map((p, i) => this.point(x(i), slot, bottom, p.text, p.value === null ? svg`<rect class="nothing" x=${x(i) - Math.min(14, slot / 3)} width=${Math.min(28, (slot / 3) * 2)} y=${margin.top} height=${bottom - margin.top} rx="4"></rect>`
        : svg`${p.interval ? svg`<line class="whisk thin" x1=${x(i)} x2=${x(i)} y1=${y(p.interval.low)} y2=${y(p.interval.high, most)}></line>` : nothing}<circle class="dot" cx=${x(i)} cy=${y(p.value)} r="4.5"></circle>`))}
      ${f.ahead.map((a, i) => this.point(x(last + 1 + i), slot, bottom, a.text, svg`<circle class="dot open" cx=${x(last + 1 + i)} cy=${y(a.value)} r="4.5"></circle>`))}
    </svg>`;
  }

  /** A point one can stop at: its value appears beside it, and is what is read. */
  private point(at: number, slot: number, bottom: number, text: string, drawing: TemplateResult): TemplateResult {
    const wide = Math.min(this.width - 8, text.length * 6.3 + 16);
    const left = Math.min(this.width - wide - 2, Math.max(2, at - wide / 2));
    return svg`<g class="point" role="img" tabindex="0" aria-label=${text}><rect class="hit" x=${at - slot / 2} width=${slot} y=${margin.top} height=${bottom - margin.top} rx="6"></rect>${drawing}
      <g class="tip" aria-hidden="true"><rect x=${left} y="0" width=${wide} height="20" rx="6"></rect><text x=${left + wide / 2} y="14" text-anchor="middle">${text}</text></g></g>`;
  }
}
customElements.define('console-fan', ConsoleFan);
