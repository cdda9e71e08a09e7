/** "Is this right?": a doubtful reading is asked about where it matters, and once; a skill that is missing is proposed by a file. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, describe, test } from 'node:test';
import { axe, bringIn, open, person, show, start, steps } from './harness.mjs';

const NOTE = 'Driving lift trucks safely among people and racking.';

describe('a person who is asked', () => {
  let site, ada, page, card;
  before(async () => { site = await start(); ada = await person(site); page = ada.page; card = page.locator('skillkeep-doubt [part=doubt]'); });
  after(async () => { await site?.close(); });

  test('sees no question before there is a doubt', async () => {
    await open(page, site);
    await steps(page).nth(2).waitFor();
    assert.equal(await card.count(), 0);
  });

  test('is shown her words and how they were read', async () => {
    await open(page, site, 'role/warehouse_associate');
    await page.locator('skillkeep-role').getByRole('button', { name: 'Make it my goal' }).click();
    await page.getByText(/^Your goal is .+ now\./).waitFor();
    await bringIn(page, site, { name: 'note.txt', buffer: Buffer.from(NOTE) });
    await open(page, site);
    await card.waitFor();
    assert.equal(await card.count(), 1);
    assert.match(await card.locator('[part=words]').innerText(), /lift trucks/);
    assert.equal(await card.locator('[part=skill]').innerText(), 'Manual handling');
    assert.deepEqual(await axe(page), []);
    await page.setViewportSize({ width: 320, height: 800 });
    assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), 'nothing is cut off at 320 px');
    await page.setViewportSize({ width: 1280, height: 900 });
  });

  test('says no: it goes, the reading too, and neither comes back', async () => {
    await card.getByRole('button', { name: 'No: Manual handling' }).click();
    await page.getByText('It no longer counts for Manual handling. We will not ask again.').waitFor();
    await card.waitFor({ state: 'detached' });
    await page.reload();
    await steps(page).nth(2).waitFor();
    await page.waitForTimeout(1000);
    assert.equal(await card.count(), 0);
    await show(page, site, 'skill/manual_handling');
    await page.locator('skillkeep-skill').getByText('you said it does not count').first().waitFor();
  });

  test('proposes a skill: the file has what she typed, and nothing else', async () => {
    await show(page, site, 'skills');
    const form = page.locator('skillkeep-propose');
    await form.getByText('A skill is missing? Propose it').click();
    await form.getByLabel('Name of the skill').fill('Lift truck driving');
    await form.getByLabel('What it is, in a sentence').fill('Moving pallets with a lift truck, safely.');
    await form.getByRole('combobox').fill('manual h');
    await form.getByRole('option', { name: /^Manual handling/ }).click();
    await form.getByRole('button', { name: 'It is near this one' }).click();
    await form.getByLabel('Why it is needed; please name nobody').fill('The warehouse has six trucks.');
    const shown = await form.locator('[part=preview]').innerText();
    assert.deepEqual(await axe(page), []);
    const download = page.waitForEvent('download');
    await form.getByRole('button', { name: 'Download the file' }).click();
    const file = JSON.parse(readFileSync(await (await download).path(), 'utf8'));
    assert.deepEqual(file, JSON.parse(shown), 'the preview is the file');
    assert.match(file.proposals[0].id, /^introduce-[0-9a-f]{8}$/);
    file.proposals[0].id = 'introduce-00000000';
    // What the console's server makes of these bytes is told by a test of its own.
    assert.equal(JSON.stringify(file), JSON.stringify(JSON.parse(readFileSync(new URL('../fixtures/proposal-from-portal.json', import.meta.url), 'utf8'))), 'field by field, in order');
  });

  test('met no error on the way', () => assert.deepEqual(ada.problems, []));
});
