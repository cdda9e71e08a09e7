/** What a person sets for herself under "Your data": where she works, and the language the pages speak. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { source } from '../../pkg/test/source.mjs';
import { open, person, settled, show, start, steps } from './harness.mjs';

describe('settings', () => {
  let site;
  before(async () => { site = await start(); });
  after(async () => { await site?.close(); });

  const titles = async (page) => {
    await open(page, site);
    await steps(page).nth(2).waitFor();
    return steps(page).evaluateAll((all) => all.map((card) => card.getAttribute('aria-label')));
  };
  const whys = async (page) => (await steps(page).locator('[part=why]').allInnerTexts()).join('\n');
  const work = async (page, where, region) => {
    await show(page, site, 'data');
    const form = page.locator('#place');
    await form.getByLabel('Function').selectOption(where);
    await form.getByLabel('Region').selectOption(region);
    await form.getByRole('button', { name: 'Save' }).click();
  };

  test('where one works can be changed after the first visit; steps follow, and a reload keeps it', async () => {
    const { page, problems } = await person(site);
    await open(page, site);
    await page.getByRole('button', { name: 'Skip' }).click();
    await page.getByText('Where you work is under “Your data”').waitFor();
    const anywhere = await titles(page);

    await work(page, 'Finance', 'Lisbon');
    await page.getByText('Saved. Your steps follow it.').waitFor();
    const finance = await titles(page);
    const financeWhy = await whys(page);
    assert.notDeepEqual(finance, anywhere);

    await work(page, 'Data', 'Berlin');
    await page.getByText('Saved. Your steps follow it.').waitFor();
    const data = await titles(page);
    const dataWhy = await whys(page);
    assert.notDeepEqual(data, finance);
    assert.notEqual(dataWhy, financeWhy);

    await page.reload();
    assert.deepEqual(await titles(page), data);
    assert.equal(await whys(page), dataWhy);
    await show(page, site, 'data');
    assert.equal(await page.locator('#p-function option:checked').innerText(), 'Data');
    assert.equal(await page.locator('#p-region option:checked').innerText(), 'Berlin');

    await work(page, 'Finance', 'leave it open');
    await page.locator('#place').getByText('Choose both, or leave both open.').waitFor();
    await work(page, 'leave it open', 'leave it open');
    await page.getByText('Saved. Where you work is left open.').waitFor();
    assert.deepEqual(await titles(page), anywhere);
    await page.reload();
    assert.deepEqual(await titles(page), anywhere);
    assert.deepEqual(problems, []);
  });

  /** Every piece of text that is on screen, and every name that a screen reader says, through shadow roots. */
  const words = (page) => page.evaluate(() => {
    const found = new Set();
    const look = (root) => {
      for (const node of root.childNodes) {
        if (node.nodeType === Node.TEXT_NODE && node.textContent.trim()) found.add(node.textContent.trim().replace(/\s+/g, ' '));
        if (node.nodeType !== Node.ELEMENT_NODE || ['STYLE', 'SCRIPT', 'OPTION'].includes(node.nodeName)) continue;
        for (const name of ['aria-label', 'title', 'placeholder']) if (node.getAttribute(name)) found.add(node.getAttribute(name));
        if (node.shadowRoot) look(node.shadowRoot);
        look(node);
      }
    };
    look(document.body);
    return [...found];
  });

  /** English messages that need no value and that German says in another way. */
  async function english() {
    const [{ en }, { de, leavesDe }, { leavesEn }, portal, later, portalDe] = await Promise.all(['messages/en', 'messages/de', 'messages/leaves.en', ...['en', 'later.en', 'de'].map((name) => `../../www/src/messages/${name}`)].map(source));
    const all = { ...en, ...leavesEn, ...portal.en, ...later.laterEn };
    const german = { ...de, ...leavesDe, ...portalDe.de };
    return new Set(Object.entries(all).filter(([key, text]) => !/[{<]/.test(text) && german[key] !== text).map(([, text]) => text));
  }

  test('German is chosen in the settings, on every screen, without a word of English left; English fetches none of it', async () => {
    const { page, problems } = await person(site);
    const leftovers = await english();
    assert.ok(leftovers.size > 200, `${leftovers.size} messages`);
    await open(page, site);
    await steps(page).nth(2).waitFor();
    await settled(page);
    // the service worker keeps both, so that the language can be changed offline; the page itself asks for none of it
    const german = () => page.evaluate(() => performance.getEntriesByType('resource').map(({ name }) => name).filter((name) => /\/(chunk-)?de-[^/]+\.js$/.test(name)));
    assert.deepEqual(await german(), [], 'a page that reads English loads no German');
    assert.ok((await words(page)).some((text) => leftovers.has(text)), 'the check finds English where it is');

    await show(page, site, 'data');
    await page.locator('#l-language').selectOption('Deutsch');
    await Promise.all([page.waitForNavigation(), page.locator('#language').getByRole('button', { name: 'Save' }).click()]);
    await page.getByRole('heading', { level: 1, name: 'Was in diesem Browser bleibt' }).waitFor();
    assert.equal(await page.evaluate(() => document.documentElement.lang), 'de');
    assert.equal((await german()).length, 2, 'the elements’ words and the portal’s');

    for (const screen of ['data', '', 'skills', 'skill/sql', 'roles', 'role/data_analyst', 'import', 'leaves', 'history']) {
      await open(page, site, screen);
      const element = page.locator({ '': 'skillkeep-next', skills: 'skillkeep-skills', 'skill/sql': 'skillkeep-skill', roles: 'skillkeep-roles', 'role/data_analyst': 'skillkeep-role', leaves: 'skillkeep-leaves' }[screen] ?? 'main h1');
      await element.locator('[part=root]').or(page.locator('main h1')).first().waitFor();
      if (!['data', 'import', 'history'].includes(screen)) {
        await element.locator('.card').first().waitFor();
        assert.equal(await element.locator('[part=root]').getAttribute('lang'), 'de', screen);
      }
      assert.deepEqual((await words(page)).filter((text) => leftovers.has(text)), [], screen || 'steps');
    }

    await open(page, site);
    await page.getByRole('heading', { level: 1, name: 'Drei nächste Schritte' }).waitFor();
    const card = page.locator('skillkeep-next').getByRole('article').first();
    const title = await card.getAttribute('aria-label');
    await card.getByRole('button', { name: `Nie: ${title}` }).click();
    await page.getByText(`Nicht mehr unter deinen Schritten: ${title}.`).waitFor();
    await page.getByText('Weggelegt (1)').waitFor();
    await page.reload();
    await page.getByText('Weggelegt (1)').waitFor();

    await show(page, site, 'data');
    await page.locator('#l-language').selectOption('English');
    await Promise.all([page.waitForNavigation(), page.locator('#language button').click()]);
    await page.getByRole('heading', { level: 1, name: 'What stays in this browser' }).waitFor();
    assert.deepEqual(problems, []);
  });

  test('a browser that speaks German is answered in German, its numbers too', async () => {
    const { page } = await person(site, { locale: 'de-AT' });
    await open(page, site, 'skill/sql');
    await page.locator('skillkeep-skill .card').first().waitFor();
    assert.equal(await page.evaluate(() => document.documentElement.lang), 'de-AT');
    await page.locator('skillkeep-skill').getByRole('button', { name: 'Sag, auf welcher Stufe' }).waitFor();
    assert.match(await page.locator('skillkeep-skill [part=needed-by]').innerText(), /\d,\d/, 'levels at which roles need it');
  });
});
