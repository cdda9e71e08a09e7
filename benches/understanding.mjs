/** What understanding costs, in Chromium: opening a pack, a page of a CV, a megabyte of commits. Argument: a company's folder. */
import { readFileSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import { extname, resolve } from 'node:path';
import { chromium } from 'playwright-core';
import { dist, done, figure, median, NOW } from './lib.mjs';
import { log, page } from './pages.mjs';

const folder = resolve(process.argv[2] ?? resolve(dist, 'sample'));
const FILES = ['policy.json', 'dictionary.json', 'catalogue.json', 'skills.skp'];
const RUNS = 7;
const MB = 1e6;

const types = { '.js': 'text/javascript', '.wasm': 'application/wasm', '.json': 'application/json' };
const server = createServer((request, response) => {
  const path = new URL(request.url, 'http://x').pathname;
  const from = path.startsWith('/company/') ? resolve(folder, path.slice(9)) : resolve(dist, path.slice(1));
  try {
    const body = path === '/' ? '<!doctype html><title>bench</title>' : readFileSync(from);
    response.writeHead(200, { 'content-type': path === '/' ? 'text/html' : types[extname(path)] ?? 'application/octet-stream' }).end(body);
  } catch {
    response.writeHead(404).end();
  }
}).listen(0, '127.0.0.1');
await new Promise((ready) => { server.once('listening', ready); });
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ['--headless=new', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run'] });
const tab = await browser.newPage();
await tab.goto(`http://127.0.0.1:${server.address().port}/`);
const measured = await tab.evaluate(async ({ names, runs, pages, commits, now }) => {
  const bytes = async (path) => new Uint8Array(await (await fetch(path)).arrayBuffer());
  const files = [];
  for (const name of names) files.push([name, await bytes(`/company/${name}`)]);
  const [root, manifest] = [await bytes('/company/root.dsse.json'), await bytes('/company/manifest.dsse.json')];
  const options = { tenant: 'sample', subject: 'bench', cell: null, locale: 'en', timeZone: 'Europe/Lisbon', seed: 7, now };
  let copies = 0;
  const fresh = async () => {
    const glue = await import(`/engine.js?copy=${copies++}`);
    const exports = await glue.default({ module_or_path: '/engine_simd.wasm' });
    return { open: () => glue.WasmEngine.open(options, root, manifest, files, undefined, undefined), memory: () => exports.memory.buffer.byteLength };
  };
  const clock = (run) => { const start = performance.now(); const value = run(); return [performance.now() - start, value]; };
  const take = (engine, name, text, who) => clock(() => {
    engine.import_begin({ name, who }, now);
    const all = new TextEncoder().encode(text);
    for (let at = 0; at < all.length; at += 1 << 20) engine.push(all.subarray(at, at + (1 << 20)));
    return engine.import_finish(now);
  });
  const opening = [];
  const modules = [];
  for (let n = 0; n < runs; n++) {
    const module = await fresh();
    const [spent, engine] = clock(module.open);
    opening.push(spent);
    modules.push({ ...module, engine });
    if (modules.length > 1) modules.shift();
  }
  const { engine, memory } = modules[0];
  const opened = memory();
  const cv = pages.map((text, n) => take(engine, `cv-${n}.txt`, text, []));
  const read = memory();
  const logs = [];
  for (let n = 0; n < 3; n++) {
    const module = await fresh();
    const other = module.open();
    const before = module.memory();
    const [spent, report] = take(other, 'git-log.txt', commits, ['mailto:ada@harbour-lane.example']);
    logs.push({ spent, report, before, after: module.memory() });
  }
  return { opening, opened, cv: cv.map(([spent, report]) => ({ spent, report })), read, logs };
}, { names: FILES, runs: RUNS, pages: Array.from({ length: RUNS + 1 }, (_, n) => page(n + 1)), commits: log(MB), now: NOW });
await browser.close();
server.close();

const group = 'text';
const pack = `pack of ${(statSync(resolve(folder, 'skills.skp')).size / MB).toFixed(2)} MB`;
figure(group, 'a company opens', median(measured.opening), 'ms', { most: 150 }, `${pack}, ${RUNS} fresh engines; with catalogue and dictionary`);
figure(group, 'memory of the engine when it is open', measured.opened / MB, 'MB', { most: 40 }, `${pack}; the wasm's whole memory, which never shrinks`);
const [first, ...rest] = measured.cv;
figure(group, 'a page of a CV, 500 words', median(rest.map((run) => run.spent)), 'ms', { most: 30 }, `${rest.length} made-up pages; ${rest[0].report.accepted} pieces kept of one`);
figure(group, 'the first page', first.spent, 'ms', {}, 'which builds what ranking looks up');
figure(group, 'memory after them', measured.read / MB, 'MB', {}, pack);
figure(group, '1 MB of commits', median(measured.logs.map((run) => run.spent)), 'ms', { most: 1000 }, `made-up log; ${measured.logs[0].report.accepted} kept`);
figure(group, 'memory grown by it', (measured.logs[0].after - measured.logs[0].before) / MB, 'MB', {}, `${(measured.logs[0].before / MB).toFixed(1)} MB before`);
done();
