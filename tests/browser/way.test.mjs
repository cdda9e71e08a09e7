/**
 * The whole way, with nothing played but the colleagues: a person imports, looks, sends; simulated colleagues report; both aggregators
 * verify and add noise; the release comes, and officer, planner and auditor see it. Every request of the person's browser is read.
 */
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { becomeAda, person, repo, sample, settled, show, start, steps } from './harness.mjs';

const MINUTE = 60_000;
const DEMO = 'One process plays both aggregators here, so nothing in this demo is private from its operator.';
/** What may be asked for, and how; everything else is a file of the site. */
const LEAVES = [
  /^GET \/status$/, /^GET \/insight\/actions$/, /^GET \/(leader|keeper)\/hpke_config$/, /^POST \/portal\/ticket$/, /^POST \/leader\/tokens\/\d{4}-q[1-4]$/, /^POST \/leader\/tasks\/[\w-]{43}\/reports$/,
];

/** The cells of a CSV of the sample company; none of these columns has a comma or a quote. */
const column = (file, at) => readFileSync(join(repo, 'data/sample', file), 'utf8').trim().split('\n').slice(1).map((line) => line.split(',')[at]);

describe('the whole way', () => {
  let site, ada, page, data;
  const sent = [];
  before(async () => {
    data = mkdtempSync(join(tmpdir(), 'skillkeep-way-'));
    site = await start(['--data', data, '--fill', 'current']);
    ada = await person(site);
    page = ada.page;
    ada.context.on('request', (request) => sent.push({ method: request.method(), url: request.url(), headers: request.headers(), body: request.postDataBuffer() }));
    await page.goto(site.url);
    await steps(page).nth(2).waitFor();
    await settled(page);
  });
  after(async () => {
    await site?.close();
    rmSync(data, { recursive: true, force: true });
  });

  const status = async () => (await fetch(new URL('status', site.url))).json();
  const until = async (what, done, patience) => {
    const end = Date.now() + patience;
    for (;;) {
      const found = await done();
      if (found) return found;
      assert.ok(Date.now() < end, `waited too long for ${what}`);
      await new Promise((ready) => { setTimeout(ready, 500); });
    }
  };
  /** A console as one of its people: the page, and what its API answers. */
  const enter = async (party, user) => {
    const password = new RegExp(`${user} (\\S+)`).exec(site.said())[1];
    const one = await person(site);
    await one.page.goto(new URL(`${party}-console/`, site.url).href);
    await one.page.getByLabel('User name').fill(user);
    await one.page.getByLabel('Password', { exact: true }).fill(password);
    await one.page.getByRole('button', { name: 'Log in' }).click();
    await one.page.getByRole('heading', { level: 1 }).waitFor();
    await one.page.locator('console-login').waitFor({ state: 'detached' });
    const ask = (path) => one.page.evaluate((url) => fetch(url).then((answer) => answer.json()), `/${party === 'keeper' ? 'keeper' : 'insight'}/console/${path}`);
    // Before the login the page asks whether somebody is there; "nobody" is an answer, which the browser notes as an error.
    one.problems.splice(0, one.problems.length, ...one.problems.filter((problem) => !/status of 401/.test(problem)));
    return { ...one, ask };
  };

  test('a person imports her record, looks at what would leave, and sends it', async () => {
    await page.getByText(DEMO).waitFor();
    await becomeAda(page, site);
    await show(page, site, 'leaves');
    await page.locator('skillkeep-leaves').getByRole('link', { name: 'Say where you work' }).click();
    await page.getByLabel('Function').selectOption({ label: 'Data' });
    await page.getByLabel('Region').selectOption({ label: 'Lisbon' });
    await page.locator('#place').getByRole('button', { name: 'Save' }).click();
    await show(page, site, 'leaves');
    const held = page.locator('skillkeep-leaves [data-question="skills-held"]');
    assert.match(await held.innerText(), /SQL/);
    await page.locator('skillkeep-leaves').getByRole('button', { name: 'Send now' }).click();
    await page.getByRole('heading', { level: 1, name: /^Your answers of .* are with leader and keeper$/ }).waitFor({ timeout: MINUTE });
    await page.locator('skillkeep-leaves [part=receipts]').getByRole('link', { name: /^Open/ }).first().click();
    await page.getByRole('heading', { level: 1, name: /^What you sent about/ }).waitFor();
    assert.deepEqual(ada.problems, []);
  });

  test('every request of hers is a file, or one of six; and no byte of it names a skill, a signal or her', () => {
    const answers = sent.filter(({ url }) => /^https?:/.test(url)).map((call) => ({ ...call, at: new URL(call.url) }));
    const dynamic = answers.filter(({ at, method }) => method !== 'GET' || /^\/(status|leader|keeper|portal|insight)\b/.test(at.pathname));
    for (const { method, at } of dynamic) assert.ok(LEAVES.some((one) => one.test(`${method} ${at.pathname}`)), `${method} ${at.href}`);
    for (const { at } of answers) assert.equal(at.search, '', at.href);
    const reports = dynamic.filter(({ at }) => at.pathname.endsWith('/reports'));
    assert.equal(reports.length, 12, 'one report for each question and cell, once');
    assert.equal(dynamic.filter(({ at }) => at.pathname.includes('/tokens/')).length, 1);
    const total = reports.reduce((sum, { body }) => sum + body.length, 0);
    assert.ok(total > 5_000 && total <= 80_000, `${total} bytes`);
    const words = [
      ...column('skills.csv', 0), ...column('skills.csv', 1), ...column('items.csv', 0), ...column('roles.csv', 0),
      'Ada Fontes', 'ada.fontes', 'Fontes', 'woman', 'gender', ...readFileSync(sample('git-log.txt'), 'utf8').match(/[0-9a-f]{40}/g).slice(0, 50),
    ].filter((word) => word.length >= 6);
    assert.ok(words.length > 400);
    for (const { at, body, headers } of dynamic) {
      const text = `${at.href}\n${JSON.stringify(headers)}\n${body?.toString('latin1') ?? ''}`.toLowerCase();
      // the page's own address is no secret
      for (const word of words) assert.ok(!text.includes(word.toLowerCase()), `${word} in ${at.pathname}`);
    }
  });

  test('her colleagues report, the quarter is complete, and both aggregators release it', { timeout: 12 * MINUTE }, async () => {
    await until('the colleagues', async () => (await status()).progress?.stage === 'ready', 10 * MINUTE);
    const planner = await enter('insight', 'planner');
    const now = new Date().toISOString().slice(0, 10);
    const period = await until('the release', async () => {
      const { periods } = await planner.ask('overview');
      return periods.find(({ start, end, releases, of }) => start <= now && now < end && releases === of && of > 0);
    }, 4 * MINUTE);
    assert.deepEqual(planner.problems, []);
    const supply = await planner.ask(`supply?period=${period.id}&over=company`);
    assert.equal(supply.cells[0].reports, supply.cells[0].headcount, 'with her everybody answered');
    await planner.context.close();
  });

  test('the officer sees what was released, with its noise, and a signature', async () => {
    const officer = await enter('keeper', 'officer');
    await officer.page.getByText(DEMO).waitFor();
    await officer.page.getByRole('heading', { level: 1, name: 'You hold the second key' }).waitFor();
    const [release] = await officer.ask('releases');
    assert.equal(release.reports, release.headcount);
    assert.ok(release.noiseSd > 10);
    assert.equal(release.envelope.signatures.length, 1);
    await officer.page.getByRole('navigation').getByRole('link', { name: 'Releases' }).click();
    await officer.page.getByRole('heading', { level: 1, name: /release/i }).waitFor();
    assert.deepEqual(officer.problems, []);
    await officer.context.close();
  });

  test('the planner sees who is short of what, and what comes, with intervals', async () => {
    const planner = await enter('insight', 'planner');
    await planner.page.getByText(DEMO).waitFor();
    const gaps = await planner.ask('gaps?over=company');
    assert.ok(gaps.rows.length > 5);
    for (const { gaps: [gap] } of gaps.rows) {
      const { low, high } = gap.shortageInterval;
      assert.ok(low <= gap.shortage && gap.shortage <= high && low < high, JSON.stringify(gap));
    }
    await planner.page.getByRole('heading', { level: 1, name: /short/i }).waitFor();
    await planner.page.getByRole('navigation').getByRole('link', { name: 'Forecast' }).click();
    await planner.page.locator('svg').first().waitFor();
    await planner.page.getByText(/How was this made/).first().waitFor();
    assert.deepEqual(planner.problems, []);
    await planner.context.close();
  });

  test('a skill owner decides a proposal that the sample company begins with, and takes it back', async () => {
    const owner = await enter('insight', 'owner');
    await owner.page.getByRole('heading', { level: 1, name: /proposals to decide/ }).waitFor();
    await owner.page.getByLabel('Find a skill').fill('warehouse');
    await owner.page.locator('.results').getByRole('link', { name: 'Warehouse management systems' }).waitFor();
    const { rows } = await owner.ask('taxonomy/proposals');
    assert.deepEqual([...new Set(rows.map(({ kind }) => kind))].toSorted(), ['introduce', 'merge', 'rename', 'split', 'sunset']);
    await owner.page.getByRole('link', { name: 'Proposals' }).click();
    await owner.page.getByRole('link', { name: 'Retire “PHP”' }).click();
    await owner.page.getByRole('button', { name: 'Accept' }).click();
    await owner.page.getByRole('dialog').getByRole('button', { name: 'Accept' }).click();
    await owner.page.getByText('Accepted. It will be in the next pack.').waitFor();
    assert.equal((await owner.ask('taxonomy/export')).proposals.length, 1);
    await owner.page.getByRole('button', { name: 'Take the decision back' }).click();
    await owner.page.getByText('Taken back. It is open again.').waitFor();
    assert.deepEqual(owner.problems, []);
    await owner.context.close();
  });

  test('the auditor sees the planted difference called by its name', async () => {
    const auditor = await enter('insight', 'auditor');
    await auditor.page.getByText(DEMO).waitFor();
    const { audits } = await auditor.ask('fairness');
    const stretch = audits.find(({ measure, yes }) => measure === 'stretch-by-gender' && yes.length > 1);
    assert.equal(stretch.groups.find(({ group }) => group === 'woman').verdict.is, 'disparity');
    await auditor.page.getByText(/disparity/i).first().waitFor();
    assert.deepEqual(auditor.problems, []);
    await auditor.context.close();
  });
});
