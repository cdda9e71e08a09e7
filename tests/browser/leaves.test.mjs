/**
 * What leaves this browser: what a person finds on that page and on a receipt, before, while and after a report goes. The engine, its
 * questions and its answers are the real ones. States that come and go are played; one report is really sealed and sent, to a company
 * that this test signs.
 */
import assert from 'node:assert/strict';
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { axe, becomeAda, erase, open, person, settled, show, start, STATUS } from './harness.mjs';
import { PERIOD, TASKS, base64, blindSign, company, dictionary, keeperKey, leaderKey, list, served } from './played.mjs';

const SHOTS = process.env.SHOTS;

/** In the page: the outbox and what was sealed are played from here on; `leaves` shows what follows from it. */
function play(box) {
  const { engine } = document.querySelector('portal-shell');
  const proto = Object.getPrototypeOf(engine);
  const real = (globalThis.really ??= { leaves: proto.leaves });
  const stage = (globalThis.stage ??= { state: 'idle', period: null, done: 0, of: 0, refused: 0, at: null, problem: null, gpc: false, sent: null, sends: 0 });
  Object.assign(stage, box);
  const bytes = (n, seed) => Uint8Array.from({ length: n }, (_, i) => (i * 31 + seed * 17) % 256);
  const rows = (view) => view.questions.flatMap((question) => question.asked.map((asked) => ({ question, asked })));
  proto.outbox = async () => ({ state: stage.state, period: stage.period, done: stage.done, of: stage.of, refused: stage.refused, at: stage.at, problem: stage.problem, gpc: stage.gpc });
  proto.sealed = async function (period) {
    return rows(await real.leaves.call(this)).map(({ question, asked }, i) => ({
      measure: question.id, cell: asked.cell, task: `task${i}`, report: bytes(900 + i, i), leader: bytes(700, i), keeper: bytes(64, i + 1),
      state: period === null ? 'trial' : i < stage.refused ? 'refused' : 'taken', problem: i < stage.refused ? 'report_replayed' : null,
    }));
  };
  proto.leaves = async function () {
    const view = await real.leaves.call(this);
    if (!stage.sent) return view;
    const questions = rows(view).map(({ question, asked }) => ({ measure: question.id, question: question.question, cell: asked.cell, answered: question.answered, microRho: asked.microRho, taskInfo: 'a3f19c27'.repeat(8) }));
    const receipt = { period: stage.sent, at: Date.UTC(2026, 10, 23, 9), before: view.spent, after: view.spent + view.cost, bytes: stage.state === 'waiting' ? 0 : 9045, sent: stage.state === 'waiting' ? null : Date.UTC(2026, 10, 23, 9, 1), questions };
    return { ...view, period: null, next: { id: '2027-q1', start: '2027-01-01', end: '2027-04-01', due: '2027-03-01', closes: '2027-04-15', isDue: false }, spent: view.spent + view.cost, receipts: [receipt] };
  };
  proto.send = async function () {
    stage.sends++;
    const { period } = await real.leaves.call(this);
    if (stage.refuse) throw Object.assign(new Error(stage.refuse), { name: 'SkillkeepError', code: stage.refuse });
    Object.assign(stage, stage.then ?? { state: 'idle', sent: period.id, done: 10, of: 10 });
    engine.dispatchEvent(new CustomEvent('change', { detail: { what: 'sync' } }));
    return proto.outbox();
  };
  engine.dispatchEvent(new CustomEvent('change', { detail: { what: 'sync' } }));
}

describe('what leaves', () => {
  let site, ada, page;
  const leaves = () => page.locator('skillkeep-leaves');
  const card = (id) => leaves().locator(`[data-question="${id}"]`);
  const view = () => page.evaluate(() => (globalThis.really?.leaves ?? Object.getPrototypeOf(document.querySelector('portal-shell').engine).leaves).call(document.querySelector('portal-shell').engine));
  const h1 = () => page.locator('portal-leaves h1').innerText();
  const fresh = async () => {
    await page.reload();
    await show(page, site, 'leaves');
  };

  before(async () => {
    site = await start();
    ada = await person(site);
    page = ada.page;
    await open(page, site);
  });
  after(async () => { await site?.close(); });

  const shot = async (name) => {
    if (!SHOTS) return;
    mkdirSync(SHOTS, { recursive: true });
    for (const [look, width, colorScheme] of [['wide-light', 1280, 'light'], ['narrow-dark', 360, 'dark']]) {
      await page.setViewportSize({ width, height: width > 600 ? 900 : 780 });
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      // the questions go on for long; the top of the page is what differs
      const height = Math.min(1500, await page.evaluate(() => document.scrollingElement.scrollHeight));
      await page.screenshot({ path: join(SHOTS, `${name}-${look}.png`), fullPage: true, clip: { x: 0, y: 0, width, height } });
    }
    await page.emulateMedia({ colorScheme: 'light' });
    await page.setViewportSize({ width: 1280, height: 900 });
  };
  /** Nothing for axe, and nothing scrolls sideways at 320 px. */
  const fine = async (what) => {
    for (const [width, colorScheme] of [[1280, 'light'], [320, 'dark']]) {
      await page.setViewportSize({ width, height: 800 });
      await page.emulateMedia({ colorScheme });
      assert.deepEqual(await axe(page), [], `${what}, ${width}`);
      assert.ok(await page.evaluate(() => document.scrollingElement.scrollWidth) <= width, `${what} is wider than ${width}`);
    }
    await page.emulateMedia({ colorScheme: 'light' });
    await page.setViewportSize({ width: 1280, height: 900 });
  };

  test('one process plays both parties, and every page says so', async () => {
    await page.getByRole('note').filter({ hasText: 'One process plays both aggregators here, so nothing in this demo is private from its operator.' }).waitFor();
  });

  test('who is nobody yet finds that every answer is “no answer”, and that it is fine; who works nowhere is asked first', async () => {
    await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'What leaves' }).click();
    await show(page, site, 'leaves');
    assert.equal(await h1(), 'Nothing can leave yet');
    await page.getByText('That is fine: it looks like any other report, and nobody can tell.').waitFor();
    assert.equal(await leaves().getByRole('button', { name: 'Send now' }).count(), 0);
    assert.equal(await leaves().getByText('does not pay for it').count(), 0, 'nothing is known yet; the budget is not the reason');
    await fine('an empty profile');
    await shot('state-leaves-empty');
    await leaves().getByRole('link', { name: 'Say where you work' }).click();
    await page.locator('#place').getByLabel('Function').selectOption('Engineering');
    await page.locator('#place').getByLabel('Region').selectOption('Lisbon');
    await page.locator('#place').getByRole('button', { name: 'Save' }).click();
    await show(page, site, 'leaves');
    await leaves().getByRole('button', { name: 'Send now' }).waitFor();
    assert.match(await h1(), /^\w+ answers leave (on \d+ \w+|today|when you say so)/);
  });

  test('each question stands with what it is for, what one would answer, what that costs and what it can show', async () => {
    await becomeAda(page, site);
    await show(page, site, 'leaves');
    const { questions, cap } = await view();
    assert.ok(questions.length >= 5);
    assert.equal(await leaves().locator('[part=question]').count(), questions.length);
    for (const question of questions) {
      const text = await card(question.id).innerText();
      for (const part of [question.question, question.purpose, question.owner, question.reviewer]) assert.ok(text.includes(part), `${question.id}: ${part}`);
      const cost = question.asked.reduce((sum, { microRho }) => sum + microRho, 0) / cap;
      assert.ok(text.includes(new Intl.NumberFormat('en-GB', { style: 'percent', maximumFractionDigits: cost < 0.0995 ? 1 : 0 }).format(cost)), `${question.id} costs ${cost}: ${text}`);
      assert.match(text, /each share within about ([\d.]+ points|one point)/);
    }
    const held = questions.find(({ id }) => id === 'skills-held');
    assert.ok(held.marks.length > 4, 'Ada holds more than stands at first');
    await card('skills-held').getByRole('button', { name: /^all \d+/ }).click();
    for (const name of held.marks) await card('skills-held').locator('[part=answer]').getByText(name).waitFor();
    // the formula, by hand: two aggregators' noise, 1.96 standard deviations, as points of the people of the cell
    const critical = questions.find(({ id }) => id === 'critical-skills').asked.find(({ over }) => over === 'function');
    const points = 1.96 * 100 * Math.sqrt(2 * critical.sigma2) / critical.people;
    await card('critical-skills').getByText(`All of Engineering, ${critical.people} people: each share within about ${points.toFixed(1).replace(/\.0$/, '')} points`).waitFor();
    await fine('with a profile');
    await shot('leaves');
  });

  test('“no answer” is one switch away, is said to be invisible, costs nothing, and outlasts the page', async () => {
    const before = (await view()).cost;
    await leaves().getByText('Nobody can see which: “no answer” looks like having nothing to say.').waitFor();
    const toggle = () => card('skills-held').getByRole('switch', { name: 'Answer it: Which skills do people hold?' });
    assert.ok(await toggle().isChecked());
    await toggle().press('Space');
    await leaves().getByText('“No answer” from now on: Which skills do people hold?').waitFor();
    await card('skills-held').getByText('“No answer”, because you said so.').waitFor();
    await card('skills-held').getByText('Nothing. “No answer” that you chose is free.').waitFor();
    assert.ok((await view()).cost < before);
    await fresh();
    assert.ok(!await toggle().isChecked());
    await toggle().click();
    await card('skills-held').getByText(/of \d+ skills:/).waitFor();
    assert.equal((await view()).cost, before);
  });

  test('a group is said only by choice, changes the answer in words, and can be taken back', async () => {
    const answer = card('stretch-by-gender').locator('[part=answer]');
    await answer.getByText('“No answer”, because you did not say your group: Gender.').waitFor();
    await answer.getByRole('button', { name: 'Say it' }).click();
    const gender = leaves().getByLabel('Gender');
    await page.waitForFunction(() => document.querySelector('skillkeep-leaves').shadowRoot.activeElement?.dataset.attribute === 'gender');
    await gender.selectOption('Woman');
    await leaves().getByText('Kept here: Gender, Woman.').waitFor();
    await answer.getByText(/^Gender: Woman\. You (were not offered|were offered|took up) a stretch step in this period\.$/).waitFor();
    await card('contested-by-gender').or(card('stretch-by-gender')).first().waitFor();
    await fresh();
    assert.equal(await gender.inputValue(), 'woman');
    await gender.selectOption('I do not say');
    await answer.getByText('because you did not say your group').waitFor();
  });

  test('“send nothing” holds, and says what it gives away', async () => {
    const toggle = () => leaves().getByRole('switch', { name: 'Send nothing at all' });
    await leaves().getByText('That you sent nothing can be seen.').waitFor();
    await toggle().click();
    await page.getByRole('heading', { level: 1, name: 'Nothing leaves this browser: you said so' }).waitFor();
    // The heading is the page's, the button the element's: each renders by itself.
    await leaves().getByRole('button', { name: 'Send now' }).waitFor({ state: 'detached' });
    await fresh();
    assert.equal(await h1(), 'Nothing leaves this browser: you said so');
    await fine('send nothing');
    await toggle().click();
    await leaves().getByRole('button', { name: 'Send now' }).waitFor();
  });

  test('the exact bytes can be seen before anything goes, and are said to be others than the report’s', async () => {
    await page.evaluate(play, {});
    await card('skills-held').getByRole('button', { name: /^Show the exact bytes/ }).click();
    await card('skills-held').locator('[part=bytes]').getByText('700 B').waitFor();
    await card('skills-held').getByText('so the report’s own bytes will differ').waitFor();
    assert.equal(await card('critical-skills').locator('[part=bytes] .size').count(), 4, 'two halves for each of two cells');
    await fine('the bytes');
    await shot('state-leaves-bytes');
  });

  test('offline a sealed report waits, says so, and shows how far it came', async () => {
    await page.evaluate(play, { then: { state: 'waiting', done: 3, of: 10, problem: 'sync.offline' } });
    await leaves().getByRole('button', { name: 'Send now' }).click();
    await leaves().getByText('Sealed. It waits here, and goes when it can.').waitFor();
    assert.equal(await h1(), 'Your answers are sealed, and wait here');
    await settled(page);
    await ada.context.setOffline(true);
    await leaves().getByText('It waits here, and goes when you are online. 3 of 10 taken').waitFor();
    await leaves().getByText('You are offline. Nothing can leave now; all else works.').waitFor();
    assert.equal(await leaves().getByRole('progressbar').getAttribute('aria-label'), '3 of 10 taken');
    await fine('waiting');
    await shot('state-leaves-waiting');
    await ada.context.setOffline(false);
  });

  test('a refusal to send is said in words, with what is safe and what to do', async () => {
    await page.evaluate(play, { state: 'idle', then: null, refuse: 'sync.leader_down' });
    await leaves().getByRole('button', { name: 'Send now' }).click();
    await leaves().getByText('The leader does not answer. Your answers stay in this browser until they are taken.').waitFor();
    await page.evaluate(play, { state: 'waiting', done: 0, of: 10, refuse: null, problem: 'sync.leader_down' });
    await leaves().locator('[part=problem]').getByText('sync.leader_down').waitFor();
    await page.evaluate(play, { state: 'idle', problem: null, of: 0 });
  });

  test('sent: the headline says it, the receipt shows every byte, and refused ones say why', async () => {
    const { period } = await view();
    await page.evaluate(play, { then: { state: 'idle', sent: period.id, done: 9, of: 10, refused: 1 } });
    await leaves().getByRole('button', { name: 'Send now' }).click();
    await page.getByRole('heading', { level: 1, name: /^Your answers of .* are with leader and keeper$/ }).waitFor();
    await leaves().getByText('One answer was refused; the receipt says why.').waitFor();
    const row = leaves().locator('[part=receipts] tbody tr');
    assert.match(await row.innerText(), /23 Nov 2026[\s\S]*9,045/);
    await fine('sent');
    await shot('state-leaves-sent');
    await row.getByRole('link', { name: /^Open/ }).click();
    const receipt = page.locator('skillkeep-receipt');
    await page.getByRole('heading', { level: 1, name: /^What you sent about/ }).waitFor();
    assert.equal(await page.evaluate(() => document.activeElement.localName), 'h1');
    await receipt.getByText('Refused: this period’s token was used on this question before, perhaps by another device of yours.').waitFor();
    const first = receipt.locator('[part=answer]').first();
    await first.getByText('Keeper’s half, 64 bytes').click();
    const dump = first.getByRole('region', { name: 'Keeper’s half, 64 bytes' });
    const bytes = (await dump.innerText()).trim().split(/\s+/).map((pair) => parseInt(pair, 16));
    assert.deepEqual(bytes, Array.from({ length: 64 }, (_, i) => (i * 31 + 17) % 256));
    const download = page.waitForEvent('download');
    await first.getByRole('button', { name: /^Save as file: Keeper/ }).click();
    assert.deepEqual([...readFileSync(await (await download).path())], bytes);
    await ada.context.grantPermissions(['clipboard-read', 'clipboard-write']);
    await first.getByRole('button', { name: /^Copy: Keeper/ }).click();
    await receipt.getByText('Copied: Keeper’s half, 64 bytes.').waitFor();
    assert.equal(await page.evaluate(() => navigator.clipboard.readText()), await dump.innerText());
    await fine('a receipt');
    await shot('receipt');
    await page.emulateMedia({ media: 'print' });
    assert.equal(await first.getByRole('button', { name: /^Copy/ }).count(), 0, 'paper has no buttons');
    await page.emulateMedia({ media: 'screen' });
    await open(page, site, 'receipt/1999-q1');
    await page.getByRole('heading', { level: 1, name: 'There is no receipt of this period here' }).waitFor();
    assert.deepEqual(ada.problems.filter((text) => !/ERR_INTERNET_DISCONNECTED/.test(text)), []);
  });

  test('“Send now” for real: the bytes that went out are the ones on the receipt, and the count of requests tells of each', async () => {
    const files = await served(site);
    const words = JSON.parse(new Map(files.files).get('dictionary.json'));
    const skills = readFileSync(new URL('../../data/sample/skills.csv', import.meta.url), 'utf8').split('\n').slice(1).map((line) => line.split(',')[0]).filter(Boolean);
    const signed = company(files, dictionary({ ...words, skills }, keeperKey));
    const { context, page: real, problems } = await person(site);
    const sent = [];
    const types = [];
    await context.route('**/company/*', (route) => route.fulfill({ body: signed.get(route.request().url().split('/').at(-1)) }));
    await context.route('**/portal/ticket', (route) => route.fulfill({ json: { ticket: 'a-ticket' } }));
    await context.route(/\/(leader|keeper)\//, (route) => {
      const request = route.request();
      const { pathname } = new URL(request.url());
      types.push(`${request.method()} ${pathname.replace(/tasks\/[^/]+/, 'tasks/…')}`);
      if (pathname.endsWith('/hpke_config')) return route.fulfill({ contentType: 'application/ppm-dap;message=hpke-config-list', body: list(pathname.startsWith('/leader') ? leaderKey : keeperKey) });
      if (pathname === `/leader/tokens/${PERIOD}`) return route.fulfill({ contentType: 'application/octet-stream', body: blindSign(request.postDataBuffer()) });
      sent.push(request.postDataBuffer());
      return route.fulfill({ status: 200, body: '' });
    });
    await open(real, site);
    await real.evaluate(({ functions, regions }) => document.querySelector('portal-shell').engine.setCell({ function: functions[0].id, region: regions[0].id }), words);
    await becomeAda(real, site);
    await show(real, site, 'leaves');
    const page = real.locator('skillkeep-leaves');
    await page.getByLabel('Gender').selectOption('Woman');
    await page.getByText('Kept here: Gender, Woman.').waitFor();
    // a trial: sealed for real with keys that are fetched for it, and nobody gets it
    await page.locator('[data-question="held"]').getByRole('button', { name: /^Show the exact bytes/ }).click();
    await page.locator('[data-question="held"] [part=bytes]').waitFor();
    assert.deepEqual(types.toSorted(), ['GET /keeper/hpke_config', 'GET /leader/hpke_config']);
    await page.getByRole('button', { name: 'Send now' }).click();
    await page.getByText('Sent. Both halves of every answer have arrived, and the receipt is below.').waitFor();
    assert.equal(sent.length, TASKS);
    const asked = Number((await real.locator('[data-requests]').getAttribute('data-requests')));
    assert.ok(asked >= types.length + 1, `${asked} requests are told of, ${types.length} and a ticket were made`);
    await page.locator('[part=receipts]').getByRole('link', { name: /^Open/ }).click();
    const receipt = real.locator('skillkeep-receipt');
    await receipt.locator('[part=answer]').first().waitFor();
    assert.equal(await receipt.locator('[part=answer] [part=state]').filter({ hasText: 'taken' }).count(), TASKS);
    const shown = [];
    for (const whole of await receipt.locator('[part=report]').all()) {
      await whole.locator('summary').click();
      shown.push(base64(Buffer.from((await whole.getByRole('region').innerText()).replaceAll(/\s/g, ''), 'hex')));
    }
    assert.equal(shown.length, TASKS);
    for (const bytes of shown) assert.ok(sent.some((body) => base64(body).includes(bytes) || body.includes(Buffer.from(bytes, 'base64'))), 'a report on the receipt went out as it stands there');
    assert.deepEqual(problems, []);
    await context.close();
  });

  test('a browser that asks for Global Privacy Control sends nothing, and the page says why', async () => {
    const quiet = await person(site);
    await quiet.context.addInitScript(() => Object.defineProperty(navigator, 'globalPrivacyControl', { value: true }));
    await show(quiet.page, site, 'leaves');
    await quiet.page.getByRole('heading', { level: 1, name: 'Nothing leaves this browser: it asks sites to share nothing' }).waitFor();
    await quiet.page.getByText('So nothing is made here, whatever this switch says.').waitFor();
    assert.equal(await quiet.page.getByRole('button', { name: 'Send now' }).count(), 0);
    await quiet.context.close();
  });

  test('where a server only has files there is no banner, and the page is a preview', async () => {
    const alone = await person(site);
    await alone.context.route('**/status', (route) => route.fulfill({ status: 404, body: 'not here' }));
    await show(alone.page, site, 'leaves');
    await alone.page.getByRole('heading', { level: 1, name: 'Nothing leaves this browser here' }).waitFor();
    assert.equal(await alone.page.getByRole('note').filter({ hasText: 'Sample company' }).count(), 0);
    for (const name of ['Send now', /^Show the exact bytes/]) assert.equal(await alone.page.getByRole('button', { name }).count(), 0);
    await alone.page.getByText('The page you are on did not switch sending on.').waitFor();
    await alone.context.close();
  });

  test('two parties in two processes: no banner, and sending is on', async () => {
    const apart = await person(site);
    await apart.context.route('**/status', (route) => route.fulfill({ json: { ...STATUS, oneProcess: false } }));
    await show(apart.page, site, 'leaves');
    assert.equal(await apart.page.getByRole('note').filter({ hasText: 'Sample company' }).count(), 0);
    assert.notEqual(await apart.page.locator('portal-leaves h1').innerText(), 'Nothing leaves this browser here');
    await apart.context.close();
  });

  test('very long questions, German, right to left: nothing breaks', async () => {
    await page.goto(new URL('/?lang=de#/leaves', site.url).href);
    await page.getByRole('heading', { level: 1, name: /hinaus|Browser/ }).waitFor();
    assert.doesNotMatch(await leaves().innerText(), /leaves\.|receipt\./);
    await page.goto(new URL('/?lang=ar-XB#/leaves', site.url).href);
    await page.locator('skillkeep-leaves [part=receipts]').waitFor();
    assert.equal(await leaves().locator('.root').getAttribute('dir'), 'rtl');
    await page.goto(new URL('/?lang=en#/leaves', site.url).href);
    await page.locator('skillkeep-leaves [part=receipts]').waitFor();
    await page.evaluate(() => {
      const proto = Object.getPrototypeOf(document.querySelector('portal-shell').engine);
      const real = proto.leaves;
      proto.leaves = async function () {
        const view = structuredClone(await real.call(this));
        view.questions[0].question = `${'Which of the skills that this company could not do without do people hold? '.repeat(4)}${'Donaudampfschifffahrtsgesellschaft'.repeat(3)}`;
        return view;
      };
      document.querySelector('portal-shell').engine.dispatchEvent(new CustomEvent('change', { detail: { what: 'sync' } }));
    });
    await leaves().getByText('Donaudampfschifffahrtsgesellschaft').waitFor();
    await fine('a long question');
  });

  test('erased, nothing of it is left', async () => {
    await page.goto(new URL('/#/leaves', site.url).href);
    await page.reload();
    await show(page, site, 'leaves');
    await card('skills-held').getByRole('switch').click();
    await leaves().getByText('“No answer” from now on').waitFor();
    await erase(page, site);
    await show(page, site, 'leaves');
    assert.ok(await card('skills-held').getByRole('switch').isChecked());
  });
});
