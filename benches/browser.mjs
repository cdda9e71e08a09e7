/** Figures of the page, in headless Chromium: what a first visit loads, when the steps are there, top-20 against plain JavaScript. */
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { gzipSync } from 'node:zlib';
import { person, start } from '../tests/browser/harness.mjs';
import { done, figure, median, repo, site } from './lib.mjs';

const VISITS = 7;
/** Not run by the page. */
const WORKER = new Set(['skillkeep/engine.js', 'skillkeep/sync.js', 'skillkeep/worker.js', 'sw.js', 'skillkeep/sw.js']);
const ROUNDS = 7;
const zipped = (path) => gzipSync(readFileSync(resolve(site, path)), { level: 9 }).length;

/** Runs in the page before its own scripts: notes the first frame in which three step cards are there. */
function watchSteps() {
  let next = null;
  const find = (root) => {
    for (const element of root.querySelectorAll('*')) {
      if (element.localName === 'skillkeep-next') return element;
      const inside = element.shadowRoot && find(element.shadowRoot);
      if (inside) return inside;
    }
    return null;
  };
  const look = () => {
    next ??= find(document);
    const cards = next?.shadowRoot?.querySelectorAll('[part~=steps] [part~=card]').length ?? 0;
    if (cards >= 3) globalThis.stepsAt = performance.now();
    else requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
}

async function stepsAfter(page, url) {
  await page.goto('about:blank');
  await page.goto(url);
  return (await page.waitForFunction(() => globalThis.stepsAt)).jsonValue();
}

/** Median over visits after the one that fills the cache. */
async function visits(page, url) {
  const times = [];
  for (let n = 0; n < VISITS; n++) {
    times.push(await stepsAfter(page, url));
    await page.waitForTimeout(600);
  }
  return times;
}

async function firstSteps({ browser, url }) {
  const { context, page } = await person({ browser });
  await context.addInitScript(watchSteps);
  const cold = await stepsAfter(page, url);
  await page.waitForTimeout(2_000);
  const said = (times) => `${VISITS} visits, ${Math.min(...times).toFixed(0)} to ${Math.max(...times).toFixed(0)} ms`;
  const empty = await visits(page, url);
  figure('page', 'three steps on screen, empty profile', median(empty), 'ms', { most: 300 }, `warm cache, ${said(empty)}; the very first visit ${cold.toFixed(0)} ms`);
  const report = await page.evaluate(async () => {
    const { engine } = document.querySelector('portal-shell');
    const file = async (name) => new File([await (await fetch(`/samples/${name}`)).blob()], name);
    let accepted = 0;
    for (const name of ['statements.json', 'git-log.txt', 'record.csv', 'cv.txt']) {
      const bytes = await file(name);
      const { actors } = await engine.scan(bytes);
      accepted += (await engine.import(bytes, { who: actors.slice(0, 1).map((a) => a.key) })).accepted;
    }
    return accepted;
  });
  const known = await visits(page, url);
  figure('page', 'three steps on screen, imported profile', median(known), 'ms', { most: 300 }, `warm cache, ${report} signals from the sample files, ${said(known)}`);
  await context.close();
}

/** Everything that a script imports before it can run, and the script. Other screens are imported later, when asked for. */
function needed(path, seen = new Set()) {
  if (seen.has(path) || WORKER.has(path)) return seen;
  seen.add(path);
  const text = readFileSync(resolve(site, path), 'utf8');
  for (const [, name] of text.matchAll(/(?:^|[;}\s])(?:import|export)\b[^"'`;()]*["'`](\.{0,2}\/[^"'`]+\.js)["'`]/g)) {
    needed(new URL(name, `http://x/${path}`).pathname.slice(1), seen);
  }
  return seen;
}

/** JavaScript that the page itself runs; the worker's is listed apart, the engine's glue with the engine. */
function pageSizes() {
  const sum = (names) => names.reduce((total, name) => total + zipped(name), 0) / 1e3;
  const scripts = (folder) => readdirSync(resolve(site, folder)).filter((name) => name.endsWith('.js')).map((name) => `${folder}/${name}`);
  const html = readFileSync(resolve(site, 'index.html'), 'utf8');
  const first = [...new Set([...html.matchAll(/<script type="module"[^>]* src="\/([^"]+)"/g)].flatMap(([, path]) => [...needed(path)]))];
  const all = [...scripts('assets'), ...scripts('skillkeep')].filter((name) => !WORKER.has(name));
  figure('size', 'page JS of the first load', sum(first), 'kB gz', { most: 60 }, first.map((name) => `${name.split('/').pop()} ${(zipped(name) / 1e3).toFixed(1)}`).join(', '));
  figure('size', 'page JS of all screens', sum(all), 'kB gz', {}, `${all.length} files`);
  figure('size', 'worker and service worker', sum(['skillkeep/worker.js', 'skillkeep/sw.js']), 'kB gz', {}, 'worker.js, sw.js');
}

/** The same numbers and the same question natively: `benches/topk.rs`. */
function native() {
  const text = execFileSync(process.env.CARGO ?? 'cargo', ['bench', '--quiet', '--bench', 'topk'], { cwd: repo, encoding: 'utf8' });
  return JSON.parse(text.trim().split('\n').pop());
}

/** Makes the table in the page, and `round()`: the median of each way's runs, taken in turn. */
async function prepareTopk() {
  const [rows, width, count] = [100_000, 64, 20];
  let state = 1;
  const next = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return (state >>> 8) / 16777216 - 0.5;
  };
  const factors = Float32Array.from({ length: rows * width }, next);
  const person = Float32Array.from({ length: width }, next);
  const loop = () => {
    const products = new Float32Array(rows);
    for (let row = 0; row < rows; row++) {
      let sum = 0;
      for (let i = 0; i < width; i++) sum += factors[row * width + i] * person[i];
      products[row] = sum;
    }
    return products;
  };
  const naive = () => {
    const products = loop();
    return Array.from(products.keys()).sort((a, b) => products[b] - products[a]).slice(0, count);
  };
  const engines = {};
  for (const kind of ['simd', 'scalar']) {
    const glue = await import(`/skillkeep/engine.js?${kind}`);
    await glue.default({ module_or_path: `/skillkeep/engine_${kind}.wasm` });
    engines[kind] = new glue.FactorBench(factors, width);
  }
  const ways = { simd: () => engines.simd.top(person, count), scalar: () => engines.scalar.top(person, count), naive, loop };
  // The clock of a page ticks every 0.1 ms, so quick ways run twice between two looks at it; more would not fit between two
  // turns of a busy machine.
  const often = { simd: 2, scalar: 2, naive: 1, loop: 1 };
  const middle = (times) => times.sort((a, b) => a - b)[times.length >> 1];
  globalThis.round = async (runs) => {
    const times = Object.fromEntries(Object.keys(ways).map((name) => [name, []]));
    for (let run = 0; run < runs; run++) {
      for (const [name, way] of Object.entries(ways)) {
        const start = performance.now();
        for (let n = 0; n < often[name]; n++) way();
        times[name].push((performance.now() - start) / often[name]);
        await new Promise((done) => setTimeout(done));
      }
    }
    return Object.fromEntries(Object.entries(times).map(([name, list]) => [name, middle(list)]));
  };
  return ['simd', 'scalar', 'naive'].map((name) => [...ways[name]()].join());
}

/** Rounds of page and native program in turn, so that whatever else the machine does weighs on both alike. */
async function topk({ browser, url }) {
  const { context, page } = await person({ browser });
  await page.goto(new URL('favicon.svg', url).href);
  const found = await page.evaluate(prepareTopk);
  // Lets the browser's compilers finish.
  await page.evaluate(() => globalThis.round(15));
  const rounds = [];
  for (let n = 0; n < ROUNDS; n++) {
    const { ms, rows } = native();
    if (n === 0) found.push(rows.join());
    rounds.push({ native: ms, ...await page.evaluate(() => globalThis.round(21)) });
  }
  const of = (what) => median(rounds.map(what));
  const input = `100 000 x 64, top 20, ${ROUNDS} rounds${new Set(found).size === 1 ? '' : '; THE ROWS DIFFER'}`;
  figure('top-20', 'wasm with SIMD', of((r) => r.simd), 'ms', {}, input);
  figure('top-20', 'wasm, scalar', of((r) => r.scalar), 'ms', {}, input);
  figure('top-20', 'native', of((r) => r.native), 'ms', {}, 'benches/topk.rs');
  figure('top-20', 'Float32Array loop and sort', of((r) => r.naive), 'ms', {}, input);
  figure('top-20', 'that loop without its sort', of((r) => r.loop), 'ms', {}, input);
  figure('top-20', 'time of native', of((r) => r.simd / r.native), 'x', { most: 1.3 }, 'wasm with SIMD against native, same rows found');
  figure('top-20', 'faster than a Float32Array loop', of((r) => r.loop / r.simd), 'x', { least: 5 }, 'the loop alone, which finds nothing yet');
  figure('top-20', 'faster than loop and sort', of((r) => r.naive / r.simd), 'x', {}, 'the loop, and a sort that finds the twenty');
  await context.close();
}

pageSizes();
const running = await start();
try {
  await firstSteps(running);
  await topk(running);
} finally {
  await running.close();
}
done();
