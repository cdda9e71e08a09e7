/** The fading curve: the best guess over a year and a half, with bands that widen where nothing is known. */
import { html, nothing, svg, type TemplateResult } from 'lit';

/** A point of the curve; `at` in milliseconds, levels on 0..5. */
export interface Point { at: number; mean: number; sd: number }
/** Something that happened, on the curve: evidence is a dot, the person's own word a diamond. */
export interface Happened { at: number; said: boolean }
/** Everything the fan draws. Words and days come in finished; the drawing knows no language. */
export interface Fan {
  points: Point[];
  marks?: readonly Happened[];
  /** Index of the point that stands for now. */
  now: number;
  need: number | null;
  /** Pixels available; text keeps its size, the number of days named does not. */
  width: number;
  title: string; desc: string; nowText: string; needText: string;
  /** Index of the point that is being read, if one is. */
  cursor: number | null;
  day: (at: number) => string;
}

/** Half widths, in standard deviations, that hold 95, 80 and 50 percent. */
const bands = [['b95', 1.95996], ['b80', 1.28155], ['b50', 0.67449]] as const;
/** Space around the plot, in pixels. */
const margin = { left: 26, right: 12, top: 14, bottom: 26 };
const height = 230;

/** The level of the curve at a moment between two of its points; null outside it. */
function levelAt(points: readonly Point[], at: number): number | null {
  const next = points.findIndex((p) => p.at >= at);
  const [a, b] = [points[next - 1], points[next]];
  return a && b ? a.mean + ((b.mean - a.mean) * (at - a.at)) / (b.at - a.at || 1) : null;
}

/** Draws it; nothing when there are fewer than two points. */
export function fan(f: Fan): TemplateResult {
  const { points } = f;
  const first = points[0];
  const last = points[points.length - 1];
  if (!first || !last || points.length < 2) return html``;
  const right = f.width - margin.right;
  const x = (at: number): number => margin.left + ((at - first.at) / (last.at - first.at || 1)) * (right - margin.left);
  const y = (level: number): number => margin.top + (1 - Math.min(5, Math.max(0, level)) / 5) * (height - margin.top - margin.bottom);
  const pair = (at: number, level: number): string => `${x(at).toFixed(1)},${y(level).toFixed(1)}`;
  const band = (z: number): string => [...points.map((p) => pair(p.at, p.mean + z * p.sd)), ...points.toReversed().map((p) => pair(p.at, p.mean - z * p.sd))].join(' ');
  const nowX = x((points[f.now] ?? first).at);
  const ticks = Math.max(2, Math.min(7, Math.floor(f.width / 95)));
  const days = Array.from({ length: ticks }, (_, i) => first.at + ((last.at - first.at) * i) / (ticks - 1));
  const read = f.cursor === null ? undefined : points[f.cursor];
  return html`<svg class="fan" viewBox="0 0 ${f.width} ${height}" width=${f.width} height=${height} role="img" aria-labelledby="fan-title fan-desc" part="chart">
    <title id="fan-title">${f.title}</title><desc id="fan-desc">${f.desc}</desc>
    ${[0, 1, 2, 3, 4, 5].map((level) => svg`<line class="axis" x1=${margin.left} x2=${right} y1=${y(level)} y2=${y(level)}></line><text x=${margin.left - 8} y=${y(level) + 4} text-anchor="end">${level}</text>`)}
    ${bands.map(([name, z]) => svg`<polygon class=${name} points=${band(z)}></polygon>`)}
    <polyline class="line" points=${points.map((p) => pair(p.at, p.mean)).join(' ')}></polyline>
    ${(f.marks ?? []).map(({ at, said }) => {
      const level = levelAt(points, at);
      if (level === null) return nothing;
      return said ? svg`<path class="said" d=${`M${x(at)} ${y(level) - 6}l6 6l-6 6l-6-6z`}></path>` : svg`<circle class="proof" cx=${x(at)} cy=${y(level)} r="3.5"></circle>`;
    })}
    <line class="nowline" x1=${nowX} x2=${nowX} y1=${margin.top} y2=${height - margin.bottom}></line>
    <text class="halo" x=${nowX} y=${margin.top - 3} text-anchor="middle">${f.nowText}</text>
    ${f.need === null ? nothing : svg`<line class="need" x1=${margin.left} x2=${right} y1=${y(f.need)} y2=${y(f.need)}></line><text class="warmtext halo" x=${right} y=${y(f.need) - 7} text-anchor="end">${f.needText}</text>`}
    ${days.map((at, i) => svg`<text x=${x(at)} y=${height - 6} text-anchor=${i === 0 ? 'start' : i === ticks - 1 ? 'end' : 'middle'}>${f.day(at)}</text>`)}
    ${read ? svg`<line class="cursor" x1=${x(read.at)} x2=${x(read.at)} y1=${margin.top} y2=${height - margin.bottom}></line><circle class="dot" cx=${x(read.at)} cy=${y(read.mean)} r="5"></circle>` : nothing}
  </svg>`;
}
