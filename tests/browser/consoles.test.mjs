/** The consoles, served from fixtures: who comes in, what they find, what they may not, and that everybody can use it. */
import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { axe, person, start } from './harness.mjs';
import { fixture, PASSWORD, stand } from './consoles/serve.mjs';

const SHOTS = process.env.SHOTS;
const forecast = fixture('forecast');
const AHEAD = `forecast/${encodeURIComponent(`${forecast.skill} ${forecast.cell}`)}`;

describe('the consoles', () => {
  let site;
  before(async () => { site = await start(); });
  after(async () => { await site?.close(); });

  /** Opens a console; `role` null is nobody yet. */
  const visit = async (party, role, hash = '', options = {}) => {
    const who = await person(site, options);
    const world = await stand(who.context, party, role);
    await options.prepare?.(world);
    await who.page.goto(new URL(`/${party}-console/${options.query ?? ''}#/${hash}`, site.url).href);
    return { ...who, world };
  };
  const h1 = (page, name) => page.getByRole('heading', { level: 1, name }).waitFor();
  const logIn = async (page, user, password = PASSWORD) => {
    await page.getByLabel('User name').fill(user);
    await page.getByLabel('Password', { exact: true }).fill(password);
    await page.getByRole('button', { name: 'Log in' }).click();
  };

  test('a login says what was wrong, how long to wait, and lets in; a reload keeps the session, logging out ends it', async () => {
    const { page, world, context } = await visit('keeper', null);
    await logIn(page, 'officer.ana', 'wrong');
    await page.getByRole('alert').filter({ hasText: 'not right' }).waitFor();
    world.answers.login = () => [429, 'login.too_many', { 'retry-after': '90' }];
    await page.getByRole('button', { name: 'Log in' }).click();
    await page.getByRole('alert').filter({ hasText: '2 minutes' }).waitFor();
    delete world.answers.login;
    await page.getByLabel('Show what I type').check();
    assert.equal(await page.getByLabel('Password', { exact: true }).getAttribute('type'), 'text');
    await logIn(page, 'officer.ana');
    await h1(page, 'You hold the second key');
    await page.reload();
    await h1(page, 'You hold the second key');
    await page.getByRole('button', { name: 'Log out' }).click();
    await page.getByLabel('User name').waitFor();
    assert.equal(world.calls.find((call) => call.path === 'logout').csrf, 'token-1');
    await context.close();
  });

  test('the password of the first run has to be changed before anything is shown', async () => {
    const { page, context } = await visit('insight', 'planner', '', { prepare: (world) => { world.mustChange = true; } });
    await h1(page, 'Choose a password of your own');
    assert.equal(await page.getByRole('navigation').count(), 0);
    await page.getByLabel('The old one').fill(PASSWORD);
    await page.getByLabel('The new one', { exact: true }).fill('short');
    await page.getByLabel('The new one again').fill('short');
    await page.getByRole('button', { name: 'Change it' }).click();
    await page.getByRole('alert').filter({ hasText: 'too short' }).waitFor();
    for (const label of ['The new one', 'The new one again']) await page.getByLabel(label, { exact: true }).fill('three words in a row');
    await page.getByRole('button', { name: 'Change it' }).click();
    await h1(page, /runs short/);
    await context.close();
  });

  test('a session that ends leads to the login, and back to where one was', async () => {
    const { page, world, context } = await visit('keeper', 'officer', 'questions');
    await h1(page, '3 questions may be asked');
    world.role = null;
    await page.getByRole('link', { name: 'Batches' }).click();
    await page.getByText('Your session is over. Log in, and you are back where you were.').waitFor();
    await logIn(page, 'officer.ana');
    await h1(page, /batch/i);
    await context.close();
  });

  test('each role finds its own screens; another role’s address says so; each console asks its own server only', async () => {
    for (const [party, role, names, foreign] of [['keeper', 'officer', ['Overview', 'Questions', 'Batches', 'Releases'], 'users'], ['keeper', 'admin', ['Logins'], 'releases'], ['insight', 'planner', ['Gaps', 'Shortfalls', 'Plans', 'Supply', 'Forecast', 'Actions', 'Experiments', 'Key figures', 'Taxonomy'], 'fairness'], ['insight', 'auditor', ['Fairness', 'Actions', 'Experiments', 'Key figures', 'Taxonomy'], 'supply'], ['insight', 'owner', ['Taxonomy'], 'gaps'], ['insight', 'admin', ['Logins'], 'gaps']]) {
      const { page, context, requests } = await visit(party, role, foreign);
      await h1(page, 'This is not for your role');
      assert.deepEqual(await page.getByRole('navigation', { name: 'Main' }).getByRole('link').allInnerTexts(), names);
      const other = party === 'keeper' ? '/insight/' : '/keeper/';
      assert.deepEqual(requests.filter((url) => new URL(url).pathname.startsWith(other)), []);
      await context.close();
    }
  });

  test('an admin adds a login, sees its password once, and removes it', async () => {
    const { page, world, context } = await visit('keeper', 'admin');
    await page.getByLabel('User name').fill('officer.new');
    await page.getByRole('button', { name: 'Add a login' }).click();
    await page.getByText('tidal-lantern-mossy-quarry').waitFor();
    await page.getByRole('button', { name: 'I have noted it' }).click();
    assert.equal(await page.getByText('tidal-lantern-mossy-quarry').count(), 0);
    await page.getByRole('button', { name: 'Remove officer.new' }).click();
    await page.getByRole('button', { name: 'Remove officer.new' }).click();
    await page.getByText('officer.new can no longer log in.').waitFor();
    assert.equal(world.users.some((user) => user.user === 'officer.new'), false);
    await context.close();
  });

  test('every screen says that this is a demo; filling is said and followed, and figures come again when it moves on', async () => {
    const { page, world, context } = await visit('keeper', 'officer', '', { prepare: (w) => { w.status.progress = { stage: 'filling', period: '2026-q3', done: 1200, of: 6000 }; } });
    await page.getByText('Sample company. One process plays both aggregators here, so nothing in this demo is private from its operator.').waitFor();
    await page.getByText('Filling the sample company: 1,200 of 6,000 people, Q3 2026').waitFor();
    const before = world.calls.filter((call) => call.path === 'overview').length;
    world.status.progress = { stage: 'ready', period: '2026-q4', done: 6000, of: 6000 };
    await page.getByText('Filling the sample company').waitFor({ state: 'detached' });
    await page.waitForTimeout(200);
    assert.ok(world.calls.filter((call) => call.path === 'overview').length > before);
    await context.close();
  });

  test('a batch says why it is not released, and a release opens as it was signed', async () => {
    const { page, context } = await visit('keeper', 'officer', 'batches/2026-q3');
    await page.locator('tr[data-state=short]').getByText('33 answers short of 50').waitFor();
    await page.locator('tr[data-state=ready]').getByText('ready: waits for the collector').waitFor();
    await page.getByLabel('Period').selectOption('2026-q4');
    await page.getByText('takes answers until 15 Jan 2027').first().waitFor();
    await page.getByRole('link', { name: 'Releases' }).click();
    await page.getByRole('button', { name: 'Open release 440' }).click();
    await page.getByText('worked out again in this browser: the same').waitFor();
    assert.match(await page.getByRole('region', { name: 'What was signed' }).innerText(), /"keeperShare": "[0-9a-f]{64}"/);
    await context.close();
  });

  test('the headline of gaps is the answer; the grid is walked by arrow keys; a figure opens the releases behind it', async () => {
    const { page, context } = await visit('insight', 'planner');
    const { headline } = fixture('gaps-region');
    await h1(page, `${headline.label} runs short in ${headline.cellLabel}: ${Math.round(headline.gap.shortageInterval.low)} to ${Math.round(headline.gap.shortageInterval.high)} people`);
    await page.locator('.heat [data-at="0,0"]').focus();
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('Enter');
    await page.locator('.chosen').getByText('Roles ask for').waitFor();
    await page.locator('.chosen').getByRole('button', { name: /How was this made/ }).click();
    const dialog = page.getByRole('dialog');
    assert.match(await dialog.innerText(), /Release \d+[\s\S]*± 53[\s\S]*[0-9a-f]{64}/);
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'by function' }).click();
    assert.equal(await page.locator('.heat .cell.nd').count() > 0, true, 'a cell without a release is hatched');
    await context.close();
  });

  test('supply is searched and sorted; a forecast says when it falls short; too few releases are said', async () => {
    const { page, context } = await visit('insight', 'planner', 'supply');
    await page.getByLabel('Find a skill').fill('sql');
    await page.locator('.supply tbody tr').filter({ hasText: 'SQL' }).first().getByText(/about .* of 6,000/).waitFor();
    await page.getByLabel('Find a skill').fill('');
    await page.getByRole('button', { name: 'Skill', exact: false }).first().click();
    const names = await page.locator('.supply tbody th').allInnerTexts();
    assert.deepEqual(names, names.toSorted((a, b) => a.localeCompare(b)));
    await page.goto(new URL(`/insight-console/#/${AHEAD}`, site.url).href);
    await page.getByText(/short by .* in Q4 2026 \(probability (over |under )?\d+%\)/).waitFor();
    const chart = page.getByRole('img', { name: new RegExp(`^${forecast.label}`) }).first();
    assert.ok(await chart.locator('title').count() && await chart.locator('desc').count());
    await page.locator('.point').first().focus();
    assert.equal(await page.locator('.point').first().locator('.tip').evaluate((tip) => getComputedStyle(tip).visibility), 'visible');
    await page.getByText('Show as a table').click();
    await page.getByRole('cell', { name: 'not released yet' }).waitFor();
    await context.close();
  });

  test('a skill leads to everywhere it is asked for, where released figures do not add up and the others do', async () => {
    const { page, context } = await visit('insight', 'planner', 'supply');
    await page.locator('.supply tbody a').first().click();
    await h1(page, 'Who has SQL');
    await page.getByText(/Probably 8% of those who answered \(7% to 10%\): about 510 of 6,000/).waitFor();
    await page.getByText('this question lets people name another number of skills', { exact: false }).waitFor();
    const sums = await page.locator('.supply tfoot b').allInnerTexts();
    assert.deepEqual(sums, ['510', '510'], 'functions and regions come to the same people');
    await page.getByRole('link', { name: 'Lisbon' }).click();
    await page.waitForURL(/#\/forecast\/sql%20region%2Flisbon/);
    await context.close();
  });

  test('fairness gives a verdict in words, and none where too few answered', async () => {
    const { page, context } = await visit('insight', 'auditor');
    await h1(page, 'Offered a stretch step: one disparity, 55 and over');
    await page.locator('tr[data-group=over55]').first().getByText('disparity: below four fifths').waitFor();
    await page.getByText('not enough data: needs about 540 people').first().waitFor();
    await page.getByText('Only 53% of the people answered.', { exact: false }).waitFor();
    await context.close();
  });

  test('a server that is down, nothing released, and being offline are said, with a way back', async () => {
    const { page, world, context } = await visit('insight', 'planner', 'supply', { prepare: (w) => { w.answers.supply = () => ({ period: null, over: 'company', cells: [], clipped: null, rows: [], how: [] }); } });
    await page.getByRole('heading', { name: 'Nothing to release yet' }).waitFor();
    world.answers.gaps = () => [500, 'internal'];
    await page.getByRole('link', { name: 'Gaps' }).click();
    await page.getByRole('alert').filter({ hasText: 'That did not work' }).waitFor();
    delete world.answers.gaps;
    await page.getByRole('button', { name: 'Try again' }).click();
    await h1(page, /runs short/);
    await context.setOffline(true);
    await page.getByText('You are offline. What stands here stays', { exact: false }).waitFor();
    await context.close();
  });

  test('axe finds nothing, nothing scrolls sideways at 320 px, light and dark; right to left too', async () => {
    const found = [];
    for (const [party, role, hash] of [['keeper', null, ''], ['keeper', 'officer', ''], ['keeper', 'officer', 'questions'], ['keeper', 'officer', 'batches'], ['keeper', 'officer', 'releases/440'], ['keeper', 'admin', ''], ['insight', 'planner', ''], ['insight', 'planner', 'supply'], ['insight', 'planner', 'supply/sql'], ['insight', 'planner', AHEAD], ['insight', 'auditor', '']]) {
      const { page, context, problems } = await visit(party, role, hash);
      await page.locator('main h1').waitFor();
      await page.waitForLoadState('networkidle');
      for (const [width, colorScheme] of [[1280, 'light'], [768, 'dark'], [320, 'dark'], [320, 'light']]) {
        await page.setViewportSize({ width, height: 800 });
        await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
        const name = `console-${party}-${hash.split('/')[0] || role || 'login'}-${width}-${colorScheme}`;
        found.push(...(await axe(page)).map((what) => `${name}: ${what}`));
        const wide = await page.evaluate(() => document.scrollingElement.scrollWidth);
        if (wide > width) found.push(`${name} is ${wide} px wide`);
        if (SHOTS) { mkdirSync(SHOTS, { recursive: true }); await page.screenshot({ path: join(SHOTS, `${name}.png`), fullPage: true }); }
      }
      found.push(...problems.filter((problem) => !problem.includes('401')));
      await context.close();
    }
    assert.deepEqual(found, []);
    const { page, context } = await visit('insight', 'auditor', '', { query: '?lang=ar-XB' });
    await page.locator('main h1').waitFor();
    await page.setViewportSize({ width: 320, height: 800 });
    assert.ok(await page.evaluate(() => document.documentElement.dir === 'rtl' && document.scrollingElement.scrollWidth <= 320));
    await context.close();
  });

  test('the portal neither loads nor keeps the consoles', async () => {
    const { page, requests, context } = await person(site);
    await page.goto(site.url);
    await page.locator('portal-steps h1').waitFor();
    assert.deepEqual(requests.filter((url) => /console/.test(new URL(url).pathname)), []);
    const list = await (await page.request.get(new URL('/sw-files.js', site.url).href)).text();
    assert.equal(/console/.test(list), false);
    await context.close();
  });
});
