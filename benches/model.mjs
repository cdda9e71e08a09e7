/** What the model costs: an event, three steps from many items, a long profile. Arguments: a company's folder, and the native figures as JSON. */
import { createReadStream, existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { extname, resolve } from 'node:path';
import { chromium } from 'playwright-core';
import { dist, done, figure, median, note, NOW, repo } from './lib.mjs';

const folder = resolve(process.argv[2]);
const native = JSON.parse(process.argv[3]);
const FILES = ['policy.json', 'dictionary.json', 'catalogue.json', 'skills.skp'];
const fsrs = resolve(repo, 'node_modules/ts-fsrs/dist');
const roots = { company: folder, engine: dist, fsrs };
const types = { '.js': 'text/javascript', '.mjs': 'text/javascript', '.wasm': 'application/wasm', '.json': 'application/json' };
const server = createServer((request, response) => {
  const [, root, name] = /^\/(\w+)\/([\w.-]+)$/.exec(new URL(request.url, 'http://x').pathname) ?? [];
  if (request.url === '/') response.writeHead(200, { 'content-type': 'text/html' }).end('<!doctype html><title>bench</title>');
  else if (!root || !existsSync(resolve(roots[root], name))) response.writeHead(404).end();
  else createReadStream(resolve(roots[root], name)).pipe(response.writeHead(200, { 'content-type': types[extname(name)] ?? 'application/octet-stream' }));
}).listen(0, '127.0.0.1');
await new Promise((ready) => { server.once('listening', ready); });
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ['--headless=new', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run'] });
const tab = await browser.newPage();
await tab.goto(`http://127.0.0.1:${server.address().port}/`);
const measured = await tab.evaluate(async ({ names, now, fsrs }) => {
  const SKILLS = 500, DAY = 86_400_000, ME = 'mailto:me@example.org';
  const median = (all) => [...all].sort((a, b) => a - b)[all.length >> 1];
  const clock = (run) => { const start = performance.now(); const value = run(); return [performance.now() - start, value]; };
  const bytes = async (path) => new Uint8Array(await (await fetch(path)).arrayBuffer());
  const files = [];
  for (const name of names) files.push([name, await bytes(`/company/${name}`)]);
  const [root, manifest] = [await bytes('/company/root.dsse.json'), await bytes('/company/manifest.dsse.json')];
  const options = { tenant: 'sample', subject: 'bench', cell: null, locale: 'en', timeZone: 'Europe/Lisbon', seed: 7, now };
  const encode = (text) => new TextEncoder().encode(text);
  const skill = (n) => `s${n % SKILLS}`;
  const catalogue = (count) => encode(JSON.stringify({
    format: 'skillkeep-catalogue/1', version: 1,
    items: Array.from({ length: count }, (_, n) => ({
      id: `i${n}`, title: `Item ${n}`, modality: ['course', 'video', 'quick_read', 'practice'][n % 4], minutes: 5 + (n * 7) % 120, url: `https://learn.example/${n}`, language: 'en',
      skills: [...new Set([skill(n), skill(n * 31 + 7), skill(n * 17 + 3)])].slice(0, 1 + n % 3).map((id, at) => ({ skill: id, from: (n + at) % 4, to: (n + at) % 4 + 1 })),
    })),
  }));
  const statement = (n, every) => `${JSON.stringify({
    id: `00000000-0000-4000-8000-${n.toString(16).padStart(12, '0')}`, actor: { objectType: 'Agent', name: 'Me', mbox: ME },
    verb: { id: 'http://adlnet.gov/expapi/verbs/completed' }, object: { id: `https://learn.example/${(n * 13) % 10_000}`, objectType: 'Activity' },
    result: { score: { scaled: 0.5 + (n % 5) / 10 }, completion: true }, timestamp: new Date(now.at - 3 * 365 * DAY + n * every).toISOString(),
  })}\n`;
  let copies = 0;
  const fresh = async (items) => {
    const glue = await import(`/engine/engine.js?copy=${copies++}`);
    const exports = await glue.default({ module_or_path: '/engine/engine_simd.wasm' });
    const offered = catalogue(items);
    return { open: (snapshot) => glue.WasmEngine.open(options, root, manifest, files, offered, snapshot), memory: () => exports.memory.buffer.byteLength };
  };
  const take = (engine, text) => {
    const all = encode(text);
    engine.import_begin({ name: 'signals.ndjson', who: [ME] }, now);
    for (let at = 0; at < all.length; at += 1 << 20) engine.push(all.subarray(at, at + (1 << 20)));
    return engine.import_finish(now);
  };
  const many = (from, count, every) => Array.from({ length: count }, (_, n) => statement(from + n, every)).join('');
  const steps = [];
  const role = 'r0';
  for (const items of [10_000, 100_000]) {
    const engine = (await fresh(items)).open();
    const report = take(engine, many(0, 5_000, 15_000_000));
    engine.apply({ do: 'goal', role }, now);
    const [first] = clock(() => engine.query({ ask: 'steps', count: 3 }, now));
    const times = [];
    for (let n = 0; n < 15; n++) {
      // Something changed each time, as when a page asks again.
      take(engine, statement(5_000 + n, 15_000_000));
      times.push(clock(() => engine.query({ ask: 'steps', count: 3 }, now))[0]);
    }
    const view = engine.query({ ask: 'steps', count: 3 }, now);
    steps.push({ items, first, again: median(times), accepted: report.accepted, shown: view.steps.length });
    engine.free();
  }
  const long = await fresh(10_000);
  const engine = long.open();
  let kept = 0;
  const [taken] = clock(() => { for (let n = 0; n < 20; n++) kept += take(engine, many(n * 5_000, 5_000, 900_000)).accepted; });
  const snapshot = engine.snapshot();
  const opened = [];
  let grown = 0;
  for (let n = 0; n < 5; n++) {
    const one = await fresh(10_000);
    const [plain] = clock(() => one.open().free());
    const before = one.memory();
    const [spent] = clock(() => one.open(snapshot));
    opened.push({ plain, spent });
    grown = one.memory() - before;
  }
  let next = null;
  if (fsrs) {
    const { fsrs: make, createEmptyCard, Rating } = await import('/fsrs/index.mjs');
    const scheduler = make();
    const runs = [];
    for (let run = 0; run < 15; run++) {
      let card = createEmptyCard(new Date(now.at));
      let at = now.at;
      runs.push(clock(() => { for (let n = 0; n < 1_000; n++) { at += 3 * DAY; card = scheduler.next(card, new Date(at), n % 7 ? Rating.Good : Rating.Again).card; } })[0]);
    }
    next = median(runs);
  }
  return { steps, kept, taken, snapshot: snapshot.length, plain: median(opened.map((o) => o.plain)), spent: median(opened.map((o) => o.spent)), grown, next };
}, { names: FILES, now: NOW, fsrs: existsSync(resolve(fsrs, 'index.mjs')) });
await browser.close();
server.close();

const group = 'model';
figure(group, 'one event and the level after it, native', native.many, 'us', { most: 1 }, 'person with 100 000 events over 500 skills');
figure(group, 'the same, 100 000 events against 1 000', native.many / native.few, 'x', { most: 1.5 }, `${native.few.toFixed(2)} us with 1 000`);
if (measured.next === null) note(group, 'skipped: ts-fsrs is not installed');
else {
  figure(group, 'ts-fsrs, next()', measured.next, 'us', {}, '15 runs of 1 000 reviews of a card, Chromium');
  figure(group, 'ts-fsrs over one event', measured.next / native.many, 'x', {}, 'in one run; native against JavaScript');
}
figure(group, 'one event across the boundary', (measured.taken * 1e3) / measured.kept, 'us', { most: 3 }, `${measured.kept} xAPI statements, read from JSON, checked, linked and kept; no columns cross here`);
figure(group, 'one word about an item, 64 numbers', native.word64, 'us', { most: 20 }, 'rank-one update of mean and covariance, native');
figure(group, 'the same, 112 numbers', native.word112, 'us', { most: 20 }, 'native');
for (const { items, first, again, accepted, shown } of measured.steps) {
  figure(group, `three steps from ${items} items`, again, 'ms', { most: items > 10_000 ? 15 : 5 }, `500 skills, ${accepted} signals, one new before each; ${shown} shown; the first time ${first.toFixed(0)} ms`);
}
figure(group, 'a profile of 100 000 signals opens, over an empty one', measured.spent - measured.plain, 'ms', { most: 100 }, `${measured.kept} signals, snapshot of ${(measured.snapshot / 1e6).toFixed(1)} MB; whole opening ${measured.spent.toFixed(0)} ms with 10 000 items`);
figure(group, 'memory grown by it', measured.grown / 1e6, 'MB', { most: 20 }, 'the wasm\'s whole memory, which never shrinks');
done();
