/** Sending, in a real browser with its real store, around a stand-in engine and a leader and keeper of a few lines. */
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { extname, join, resolve } from 'node:path';
import test, { after, afterEach, before, beforeEach } from 'node:test';
import { chromium } from 'playwright-core';
import { source } from './source.mjs';

const here = import.meta.dirname;
const executablePath = process.env.CHROMIUM ?? ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find((path) => existsSync(path));
const TYPES = { '.js': 'text/javascript', '.html': 'text/html', '.json': 'application/json', '.wasm': 'application/wasm' };
const TASKS = ['one', 'two', 'three'];
const UPLOAD = 'application/ppm-dap;message=upload-req';
const problem = (type, status = 400) => ({ status, type: 'application/problem+json', body: JSON.stringify({ type }) });
/** Writes of the outbox when all goes well: the request, the token, the sealing, each report, the receipt. */
const WRITES = 3 + TASKS.length + 1;
/** Requests that change something: the token, each report. */
const POSTS = 1 + TASKS.length;

let server, origin, browser, context, leaves, asked, posts, issued, taken, faults;
/** Requests whose handling has not ended. */
const going = new Set();

/**
 * A new browser and a new server: what a visit of before still had on the way (it retries every few milliseconds here) can
 * neither arrive nor be counted, since its server is closed, and its last request handled, before anything is emptied.
 */
async function afresh() {
  await leave();
  [asked, posts, issued, taken] = [[], [], null, new Map()];
  server = createServer((request, response) => {
    const one = handle(request, response).catch((e) => { if (request.complete) throw e; }).finally(() => going.delete(one));
    going.add(one);
  });
  await new Promise((done) => server.listen(0, '127.0.0.1', done));
  origin = `http://127.0.0.1:${server.address().port}`;
  context = await browser?.newContext();
}
async function leave() {
  await context?.close();
  if (!server) return;
  const closed = new Promise((done) => server.close(done));
  server.closeAllConnections();
  await Promise.all([closed, ...going]);
  [context, server] = [];
}

async function handle(request, response) {
  const path = new URL(request.url, 'http://x').pathname;
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  const body = Buffer.concat(chunks);
  asked.push(path);
  const send = (content, type, status = 200, more = {}) => response.writeHead(status, { ...(type && { 'content-type': type }), ...more }).end(content);
  if (/^\/(leader|keeper)\//.test(path)) return answer(request, path, body, send);
  if (path === '/page.html') return send('<!doctype html><html lang="en"><title>t</title><script type="module" src="page.js"></script>', TYPES['.html']);
  if (path === '/page.js') return send("import * as all from './pkg/index.js'; window.skillkeep = all;", TYPES['.js']);
  if (path === '/ticket') return send('good', 'text/plain');
  const company = { 'root.dsse.json': '{"tenant":"acme"}', 'manifest.dsse.json': JSON.stringify({ version: 1, files: [], leaves }) };
  if (path.startsWith('/company/')) return send(company[path.slice('/company/'.length)], TYPES['.json']);
  if (['/pkg/engine.js', '/pkg/sync.js'].includes(path)) return send(readFileSync(join(here, 'fixture', path.slice('/pkg/'.length))), TYPES['.js']);
  if (path.endsWith('.wasm')) return send(new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0]), TYPES['.wasm']);
  const own = resolve(here, '../dist', path.slice('/pkg/'.length));
  return path.startsWith('/pkg/') && existsSync(own) ? send(readFileSync(own), TYPES[extname(own)]) : send('', '', 404);
}

before(async () => {
  if (executablePath) browser = await chromium.launch({ executablePath, args: ['--headless=new', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking'] });
});
after(() => browser?.close());
beforeEach(async () => {
  await afresh();
  faults = { keeper: Buffer.from([9, 1, 2, 3, 9]), answer: () => null };
  leaves = { period: { id: '2026-q4', isDue: true }, tasks: TASKS };
});
afterEach(leave);

/** Leader and keeper, as the contract has them; `faults.answer` may say something else, or `'drop'`. */
function answer(request, path, body, send) {
  assert.equal(request.headers.cookie, undefined, 'no cookie goes along');
  assert.equal(request.headers.referer, undefined, 'nor where it came from');
  if (request.method === 'POST') posts.push({ path, body: body.toString('hex'), authorization: request.headers.authorization, type: request.headers['content-type'] });
  const fault = faults.answer(path, body);
  if (fault === 'drop') return request.socket.destroy();
  if (fault) return send(fault.body, fault.type, fault.status, fault.more);
  const list = 'application/ppm-dap;message=hpke-config-list';
  if (path === '/leader/hpke_config') return send(Buffer.from([4, 5, 6]), list);
  if (path === '/keeper/hpke_config') return send(faults.keeper, list);
  if (path === '/leader/tokens/2026-q4') {
    issued ??= body.toString('hex');
    if (issued !== body.toString('hex')) return send(JSON.stringify({ type: 'urn:skillkeep:error:token.issued' }), 'application/problem+json', 409);
    return send(body.map((byte) => byte ^ 3), 'application/octet-stream');
  }
  const task = /^\/leader\/tasks\/(\w+)\/reports$/.exec(path)?.[1];
  assert.ok(task, path);
  if (taken.has(task)) assert.equal(body.toString('hex'), taken.get(task), 'another report on the same task');
  taken.set(task, body.toString('hex'));
  return send('', '');
}

/** Every wait but that for one answer (30 s) passes a thousand times as fast; `more` runs in the worker before the package. */
async function tab({ more = '', head = '' } = {}) {
  const page = await context.newPage();
  page.on('pageerror', (e) => console.error('page error:', e.message));
  await page.route('**/pkg/worker.js', async (route) => {
    const response = await route.fetch();
    const hurry = 'const slow = setTimeout; globalThis.setTimeout = (work, ms, ...rest) => slow(work, ms > 10_000 && ms !== 30_000 ? ms / 1000 : ms, ...rest);';
    await route.fulfill({ response, body: `{ ${hurry}\n${more} }\n${await response.text()}` });
  });
  if (head) await page.addInitScript(head);
  await page.goto(`${origin}/page.html`);
  await page.waitForFunction(() => window.skillkeep);
  return page;
}
const opens = (on, sync = { automatic: false }) => on.evaluate(async (sync) => {
  window.events = [];
  window.tickets = 0;
  const ticket = async () => { window.tickets++; return window.ticket ? window.ticket() : (await fetch('/ticket')).text(); };
  window.engine = await window.skillkeep.Engine.open({ tenant: 'acme', subject: 'u1', company: '/company', ...(sync && { sync: { ticket, ...sync } }) });
  for (const type of ['status', 'change']) window.engine.addEventListener(type, (e) => window.events.push({ type, ...e.detail }));
}, sync);
const visit = async (sync, o) => {
  const page = await tab(o);
  await opens(page, sync);
  return page;
};
const code = (on, body) => on.evaluate(`(async () => { try { await (${body})(window.engine); return 'fine'; } catch (e) { return e.code ?? String(e); } })()`);
const outbox = (on) => on.evaluate(() => window.engine.outbox());
const ledger = async (on) => (await on.evaluate(() => window.engine.leaves())).ledger;
const reaches = async (on, state) => {
  const end = Date.now() + 10_000;
  for (;;) {
    const found = await outbox(on);
    if (found.state === state) return found;
    assert.ok(Date.now() < end, `still ${JSON.stringify(found)}`);
    await new Promise((done) => setTimeout(done, 50));
  }
};
const send = (on) => code(on, '(e) => e.send()');
const rows = (on) => on.evaluate(async () => {
  const db = await new Promise((done) => { const r = indexedDB.open('skillkeep'); r.onsuccess = () => done(r.result); });
  const store = db.transaction('snapshots').objectStore('snapshots');
  const read = (request) => new Promise((done) => { request.onsuccess = () => done(request.result); });
  const [keys, values] = await Promise.all([read(store.getAllKeys()), read(store.getAll())]);
  db.close();
  return keys.map((key, i) => [key.at(-1), new TextDecoder('latin1').decode(values[i].bytes)]);
});
const it = (name, body, timeout = 40_000) => test(name, { skip: !executablePath && 'no Chromium', timeout }, body);

/** All that may have reached the leader: one request for a token, one report a task, whatever was repeated. */
async function wentOnce(page) {
  assert.equal(new Set(posts.filter(({ path }) => path.includes('/tokens/')).map(({ body }) => body)).size, 1, 'one request for a token');
  const uploads = posts.filter(({ path }) => path.includes('/tasks/'));
  assert.equal(new Set(uploads.map(({ body }) => body)).size, TASKS.length, 'one report a task');
  assert.deepEqual([...taken.keys()].sort(), [...TASKS].sort());
  const { charged, sent } = await ledger(page);
  assert.deepEqual(charged, ['2026-q4'], 'charged once');
  assert.deepEqual(sent, { '2026-q4': TASKS.length * (256 + 80) });
}

it('without being set up nothing is sent, nothing is loaded, and it says so', async () => {
  const page = await visit(null);
  assert.deepEqual(await outbox(page), { state: 'off', period: null, done: 0, of: 0, refused: 0, at: null, problem: null, gpc: false });
  assert.equal(await send(page), 'sync.off');
  assert.equal(await code(page, '(e) => e.sealed(null)'), 'sync.off');
  await page.evaluate(() => window.engine.letAnswer('m', false));
  await page.evaluate(() => window.engine.sayGroup('gender', 'woman'));
  await page.evaluate(() => window.engine.sendNothing(true));
  assert.deepEqual((await ledger(page)).set, [{ set: 'answer', measure: 'm', on: false }, { set: 'group', attribute: 'gender', option: 'woman' }, { set: 'nothing', nothing: true }]);
  await new Promise((done) => setTimeout(done, 1500));
  assert.deepEqual(asked.filter((path) => /leader|keeper|ticket|sync|sender/.test(path)), []);
});

it('sending now makes, sends and writes the receipt; what went can be looked at', async () => {
  const page = await visit();
  assert.deepEqual(await outbox(page), { state: 'idle', period: null, done: 0, of: 0, refused: 0, at: null, problem: null, gpc: false });
  assert.deepEqual(asked.filter((path) => /leader|keeper|ticket|sync/.test(path)), [], 'nothing before it is needed');
  const after = await page.evaluate(() => window.engine.send());
  assert.deepEqual(after, { state: 'idle', period: '2026-q4', done: 3, of: 3, refused: 0, at: null, problem: null, gpc: false });
  await wentOnce(page);
  assert.equal(posts.length, POSTS);
  assert.equal(posts[0].authorization, 'Bearer good');
  assert.ok(posts.slice(1).every(({ type, authorization }) => type === UPLOAD && authorization === undefined));
  assert.equal(await page.evaluate(() => window.tickets), 1);
  const sealed = await page.evaluate(async () => (await window.engine.sealed('2026-q4')).map((s) => [s.measure, s.cell, s.state, s.report.length, s.leader.length, s.keeper.length]));
  assert.deepEqual(sealed, TASKS.map((task) => [task, 'all', 'taken', 336, 40, 40]));
  assert.ok(await page.evaluate(() => window.events.some((e) => e.what === 'sync')));
  assert.equal(await send(page), 'fine', 'again there is nothing to do');
  assert.equal(posts.length, POSTS);
});

it('what waits is kept as ciphertext', async () => {
  faults.answer = (path) => (path.includes('/tasks/') ? 'drop' : null);
  const page = await visit();
  assert.equal(await send(page), 'sync.leader_down');
  const kept = await rows(page);
  assert.deepEqual(kept.map(([slot]) => slot).filter((slot) => slot === 'outbox'), ['outbox']);
  for (const [, text] of kept) assert.doesNotMatch(text, /needle|measure|2026-q4|waiting/);
});

it('a trial is sealed and never sent', async () => {
  const page = await visit();
  const trial = await page.evaluate(async () => (await window.engine.sealed(null)).map((s) => [s.state, s.report.length]));
  assert.deepEqual(trial, TASKS.map(() => ['trial', 80]));
  assert.deepEqual(posts, []);
  assert.deepEqual((await ledger(page)).charged, []);
  assert.equal((await outbox(page)).state, 'idle');
});

/** In the worker: tells the server, and does nothing any more. */
const STOP = "const stop = () => { const tell = new XMLHttpRequest(); tell.open('GET', '/stopped', false); try { tell.send(); } finally { self.close(); for (;;); } };";
async function stopped() {
  for (const end = Date.now() + 15_000; !asked.includes('/stopped'); await new Promise((done) => setTimeout(done, 30))) assert.ok(Date.now() < end, 'it came so far');
}

it('stopped after any write, the next visit sends the same bytes', async () => {
  for (let n = 1; n <= WRITES; n++) {
    await afresh();
    const more = `${STOP}
      let left = ${n};
      const put = IDBObjectStore.prototype.put;
      IDBObjectStore.prototype.put = function (value, key) {
        if (Array.isArray(key) && key[2] === 'outbox' && --left === 0) this.transaction.db.addEventListener('complete', stop, true);
        return put.call(this, value, key);
      };`;
    const first = await visit({ automatic: false }, { more });
    first.evaluate(() => window.engine.send()).catch(() => undefined);
    await stopped();
    const before = posts.length;
    await first.close();
    const second = await visit({ automatic: false });
    const found = await reaches(second, 'idle');
    assert.deepEqual([n, found.done, found.of], [n, 3, 3]);
    await wentOnce(second);
    assert.equal(posts.length, POSTS, `after write ${n}, ${before} had gone: nothing goes twice`);
  }
}, 90_000);

it('stopped after any answer, before it could be written down, the next visit sends the same bytes', async () => {
  for (let n = 1; n <= POSTS; n++) {
    await afresh();
    const more = `${STOP}
      let left = ${n};
      const real = fetch;
      globalThis.fetch = async (url, init) => { const answer = await real(url, init); if (init?.method === 'POST' && --left === 0) stop(); return answer; };`;
    const first = await visit({ automatic: false }, { more });
    first.evaluate(() => window.engine.send()).catch(() => undefined);
    await stopped();
    await first.close();
    const second = await visit({ automatic: false });
    const found = await reaches(second, 'idle');
    assert.deepEqual([n, found.done], [n, 3]);
    await wentOnce(second);
    assert.equal(posts.length, POSTS + 1, `only what was not written down is repeated (${n})`);
  }
}, 90_000);

it('a leader that does not answer is asked again by itself with the same bytes', async () => {
  let [down, tries] = [true, 0];
  faults.answer = (path) => (down && path.endsWith('/two/reports') ? [{ status: 503, body: '' }, { status: 429, body: '', more: { 'retry-after': '40' } }, 'drop'][tries++ % 3] : null);
  const page = await visit();
  assert.equal(await send(page), 'sync.leader_down');
  const waiting = await reaches(page, 'waiting');
  assert.deepEqual([waiting.period, waiting.done, waiting.of, waiting.problem], ['2026-q4', 1, 3, 'sync.leader_down']);
  assert.ok(waiting.at > Date.now() + 10_000, 'not at once');
  while (tries < 3) await new Promise((done) => setTimeout(done, 50));
  down = false;
  await reaches(page, 'idle');
  await wentOnce(page);
});

test('tries come later and later, never all at once, and never before the server asked', async () => {
  const { backoff, drawDelay } = await source('sync/plan');
  for (let i = 0; i < 200; i++) {
    const [first, third, late, told] = [backoff(0, 0), backoff(3, 0), backoff(60, 0), backoff(0, 50_000)];
    assert.ok(first >= 15_000 && first < 45_000 && third >= 120_000 && third < 360_000 && late <= 5_400_000 && told >= 50_000);
    assert.ok(drawDelay() >= 60_000 && drawDelay() < 600_000);
  }
  assert.ok(new Set(Array.from({ length: 50 }, drawDelay)).size > 45);
});

it('what a proxy answers is not taken for the leader’s word', async () => {
  let left = 2;
  faults.answer = (path) => (path.includes('/tasks/') && left-- > 0 ? [{ status: 200, type: 'text/html', body: 'Welcome to the hotel' }, { status: 403, type: 'text/html', body: 'no' }][left] : null);
  const page = await visit();
  assert.equal(await send(page), 'sync.leader_down');
  await reaches(page, 'idle');
  await wentOnce(page);
});

it('what is refused is kept, told, and not sent again; the rest goes', async () => {
  const entry = Buffer.concat([Buffer.alloc(16, 7), Buffer.from([3])]);
  faults.answer = (path) => (path.endsWith('/one/reports') ? { status: 200, type: 'application/ppm-dap;message=upload-errors', body: entry }
    : path.endsWith('/two/reports') ? problem('urn:ietf:params:ppm:dap:error:unrecognizedTask') : null);
  const page = await visit();
  const after = await page.evaluate(() => window.engine.send());
  assert.deepEqual([after.state, after.done, after.of, after.refused, after.problem], ['idle', 1, 3, 2, 'sync.refused']);
  const sealed = await page.evaluate(async () => (await window.engine.sealed('2026-q4')).map((s) => [s.state, s.problem, s.report.length]));
  assert.deepEqual(sealed, [['refused', 'report.dropped', 336], ['refused', 'urn:ietf:params:ppm:dap:error:unrecognizedTask', 336], ['taken', null, 336]]);
  await page.close();
  const next = await visit();
  assert.equal((await outbox(next)).refused, 2);
  assert.equal(await send(next), 'fine');
  assert.equal(posts.length, POSTS);
});

it('a period that another device answered is left alone', async () => {
  issued = 'another';
  const page = await visit();
  assert.equal(await send(page), 'sync.other_device');
  assert.deepEqual(await ledger(page).then((l) => l.charged), []);
  await page.close();
  const next = await visit({});
  assert.equal(await send(next), 'sync.other_device');
  const { state, period, problem } = await outbox(next);
  assert.deepEqual([state, period, problem], ['idle', '2026-q4', 'sync.other_device']);
  assert.equal(posts.length, 1, 'and not asked for again');
});

it('a keeper with another key gets nothing, and the leader neither', async () => {
  faults.keeper = Buffer.from([9, 1, 2, 4, 9]);
  const page = await visit();
  assert.equal(await send(page), 'sync.keeper_key');
  assert.deepEqual(posts, []);
  assert.equal(await page.evaluate(() => window.tickets), 0);
  const { state, problem } = await outbox(page);
  assert.deepEqual([state, problem], ['idle', 'sync.keeper_key']);
  assert.deepEqual((await ledger(page)).charged, []);
});

it('sealing that fails charges nothing and loses no act', async () => {
  leaves.tasks = ['cannot'];
  const page = await visit();
  await page.evaluate(() => window.engine.confirm('before'));
  assert.equal(await send(page), 'sync.sealing');
  await page.evaluate(() => window.engine.confirm('after'));
  assert.deepEqual(await page.evaluate(() => window.engine.acts()), ['before', 'after']);
  assert.deepEqual((await ledger(page)).charged, []);
  await page.close();
  const next = await visit();
  assert.deepEqual((await ledger(next)).charged, []);
});

it('a disk that is full when the report is made charges nothing and sends nothing', async () => {
  const more = `let n = 0;
    const put = IDBObjectStore.prototype.put;
    IDBObjectStore.prototype.put = function (value, key) {
      if (Array.isArray(key) && key[2] === 'outbox' && ++n === 3) throw new DOMException('full', 'QuotaExceededError');
      return put.call(this, value, key);
    };`;
  const page = await visit({ automatic: false }, { more });
  assert.equal(await send(page), 'storage.quota');
  assert.deepEqual((await ledger(page)).charged, []);
  assert.equal(posts.length, 1);
  assert.equal(await send(page), 'fine');
  await wentOnce(page);
  assert.equal(await page.evaluate(() => window.tickets), 1, 'the token was kept');
});

it('a login that says no is told, and the same request goes out the next time', async () => {
  faults.answer = (path) => (path.includes('/tokens/') ? problem('urn:skillkeep:error:ticket.refused', 401) : null);
  const page = await visit();
  assert.equal(await send(page), 'sync.ticket');
  faults.answer = () => null;
  await page.evaluate(() => (window.ticket = () => { throw new Error('no login'); }));
  assert.equal(await send(page), 'sync.ticket');
  await page.evaluate(() => (window.ticket = undefined));
  assert.equal(await send(page), 'fine');
  await wentOnce(page);
});

it('a due report is made by itself, minutes into a visit, at a time drawn anew', async () => {
  const page = await visit({});
  const due = await reaches(page, 'due');
  const minutes = (due.at - Date.now()) / 60_000;
  assert.ok(minutes > 0.9 && minutes <= 10, `${minutes} minutes`);
  assert.equal(due.period, '2026-q4');
  assert.equal(asked.filter((path) => /leader|keeper|ticket/.test(path)).length, 0, 'nothing before its time');
  await reaches(page, 'idle');
  await wentOnce(page);
});

it('nothing is made by itself before it is due, or where the person or the host wants to be asked', async () => {
  leaves.period.isDue = false;
  const early = await visit({});
  await new Promise((done) => setTimeout(done, 1500));
  assert.equal((await outbox(early)).state, 'idle');
  await early.close();
  leaves.period.isDue = true;
  const byHand = await visit({ automatic: false });
  await new Promise((done) => setTimeout(done, 1500));
  assert.equal((await outbox(byHand)).state, 'idle');
  await byHand.evaluate(() => window.engine.sendNothing(true));
  await byHand.close();
  const nothing = await visit({});
  assert.equal(await send(nothing), 'sync.nothing');
  await new Promise((done) => setTimeout(done, 1500));
  assert.equal((await outbox(nothing)).state, 'idle');
  assert.deepEqual(posts, []);
  await nothing.evaluate(() => window.engine.sendNothing(false));
  assert.equal((await outbox(nothing)).state, 'due');
});

it('"send nothing", said while reports go, stops the next one; taken back, they go on', async () => {
  let said = () => undefined;
  const hears = new Promise((done) => (said = done));
  faults.answer = (path) => void (path.endsWith('/one/reports') && said());
  const page = await visit({ automatic: false }, { more: 'const real = fetch; globalThis.fetch = async (url, init) => { if (/reports$/.test(url)) await new Promise((done) => slow(done, 400)); return real(url, init); };' });
  const sending = send(page);
  await hears;
  await page.evaluate(() => window.engine.sendNothing(true));
  assert.equal(await sending, 'sync.nothing');
  const { state, of, at, problem } = await outbox(page);
  assert.deepEqual([state, of, at, problem], ['waiting', 3, null, null]);
  assert.ok(posts.length < POSTS);
  await page.evaluate(() => window.engine.sendNothing(false));
  await reaches(page, 'idle');
  await wentOnce(page);
});

it('Global Privacy Control keeps anything from being made, also on request', async () => {
  const head = "Object.defineProperty(navigator, 'globalPrivacyControl', { value: true });";
  const page = await visit({}, { head });
  assert.equal(await send(page), 'sync.gpc');
  await new Promise((done) => setTimeout(done, 1500));
  const { state, gpc } = await outbox(page);
  assert.deepEqual([state, gpc], ['idle', true]);
  assert.deepEqual(asked.filter((path) => /leader|keeper|ticket/.test(path)), []);
});

it('two tabs make one report, and a follower may send', async () => {
  const first = await visit();
  const second = await visit();
  assert.equal(await second.evaluate(() => window.engine.tabRole), 'follower');
  const [a, b] = await Promise.all([send(first), send(second)]);
  assert.deepEqual([a, b], ['fine', 'fine']);
  await wentOnce(first);
  assert.equal(posts.length, POSTS);
  assert.deepEqual(await outbox(second), await outbox(first));
  assert.equal(await second.evaluate(() => window.tickets), 0, 'the writer’s page asks for the ticket');
});

it('erasing takes the outbox along; a backup has only the snapshot, and begins the ledger anew', async () => {
  faults.answer = (path) => (path.includes('/tasks/') ? 'drop' : null);
  const page = await visit();
  await page.evaluate(async () => (window.file = await window.engine.backup('words')));
  assert.equal(await send(page), 'sync.leader_down');
  await page.evaluate(() => window.engine.restore(window.file, 'words'));
  assert.equal((await ledger(page)).restored, 1);
  const waiting = await outbox(page);
  assert.deepEqual([waiting.state, waiting.of], ['waiting', 3], 'what was made goes all the same');
  await page.evaluate(() => window.engine.erase());
  assert.deepEqual(await rows(page), []);
  assert.deepEqual((await outbox(page)).state, 'idle');
});

it('new company files do not change what waits', async () => {
  faults.answer = (path) => (path.includes('/tasks/') ? 'drop' : null);
  const page = await visit();
  assert.equal(await send(page), 'sync.leader_down');
  const before = await page.evaluate(async () => (await window.engine.sealed('2026-q4')).map((s) => String(s.report)));
  await page.close();
  faults.answer = () => null;
  leaves = { period: { id: '2027-q1', isDue: false }, tasks: ['other'] };
  const next = await visit();
  await reaches(next, 'idle');
  assert.deepEqual(await next.evaluate(async () => (await window.engine.sealed('2026-q4')).map((s) => String(s.report))), before);
  await wentOnce(next);
});
