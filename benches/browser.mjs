/** Figures of the page, in headless Chromium: what a first visit loads, when the steps are there, top-20 against plain JavaScript. */
import { readdirSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { gzipSync } from 'node:zlib';
import { person, start } from '../tests/browser/harness.mjs';
import { done, figure, median, note, site } from './lib.mjs';

const VISITS = 7;
/** Not run by the page. */
const WORKER = new Set(['skillkeep/engine.js', 'skillkeep/worker.js', 'sw.js', 'skillkeep/sw.js']);
const native = process.argv[2] ? JSON.parse(process.argv[2]) : null;
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
  // The screens behind the first one are fetched when the steps are there.
  const loaded = await page.evaluate(() => performance.getEntriesByType('resource').filter((e) => e.startTime < globalThis.stepsAt).map((e) => new URL(e.name).pathname.slice(1)));
  pageSizes([...new Set(loaded)].filter((name) => name.endsWith('.js') && !WORKER.has(name)));
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

/** JavaScript that the page itself runs; the worker's and the vendor pages' own is listed apart. */
function pageSizes(first) {
  const sum = (names) => names.reduce((total, name) => total + zipped(name), 0) / 1e3;
  const scripts = (folder) => readdirSync(resolve(site, folder)).filter((name) => name.endsWith('.js')).map((name) => `${folder}/${name}`);
  const all = [...scripts('assets'), ...scripts('skillkeep')].filter((name) => !WORKER.has(name));
  figure('size', 'page JS of the first load', sum(first), 'kB gz', { most: 60 }, first.map((name) => `${name.split('/').pop()} ${(zipped(name) / 1e3).toFixed(1)}`).join(', '));
  figure('size', 'page JS of all screens', sum(all), 'kB gz', {}, `${all.length} files`);
  figure('size', 'worker and service worker', sum(['skillkeep/worker.js', 'skillkeep/sw.js']), 'kB gz', {}, 'worker.js, sw.js');
}

/** One run of each, in turn, so that whatever else the machine does weighs on all alike. */
async function topk({ browser, url }) {
  const { context, page } = await person({ browser });
  await page.goto(new URL('favicon.svg', url).href);
  const got = await page.evaluate(async () => {
    const [rows, width, count, runs] = [100_000, 64, 20, 31];
    let state = 1;
    const next = () => {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
      return (state >>> 8) / 16777216 - 0.5;
    };
    const factors = Float32Array.from({ length: rows * width }, next);
    const person = Float32Array.from({ length: width }, next);
    const multiply = () => {
      const products = new Float32Array(rows);
      for (let row = 0; row < rows; row++) {
        let sum = 0;
        for (let i = 0; i < width; i++) sum += factors[row * width + i] * person[i];
        products[row] = sum;
      }
      return products;
    };
    const naive = () => {
      const products = multiply();
      return Array.from(products.keys()).sort((a, b) => products[b] - products[a]).slice(0, count);
    };
    const engines = {};
    for (const kind of ['simd', 'scalar']) {
      const glue = await import(`/skillkeep/engine.js?${kind}`);
      await glue.default({ module_or_path: `/skillkeep/engine_${kind}.wasm` });
      engines[kind] = new glue.FactorBench(factors, width);
    }
    const ways = { simd: () => engines.simd.top(person, count), scalar: () => engines.scalar.top(person, count), naive };
    // The clock of a page ticks every 0.1 ms: quick ways run ten times between two looks at it.
    const often = { simd: 10, scalar: 10, naive: 1, loop: 2 };
    const times = { simd: [], scalar: [], naive: [], loop: [] };
    const found = {};
    for (let run = 0; run < runs + 3; run++) {
      for (const [name, way] of Object.entries({ ...ways, loop: multiply })) {
        const start = performance.now();
        for (let n = 0; n < often[name]; n++) found[name] = way();
        // The first three let the browser's compilers finish.
        if (run > 2) times[name].push((performance.now() - start) / often[name]);
        await new Promise((resolve) => setTimeout(resolve));
      }
    }
    for (const name of Object.keys(found)) found[name] = [...found[name]];
    delete found.loop;
    return { times, found };
  });
  const [simd, scalar, naive, loop] = ['simd', 'scalar', 'naive', 'loop'].map((name) => median(got.times[name]));
  const same = new Set([...Object.values(got.found), ...(native ? [native.rows] : [])].map((rows) => rows.join())).size === 1;
  const input = `100 000 x 64, top 20${same ? '' : '; THE ROWS DIFFER'}`;
  figure('top-20', 'wasm with SIMD', simd, 'ms', {}, input);
  figure('top-20', 'wasm, scalar', scalar, 'ms', {}, input);
  figure('top-20', 'Float32Array loop and sort', naive, 'ms', {}, input);
  figure('top-20', 'that loop without its sort', loop, 'ms', {}, input);
  figure('top-20', 'faster than loop and sort', naive / simd, 'x', { least: 5 }, `${input}; against the loop alone ${(loop / simd).toFixed(1)} x`);
  if (!native) return note('top-20', 'no native number was handed over');
  figure('top-20', 'native', native.ms, 'ms', {}, 'cargo bench --bench topk');
  figure('top-20', 'slower than native', simd / native.ms, 'x', { most: 1.3 }, input);
  await context.close();
}

const running = await start();
try {
  await firstSteps(running);
  await topk(running);
} finally {
  await running.close();
}
done();
