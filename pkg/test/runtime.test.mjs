/** Worker, store, tabs and crashes in a real browser, around a stand-in engine. Needs Chromium; `npm run build` first. */
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { extname, join, resolve } from 'node:path';
import test, { after, before, beforeEach, afterEach } from 'node:test';
import { chromium } from 'playwright-core';

const here = import.meta.dirname;
const executablePath = process.env.CHROMIUM ?? ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find((path) => existsSync(path));
const CSP = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'; connect-src 'self'; style-src 'self'; img-src 'self' data:";
const TYPES = { '.js': 'text/javascript', '.html': 'text/html', '.json': 'application/json', '.wasm': 'application/wasm' };

const SHELL = ['page.html', 'page.js', 'pkg/engine.js', 'pkg/engine_simd.wasm', 'pkg/engine_scalar.wasm',
  ...readdirSync(resolve(here, '../dist')).filter((name) => /^(index|worker|chunk-.*)\.js$/.test(name)).map((name) => `pkg/${name}`)];

let server, origin, browser, context, page, company, asked, offline, version;
const file = (name, text) => ({ name, sha256: String(text.length) + text, bytes: text.length });

before(async () => {
  server = createServer((request, response) => {
    const path = new URL(request.url, 'http://x').pathname;
    asked.push(path);
    if (offline) return request.socket.destroy();
    const send = (body, type) => response.writeHead(200, { 'content-type': type, 'content-security-policy': CSP }).end(body);
    if (path === '/page.html') return send('<!doctype html><html lang="en"><title>t</title><script type="module" src="page.js"></script>', TYPES['.html']);
    if (path === '/page.js') return send("import * as all from './pkg/index.js'; window.skillkeep = all; window.open_ = (o) => all.Engine.open({ tenant: 'acme', subject: 'u1', company: '/company', ...o });", TYPES['.js']);
    if (path === '/sw.js') return send(readFileSync(resolve(here, '../dist/sw.js')), TYPES['.js']);
    if (path === '/sw-files.js') return version ? send(`self.SKILLKEEP_FILES = ${JSON.stringify({ version, files: SHELL })};`, TYPES['.js']) : response.writeHead(404).end();
    if (path.startsWith('/company/')) {
      const found = company[path.slice('/company/'.length)];
      return found === undefined ? response.writeHead(404).end() : send(found, TYPES['.json']);
    }
    if (path === '/pkg/engine.js') return send(readFileSync(join(here, 'fixture/engine.js')), TYPES['.js']);
    if (path.endsWith('.wasm')) return send(new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0]), TYPES['.wasm']);
    const own = resolve(here, '../dist', path.slice('/pkg/'.length));
    return path.startsWith('/pkg/') && existsSync(own) ? send(readFileSync(own), TYPES[extname(own)]) : response.writeHead(404).end();
  });
  await new Promise((done) => server.listen(0, '127.0.0.1', done));
  origin = `http://127.0.0.1:${server.address().port}`;
  if (executablePath) browser = await chromium.launch({ executablePath, args: ['--headless=new', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking'] });
});
after(async () => {
  await browser?.close();
  server.close();
});
beforeEach(async () => {
  asked = [];
  offline = false;
  version = null;
  company = { 'root.dsse.json': '{"tenant":"acme"}', 'manifest.dsse.json': JSON.stringify({ version: 1, files: [file('policy.json', '{}')] }), 'policy.json': '{}' };
  context = await browser?.newContext();
  page = context && (await tab());
});
afterEach(() => context?.close());

async function tab() {
  const fresh = await context.newPage();
  fresh.on('pageerror', (e) => console.error('page error:', e.message));
  await fresh.goto(`${origin}/page.html`);
  await fresh.waitForFunction(() => window.skillkeep);
  return fresh;
}
const opens = (on, o = {}) => on.evaluate(async (o) => {
  window.events = [];
  window.engine = await window.open_(o);
  for (const type of ['status', 'change']) window.engine.addEventListener(type, (e) => window.events.push({ type, ...e.detail }));
  return { tabRole: window.engine.tabRole, state: window.engine.state };
}, o);
const code = (on, body) => on.evaluate(`(async () => { try { await (${body})(window.engine); return 'fine'; } catch (e) { return e.code ?? String(e); } })()`);
const acts = (on) => on.evaluate(() => window.engine.acts());
const spoil = (on, slots) => on.evaluate(async (slots) => {
  const db = await new Promise((done) => { const r = indexedDB.open('skillkeep'); r.onsuccess = () => done(r.result); });
  const tx = db.transaction('snapshots', 'readwrite');
  const store = tx.objectStore('snapshots');
  for (const slot of slots) {
    const get = store.get(['acme', 'u1', slot]);
    get.onsuccess = () => { new Uint8Array(get.result.bytes)[5] ^= 1; store.put(get.result, ['acme', 'u1', slot]); };
  }
  await new Promise((done) => (tx.oncomplete = done));
  db.close();
}, slots);
const it = (name, body) => test(name, { skip: !executablePath && 'no Chromium', timeout: 30_000 }, body);

it('what a person did is there after a reload, and a warm start needs no company server', async () => {
  assert.deepEqual(await opens(page), { tabRole: 'writer', state: { state: 'ready' } });
  assert.deepEqual(await page.evaluate(() => window.engine.confirm('rust', 3)), { act: 1 });
  await page.reload();
  await page.waitForFunction(() => window.skillkeep);
  company = {};
  await opens(page);
  assert.deepEqual(await acts(page), ['rust']);
  await page.waitForFunction(() => window.events.some((e) => e.state === 'offline' && e.code === 'company.unreachable'));
  assert.deepEqual(await acts(page), ['rust']);
});

it('stored bytes show nothing of what a person did', async () => {
  await opens(page);
  await page.evaluate(() => window.engine.confirm('needle-in-clear'));
  const text = await page.evaluate(async () => {
    const db = await new Promise((done) => { const r = indexedDB.open('skillkeep'); r.onsuccess = () => done(r.result); });
    const all = await new Promise((done) => { const r = db.transaction('snapshots').objectStore('snapshots').getAll(); r.onsuccess = () => done(r.result); });
    const key = await new Promise((done) => { const r = db.transaction('keys').objectStore('keys').getAll(); r.onsuccess = () => done(r.result[0]); });
    return { bytes: all.map((s) => new TextDecoder('latin1').decode(s.bytes)).join(), extractable: key.extractable, count: all.length };
  });
  assert.equal(text.count, 1);
  assert.equal(text.extractable, false);
  assert.ok(!text.bytes.includes('needle'));
});

it('newer company files are taken when they pass, and the old ones stay when they do not', async () => {
  await opens(page);
  await page.reload();
  await page.waitForFunction(() => window.skillkeep);
  company['manifest.dsse.json'] = JSON.stringify({ version: 2, files: [file('policy.json', '{}')] });
  await opens(page);
  await page.waitForFunction(() => window.events.some((e) => e.state === 'company-updated'));
  assert.equal((await page.evaluate(() => window.engine.about())).version, 2);
  assert.equal(asked.filter((path) => path === '/company/policy.json').length, 1, 'a file with the same hash is not fetched again');
  await page.reload();
  await page.waitForFunction(() => window.skillkeep);
  company['manifest.dsse.json'] = JSON.stringify({ version: 3, bad: true, files: [file('policy.json', '{}')] });
  await opens(page);
  await page.waitForFunction(() => window.events.some((e) => e.code === 'trust.signature'));
  assert.equal((await page.evaluate(() => window.engine.about())).version, 2);
});

it('a second tab sees and does the same, and goes on when the first is closed', async () => {
  await opens(page);
  const second = await tab();
  assert.equal((await opens(second)).tabRole, 'follower');
  await second.evaluate(() => window.engine.confirm('from-second'));
  assert.deepEqual(await acts(page), ['from-second']);
  await page.evaluate(() => window.engine.confirm('from-first'));
  await second.waitForFunction(() => window.events.filter((e) => e.type === 'change').length >= 2);
  const report = await second.evaluate(async () => {
    const progress = [];
    const r = await window.engine.import(new Blob(['a\n'.repeat(2 << 20)]), { who: [], onProgress: (p) => progress.push(p.done) });
    return { accepted: r.accepted, progress };
  });
  assert.equal(report.accepted, 2 << 20);
  assert.equal(report.progress.length, 4);
  await page.close();
  await second.waitForFunction(() => window.engine.tabRole === 'writer');
  assert.deepEqual(await acts(second), ['from-second', 'from-first']);
  assert.deepEqual(await second.evaluate(() => window.engine.confirm('alone')), { act: 3 });
});

it('a writer that does not answer loses its place, and finds its way back as a follower', async () => {
  await opens(page);
  const second = await tab();
  await opens(second);
  await page.evaluate(() => {
    window.engine.confirm('before');
    setTimeout(() => { const end = Date.now() + 7000; while (Date.now() < end); }, 200);
  });
  await new Promise((done) => setTimeout(done, 400));
  assert.deepEqual(await second.evaluate(() => window.engine.confirm('after')), { act: 2 });
  assert.equal(await second.evaluate(() => window.engine.tabRole), 'writer');
  await page.waitForFunction(() => window.engine.tabRole === 'follower', null, { timeout: 15_000 });
  assert.deepEqual(await acts(page), ['before', 'after']);
  assert.deepEqual(await acts(second), ['before', 'after'], 'nothing was done twice');
});

it('a crash restarts from the last save; the act that hit it fails, the question is asked again', async () => {
  await opens(page);
  await page.evaluate(() => window.engine.confirm('kept'));
  assert.equal(await code(page, "(e) => e.confirm('trap')"), 'worker.crashed');
  assert.deepEqual(await acts(page), ['kept']);
  assert.deepEqual((await page.evaluate(() => window.events)).filter((e) => e.type === 'status').map((e) => e.state), ['restarting', 'ready']);
  assert.equal(await code(page, "(e) => e.searchSkills('trap')"), 'worker.crashed');
  assert.deepEqual(await acts(page), ['kept']);
});

it('a damaged snapshot gives way to the one before, and says so; two damaged ones are kept and nothing is overwritten', async () => {
  await opens(page);
  for (const skill of ['one', 'two']) await page.evaluate((s) => window.engine.confirm(s), skill);
  const backup = await page.evaluate(async () => [...new Uint8Array(await (await window.engine.backup('open sesame')).arrayBuffer())]);
  await page.evaluate(() => window.engine.close());
  await spoil(page, [1]);
  assert.deepEqual((await opens(page)).state, { state: 'ready', code: 'snapshot.damaged_previous_used' });
  assert.deepEqual(await acts(page), ['one']);
  await page.evaluate(() => window.engine.close());
  await spoil(page, [0]);
  assert.deepEqual((await opens(page)).state, { state: 'readonly', code: 'snapshot.damaged' });
  assert.equal(await code(page, "(e) => e.confirm('three')"), 'snapshot.damaged');
  assert.equal((await page.evaluate(() => window.engine.storage())).warning, 'snapshot.damaged');
  await page.evaluate((bytes) => (window.file = new Blob([new Uint8Array(bytes)])), backup);
  assert.equal(await code(page, "(e) => e.restore(window.file, 'wrong')"), 'backup.passphrase');
  assert.equal(await code(page, "(e) => e.restore(window.file, 'open sesame')"), 'fine');
  assert.deepEqual(await acts(page), ['one', 'two']);
  assert.equal(await code(page, "(e) => e.confirm('three')"), 'fine');
  await page.reload();
  await page.waitForFunction(() => window.skillkeep);
  assert.equal((await opens(page)).state.state, 'ready');
  assert.deepEqual(await acts(page), ['one', 'two', 'three']);
});

it('a cancelled import leaves nothing, questions are answered meanwhile', async () => {
  await opens(page);
  const found = await page.evaluate(async () => {
    const stop = new AbortController();
    let asked = null;
    const work = window.engine.import(new Blob(['a\n'.repeat(32 << 20)]), { who: [], signal: stop.signal, onProgress: async (p) => {
      asked ??= window.engine.profile();
      if (p.done > 8 << 20) stop.abort();
    } });
    const result = await work.then(() => 'taken in', (e) => e.code);
    return { result, during: (await asked).signals, after: (await window.engine.profile()).signals };
  });
  assert.deepEqual(found, { result: 'import.cancelled', during: 0, after: 0 });
});

it('erase leaves nothing of the person', async () => {
  await opens(page);
  const second = await tab();
  await opens(second);
  await page.evaluate(() => window.engine.confirm('gone soon'));
  await second.evaluate(() => window.engine.erase());
  assert.deepEqual(await acts(page), []);
  await page.waitForFunction(() => window.events.some((e) => e.what === 'erase'));
  const left = await page.evaluate(async () => {
    const db = await new Promise((done) => { const r = indexedDB.open('skillkeep'); r.onsuccess = () => done(r.result); });
    const count = (name) => new Promise((done) => { const r = db.transaction(name).objectStore(name).count(); r.onsuccess = () => done(r.result); });
    return [await count('keys'), await count('snapshots'), await count('meta')];
  });
  assert.deepEqual(left, [0, 0, 0]);
});

it('a full disk is said, and what was done still counts', async () => {
  const fresh = await context.newPage();
  await fresh.route('**/pkg/worker.js', async (route) => {
    const response = await route.fetch();
    // Full at first; room again at the second try.
    const full = `let left = 1;
      const put = IDBObjectStore.prototype.put;
      IDBObjectStore.prototype.put = function (value, key) {
        if (this.name === 'snapshots' && left-- > 0) throw new DOMException('full', 'QuotaExceededError');
        return put.call(this, value, key);
      };`;
    await route.fulfill({ response, body: `${full}\n${await response.text()}` });
  });
  await fresh.goto(`${origin}/page.html`);
  await fresh.waitForFunction(() => window.skillkeep);
  await opens(fresh);
  const kept = () => fresh.evaluate(async () => (({ durable, warning }) => ({ durable, warning }))(await window.engine.storage()));
  assert.equal(await code(fresh, "(e) => e.confirm('one')"), 'fine');
  assert.deepEqual(await acts(fresh), ['one']);
  assert.deepEqual(await kept(), { durable: false, warning: 'storage.quota' });
  assert.ok(await fresh.evaluate(() => window.events.some((e) => e.code === 'storage.quota')));
  assert.equal(await code(fresh, "(e) => e.confirm('two')"), 'fine');
  assert.deepEqual(await kept(), { durable: true, warning: null });
});

const withMeta = (on, work) => on.evaluate(`(async () => {
  const db = await new Promise((done) => { const r = indexedDB.open('skillkeep'); r.onsuccess = () => done(r.result); });
  const tx = db.transaction(['keys', 'snapshots', 'meta'], 'readwrite');
  const meta = tx.objectStore('meta');
  (${work})(tx, meta);
  await new Promise((done) => (tx.oncomplete = done));
  db.close();
})()`);

it('a writer that another overtook overwrites nothing, and shows what the other stored', async () => {
  await opens(page);
  await page.evaluate(() => window.engine.confirm('stored'));
  await withMeta(page, "(tx, meta) => { const get = meta.get(['acme', 'u1']); get.onsuccess = () => meta.put({ ...get.result, rev: 9 }, ['acme', 'u1']); }");
  assert.equal(await code(page, "(e) => e.confirm('late')"), 'storage.conflict');
  assert.deepEqual(await acts(page), ['stored']);
  assert.equal(await code(page, "(e) => e.confirm('again')"), 'fine');
  assert.deepEqual(await acts(page), ['stored', 'again']);
});

it('when the browser clears the store it is said, nothing is written behind the person’s back, and a backup brings it back for good', async () => {
  await opens(page);
  await page.evaluate(() => window.engine.confirm('one'));
  await withMeta(page, "(tx, meta) => { for (const name of ['keys', 'snapshots', 'meta']) tx.objectStore(name).clear(); }");
  assert.equal(await code(page, "(e) => e.confirm('two')"), 'fine');
  assert.equal((await page.evaluate(() => window.engine.storage())).warning, 'storage.gone');
  assert.deepEqual(await acts(page), ['one', 'two']);
  await page.evaluate(async () => window.engine.restore(await window.engine.backup('words'), 'words'));
  assert.equal((await page.evaluate(() => window.engine.storage())).warning, null);
  await page.reload();
  await page.waitForFunction(() => window.skillkeep);
  await opens(page);
  assert.deepEqual(await acts(page), ['one', 'two']);
});

it('without IndexedDB it works and says that nothing is kept', async () => {
  const fresh = await context.newPage();
  await fresh.route('**/pkg/worker.js', async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, body: `indexedDB.open = () => { throw new DOMException('no', 'SecurityError'); };\n${await response.text()}` });
  });
  await fresh.goto(`${origin}/page.html`);
  await fresh.waitForFunction(() => window.skillkeep);
  assert.deepEqual((await opens(fresh)).state, { state: 'ready', code: 'storage.memory_only' });
  await fresh.evaluate(() => window.engine.confirm('for now'));
  assert.deepEqual(await acts(fresh), ['for now']);
});

it('no request after the page has opened', async () => {
  await opens(page);
  await page.evaluate(() => window.engine.confirm('one'));
  await page.reload();
  await page.waitForFunction(() => window.skillkeep);
  await opens(page);
  await new Promise((done) => setTimeout(done, 800));
  asked = [];
  const count = await page.evaluate(async () => {
    const counter = window.skillkeep.countRequests();
    await window.engine.confirm('two');
    await window.engine.import('a\nb\n', { who: [] });
    await window.engine.steps();
    return counter.count;
  });
  assert.equal(count, 0);
  assert.deepEqual(asked, []);
});

it('what cannot work says why', async () => {
  assert.equal(await code(page, "() => window.open_({ timeZone: 'Mars/Olympus' })"), 'open.time_zone');
  assert.equal(await code(page, "() => window.open_({ company: '/nowhere' })"), 'company.unreachable');
  assert.equal(await code(page, "() => window.open_({ tenant: '' })"), 'open.options');
  assert.equal((await opens(page)).tabRole, 'writer', 'a failed opening leaves the way free');
});

it('the page and the package open without any network, and a newer version begins when it is let', async () => {
  version = 'one';
  await opens(page);
  await page.evaluate(() => window.engine.confirm('before'));
  await page.evaluate(() => window.skillkeep.registerServiceWorker('/sw.js'));
  await page.waitForFunction(() => navigator.serviceWorker.controller);
  offline = true;
  await page.reload();
  await page.waitForFunction(() => window.skillkeep);
  await opens(page);
  assert.deepEqual(await acts(page), ['before']);
  offline = false;
  version = 'two';
  await page.evaluate(async () => {
    const offline = await window.skillkeep.registerServiceWorker('/sw.js');
    const waits = new Promise((done) => offline.onUpdate(done));
    await (await navigator.serviceWorker.getRegistration()).update();
    await waits;
    await offline.apply();
  });
  await page.waitForFunction(async () => (await caches.keys()).join() === `skillkeep ${location.origin}/ two`);
});

it('after a closing the engine says so, and other uses of the page go on', async () => {
  await opens(page);
  await page.evaluate(async () => (window.other = await window.open_()));
  await page.evaluate(() => window.engine.close());
  assert.equal(await code(page, '(e) => e.steps()'), 'engine.closed');
  assert.equal((await page.evaluate(() => window.other.profile())).signals, 0);
});
