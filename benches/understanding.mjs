/** What understanding costs, in Chromium: opening a pack, a page of a CV, a megabyte of commits. Argument: a company's folder. */
import { readFileSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import { extname, resolve } from 'node:path';
import { chromium } from 'playwright-core';
import { dist, done, figure, median, NOW } from './lib.mjs';

const folder = resolve(process.argv[2] ?? resolve(dist, 'sample'));
const FILES = ['policy.json', 'dictionary.json', 'catalogue.json', 'skills.skp'];
const RUNS = 7;
const MB = 1e6;

/** Sentences of work, of which every page and every log is made. */
const SENTENCES = ['Led a team of five who moved the booking service to Kubernetes', 'kept the stock of two warehouses in order with weekly cycle counts', 'wrote SQL reports that the sales people open every morning', 'trained new colleagues in handling dangerous goods',
  'negotiated contracts with suppliers and kept their prices in a spreadsheet', 'planned routes for twelve drivers and their vehicles', 'designed web pages that people with a screen reader can use', 'built data pipelines in Python and Apache Airflow', 'answered complaints by telephone with patience',
  'prepared the monthly accounts and the tax declarations', 'organised first aid courses for the night shift', 'reviewed the code of others and wrote automated tests', 'advised customers on the choice of heating systems', 'maintained conveyor belts and hydraulic presses', 'analysed survey answers with statistical methods',
  'translated manuals from German into English', 'drew up the budget of the department and defended it', 'set up monitoring of servers with alerts that matter', 'managed the change to a new payroll system', 'coached apprentices through their first year'];
const SUBJECTS = ['Read parcel scans into staging', 'Cache the stock levels in Redis', 'Fix the join that lost returns', 'Move the checkout tests to Playwright', 'Terraform: one module a region', 'Type the basket', 'Faster window query for the dashboard', 'Retry the payment webhook', 'Document the release', 'Bump dependencies'];
const TAILS = ['py', 'ts', 'sql', 'tf', 'rs', 'yml', 'md', 'kt'];

/** Always the same numbers for a seed (mulberry32). */
function chance(seed) {
  let state = seed;
  return (most) => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) % most;
  };
}
function page(seed) {
  const pick = chance(seed);
  const lines = ['2019 - 2026'];
  for (let words = 0; words < 500;) {
    const line = `- ${SENTENCES[pick(SENTENCES.length)]}, ${SENTENCES[pick(SENTENCES.length)]}.`;
    lines.push(line);
    words += line.split(' ').length - 1;
  }
  return lines.join('\n');
}
function log(bytes) {
  const pick = chance(1);
  const all = [];
  for (let size = 0, n = 0; size < bytes; n++) {
    const hash = n.toString(16).padStart(40, '0');
    const at = new Date(NOW.at - n * 3_600_000).toUTCString().replace(',', '').replace(/^(\w+) (\d+) (\w+) (\d+) ([\d:]+) GMT$/, '$1 $3 $2 $5 $4 +0000');
    const text = `commit ${hash}\nAuthor: Ada Fontes <ada@harbour-lane.example>\nDate:   ${at}\n\n    ${SUBJECTS[pick(SUBJECTS.length)]}, part ${n}\n    \n    ${SENTENCES[pick(SENTENCES.length)]}.\n\n${1 + pick(90)}\t${pick(40)}\tsrc/part_${pick(400)}.${TAILS[pick(TAILS.length)]}\n\n`;
    all.push(text);
    size += text.length;
  }
  return all.join('');
}

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
