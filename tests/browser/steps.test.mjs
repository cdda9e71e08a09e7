/** What to do in the minutes one has, why in points that add up, how likely it works; a plan with weeks; the curve's marks; mentors and the card. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, describe, test } from 'node:test';
import { axe, becomeAda, open, person, show, start, steps } from './harness.mjs';

describe('a person with twenty minutes', () => {
  let site, page, problems, requests;
  before(async () => {
    site = await start();
    ({ page, problems, requests } = await person(site));
    await open(page, site);
    await becomeAda(page, site);
    await open(page, site, 'role/senior_data_analyst');
    await page.getByRole('button', { name: 'Make it my goal' }).click();
    await page.getByText('Your goal is Senior data analyst now.').waitFor();
  });
  after(async () => { await site?.close(); });

  const number = (text) => Number(text.replace('−', '-').replace(/[^\d.-]/g, ''));

  test('gets steps of twenty minutes, or parts of them', async () => {
    await show(page, site, '');
    await page.getByRole('button', { name: '20 min', exact: true }).click();
    await page.locator('skillkeep-next [part=slot] [aria-pressed=true]').filter({ hasText: '20' }).waitFor();
    await page.waitForFunction(() => [...document.querySelector('skillkeep-next').shadowRoot.querySelectorAll('[part=steps] > li')].every((card) => {
      const whole = card.querySelector('[part=minutes]').textContent;
      const part = card.querySelector('[part=a-part]')?.textContent ?? '';
      return part.startsWith('A part of it: 20 min now') || (/^(\d+) min$/.exec(whole) && Number.parseInt(whole, 10) <= 20);
    }));
    assert.ok(await steps(page).count() >= 1);
    assert.deepEqual(await axe(page), []);
    await page.getByRole('button', { name: 'any time', exact: true }).click();
    await page.waitForFunction(() => !document.querySelector('skillkeep-next').shadowRoot.querySelector('[part=a-part]'));
    assert.equal(await steps(page).count(), 3);
  });

  test('reads why in points that add up, beside a drawing', async () => {
    await show(page, site, '');
    for (const card of await steps(page).all()) {
      assert.match(await card.locator('[part=success]').innerText(), /about [1-9] in 10$/, 'never ten, never none');
      await card.getByRole('button', { name: /^Why\?/ }).click();
      const rows = await card.locator('[part=terms] [part=term]').evaluateAll((all) => all.map((row) => row.querySelector('td.num').textContent));
      assert.equal(rows.length, 10, 'the start, eight factors, the sum');
      const points = rows.map(number);
      const total = points.pop();
      assert.equal(points.reduce((sum, one) => sum + Math.round(one * 10), 0), Math.round(total * 10), `${points.join(' + ')} = ${total}`);
      assert.equal(await card.locator('[part=terms] svg').count(), 10);
      assert.match(await card.locator('[part=notes]').innerText(), /Nobody knows.*(rhythm|break|streak)/s);
      if (/It builds on|The last you did/.test(await card.locator('[part=why]').innerText())) assert.ok(await card.locator('[part=evidence-list] li').count() >= 1);
      assert.deepEqual(await axe(page), []);
    }
  });

  test('asks for a surprise, reads that it was chance, and takes it back', async () => {
    await show(page, site, '');
    const titles = () => page.locator('skillkeep-next [part=steps] [part~=step-title]').allInnerTexts();
    const before = await titles();
    assert.equal(await page.locator('skillkeep-next [part=surprise-note]').count(), 0);
    await page.getByRole('button', { name: 'a lot', exact: true }).click();
    await page.locator('skillkeep-next [part=surprise] [aria-pressed=true]').filter({ hasText: 'a lot' }).waitFor();
    assert.match(await page.locator('skillkeep-next [part=surprise-note]').innerText(), /up to 50 % less/);
    const card = steps(page).first();
    await card.getByRole('button', { name: /^Why\?/ }).click();
    const rows = card.locator('[part=terms] [part=term]');
    await rows.filter({ hasText: 'Chance, as you wished' }).waitFor();
    const points = (await rows.evaluateAll((all) => all.map((row) => row.querySelector('td.num').textContent))).map(number);
    const total = points.pop();
    assert.equal(points.reduce((sum, one) => sum + Math.round(one * 10), 0), Math.round(total * 10));
    assert.deepEqual(await axe(page), []);
    await page.reload();
    await page.locator('skillkeep-next [part=surprise] [aria-pressed=true]').filter({ hasText: 'a lot' }).waitFor();
    await page.getByRole('button', { name: 'not at all', exact: true }).click();
    await page.waitForFunction(() => !document.querySelector('skillkeep-next').shadowRoot.querySelector('[part=surprise-note]'));
    await page.waitForFunction((before) => {
      const now = [...document.querySelector('skillkeep-next').shadowRoot.querySelectorAll('[part=steps] [part~=step-title]')].map((title) => title.innerText);
      return now.join() === before.join();
    }, before);
  });

  test('says the same in German', async () => {
    await page.evaluate(() => { document.documentElement.lang = 'de'; for (const all of document.querySelectorAll('skillkeep-next')) all.locale = 'de'; });
    await page.getByRole('button', { name: 'beliebig Zeit' }).waitFor();
    await page.getByText(/Chance, es zu schaffen: etwa [1-9] von 10/).first().waitFor();
    await page.evaluate(() => { document.documentElement.lang = 'en'; });
    await page.reload();
  });

  test('sees on the curve what happened, and reads it in the table', async () => {
    await show(page, site, 'skill/sql');
    const chart = page.locator('skillkeep-skill [part=fan]');
    assert.ok(await chart.locator('circle.proof').count() >= 1);
    await page.getByRole('button', { name: /^Confirm/ }).click();
    await page.getByText('Confirmed: SQL.').waitFor();
    await chart.locator('path.said').waitFor();
    await chart.getByRole('button', { name: 'Show as a table' }).click();
    assert.match(await chart.locator('[part=curve-table]').innerText(), /You confirmed it/);
    assert.deepEqual(await axe(page), []);
  });

  test('sees when a plan is done at her pace, and how likely it leads there', async () => {
    await show(page, site, 'role/senior_data_analyst');
    const plan = page.locator('skillkeep-role [part=plan]');
    const weeks = async () => number(/about (\d+) weeks|one week/.exec(await plan.locator('[part=plan-time]').innerText())?.[1] ?? '1');
    const slow = await weeks();
    await plan.locator('[part=pace]').selectOption('1');
    await page.waitForFunction((n) => Number(/about (\d+) weeks/.exec(document.querySelector('skillkeep-role').shadowRoot.querySelector('[part=plan-time]').textContent)?.[1] ?? 1) > n, slow);
    const order = (await plan.locator('[part=plan-step]').allInnerTexts()).map((text) => number(/by week (\d+)/.exec(text)[1]));
    assert.deepEqual(order, order.toSorted((a, b) => a - b));
    const [, low, high] = /chance of (\d+)% to (\d+)%/.exec(await plan.locator('[part=arrive]').innerText());
    assert.ok(Number(low) <= Number(high) && Number(high) <= 95, 'never certain');
    assert.deepEqual(await axe(page), []);
  });

  test('finds a mentor, and writes a card that says only what she left on it', async () => {
    await show(page, site, 'roles');
    await page.getByRole('tab', { name: 'Mentors' }).click();
    const mentor = page.locator('skillkeep-mentors article').first();
    await mentor.getByText('Helps you with').waitFor();
    assert.deepEqual(await axe(page), []);
    const asked = requests.length;
    await mentor.getByRole('link', { name: /^Make a card/ }).click();
    const card = page.locator('skillkeep-card');
    await card.locator('[part=made]').waitFor();
    await card.getByLabel('Your name').fill('Ada <b>Fontes</b>');
    await card.getByRole('checkbox', { name: 'SQL', exact: true }).check();
    await card.getByRole('checkbox', { name: 'Python', exact: true }).check();
    await card.getByLabel('Level of Python').selectOption('');
    await card.getByLabel('What you would like to say').fill('From March on.');
    assert.deepEqual(await axe(page), []);
    const download = page.waitForEvent('download');
    await card.getByRole('button', { name: 'Download the card' }).click();
    const file = readFileSync(await (await download).path(), 'utf8');
    assert.match(file, /SQL: \d/);
    assert.match(file, /<li>Python<\/li>/, 'its level was left out');
    assert.match(file, /From March on\./);
    assert.ok(!/<b>|<script|Statistics|Dashboards/.test(file), 'nothing that she did not put there');
    await card.getByRole('checkbox', { name: 'SQL', exact: true }).uncheck();
    await page.waitForFunction(() => !document.querySelector('skillkeep-card').shadowRoot.querySelector('[part=made]').textContent.includes('SQL'));
    assert.deepEqual(requests.slice(asked).filter((url) => !url.startsWith('blob:')), [], 'nothing was asked of the network');
    await page.emulateMedia({ media: 'print' });
    assert.equal(await card.getByLabel('Your name').isVisible(), false, 'paper has the card alone');
    assert.equal(await card.locator('[part=made]').isVisible(), true);
    await page.emulateMedia({ media: 'screen' });
    assert.deepEqual(problems, []);
  });
});

describe('the same in German, on a phone', () => {
  let site, page, problems;
  before(async () => {
    site = await start();
    ({ page, problems } = await person(site, { locale: 'de-DE', viewport: { width: 360, height: 780 }, colorScheme: 'dark' }));
  });
  after(async () => { await site?.close(); });

  const narrow = async (name) => assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), `${name} is wider than the phone`);

  test('slot, plan, mentors and card', async () => {
    await open(page, site);
    await page.getByRole('button', { name: '45 Min.', exact: true }).click();
    await page.getByText(/Chance, es zu schaffen: etwa [1-9] von 10/).first().waitFor();
    await page.getByRole('button', { name: /^Warum\?/ }).first().click();
    await page.getByText('Jeder Schritt beginnt mit 100 Punkten.', { exact: false }).waitFor();
    await page.getByText('noch ist zu wenig begonnen oder beendet', { exact: false }).waitFor();
    await narrow('a step');
    assert.deepEqual(await axe(page), []);
    await open(page, site, 'role/data_analyst');
    await page.getByRole('button', { name: 'Zu meinem Ziel machen' }).click();
    await page.getByText(/Du kommst mit .+ Wahrscheinlichkeit an/).waitFor();
    await page.getByText(/bis Woche \d+/).first().waitFor();
    await narrow('a plan');
    await open(page, site, 'roles');
    await page.getByRole('tab', { name: 'Mentoring' }).click();
    await page.getByText('Hilft dir bei').first().waitFor();
    await narrow('mentors');
    assert.deepEqual(await axe(page), []);
    await page.getByRole('link', { name: /^Karte schreiben/ }).first().click();
    await page.getByRole('heading', { level: 1, name: 'Eine Karte, um dich zu melden' }).waitFor();
    await page.getByText('Das ist alles, was auf der Karte steht').waitFor();
    await narrow('a card');
    assert.deepEqual(await axe(page), []);
    assert.deepEqual(problems, []);
  });
});
