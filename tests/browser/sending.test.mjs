/**
 * What leaves, byte for byte: the real engine and the real sealing, a company that this test signs, and a leader and keeper of
 * a few lines behind the browser's network. Every request that a page or its worker makes is written down.
 */
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { after, afterEach, before, beforeEach, describe, test } from 'node:test';
import { person, sample, start } from './harness.mjs';
import { TASKS, TENANT, PERIOD, base64, blindSign, company, dictionary, hpke, keeperKey, leaderKey, list, served as filesOf } from './played.mjs';

const SUBJECT = 'subject-7c1f';
const UPLOAD = 'application/ppm-dap;message=upload-req';

describe('what leaves', () => {
  let site, served, skills, ada, page, posts, fault, issued;

  before(async () => {
    site = await start();
    served = await filesOf(site);
    skills = readFileSync(new URL('../../data/sample/skills.csv', import.meta.url), 'utf8').split('\n').slice(1).map((line) => line.split(',')[0]).filter(Boolean);
  });
  after(async () => { await site?.close(); });
  beforeEach(async () => {
    [posts, fault, issued] = [[], () => null, null];
    await arrive();
  });
  afterEach(async () => { await ada?.context.close(); });

  const words = () => dictionary({ ...JSON.parse(new Map(served.files).get('dictionary.json')), skills: skills.slice(0, 120) }, keeperKey);

  /** A fresh person, before the engine is opened. */
  async function arrive() {
    ada = await person(site, { serviceWorkers: 'block' });
    const files = company(served, words());
    await ada.context.route('**/blank.html', (route) => route.fulfill({ contentType: 'text/html', body: '<!doctype html><html lang="en"><title>t</title>' }));
    await ada.context.route('**/company/*', (route) => {
      const body = files.get(route.request().url().split('/').at(-1));
      return body ? route.fulfill({ body }) : route.fulfill({ status: 404 });
    });
    await ada.context.route(/\/(leader|keeper)\//, answer);
    ({ page } = ada);
  }

  /** Leader and keeper; `fault` may answer instead. */
  async function answer(route) {
    const request = route.request();
    const path = new URL(request.url()).pathname;
    const body = request.postDataBuffer() ?? Buffer.alloc(0);
    const headers = await request.allHeaders();
    if (request.method() === 'POST') posts.push({ path, url: request.url(), body, headers });
    const other = fault(path, body);
    if (other === 'gone') return route.abort('connectionrefused');
    if (other) return route.fulfill(other);
    const contentType = 'application/ppm-dap;message=hpke-config-list';
    if (path === '/leader/hpke_config') return route.fulfill({ contentType, body: list(leaderKey) });
    if (path === '/keeper/hpke_config') return route.fulfill({ contentType, body: list(keeperKey) });
    if (path === `/leader/tokens/${PERIOD}`) {
      issued ??= body;
      if (!issued.equals(body)) return route.fulfill({ status: 409, contentType: 'application/problem+json', body: '{"type":"urn:skillkeep:error:token.issued"}' });
      return route.fulfill({ contentType: 'application/octet-stream', body: blindSign(body) });
    }
    assert.match(path, /^\/leader\/tasks\/[\w-]{43}\/reports$/);
    return route.fulfill({ status: 200, body: '' });
  }

  const visit = async (on, sync = { automatic: false }) => {
    await on.goto(new URL('blank.html', site.url).href);
    await on.evaluate(async ({ sync, subject, tenant, place }) => {
      const { Engine } = await import('/skillkeep/index.js');
      window.engine = await Engine.open({ tenant, subject, company: '/company/', cell: place, sync: { ticket: async () => 'a-ticket', ...sync } });
    }, { sync, subject: SUBJECT, tenant: TENANT, place: place() });
  };
  const place = () => {
    const { functions, regions } = JSON.parse(new Map(served.files).get('dictionary.json'));
    return { function: functions[0].id, region: regions[0].id };
  };
  const bring = async (on) => {
    const names = ['statements.json', 'git-log.txt', 'record.csv', 'cv.txt'];
    for (const name of names) {
      await on.evaluate(async ({ name, text }) => {
        const file = new File([text], name);
        const { actors } = await window.engine.scan(file);
        await window.engine.import(file, { who: actors.filter((a) => /ada/i.test(`${a.name} ${a.key}`)).map((a) => a.key) });
      }, { name, text: readFileSync(sample(name), 'utf8') });
    }
    await on.evaluate(async () => {
      const { skills } = await window.engine.profile();
      await window.engine.contest(skills[0].id, { reason: 'a reason in my own words', claim: 1 });
      await window.engine.sayGroup('gender', 'woman');
    });
    return on.evaluate(async () => (await window.engine.profile()).skills.map(({ id, label }) => ({ id, label })));
  };
  const send = (on) => on.evaluate(() => window.engine.send().catch((e) => e.code));
  const outbox = (on) => on.evaluate(() => window.engine.outbox());
  const uploads = () => posts.filter(({ path }) => path.includes('/tasks/'));
  const until = async (on, state) => {
    const end = Date.now() + 15_000;
    for (let found = await outbox(on); found.state !== state; found = await outbox(on)) {
      assert.ok(Date.now() < end, `still ${JSON.stringify(found)}`);
      await new Promise((done) => setTimeout(done, 100));
    }
  };

  test('no byte that goes out tells a skill, a signal, a word of the person, or who it is', async () => {
    await visit(page);
    const held = await bring(page);
    assert.ok(held.length > 10);
    const leaves = await page.evaluate(() => window.engine.leaves());
    assert.ok(leaves.questions.every((q) => q.answered), 'there is something to tell');
    const after = await send(page);
    assert.deepEqual([after.state, after.done, after.of, after.refused], ['idle', TASKS, TASKS, 0]);
    assert.equal(posts.length, 1 + TASKS);
    const secret = [SUBJECT, 'Ada', 'Fontes', 'a reason in my own words', 'woman', 'held', 'contested', ...held.flatMap(({ id, label }) => [id, label])]
      .filter((word) => word.length > 3);
    for (const { url, body, headers } of posts) {
      const clear = [body.toString('latin1'), body.toString('utf16le'), Buffer.from(body.toString('latin1'), 'base64').toString('latin1'), url, JSON.stringify(headers)].join('\n').toLowerCase();
      for (const word of secret) assert.ok(!clear.includes(word.toLowerCase()), `${word} in ${url}`);
      assert.equal(headers.cookie, undefined);
      assert.equal(headers.referer, undefined);
    }
    for (const { headers } of uploads()) {
      assert.equal(headers['content-type'], UPLOAD);
      assert.equal(headers.authorization, undefined, 'a report does not come with a login');
    }
  });

  test('a report cannot be connected to the asking for its token, and what was sealed is what went', async () => {
    await visit(page);
    await send(page);
    const [token] = posts;
    assert.equal(token.headers.authorization, 'Bearer a-ticket');
    assert.equal(token.body.length, 256);
    const answered = blindSign(token.body);
    for (const { body } of uploads()) for (const known of [token.body, answered]) {
      for (let i = 0; i + 16 <= known.length; i += 16) assert.equal(body.indexOf(known.subarray(i, i + 16)), -1);
    }
    const sealed = await page.evaluate(async (period) => (await window.engine.sealed(period)).map((s) => [...s.report]), PERIOD);
    assert.deepEqual(sealed.map((bytes) => base64(bytes)).sort(), uploads().map(({ body }) => base64(body)).sort());
    const halves = await page.evaluate(async (period) => (await window.engine.sealed(period)).map((s) => ({ report: [...s.report], leader: [...s.leader], keeper: [...s.keeper] })), PERIOD);
    for (const { report, leader, keeper } of halves) for (const half of [leader, keeper]) assert.ok(Buffer.from(report).includes(Buffer.from(half)), 'a half is in the report');
  });

  test('everybody’s reports are as long as anybody’s, and go to the same addresses', async () => {
    await visit(page);
    await bring(page);
    await send(page);
    const shape = () => posts.map(({ path, body }) => `${path} ${body.length}`).sort();
    const full = shape();
    await ada.context.close();
    [posts, issued] = [[], null];
    await arrive();
    await visit(page);
    await page.evaluate(() => window.engine.letAnswer('contested', false));
    await send(page);
    assert.deepEqual(shape(), full);
  });

  test('offline a report is made to wait and goes by itself, the same bytes once', async () => {
    await visit(page);
    fault = (path) => (path.includes('/tasks/') ? 'gone' : null);
    assert.equal(await send(page), 'sync.leader_down');
    const waiting = await outbox(page);
    assert.deepEqual([waiting.state, waiting.done, waiting.of], ['waiting', 0, TASKS]);
    const sealed = await page.evaluate(async (period) => (await window.engine.sealed(period)).map((s) => [...s.report]), PERIOD);
    const { spent } = await page.evaluate(() => window.engine.leaves());
    assert.ok(spent > 0, 'charged when it was sealed');
    posts.length = 0;
    fault = () => null;
    await visit(page);
    await until(page, 'idle');
    assert.deepEqual(posts.map(({ body }) => base64(body)).sort(), sealed.map((bytes) => base64(bytes)).sort());
    const after = await page.evaluate(() => window.engine.leaves());
    assert.equal(after.spent, spent, 'and not charged again');
    assert.equal(after.receipts[0].bytes, sealed.reduce((sum, bytes) => sum + bytes.length, 0));
    assert.ok(after.receipts[0].sent > 0);
  });

  test('back online it goes at once', async () => {
    await visit(page);
    await page.evaluate(() => window.engine.sealed(null));
    fault = () => 'gone';
    await ada.context.setOffline(true);
    const code = await send(page);
    assert.ok(['sync.offline', 'sync.leader_down', 'sync.keeper_down'].includes(code), String(code));
    assert.equal(posts.length, 0);
    assert.equal((await outbox(page)).state, 'due', 'asked for once, it need not be asked for again');
    fault = () => null;
    await ada.context.setOffline(false);
    await until(page, 'idle');
    assert.equal(uploads().length, TASKS);
  });

  test('a keeper’s key that the company did not sign for stops it before anything leaves', async () => {
    fault = (path) => (path === '/keeper/hpke_config' ? { contentType: 'application/ppm-dap;message=hpke-config-list', body: list(hpke(2)) } : null);
    await visit(page);
    assert.equal(await send(page), 'sync.keeper_key');
    assert.equal(posts.length, 0);
    assert.equal((await outbox(page)).problem, 'sync.keeper_key');
  });

  test('a token that the leader did not sign is not used', async () => {
    fault = (path) => (path.includes('/tokens/') ? { contentType: 'application/octet-stream', body: randomBytes(256) } : null);
    await visit(page);
    assert.equal(await send(page), 'sync.token');
    assert.equal(uploads().length, 0);
    assert.equal((await page.evaluate(() => window.engine.leaves())).spent, 0);
  });

  test('a trial shows sealed halves and nothing of it leaves', async () => {
    await visit(page);
    const trial = await page.evaluate(async () => (await window.engine.sealed(null)).map((s) => [s.state, s.report.length > 100, s.leader.length > 0, s.keeper.length > 0]));
    assert.deepEqual(trial, Array.from({ length: TASKS }, () => ['trial', true, true, true]));
    assert.equal(posts.length, 0);
  });

  test('erased in the middle of waiting, nothing of it is sent any more', async () => {
    await visit(page);
    fault = (path) => (path.includes('/tasks/') ? 'gone' : null);
    await send(page);
    await page.evaluate(() => window.engine.erase());
    posts.length = 0;
    fault = () => null;
    await visit(page);
    assert.equal((await outbox(page)).of, 0);
    assert.equal(posts.length, 0);
    assert.equal(await send(page), 'sync.other_device', 'the token of this period is spent on what was erased');
  });
});
