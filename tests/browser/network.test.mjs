/** Nothing leaves: every request of a whole journey, the page's own policy, and the same journey without a network. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { becomeAda, open, person, settled, show, start, steps } from './harness.mjs';

const SCREENS = ['', 'skills', 'skill/sql', 'roles', 'role/data_analyst', 'gigs', 'import', 'leaves', 'data', 'history'];
const overNetwork = ({ url }) => /^(https?|wss?):/.test(url);

describe('the network', () => {
  let site, ada, page, answer;
  before(async () => {
    site = await start();
    ada = await person(site);
    page = ada.page;
    answer = await page.goto(site.url);
    await steps(page).nth(2).waitFor();
    await settled(page);
    await page.waitForLoadState('networkidle');
  });
  after(async () => { await site?.close(); });

  test('opening asks only for the page’s own files, and once what the server says of itself', () => {
    const asked = ada.calls.filter(overNetwork);
    assert.ok(asked.length > 10);
    assert.equal(asked.filter(({ url }) => new URL(url).pathname === '/status').length, 1);
    assert.deepEqual(asked.filter(({ url }) => /^\/(leader|keeper|portal)\//.test(new URL(url).pathname)), []);
    for (const { url, method, body } of asked) {
      assert.equal(new URL(url).origin, new URL(site.url).origin, url);
      assert.equal(new URL(url).search, '', url);
      assert.equal(method, 'GET', url);
      assert.equal(body, null, url);
    }
  });

  test('importing, correcting and every screen ask for nothing more, and the page says so', async () => {
    const before = ada.calls.filter(overNetwork).length;
    await becomeAda(page, site);
    for (const screen of SCREENS) await show(page, site, screen);
    await show(page, site, 'skill/sql');
    await page.locator('skillkeep-skill').getByRole('button', { name: /^Confirm \d/ }).click();
    await page.getByText('Confirmed: SQL.').waitFor();
    await show(page, site, 'data');
    const after = ada.calls.filter(overNetwork).slice(before).map(({ url }) => url);
    assert.deepEqual(after, []);
    assert.match(await page.locator('[data-requests]').innerText(), /^0 requests/);
  });

  test('the policy allows no other address, no inline script and no inline style', async () => {
    const policy = answer.headers()['content-security-policy'];
    assert.match(policy, /default-src 'none'/);
    assert.match(policy, /connect-src 'self'/);
    assert.match(policy, /script-src 'self' 'wasm-unsafe-eval'/);
    assert.doesNotMatch(policy, /unsafe-inline|'unsafe-eval'|\*|https?:/);
    assert.equal(answer.headers()['x-content-type-options'], 'nosniff');
    const refused = await page.evaluate(() => fetch('https://elsewhere.example/').then(() => 'sent', () => 'refused'));
    assert.equal(refused, 'refused');
    ada.problems.length = 0; // the refusal above is said in the console, as it should
  });

  test('what is on screen has no inline script or style', async () => {
    for (const screen of SCREENS) {
      await show(page, site, screen);
      const found = await page.evaluate(() => {
        const wrong = [];
        const walk = (root) => {
          for (const element of root.querySelectorAll('*')) {
            if (element.hasAttribute('style')) wrong.push(`${element.localName}[style=${element.getAttribute('style')}]`);
            if (element.localName === 'style' || (element.localName === 'script' && !element.getAttribute('src'))) wrong.push(element.localName);
            for (const { name } of element.attributes) if (name.startsWith('on')) wrong.push(`${element.localName}[${name}]`);
            if (element.shadowRoot) walk(element.shadowRoot);
          }
        };
        walk(document);
        return wrong;
      });
      assert.deepEqual(found, [], screen);
    }
  });

  test('without a network the page opens again, with everything in it', async () => {
    await ada.context.setOffline(true);
    await page.goto(new URL('#/', site.url).href);
    await page.reload();
    await steps(page).nth(2).waitFor();
    await page.getByText(/Chosen in this browser from \d+ things you did/).first().waitFor();
    await page.getByRole('status').filter({ hasText: 'You are offline.' }).first().waitFor();
    const title = await steps(page).first().getAttribute('aria-label');
    await steps(page).first().getByRole('button', { name: `Never: ${title}` }).click();
    await page.getByText(`Gone from your steps: ${title}.`).waitFor();
    for (const screen of SCREENS) await show(page, site, screen);
    await ada.context.setOffline(false);
  });

  test('no request of the whole journey went elsewhere', () => {
    const elsewhere = ada.calls.filter(overNetwork).filter(({ url }) => new URL(url).origin !== new URL(site.url).origin).map(({ url }) => url);
    assert.deepEqual(elsewhere.filter((url) => url !== 'https://elsewhere.example/'), []);
  });
});
