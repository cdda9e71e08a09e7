/** One real server, one real Chromium, one fresh person a test; every request is written down. */
import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';

export const here = dirname(fileURLToPath(import.meta.url));
export const repo = resolve(here, '../..');
export const axePath = createRequire(import.meta.url).resolve('axe-core/axe.min.js');

const FLAGS = ['--headless=new', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
  '--disable-component-update', '--disable-sync'];

/** Starts the built site and a browser; `how` are words for `cargo x serve`. `close()` ends both. `said()` is what the server printed. */
export async function start(how = ['--pages-only']) {
  const program = process.env.SKILLKEEP_X ?? resolve(repo, 'target/debug/xtask');
  const server = spawn(program, ['serve', '--no-build', '--port', '0', ...how], { cwd: repo, stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = new Promise((done) => { server.on('exit', done); });
  let text = '';
  const url = await new Promise((done, fail) => {
    server.stdout.on('data', (piece) => {
      text += piece;
      const found = /http:\/\/[^\s]+/.exec(text);
      if (found) done(found[0]);
    });
    server.on('exit', (code) => fail(new Error(`the server ended with ${code}`)));
  });
  const executablePath = process.env.CHROMIUM ?? ['/usr/bin/chromium', '/usr/bin/chromium-browser'].find(existsSync);
  const browser = await chromium.launch({ executablePath, args: FLAGS });
  // a server that only serves files says nothing of itself; the pages are tested as with one that does
  const says = await fetch(new URL('status', url)).then((answer) => answer.ok, () => false);
  return { url, browser, server, says, said: () => text, close: async () => { await browser.close(); server.kill(); await ended; } };
}

/** What a server says of itself that plays the whole company. */
export const STATUS = { oneProcess: true, sample: true, company: 'Harbour & Lane', roles: ['leader', 'keeper', 'insight'], progress: null };

/** A fresh person: own storage, requests and errors recorded. */
export async function person(site, options = {}) {
  const context = await site.browser.newContext({ viewport: { width: 1280, height: 900 }, acceptDownloads: true, locale: 'en-GB', timezoneId: 'Europe/Lisbon', ...options });
  if (!site.says) await context.route('**/status', (route) => route.fulfill({ json: STATUS }));
  const requests = [];
  const calls = [];
  const problems = [];
  context.on('request', (request) => {
    requests.push(request.url());
    calls.push({ url: request.url(), method: request.method(), body: request.postData() });
  });
  context.on('page', (page) => watch(page, problems));
  const page = await context.newPage();
  page.setDefaultTimeout(15_000);
  return { context, page, requests, calls, problems };
}

function watch(page, problems) {
  page.on('pageerror', (error) => problems.push(String(error)));
  page.on('console', (message) => { if (message.type() === 'error') problems.push(message.text()); });
}

/** Accessibility violations of what is on screen, as short lines. Evaluated, not injected as a tag: the page's CSP allows no foreign script. */
export async function axe(page) {
  await page.evaluate(readFileSync(axePath, 'utf8'));
  return page.evaluate(async () => {
    const result = await window.axe.run(document, { resultTypes: ['violations'] });
    return result.violations.map((v) => `${v.id}: ${v.nodes.map((n) => n.target.join(' ')).slice(0, 3).join(' | ')}`);
  });
}

/** The committed files of an invented person. */
export const sample = (name) => resolve(repo, 'tests/fixtures/sample-signals', name);

/** Opens a screen of the portal by its address and waits until it stands. */
export async function open(page, site, screen = '') {
  const url = new URL(`#/${screen}`, site.url).href;
  if (page.url().startsWith(site.url) && new URL(page.url()).pathname === '/') await page.evaluate((hash) => { location.hash = hash; }, `#/${screen}`);
  else await page.goto(url);
  const name = screen.split('/')[0] || 'steps';
  await page.locator(`portal-${name} h1`).waitFor();
}

/** Waits until the page has fetched all it will ever need: the service worker has its files, and the count of requests has begun. */
export async function settled(page) {
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
  await page.waitForFunction(() => navigator.serviceWorker.controller !== null);
}

/** The three suggested steps, as cards. */
export const steps = (page) => page.locator('skillkeep-next').getByRole('list', { name: 'Suggested steps' }).getByRole('article');

/** The card of one file on the import screen; the newest of that name. */
export const fileCard = (page, name) => page.locator('portal-import section[data-stage]').filter({ has: page.getByRole('heading', { name, exact: true }) }).first();

/** Chooses a file in the picker (a path, or `{ name, buffer }`), says who one is, adds it, and waits for the report. */
export async function bringIn(page, site, file, me = []) {
  await open(page, site, 'import');
  const name = typeof file === 'string' ? file.split('/').at(-1) : file.name;
  await page.locator('#files').setInputFiles(typeof file === 'string' ? file : { mimeType: 'application/octet-stream', ...file });
  return finish(page, name, me);
}

/** From the question "which of these is you" to the report. */
export async function finish(page, name, me = []) {
  const card = fileCard(page, name);
  await card.getByRole('button', { name: 'Add to my profile' }).waitFor();
  for (const who of me) await card.getByRole('checkbox', { name: who }).first().check();
  await card.getByRole('button', { name: 'Add to my profile' }).click();
  await card.getByText('added', { exact: true }).waitFor();
  return card;
}

/** The figures of a report: `{ accepted, known, notYou, refused, … }`, those that are shown. */
export async function figures(card) {
  const rows = await card.locator('[data-count]').evaluateAll((all) => all.map((row) => [row.dataset.count, Number(row.querySelector('dd').textContent.replace(/\D/g, ''))]));
  return Object.fromEntries(rows);
}

/** Brings in the four samples as Ada, so that every screen has something to show. */
export async function becomeAda(page, site) {
  for (const name of ['statements.json', 'git-log.txt', 'record.csv']) await bringIn(page, site, sample(name), ['Ada Fontes']);
  await bringIn(page, site, sample('cv.txt'));
}

/** Opens a screen and waits for what it is about; `data` waits for nothing more than its headline. */
export async function show(page, site, screen) {
  const [name] = screen.split('/');
  await open(page, site, screen === 'gigs' ? 'roles' : screen);
  const wait = { '': 'skillkeep-next [part=steps]', skills: 'skillkeep-skills [part=list]', skill: 'skillkeep-skill [part=right]', roles: 'skillkeep-roles [part=list]', role: 'skillkeep-role [part=needs]', gigs: 'skillkeep-gigs [part=list]', leaves: 'skillkeep-leaves [part=receipts]', receipt: 'skillkeep-receipt [part=root]', data: '#backup', import: '#files', history: 'portal-history .lead' }[name];
  if (name === 'gigs') await page.getByRole('tab', { name: 'Gigs' }).click();
  if (name === 'roles') await page.getByRole('tab', { name: 'Roles', exact: true }).click();
  await page.locator(wait).first().waitFor({ state: name === 'import' ? 'attached' : 'visible' });
}

/** What is in the profile, a line a skill: name, evidence, mark. */
export async function profile(page, site) {
  await show(page, site, 'skills');
  return page.locator('skillkeep-skills [part=row]').allInnerTexts();
}

/** Backs up on the data screen; answers the path of the downloaded file. */
export async function backUp(page, site, pass) {
  await show(page, site, 'data');
  await page.locator('#backup').getByLabel('Passphrase').fill(pass);
  await page.locator('#backup').getByLabel('The same again').fill(pass);
  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Download the backup' }).click();
  return (await download).path();
}

/** Erases everything on the data screen, through both of its questions. */
export async function erase(page, site) {
  await show(page, site, 'data');
  await page.getByText('Remove everything from this browser').click();
  await page.getByLabel('I have a backup, or want none').check();
  await page.getByLabel('Type ERASE to go on').fill('ERASE');
  await page.getByRole('button', { name: 'Erase everything' }).click();
  await page.getByText('Everything is gone from this browser.').waitFor();
}

/** Restores from a file on the data screen; answers nothing, as it may fail on purpose. */
export async function restore(page, site, path, pass) {
  await show(page, site, 'data');
  const form = page.locator('#restore');
  if (!await form.isVisible()) await page.getByText('From a backup file').click();
  await form.getByLabel('The file', { exact: true }).setInputFiles(path);
  await form.getByLabel('Passphrase').fill(pass);
  await form.getByLabel('Replace what is here now').check();
  await form.getByRole('button', { name: 'Restore' }).click();
}

/** Everything that IndexedDB holds, as `{ 'database/store': [key, …] }`. */
export const stored = (page) => page.evaluate(async () => {
  const found = {};
  const asked = (request) => new Promise((done, fail) => { request.onsuccess = () => done(request.result); request.onerror = () => fail(request.error); });
  for (const { name } of await indexedDB.databases()) {
    const db = await asked(indexedDB.open(name));
    for (const store of db.objectStoreNames) found[`${name}/${store}`] = await asked(db.transaction(store).objectStore(store).getAllKeys());
    db.close();
  }
  return found;
});

/** Turns one bit in the middle of stored snapshots; `which` says of which slots. */
export const damage = (page, which) => page.evaluate(async (wanted) => {
  const asked = (request) => new Promise((done, fail) => { request.onsuccess = () => done(request.result); request.onerror = () => fail(request.error); });
  const db = await asked(indexedDB.open('skillkeep'));
  const [meta] = await asked(db.transaction('meta').objectStore('meta').getAll());
  const tx = db.transaction('snapshots', 'readwrite');
  const store = tx.objectStore('snapshots');
  for (const key of await asked(store.getAllKeys())) {
    const slot = key.at(-1);
    if (typeof slot !== 'number' || (wanted === 'current' && slot !== meta.slot)) continue;
    const row = await asked(store.get(key));
    new Uint8Array(row.bytes)[row.bytes.byteLength >> 1] ^= 4;
    await asked(store.put(row, key));
  }
  db.close();
}, which);
