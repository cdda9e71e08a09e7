/** How the pages about leaving look, beside what all elements share. */
import { css } from 'lit';

export const leavesStyle = css`
  .split { display: grid; gap: 1.5rem; grid-template-columns: minmax(0, 1.7fr) minmax(15rem, 1fr); align-items: start; }
  .facts { display: grid; grid-template-columns: 8.5rem minmax(0, 1fr); font-size: var(--t-0); }
  .facts > dt, .facts > dd { padding-block: .7rem; border-block-start: 1px solid var(--line); } .facts > dt { color: var(--muted); padding-inline-end: .75rem; } .facts > :is(dt, dd):first-of-type { border: 0; }
  .facts dd { display: grid; gap: .3rem; min-width: 0; } .facts dd > button { justify-self: start; }
  .asked .head { flex: 1 1 14rem; min-width: 0; } .asked .chip { align-self: start; }
  .dates { display: grid; grid-template-columns: repeat(3, minmax(0, 1fr)); gap: .25rem 1rem; font-size: var(--t-0); } .dates > div { display: flex; flex-direction: column-reverse; justify-content: flex-end; } .dates dt { color: var(--muted); } .dates dd { font: 600 1.0625rem/1.3 var(--serif); font-variant-numeric: tabular-nums; } .dates > :nth-child(2) { text-align: center; } .dates > :nth-child(3) { text-align: end; }
  .when { width: 100%; height: 1.1rem; } .when .past { stroke: var(--accent); stroke-width: 6; stroke-linecap: round; } .when .mark { fill: var(--card); stroke: var(--warm); stroke-width: 2.5; } .when .today { fill: var(--accent); stroke: var(--card); stroke-width: 2.5; }
  .gauge { width: 100%; height: .6rem; border-radius: 99rem; background: var(--line); overflow: hidden; } .gauge .spent { fill: var(--accent); } .gauge .next { fill: var(--accent-line); }
  progress { appearance: none; width: 100%; height: .6rem; border: 0; border-radius: 99rem; overflow: hidden; background: var(--line); } progress::-webkit-progress-bar { background: var(--line); } progress::-webkit-progress-value { background: var(--accent); border-radius: 99rem; } progress::-moz-progress-bar { background: var(--accent); }
  .bytes { display: grid; grid-template-columns: auto auto minmax(0, 1fr) auto; gap: .15rem 1rem; background: var(--paper); border: 1px solid var(--line); border-radius: .75rem; padding: .7rem 1rem; font: 400 var(--t-0)/1.6 var(--mono); color: var(--muted); } .bytes > li { display: grid; grid-template-columns: subgrid; grid-column: 1 / -1; } .bytes .size { text-align: end; } .bytes .hex { overflow: hidden; white-space: nowrap; text-overflow: ellipsis; direction: ltr; } .bytes .cell { grid-column: 1 / -1; font-family: var(--sans); padding-block-start: .2rem; } .bytes b { font-weight: 500; color: var(--ink); }
  .dump { max-height: 18rem; overflow: auto; background: var(--paper); border: 1px solid var(--line); border-radius: .75rem; padding: .7rem 1rem; margin: .25rem 0 .5rem; font: 400 .75rem/1.7 var(--mono); color: var(--muted); word-break: break-word; direction: ltr; text-align: left; }
  .key { border: 1px solid var(--line); border-radius: .75rem; padding: .8rem 1rem; display: grid; gap: .1rem; } .key.on { border-color: var(--accent-line); background: var(--accent-soft); } .key code, code { font-family: var(--mono); font-size: .92em; overflow-wrap: anywhere; } code.id { color: var(--muted); }
  .switch { display: grid; grid-template-columns: minmax(0, 1fr) auto; gap: .5rem 1rem; align-items: center; cursor: pointer; font-weight: 600; font-size: var(--t-0); min-height: 2.25rem; }
  .switch input { appearance: none; flex: none; width: 2.6rem; height: 1.5rem; margin: 0; padding: 0; border-radius: 99rem; border: 1px solid var(--muted); background: var(--line); position: relative; cursor: pointer; transition: background .12s; } .switch input::before { content: ""; position: absolute; inset-block: 2px; inset-inline-start: 2px; width: calc(1.5rem - 6px); border-radius: 50%; background: var(--card); box-shadow: 0 0 0 1px var(--muted); transition: translate .12s; } .switch input:checked { background: var(--warm); border-color: var(--warm); } .switch input:checked::before { translate: 1.1rem 0; box-shadow: none; } [dir="rtl"] .switch input:checked::before { translate: -1.1rem 0; } .switch input:focus-visible { border-radius: 99rem; }
  .note { border-inline-start: 3px solid var(--accent-line); padding-inline-start: .9rem; } .note.warm { border-color: var(--warm); } .note.bad { border-color: var(--bad); }
  .card.warm { border-color: var(--warm); } .card.good { border-color: var(--accent-line); } select { width: 100%; } .plainlist { display: grid; gap: .5rem; padding-inline-start: 1.1rem; } .plainlist li { list-style: disc; }
  td a { white-space: nowrap; } .ltr { direction: ltr; unicode-bidi: isolate; }
  @container (max-width: 52rem) { .split { grid-template-columns: minmax(0, 1fr); } }
  @container (max-width: 34rem) {
    .facts { grid-template-columns: minmax(0, 1fr); } .facts > dt { padding-block-end: 0; } .facts > dd { border: 0; padding-block-start: .15rem; }
    .bytes { grid-template-columns: auto minmax(0, 1fr) auto; padding-inline: .75rem; column-gap: .6rem; } .bytes .hex { grid-column: 1 / -1; grid-row: 2; } .bytes .size { text-align: start; }
    .dates { grid-template-columns: minmax(0, 1fr); } .dates > div { flex-direction: row-reverse; justify-content: space-between; gap: 1rem; align-items: baseline; text-align: start !important; }
    .whole, .whole tbody, .whole tr, .whole th, .whole td { display: block; } .whole thead { display: none; } .whole tr { padding-block: .8rem; border-block-end: 1px solid var(--line); } .whole tr:last-child { border: 0; } .whole th, .whole td { border: 0; padding: 0; text-align: start; white-space: normal; } .whole tbody th { font-weight: 600; } .whole td.num { text-align: start; } .whole td[data-label]::before { content: attr(data-label) ": "; color: var(--muted); }
  }
  @media (prefers-reduced-motion: reduce) { .switch input, .switch input::before { transition: none; } }
  @media (forced-colors: active) { .gauge .spent, .when .today { fill: CanvasText; } .gauge .next { fill: GrayText; } .when .past { stroke: CanvasText; } .switch input { appearance: auto; } .switch input::before { display: none; } }
  @media print { .switch { display: none; } .gauge, .when { print-color-adjust: exact; } details.keep:not([open]) { display: none; } .dump { max-height: none; overflow: visible; } .split { grid-template-columns: minmax(0, 1fr); } }
`;
