/** From a number now to a number then, step by step, against what is needed. A bar a step; its whisker is where the step may end. */
import { html, nothing, svg, type TemplateResult } from 'skillkeep/lit';
import type { Interval } from '../types.js';
import { Drawn, step } from './drawn.js';

/** `total`: the bar begins at 0; else where the one before ended. `interval` null: what the bar ends at is certain. */
export interface Bar { id: string; name: string; value: number; interval: Interval | null; total: boolean; shown: string; text: string }
/** Words come in finished; the drawing knows no language. */
export interface WaterfallData { title: string; desc: string; bars: Bar[]; demand: number; demandText: string; show: (value: number) => string }

const row = 50;
const top = 26;

class ConsoleWaterfall extends Drawn {
  static override properties = { data: { attribute: false } };
  declare data: WaterfallData | null;
  constructor() { super(); this.data = null; }

  protected override render(): TemplateResult {
    const d = this.data;
    if (!d) return html`${nothing}`;
    const [left, right] = [6, this.width - 12];
    let at = 0;
    const bars = d.bars.map((bar) => {
      const from = bar.total ? 0 : at;
      at = bar.total ? bar.value : at + bar.value;
      const end = (edge: number | null, otherwise: number): number => bar.total ? edge ?? otherwise : from + (edge ?? otherwise);
      return { ...bar, from, to: at, low: bar.interval ? end(bar.interval.low, bar.value) : at, high: bar.interval ? end(bar.interval.high, bar.value) : at };
    });
    const by = step(Math.max(1, d.demand, ...bars.map((bar) => Math.max(bar.from, bar.to, bar.high))), this.width < 480 ? 3 : 6);
    const most = Math.ceil(Math.max(1, d.demand * 1.02, ...bars.map((bar) => Math.max(bar.from, bar.to, bar.high))) / by) * by;
    const x = (value: number): number => left + (Math.min(most, Math.max(0, value)) / most) * (right - left);
    const height = top + bars.length * row + 22;
    const lines = Array.from({ length: Math.round(most / by) + 1 }, (_, i) => i * by);
    const need = x(d.demand);
    return html`<svg class="fan waterfall" viewBox="0 0 ${this.width} ${height}" width=${this.width} height=${height} role="group" aria-label=${d.title}>
      <g role="img" aria-labelledby="waterfall-title waterfall-desc"><title id="waterfall-title">${d.title}</title><desc id="waterfall-desc">${d.desc}</desc>
        ${lines.map((line) => svg`<line class="axis" x1=${x(line)} x2=${x(line)} y1=${top} y2=${height - 20}></line><text x=${x(line)} y=${height - 5} text-anchor=${line === 0 ? 'start' : line === most ? 'end' : 'middle'}>${d.show(line)}</text>`)}
        ${d.demand > 0 ? svg`<line class="need" x1=${need} x2=${need} y1=${top - 6} y2=${height - 20}></line><text class="warmtext halo" x=${need} y=${top - 11} text-anchor=${need > this.width * 0.7 ? 'end' : need < this.width * 0.3 ? 'start' : 'middle'}>${d.demandText}</text>` : nothing}</g>
      ${bars.map((bar, i) => {
        const y = top + i * row;
        const [a, b] = [x(Math.min(bar.from, bar.to)), x(Math.max(bar.from, bar.to))];
        return svg`<g class="point step ${bar.interval ? bar.total ? 'total' : bar.value < 0 ? 'less' : 'more' : 'last'}" data-step=${bar.id} role="img" tabindex="0" aria-label=${bar.text}><rect class="hit" x="0" width=${this.width} y=${y} height=${row} rx="6"></rect>
          <text class="name halo" x=${left + 2} y=${y + 16}>${bar.name} <tspan class="value">${bar.shown}</tspan></text>
          <rect class="bar" x=${a} y=${y + 23} width=${Math.max(2, b - a)} height="16" rx="3"></rect>
          ${bar.interval ? svg`<line class="whisk thin" x1=${x(bar.low)} x2=${x(bar.high)} y1=${y + 31} y2=${y + 31}></line><circle class="dot" cx=${x(bar.to)} cy=${y + 31} r="4"></circle>` : nothing}</g>`;
      })}</svg>`;
  }
}
customElements.define('console-waterfall', ConsoleWaterfall);
