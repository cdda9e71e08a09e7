/** A page of a CV linked by the engine, and the same page only embedded by all-MiniLM-L6-v2 in onnxruntime-web, in one tab: see `minilm.py`.
 *  In favour of MiniLM its words are numbered beforehand and nothing is compared with any skill. Arguments: a company's folder, or `--statements`. */
import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { extname, resolve } from 'node:path';
import { dist, done, figure, median, note, NOW, repo } from './lib.mjs';
import { page } from './pages.mjs';

const PAGES = 6;
const group = 'minilm';
const home = resolve(repo, 'target/minilm');
const ort = resolve(home, 'node_modules/onnxruntime-web/dist');
const pages = Array.from({ length: PAGES }, (_, n) => page(n + 1));
mkdirSync(home, { recursive: true });
writeFileSync(resolve(home, 'statements.json'), JSON.stringify(pages.map((text) => text.split('\n').slice(1).map((line) => line.slice(2)))));
if (process.argv[2] === '--statements') process.exit(0);
if (!existsSync(resolve(home, 'ids.json')) || !existsSync(ort)) {
  note(group, 'skipped: target/minilm is not made; benches/minilm.py says how');
  done();
  process.exit(0);
}
const { chromium } = await import('playwright-core');
const folder = resolve(process.argv[2] ?? resolve(dist, 'sample'));
const FILES = ['policy.json', 'dictionary.json', 'catalogue.json', 'skills.skp'];
const roots = { company: folder, minilm: home, ort, engine: dist };
const types = { '.js': 'text/javascript', '.mjs': 'text/javascript', '.wasm': 'application/wasm', '.json': 'application/json' };
const server = createServer((request, response) => {
  const path = new URL(request.url, 'http://x').pathname;
  const [, root, name] = /^\/(\w+)\/([\w.-]+)$/.exec(path) ?? [];
  try {
    const body = path === '/' ? '<!doctype html><title>bench</title>' : readFileSync(resolve(roots[root], name));
    response.writeHead(200, { 'content-type': path === '/' ? 'text/html' : types[extname(path)] ?? 'application/octet-stream' }).end(body);
  } catch {
    response.writeHead(404).end();
  }
}).listen(0, '127.0.0.1');
await new Promise((ready) => { server.once('listening', ready); });
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ['--headless=new', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run'] });
const tab = await browser.newPage();
await tab.goto(`http://127.0.0.1:${server.address().port}/`);
const measured = await tab.evaluate(async ({ names, pages, now }) => {
  const bytes = async (path) => new Uint8Array(await (await fetch(path)).arrayBuffer());
  const files = [];
  for (const name of names) files.push([name, await bytes(`/company/${name}`)]);
  const [root, manifest] = [await bytes('/company/root.dsse.json'), await bytes('/company/manifest.dsse.json')];
  const glue = await import('/engine/engine.js');
  await glue.default({ module_or_path: '/engine/engine_simd.wasm' });
  const options = { tenant: 'sample', subject: 'bench', cell: null, locale: 'en', timeZone: 'Europe/Lisbon', seed: 7, now };
  const engine = glue.WasmEngine.open(options, root, manifest, files, undefined, undefined);
  const ids = await (await fetch('/minilm/ids.json')).json();

  const runtime = await import('/ort/ort.wasm.bundle.min.mjs');
  runtime.env.wasm.wasmPaths = '/ort/';
  runtime.env.wasm.numThreads = 1;
  const models = {};
  for (const kind of ['f32', 'int8']) models[kind] = await runtime.InferenceSession.create(`/minilm/${kind}.onnx`, { graphOptimizationLevel: 'all' });
  const embed = async (model, statements) => {
    const width = Math.max(...statements.map((one) => one.length));
    const of = (pick) => new runtime.Tensor('int64', BigInt64Array.from(statements.flatMap((one) => Array.from({ length: width }, (_, at) => BigInt(pick(one, at))))), [statements.length, width]);
    return model.run({ ids: of((one, at) => one[at] ?? 0), mask: of((one, at) => (at < one.length ? 1 : 0)) });
  };
  const clock = async (run) => { const start = performance.now(); await run(); return performance.now() - start; };
  const link = (text, n) => {
    engine.import_begin({ name: `cv-${n}.txt`, who: [] }, now);
    engine.push(new TextEncoder().encode(text));
    return engine.import_finish(now);
  };
  const runs = { ours: [], f32: [], int8: [], 'int8 one by one': [] };
  for (const [n, text] of pages.entries()) {
    runs.ours.push(await clock(() => link(text, n)));
    for (const kind of ['f32', 'int8']) runs[kind].push(await clock(() => embed(models[kind], ids[n])));
    runs['int8 one by one'].push(await clock(async () => { for (const one of ids[n]) await embed(models.int8, [one]); }));
  }
  return runs;
}, { names: FILES, pages, now: NOW });
await browser.close();
server.close();

// The first page of each builds what the others look up.
const spent = Object.fromEntries(Object.entries(measured).map(([name, runs]) => [name, median(runs.slice(1))]));
const size = (name) => `${(statSync(resolve(home, `${name}.onnx`)).size / 1e6).toFixed(1)} MB`;
figure(group, 'a page of a CV, linked by the engine', spent.ours, 'ms', {}, `${PAGES - 1} pages of 500 words, pack of ${(statSync(resolve(folder, 'skills.skp')).size / 1e6).toFixed(2)} MB`);
figure(group, 'its statements embedded, floats', spent.f32, 'ms', {}, `${size('f32')}, one batch, one thread`);
figure(group, 'its statements embedded, eight bits', spent.int8, 'ms', {}, `${size('int8')}, one batch, one thread`);
figure(group, 'the same, one by one', spent['int8 one by one'], 'ms', {}, size('int8'));
const best = Math.min(spent.f32, spent.int8, spent['int8 one by one']);
figure(group, 'the fastest of them over the engine', best / spent.ours, 'x', {}, 'numbering words and comparing with skills left out for MiniLM');
done();
