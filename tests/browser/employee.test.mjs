/** One employee's first afternoon: from nothing known to steps that name her own evidence, and every correction she can make. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { bringIn, fileCard, figures, finish, open, person, repo, sample, start, steps } from './harness.mjs';

describe('an employee', () => {
  let site, ada, page;
  before(async () => { site = await start(); ada = await person(site); page = ada.page; });
  after(async () => { await site?.close(); });

  const titles = async () => { await steps(page).first().waitFor(); return steps(page).evaluateAll((all) => all.map((card) => card.getAttribute('aria-label'))); };
  const whys = () => steps(page).locator('[part=why]').allInnerTexts();

  test('is offered three first steps before anything is known, each with a reason', async () => {
    await open(page, site);
    await page.getByRole('heading', { level: 1, name: 'Three next steps' }).waitFor();
    await steps(page).nth(2).waitFor();
    assert.equal(await steps(page).count(), 3);
    for (const card of await steps(page).all()) {
      assert.ok((await card.locator('[part=why]').innerText()).trim().length > 20, 'a reason is a sentence');
      assert.match(await card.locator('[part=minutes]').innerText(), /\d+ (min|hours)|hour|\d h/);
      for (const part of ['modality', 'difficulty', 'timing']) assert.notEqual((await card.locator(`[part~=${part}]`).innerText()).trim(), '');
    }
    assert.match(await page.locator('main').innerText(), /Good places to begin/);
  });

  test('imports learning records: hers are accepted, others dropped, broken ones refused with their place', async () => {
    const card = await bringIn(page, site, sample('statements.json'), ['Ada Fontes']);
    const seen = await figures(card);
    assert.ok(seen.accepted > 5, JSON.stringify(seen));
    assert.ok(seen.notYou > 0, JSON.stringify(seen));
    assert.equal(seen.refused, 2);
    await card.getByText('Why 2 were refused').click();
    const rows = await card.locator('table tbody tr').allInnerTexts();
    assert.equal(rows.length, 2);
    for (const row of rows) assert.match(row, /^\$?[.[]?.*\d+.*\s+\S{4,}/, 'a place and a reason');
    assert.match(rows.join('\n'), /actor/);
    assert.match(rows.join('\n'), /timestamp/);
  });

  test('imports a git log, a table and a pasted CV', async () => {
    const log = await figures(await bringIn(page, site, sample('git-log.txt'), ['Ada Fontes']));
    assert.ok(log.accepted > 10 && log.notYou > 5, JSON.stringify(log));
    const table = await bringIn(page, site, sample('record.csv'), ['Ada Fontes']);
    const rows = await figures(table);
    assert.ok(rows.accepted >= 15 && rows.refused === 1 && rows.notYou === 3, JSON.stringify(rows));
    await table.getByText('Why one was refused').click();
    await table.getByRole('rowheader', { name: 'line 21' }).waitFor();

    await page.getByLabel('Your own words about what you did').fill(readFileSync(sample('cv.txt'), 'utf8'));
    await page.getByRole('button', { name: 'Read it', exact: true }).click();
    const text = await figures(await finish(page, 'Pasted text'));
    assert.ok(text.accepted > 3, JSON.stringify(text));
  });
});
