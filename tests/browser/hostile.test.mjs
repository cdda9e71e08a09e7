/** Bad input: each gets a clear word, what is safe, and what to do; nothing is lost. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, beforeEach, describe, test } from 'node:test';
import { bringIn, damage, fileCard, figures, finish, open, person, profile, sample, show, start, steps, stored } from './harness.mjs';

let site;
before(async () => { site = await start(); });
after(async () => { await site?.close(); });

describe('hostile files', () => {
  let page, context;
  beforeEach(async () => {
    await context?.close();
    ({ page, context } = await person(site));
    await open(page, site, 'import');
  });
  after(async () => { await context?.close(); });

  const give = async (name, buffer) => {
    await page.locator('#files').setInputFiles({ name, mimeType: 'application/octet-stream', buffer });
    return fileCard(page, name);
  };
  const nothingKept = async () => {
    await open(page, site, 'import');
    await page.getByText('Nothing yet.', { exact: true }).waitFor();
  };

  test('a file that stops in the middle adds nothing, and offers what came before', async () => {
    const whole = readFileSync(sample('statements.json'));
    const card = await give('cut.json', whole.subarray(0, whole.length * 0.6));
    await card.getByRole('checkbox', { name: 'Ada Fontes' }).check();
    await card.getByRole('button', { name: 'Add to my profile' }).click();
    const told = card.getByRole('alert');
    await told.getByText('That file stops in the middle').waitFor();
    assert.match(await told.innerText(), /Nothing was added\..*Export it again, or add the \d+ entries before it/s);
    await nothingKept();
    await card.getByRole('button', { name: /^Add the \d+ before it$/ }).click();
    await card.getByText('added', { exact: true }).waitFor();
    assert.ok((await figures(card)).accepted > 3);
  });

  test('bytes that are no text are refused with a code', async () => {
    const junk = Buffer.from(Array.from({ length: 70_000 }, (_, i) => (i * 7919 + (i >> 3) * 104729) & 255));
    const card = await give('junk.bin', junk);
    await card.getByRole('alert').getByText('Nothing was added.').waitFor();
    assert.match(await card.innerText(), /import\.[a-z_]+/);
    await nothingKept();
  });

  for (const [name, byte] of [['spaces', ' '], ['brackets', '[']]) {
    test(`20 MB of ${name} neither freezes the page nor adds anything`, async () => {
      const card = await give(`${name}.json`, Buffer.alloc(20 << 20, byte));
      // The page goes on answering while the worker reads.
      await page.getByLabel('Your own words about what you did').fill('still here');
      await card.getByRole('alert').getByText('Nothing was added.').waitFor();
      assert.match(await card.innerText(), /import\.[a-z_]+/);
      await nothingKept();
    });
  }

  test('a git log in UTF-16, as Windows writes it, imports as it should', async () => {
    const text = readFileSync(sample('git-log.txt'), 'utf8');
    await give('log.txt', Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(text, 'utf16le')]));
    const wide = await figures(await finish(page, 'log.txt', ['Ada Fontes']));
    assert.ok(wide.accepted > 10, JSON.stringify(wide));
    const plain = await figures(await bringIn(page, site, sample('git-log.txt'), ['Ada Fontes']));
    assert.equal(plain.known, wide.accepted, 'the same commits');
  });

  test('a table in Windows-1252 asks how it is written, then reads right', async () => {
    const card = await give('alt.csv', Buffer.from(readFileSync(sample('record-de.csv'), 'utf8'), 'latin1'));
    await card.getByLabel('How is it written?').selectOption('windows-1252');
    await card.getByRole('button', { name: 'Add to my profile' }).waitFor();
    const seen = await figures(await finish(page, 'alt.csv', ['Ada Fontes']));
    assert.ok(seen.accepted >= 5, JSON.stringify(seen));
    await profile(page, site);
    await page.locator('skillkeep-skills').getByRole('link', { name: 'First aid', exact: true }).click();
    await page.getByText('Erste-Hilfe-Kurs, "Betriebshelfer"').first().waitFor();
  });

  test('an empty file says so', async () => {
    const card = await give('empty.csv', Buffer.alloc(0));
    await card.getByRole('alert').getByText('Nothing was added.').waitFor();
  });
});

describe('a damaged store', () => {
  let page, context, had;
  beforeEach(async () => {
    await context?.close();
    ({ page, context } = await person(site, { serviceWorkers: 'block' }));
    await bringIn(page, site, sample('record.csv'), ['Ada Fontes']);
    had = await profile(page, site);
    await page.locator('skillkeep-skills').getByRole('link', { name: 'SQL', exact: true }).click();
    await page.locator('skillkeep-skill').getByRole('button', { name: /^Confirm \d/ }).click();
    await page.getByText('Confirmed: SQL.').waitFor();
  });
  after(async () => { await context?.close(); });

  test('the last snapshot damaged: the one before is opened and the page says what is missing', async () => {
    await damage(page, 'current');
    await page.reload();
    await page.getByRole('alert').getByText('The stored profile was damaged, so the one before it was opened.').waitFor();
    assert.deepEqual(await profile(page, site), had, 'all but the last act');
    assert.ok(JSON.stringify(await stored(page)).includes('aside-'), 'the damaged one is kept aside');
  });

  test('both damaged: nothing is written over them, and the page says so', async () => {
    await damage(page, 'both');
    await page.reload();
    await page.getByRole('alert').getByText('The stored profile is damaged, so it was not opened.').waitFor();
    const before = await stored(page);
    await open(page, site);
    const title = await steps(page).first().getAttribute('aria-label');
    await steps(page).first().getByRole('button', { name: `Never: ${title}` }).click();
    await page.locator('skillkeep-next').getByRole('status').getByText('The stored profile is damaged').waitFor();
    assert.deepEqual(await stored(page), before);
  });
});

describe('a damaged company file', () => {
  test('with an older one here, the older one stays', async () => {
    const { page, context } = await person(site, { serviceWorkers: 'block' });
    await bringIn(page, site, sample('record.csv'), ['Ada Fontes']);
    const had = await profile(page, site);
    await context.route('**/company/manifest.dsse.json', (route) => route.fulfill({ body: '{"payload":"AAAA","payloadType":"x","signatures":[]}' }));
    await page.reload();
    await page.getByRole('alert').getByText(/A file of the company/).waitFor();
    assert.deepEqual(await profile(page, site), had);
    await context.close();
  });

  for (const [name, words] of [['skills.skp', 'A file of the company is not the one that was signed.'], ['catalogue.json', 'A file of the company is not the one that was signed.'], ['root.dsse.json', /A file of the company/]]) {
    test(`${name} damaged at the first opening: it is not opened, and the page says which way on`, async () => {
      const { page, context } = await person(site, { serviceWorkers: 'block' });
      await context.route(`**/company/${name}`, async (route) => {
        const answer = await route.fetch();
        const body = Buffer.from(await answer.body());
        body[body.length >> 1] ^= 1;
        await route.fulfill({ response: answer, body });
      });
      await page.goto(site.url);
      const told = page.getByRole('alert');
      await told.getByText(words).waitFor();
      assert.match(await told.innerText(), /trust\.[a-z]+/);
      await context.unroute(`**/company/${name}`);
      await told.getByRole('button', { name: 'Try again' }).click();
      await steps(page).nth(2).waitFor();
      await context.close();
    });
  }
});
