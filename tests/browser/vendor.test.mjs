/** A vendor's engineer: two plain pages, one tag and one without any, on the built package and a file server. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { person, start, steps } from './harness.mjs';

describe('a vendor', () => {
  let site;
  before(async () => { site = await start(); });
  after(async () => { await site?.close(); });

  test('one tag shows three steps, counts its requests, and tells only what was clicked', async () => {
    const { page, calls, problems } = await person(site);
    await page.goto(new URL('vendor/element.html', site.url).href);
    await steps(page).nth(2).waitFor();
    assert.equal(await steps(page).count(), 3);
    await page.getByText(/^\d+ requests, 0 to other hosts$/).waitFor();
    for (const { url, method } of calls) {
      assert.equal(method, 'GET');
      assert.match(new URL(url).pathname, /^\/(vendor|skillkeep|favicon\.svg)/, url);
      assert.equal(new URL(url).origin, new URL(site.url).origin);
    }
    await page.evaluate(() => {
      globalThis.heard = [];
      for (const name of ['skillkeep-step-started', 'skillkeep-step-feedback', 'skillkeep-error']) addEventListener(name, ({ type, detail }) => globalThis.heard.push({ type, detail }));
    });
    const title = await steps(page).first().getAttribute('aria-label');
    await steps(page).first().getByRole('button', { name: `Not now: ${title}` }).click();
    await page.getByText(`Gone from your steps for now: ${title}.`).waitFor();
    const next = await steps(page).first().getAttribute('aria-label');
    await steps(page).first().getByRole('button', { name: `Start: ${next}` }).click();
    await page.getByText(`Started: ${next}.`).waitFor();
    const heard = await page.evaluate(() => globalThis.heard);
    assert.deepEqual(heard.map(({ type, detail }) => [type, Object.keys(detail).sort(), detail.feedback]), [
      ['skillkeep-step-feedback', ['feedback', 'item'], 'not_now'],
      ['skillkeep-step-started', ['feedback', 'item'], 'started'],
    ]);
    await page.reload();
    await page.getByRole('heading', { name: 'You are on it' }).waitFor();
    await page.getByRole('article', { name: next }).first().waitFor();
    assert.deepEqual(problems, []);
  });

  test('without any tag: the page draws, reads a note, dismisses a step', async () => {
    const { page, calls, problems } = await person(site);
    await page.goto(new URL('vendor/headless.html', site.url).href);
    await page.getByText('Nothing is known yet; these are good places to begin.').waitFor();
    const cards = page.locator('#steps').getByRole('listitem');
    assert.equal(await cards.count(), 3);
    assert.match(await cards.first().innerText(), /because: [a-z ]+/);
    await page.getByRole('button', { name: 'Read it here' }).click();
    await page.getByText(/kept, touching .*SQL|Chosen from \d+ things this browser knows/).waitFor();
    const title = await cards.first().getByRole('heading').innerText();
    await cards.first().getByRole('button', { name: 'Not for me' }).click();
    await page.locator('#steps').getByRole('heading', { name: title, exact: true }).waitFor({ state: 'detached' });
    await page.reload();
    await page.getByText(/Chosen from \d+ things this browser knows/).waitFor();
    assert.equal(await page.locator('#steps').getByRole('heading', { name: title, exact: true }).count(), 0);
    for (const { url } of calls) assert.equal(new URL(url).origin, new URL(site.url).origin);
    assert.deepEqual(problems, []);
  });
});
