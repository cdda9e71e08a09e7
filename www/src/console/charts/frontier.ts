/** Cost against sureness: a point a plan. Further up is surer, further right is dearer; the dashed line is a coin's toss. */
import { html, nothing, svg, type TemplateResult } from 'skillkeep/lit';
import { Drawn, step } from './drawn.js';

export interface Dot { cost: number; closes: number; name: string; text: string }
/** Words come in finished; the drawing knows no language. */
export interface FrontierData { title: string; desc: string; dots: Dot[]; cost: string; sure: string; show: (value: number) => string; percent: (value: number) => string }

const margin = { left: 52, right: 18, top: 30, bottom: 40 };
const height = 300;

class ConsoleFrontier extends Drawn {
  static override properties = { data: { attribute: false } };
  declare data: FrontierData | null;
  constructor() { super(); this.data = null; }

  protected override render(): TemplateResult {
    const d = this.data;
    if (!d?.dots.length) return html`${nothing}`;
    const [right, bottom] = [this.width - margin.right, height - margin.bottom];
    const by = step(Math.max(1, ...d.dots.map((dot) => dot.cost)) * 1.05, this.width < 480 ? 3 : 6);
    const most = Math.ceil((Math.max(1, ...d.dots.map((dot) => dot.cost)) * 1.05) / by) * by;
    const least = Math.min(0.4, ...d.dots.map((dot) => Math.floor(dot.closes * 10) / 10));
    const x = (cost: number): number => margin.left + (cost / most) * (right - margin.left);
    const y = (share: number): number => margin.top + ((1 - share) / (1 - least)) * (bottom - margin.top);
    const levels = [0.5, 0.6, 0.7, 0.8, 0.9, 1].filter((level) => level >= least);
    const line = [...d.dots].sort((a, b) => a.cost - b.cost);
    return html`<svg class="fan frontier" viewBox="0 0 ${this.width} ${height}" width=${this.width} height=${height} role="group" aria-label=${d.title}>
      <g role="img" aria-labelledby="frontier-title frontier-desc"><title id="frontier-title">${d.title}</title><desc id="frontier-desc">${d.desc}</desc>
        ${levels.map((level) => svg`<line class=${level === 0.5 ? 'need' : 'axis'} x1=${margin.left} x2=${right} y1=${y(level)} y2=${y(level)}></line><text x=${margin.left - 8} y=${y(level) + 4} text-anchor="end">${d.percent(level)}</text>`)}
        ${Array.from({ length: Math.round(most / by) + 1 }, (_, i) => i * by).map((cost) => svg`<text x=${x(cost)} y=${bottom + 16} text-anchor=${cost === most ? 'end' : 'middle'}>${d.show(cost)}</text>`)}
        <text x=${right} y=${height - 6} text-anchor="end">${d.cost}</text><text x="2" y="14">${d.sure}</text>
        <polyline class="line" points=${line.map((dot) => `${x(dot.cost).toFixed(1)},${y(dot.closes).toFixed(1)}`).join(' ')}></polyline></g>
      ${d.dots.map((dot) => {
        const wide = Math.min(this.width - 8, dot.text.length * 6.3 + 16);
        const left = Math.min(this.width - wide - 2, Math.max(2, x(dot.cost) - wide / 2));
        return svg`<g class="point" role="img" tabindex="0" aria-label=${dot.text}><circle class="hit" cx=${x(dot.cost)} cy=${y(dot.closes)} r="14"></circle><circle class="dot" cx=${x(dot.cost)} cy=${y(dot.closes)} r="5"></circle>
          <g class="tip" aria-hidden="true"><rect x=${left} y="0" width=${wide} height="20" rx="6"></rect><text x=${left + wide / 2} y="14" text-anchor="middle">${dot.name}</text></g></g>`;
      })}</svg>`;
  }
}
customElements.define('console-frontier', ConsoleFrontier);
