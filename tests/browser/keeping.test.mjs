/** What is kept, where, and that it goes when told to: reload, tabs, backup, restore, erase. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { backUp, becomeAda, erase, open, person, profile, restore, show, start, steps, stored } from './harness.mjs';

describe('keeping', () => {
  let site, ada, page, had;
  before(async () => {
    site = await start();
    ada = await person(site);
    page = ada.page;
    await becomeAda(page, site);
    had = await profile(page, site);
  });
  after(async () => { await site?.close(); });

  const mark = (tab, skill) => tab.locator('skillkeep-skills [part=row]').filter({ has: tab.getByRole('link', { name: skill, exact: true }) }).locator('[part=standing]');

  test('a reload keeps everything', async () => {
    assert.ok(had.length > 15);
    await page.reload();
    assert.deepEqual(await profile(page, site), had);
  });

  test('the last click wins, also over a screen whose file comes late', async () => {
    const quick = await person(site, { serviceWorkers: 'block' });
    let late = () => undefined;
    const held = new Promise((go) => { late = go; });
    const asked = new Promise((heard) => {
      void quick.context.route(/\/assets\/data-[^/]*\.js$/, async (route) => { heard(); await held; await route.continue(); });
    });
    await quick.page.goto(new URL('#/data', site.url).href);
    await asked;
    await quick.page.getByRole('navigation').getByRole('link', { name: 'My skills', exact: true }).click();
    await quick.page.locator('portal-skills h1').waitFor();
    const came = quick.page.waitForResponse(/\/assets\/data-/);
    late();
    await came;
    await quick.page.waitForTimeout(300);
    assert.equal(await quick.page.locator('portal-data').count(), 0, 'nobody asked for that screen any more');
    assert.equal(await quick.page.locator('portal-skills h1').count(), 1);
    await quick.context.close();
  });

  test('what is stored cannot be read as text', async () => {
    const readable = await page.evaluate(async () => {
      const asked = (request) => new Promise((done, fail) => { request.onsuccess = () => done(request.result); request.onerror = () => fail(request.error); });
      const db = await asked(indexedDB.open('skillkeep'));
      const rows = await asked(db.transaction('snapshots').objectStore('snapshots').getAll());
      const [key] = await asked(db.transaction('keys').objectStore('keys').getAll());
      db.close();
      return { rows: rows.length, extractable: key.extractable, text: rows.map(({ bytes }) => new TextDecoder('latin1').decode(bytes)).join('') };
    });
    assert.ok(readable.rows >= 1);
    assert.equal(readable.extractable, false);
    for (const words of ['Returns dashboard', 'Ada Fontes', 'ada@harbour']) assert.ok(!readable.text.includes(words), words);
  });

  test('a second tab shows the same, follows the first, and goes on when the first is closed', async () => {
    const second = await ada.context.newPage();
    assert.deepEqual(await profile(second, site), had);

    // An act in the follower is written by the writer and seen in both.
    await second.locator('skillkeep-skills').getByRole('link', { name: 'SQL', exact: true }).click();
    await second.locator('skillkeep-skill').getByRole('button', { name: /^Confirm \d/ }).click();
    await second.getByText('Confirmed: SQL.').waitFor();
    await mark(page, 'SQL').getByText('confirmed').waitFor();

    await show(second, site, 'skills');
    await show(page, site, 'skill/python');
    await page.locator('skillkeep-skill').getByRole('button', { name: /^Confirm \d/ }).click();
    await page.getByText('Confirmed: Python.').waitFor();
    await mark(second, 'Python').getByText('confirmed').waitFor();

    await page.close();
    await second.locator('skillkeep-skills').getByRole('link', { name: 'Statistics', exact: true }).click();
    await second.locator('skillkeep-skill').getByRole('button', { name: /^Confirm \d/ }).click();
    await second.getByText('Confirmed: Statistics.').waitFor();
    await second.reload();
    await show(second, site, 'skills');
    for (const skill of ['SQL', 'Python', 'Statistics']) await mark(second, skill).getByText('confirmed').waitFor();
    page = second;
  });

  test('a backup brings everything back after erasing; a wrong passphrase is told and changes nothing', async () => {
    const before = await profile(page, site);
    const path = await backUp(page, site, 'four words are better');
    await page.getByText('Backup made.').waitFor();
    assert.notEqual((await page.locator('[data-backup]').innerText()).trim(), 'never');
    await erase(page, site);
    assert.deepEqual(await profileOrNothing(), []);

    await restore(page, site, path, 'four words are worse');
    await page.locator('#restore').getByText('That passphrase does not open this file.').waitFor();
    assert.deepEqual(await profileOrNothing(), []);

    await restore(page, site, path, 'four words are better');
    await page.getByText('Restored. Everything in the file is back.').waitFor();
    assert.deepEqual(await profile(page, site), before);
    await page.reload();
    assert.deepEqual(await profile(page, site), before);
  });

  test('erasing leaves nothing of the person in the browser', async () => {
    await erase(page, site);
    const left = await stored(page);
    for (const store of ['snapshots', 'keys', 'meta']) assert.deepEqual(left[`skillkeep/${store}`], [], store);
    assert.doesNotMatch(JSON.stringify(left['skillkeep/company']), /"me"/);
    assert.equal(await page.evaluate(() => JSON.stringify({ ...localStorage, ...sessionStorage })), '{}');
    await page.reload();
    await open(page, site);
    await steps(page).nth(2).waitFor();
    await page.getByText(/Good places to begin/).waitFor();
    assert.deepEqual(await profileOrNothing(), []);
  });

  test('met no error on the way', () => assert.deepEqual(ada.problems, []));

  async function profileOrNothing() {
    await open(page, site, 'skills');
    await page.locator('skillkeep-skills').getByRole('button', { name: 'Add', exact: true }).waitFor();
    return page.locator('skillkeep-skills [part=row]').allInnerTexts();
  }
});
