/**
 * The look, shared by all elements. A host sets `--sk-*` and the elements follow; unset, they have the house's own values. Light or dark
 * comes from the host's `color-scheme`, so that an element is never dark on a page that only knows light.
 */
import { css } from 'lit';

export const tokens = css`
  :host {
    --paper: var(--sk-paper, light-dark(#fbfaf7, #111513)); --card: var(--sk-card, light-dark(#ffffff, #191f1c));
    --ink: var(--sk-ink, light-dark(#1b2320, #e9eeeb)); --muted: var(--sk-muted, light-dark(#5b6762, #9aa8a2)); --line: var(--sk-line, light-dark(#e4e1d8, #2b342f));
    --accent: var(--sk-accent, light-dark(#0d6b5b, #5cc9b1)); --accent-ink: var(--sk-accent-ink, light-dark(#ffffff, #06241d));
    --accent-soft: var(--sk-accent-soft, light-dark(#dff0eb, #17332c)); --accent-line: var(--sk-accent-line, light-dark(#a9d3c8, #2c5c50));
    --warm: var(--sk-warm, light-dark(#8a5200, #f0bd6a)); --warm-soft: var(--sk-warm-soft, light-dark(#fdf1da, #33270f));
    --bad: var(--sk-bad, light-dark(#a1322a, #f19a91)); --bad-soft: var(--sk-bad-soft, light-dark(#fbe6e3, #3a1a17));
    --sky: var(--sk-sky, light-dark(#2b5c9e, #8db9f0)); --sky-soft: var(--sk-sky-soft, light-dark(#e4edf8, #16283f));
    --serif: var(--sk-serif, ui-serif, "Iowan Old Style", "Source Serif 4", Georgia, serif);
    --sans: var(--sk-sans, system-ui, -apple-system, "Segoe UI", "Noto Sans", "DejaVu Sans", sans-serif);
    --radius: var(--sk-radius, 1.125rem); --shadow: var(--sk-shadow, 0 1px 2px rgb(20 30 25 / .06), 0 8px 24px -12px rgb(20 30 25 / .18));
    --t-0: .8125rem; --t-1: .9375rem; --t-3: 1.3125rem; --t-4: 1.75rem; --t-5: 2.375rem;
    display: block; container-type: inline-size; color: var(--ink); font: 400 var(--t-1)/1.55 var(--sans);
  }
  :host([hidden]) { display: none; }
  /* black on white, whatever the screen was */
  @media print { :host { color-scheme: light; --paper: #fff; --card: #fff; --ink: #000; --muted: #333; --line: #bbb; --accent: #0d6b5b; --accent-soft: #fff; --warm: #6b3f00; --bad: #8f221b; --sky: #1f4a85; --shadow: none; } }
`;

export const shared = css`
  *, *::before, *::after { box-sizing: border-box; }
  .root, .stack { display: grid; grid-template-columns: minmax(0, 1fr); gap: 1rem; align-items: start; } .root { gap: 1.5rem; }
  .head, .h1, .h2, .h3 { font-family: var(--serif); font-weight: 600; line-height: 1.2; letter-spacing: -.01em; text-wrap: balance; overflow-wrap: anywhere; }
  .h1 { font-size: var(--t-5); } .h2 { font-size: var(--t-3); } .h3 { font-size: 1.0625rem; }
  p, ul, ol, dl, dd { margin: 0; padding: 0; list-style: none; overflow-wrap: anywhere; } p { text-wrap: pretty; }
  .muted { color: var(--muted); } .small { font-size: var(--t-0); } .num { font-variant-numeric: tabular-nums; }
  .lead { display: grid; gap: .5rem; max-width: 46rem; }
  .row { display: flex; flex-wrap: wrap; gap: .5rem .75rem; align-items: center; } .push { margin-inline-start: auto; }
  .card { background: var(--card); border: 1px solid var(--line); border-radius: var(--radius); padding: 1.5rem; display: grid; grid-template-columns: minmax(0, 1fr); gap: .75rem; box-shadow: var(--shadow); }
  .card.flat { box-shadow: none; }
  .chip { display: inline-flex; align-items: center; gap: .4em; padding: .2em .7em; border-radius: 99rem; font-size: var(--t-0); line-height: 1.45; background: var(--accent-soft); color: var(--accent); white-space: nowrap; }
  .chip.warm { background: var(--warm-soft); color: var(--warm); } .chip.bad { background: var(--bad-soft); color: var(--bad); } .chip.sky { background: var(--sky-soft); color: var(--sky); }
  .chip.plain { background: transparent; box-shadow: inset 0 0 0 1px var(--line); color: var(--muted); }
  a { color: var(--accent); text-underline-offset: .2em; }
  button, .button, input, select { font: 400 var(--t-1)/1.3 var(--sans); color: var(--ink); background: var(--card); border: 1px solid var(--line); border-radius: .6rem; padding: .55em .75em; max-width: 100%; }
  input, select { border-color: color-mix(in srgb, var(--muted) 70%, transparent); min-width: 0; }
  button, .button { font-weight: 600; font-size: var(--t-0); line-height: 1; padding: .75em 1.1em; border-radius: 99rem; cursor: pointer; text-decoration: none; display: inline-block; min-height: 2.25rem; }
  button:hover, .button:hover { border-color: var(--accent-line); }
  button.go, .button.go { background: var(--accent); color: var(--accent-ink); border-color: var(--accent); }
  button.quiet { border-color: transparent; background: transparent; color: var(--muted); } button.quiet:hover { color: var(--ink); background: var(--accent-soft); }
  button.link { all: unset; box-sizing: border-box; cursor: pointer; color: var(--accent); text-decoration: underline; text-underline-offset: .2em; overflow-wrap: anywhere; }
  button[disabled] { opacity: .55; cursor: default; }
  :focus-visible, button.link:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; border-radius: .375rem; } button:focus-visible, .button:focus-visible { border-radius: 99rem; }
  label.field { display: grid; gap: .25rem; font-size: var(--t-0); color: var(--muted); min-width: 0; }
  table { border-collapse: collapse; width: 100%; font-size: var(--t-0); } th, td { text-align: start; padding: .7rem .5rem; border-bottom: 1px solid var(--line); vertical-align: middle; } th { color: var(--muted); font-weight: 500; }
  tbody th { color: var(--ink); font-weight: 400; } td.num, th.num { text-align: end; white-space: nowrap; } tr:last-child > * { border-bottom: 0; } .total > * { font-weight: 600; }
  .scroll { overflow-x: auto; }
  summary { cursor: pointer; font-weight: 600; font-size: var(--t-0); color: var(--muted); padding-block: .4rem; }
  .why { border-inline-start: 3px solid var(--accent-line); padding-inline-start: 1rem; }
  mark { background: none; color: inherit; font-weight: 600; text-decoration: underline; text-decoration-color: var(--accent-line); text-decoration-thickness: .2em; text-underline-offset: .2em; }
  .status { position: sticky; inset-block-end: .75rem; z-index: 2; justify-self: center; width: min(100%, 44rem); }
  .toast { display: flex; flex-wrap: wrap; gap: .5rem 1rem; align-items: center; justify-content: space-between; padding: .6rem .75rem .6rem 1.25rem; border-radius: 1.4rem; background: var(--ink); color: var(--paper); font-size: var(--t-0); box-shadow: var(--shadow); }
  .toast > :first-child { flex: 1 1 12rem; } .toast button { background: transparent; color: inherit; border-color: color-mix(in srgb, currentColor 40%, transparent); } .toast :focus-visible { outline-color: currentColor; }
  .hide { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
  dialog { border: 1px solid var(--line); border-radius: var(--radius); background: var(--card); color: var(--ink); padding: 1.5rem; width: min(30rem, calc(100vw - 2rem)); box-shadow: var(--shadow); }
  dialog::backdrop { background: rgb(10 20 15 / .45); } dialog form { display: grid; gap: 1rem; }
  .wrong { color: var(--bad); font-size: var(--t-0); }
  .bones { display: grid; gap: 1rem; } .bones i { display: block; height: 7rem; border-radius: var(--radius); background: var(--line); opacity: .55; }
  @container (max-width: 40rem) { .h1 { font-size: var(--t-4); } .card { padding: 1.1rem; } .root { gap: 1.25rem; } }
  .onpaper { display: none; }
  @media print {
    .root, .stack { gap: .75rem; } .card { box-shadow: none; padding: .9rem 1.1rem; break-inside: auto; } .card.flat { break-inside: avoid; } li, tr, svg, .row { break-inside: avoid; } .head { break-after: avoid; } thead { display: table-header-group; }
    button, select, input, .status, .noprint, .bones, [part="offline"] { display: none !important; } .onpaper { display: inline; } .scroll { overflow: visible; }
    details:not([open]) { display: none; } a, button.link { color: inherit; text-decoration: none; } button.link:not(.noprint) { display: inline !important; } .chip { box-shadow: inset 0 0 0 1px var(--line); background: none !important; }
  }
`;

/** What the drawings in `charts/` need. */
export const chartStyle = css`
  svg { display: block; max-width: 100%; overflow: visible; } svg text { font: 400 11px var(--sans); fill: var(--muted); }
  .axis { stroke: var(--line); stroke-width: 1; } .track { stroke: var(--line); stroke-width: 6; stroke-linecap: round; } .whisk { stroke: var(--accent); stroke-width: 6; opacity: .35; stroke-linecap: round; } .con .whisk { stroke: var(--bad); }
  .dot { fill: var(--accent); } .open .dot { fill: var(--card); stroke: var(--accent); stroke-width: 2; } .con .dot { fill: var(--bad); } .line { fill: none; stroke: var(--accent); stroke-width: 2; }
  .b95 { fill: color-mix(in srgb, var(--accent) 12%, transparent); } .b80 { fill: color-mix(in srgb, var(--accent) 24%, transparent); } .b50 { fill: color-mix(in srgb, var(--accent) 42%, transparent); }
  .need { fill: none; stroke: var(--warm); stroke-width: 2; stroke-dasharray: 5 4; } .mark { fill: var(--warm); } .nowline, .cursor { stroke: var(--muted); stroke-width: 1; } .nowline { stroke-dasharray: 2 3; }
  svg .warmtext { fill: var(--warm); font-weight: 600; } svg .halo { paint-order: stroke; stroke: var(--card); stroke-width: 4px; stroke-linejoin: round; }
  .proof { fill: var(--card); stroke: var(--accent); stroke-width: 2; } .said { fill: var(--sky); stroke: var(--card); stroke-width: 1.5; }
  .up { fill: var(--accent); } .down { fill: var(--bad); } .base { fill: var(--muted); } .gone { fill: none; stroke: var(--muted); stroke-dasharray: 2 2; }
  [dir="rtl"] svg.flip { transform: scaleX(-1); }
  @media (forced-colors: active) { .dot, .up, .base, .mark, .said { fill: CanvasText; } .proof, .line, .whisk, .open .dot { stroke: CanvasText; } .track, .axis { stroke: GrayText; } }
  @media print { svg { print-color-adjust: exact; } }
`;
