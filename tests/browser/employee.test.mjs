/** One employee's first afternoon: from nothing known to steps that name her own evidence, and every correction she can make. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { bringIn, figures, finish, open, person, repo, sample, show, start, steps } from './harness.mjs';

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
    assert.match(rows.join('\n'), /^\$\[\d+\]\s+nobody did it/m);
    assert.match(rows.join('\n'), /^\$\[\d+\]\.timestamp\s+a date that cannot be read/m);
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

  test('sees nothing change when the same files come again', async () => {
    for (const name of ['statements.json', 'git-log.txt', 'record.csv']) {
      const card = await bringIn(page, site, sample(name), ['Ada Fontes']);
      await card.getByText('All of it was here already. Nothing changed.').waitFor();
      const seen = await figures(card);
      assert.equal(seen.accepted, 0);
      assert.ok(seen.known > 5, JSON.stringify(seen));
    }
  });

  test('says where she works, and gets steps that name her own evidence', async () => {
    await open(page, site);
    await page.getByLabel('Function').selectOption('Data');
    await page.getByLabel('Region').selectOption('Lisbon');
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await page.getByText('Saved. Your steps follow it.').waitFor();
    await page.getByRole('heading', { name: 'Where do you work?' }).waitFor({ state: 'hidden' });
    await page.getByText(/Chosen in this browser from \d+ things you did/).first().waitFor();
    await steps(page).locator('[part=why]').filter({ hasText: 'It builds on' }).first().waitFor();
    const named = await steps(page).locator('[part=why] mark').allInnerTexts();
    const files = ['statements.json', 'git-log.txt', 'record.csv', 'cv.txt'].map((name) => readFileSync(sample(name), 'utf8')).join('\n');
    assert.ok(named.some((words) => files.includes(words)), `one of ${JSON.stringify(named)} stands in her files`);
    const first = steps(page).filter({ hasText: 'It builds on' }).first();
    await first.getByRole('button', { name: /^Why\?/ }).click();
    await first.getByText('How this step was chosen').waitFor();
    const [behind] = await first.locator('[part=evidence-list] li').allInnerTexts();
    assert.match(behind, /\d{4}/, 'her evidence, with its day');
    const factors = (await first.locator('[part=terms]').innerText()).match(/×([\d.]+)/g).map((text) => Number(text.slice(1)));
    const total = factors.pop();
    const product = factors.reduce((all, one) => all * one, 1);
    assert.ok(Math.abs(product - total) < 0.01 * factors.length * Math.max(1, total), `${factors.join(' × ')} = ${total}`);
  });

  test('reads her skills, and one skill with evidence, curve and parts that add up', async () => {
    await show(page, site, 'skills');
    assert.ok(await page.locator('skillkeep-skills [part=row]').count() > 15);
    await page.locator('skillkeep-skills').getByRole('link', { name: 'SQL', exact: true }).click();
    await page.getByRole('heading', { level: 1, name: 'SQL' }).waitFor();
    await page.locator('portal-skill').getByRole('img', { name: /It fades without practice/ }).first().waitFor();
    const table = page.locator('skillkeep-skill [part=evidence-table]');
    await table.getByText('Which orders have no return?').first().waitFor();
    const steps = (await table.locator('tbody tr').evaluateAll((all) => all.map((row) => row.querySelector('td.num').textContent.trim()))).slice(1, 9);
    const moves = steps.map((text) => Math.abs(Number(text.replace('−', '-'))));
    assert.ok(moves.every((move, i) => i === 0 || move <= moves[i - 1] + 0.011) && moves[0] > 0.3, `what moves the level most comes first: ${steps.join(' ')}`);
    await page.locator('skillkeep-skill').getByRole('button', { name: /^Show \d+ more$/ }).click();
    await table.getByText('Returns dashboard for three depots').first().waitFor();
    const rows = await table.locator('tbody tr').evaluateAll((all) => all.map((row) => Number(row.querySelector('td.num').textContent.trim().replace('−', '-').replace('+', ''))));
    const total = rows.pop();
    assert.ok(rows.length > 5 && rows.every(Number.isFinite), rows.join(' '));
    assert.equal(rows.reduce((sum, part) => sum + part, 0).toFixed(2), total.toFixed(2));
    const told = Number(/best guess is ([\d.]+) of 5/.exec(await page.locator('main .lead').innerText())[1]);
    assert.ok(Math.abs(told - total) <= 0.0501, `${told} is ${total} in short`);
    await page.getByRole('button', { name: 'Show as a table' }).click();
    assert.ok(await page.locator('skillkeep-skill [part=curve-table] tbody tr').count() > 30);
  });

  test('confirms one skill, and the mark is hers', async () => {
    await page.locator('skillkeep-skill').getByRole('button', { name: /^Confirm \d/ }).click();
    await page.getByText('Confirmed: SQL.').waitFor();
    await page.locator('skillkeep-skill [part=history]').getByText(/You confirmed it/).waitFor();
    await show(page, site, 'skills');
    const row = page.locator('skillkeep-skills [part=row]').filter({ has: page.getByRole('link', { name: 'SQL', exact: true }) });
    await row.getByText('confirmed').waitFor();
  });

  test('contests another with a reason, which is asked for, and the level follows', async () => {
    await show(page, site, 'skill/python');
    const level = async () => Number(/best guess is ([\d.]+)/.exec(await page.locator('main .lead').innerText())[1]);
    const had = await level();
    await page.getByRole('button', { name: 'Contest', exact: true }).click();
    const dialog = page.getByRole('dialog', { name: 'What is wrong with Python?' });
    await dialog.getByRole('button', { name: 'Contest it' }).click();
    await dialog.getByRole('alert').waitFor();
    await dialog.getByLabel('One sentence, for your own record').fill('I review Python every day; the log shows only one repository.');
    await dialog.getByLabel('What would be right? (optional)').selectOption('5');
    await dialog.getByRole('button', { name: 'Contest it' }).click();
    await page.getByText('Contested: Python.').waitFor();
    await page.locator('skillkeep-skill').getByText('you contest', { exact: true }).waitFor();
    await page.locator('skillkeep-skill [part=history]').getByText('I review Python every day').waitFor();
    await page.waitForFunction((before) => Number(/best guess is ([\d.]+)/.exec(document.querySelector('main .lead').innerText)?.[1]) > before, had);
  });

  test('adds a third that nothing shows', async () => {
    await show(page, site, 'skills');
    const all = await page.locator('skillkeep-skills [part=row]').count();
    await page.getByRole('combobox', { name: 'Which skill?' }).fill('terraf');
    await page.getByRole('option', { name: /^Terraform/ }).first().click();
    await page.locator('skillkeep-skills form').getByLabel('Level').selectOption('2');
    await page.getByRole('button', { name: 'Add', exact: true }).click();
    await page.getByText('Added: Terraform.').waitFor();
    const row = page.locator('skillkeep-skills [part=row]').filter({ has: page.getByRole('link', { name: 'Terraform', exact: true }) });
    await row.getByText('you added it').waitFor();
    assert.equal(await page.locator('skillkeep-skills [part=row]').count(), all + 1);
  });

  test('sets a goal; the steps follow it, and what she contests changes them at once', async () => {
    await show(page, site, 'roles');
    await page.locator('skillkeep-roles').getByRole('link', { name: 'Data platform engineer', exact: true }).click();
    await page.getByRole('heading', { level: 1, name: 'Data platform engineer' }).waitFor();
    const role = page.locator('skillkeep-role');
    await role.locator('[part=need]').first().waitFor();
    assert.ok(await role.locator('[part=need]').count() >= 5);
    assert.ok(await role.locator('[part=rung]').count() >= 2, 'a ladder has rungs');
    assert.match(await role.locator('[part=ladder]').innerText(), /Between you and it|Nothing essential is missing/);
    assert.ok(await role.locator('[part=plan] li').count() >= 1);
    await role.getByRole('button', { name: 'Make it my goal' }).click();
    await page.getByText('Your goal is Data platform engineer now.').waitFor();
    await role.getByRole('button', { name: 'This is your goal. Clear it' }).waitFor();

    await open(page, site);
    await page.locator('portal-steps .lead').getByRole('link', { name: 'Data platform engineer' }).waitFor();
    await steps(page).nth(2).waitFor();
    const before = await whys();
    const gap = before.map((why) => /Your goal, Data platform engineer, needs (.+?) at [\d.]+; our best guess for you is [\d.]+\./.exec(why)).find(Boolean);
    assert.ok(gap, `a step names the goal: ${before.join(' | ')}`);
    const [sentence, skill] = gap;
    await page.locator('portal-steps .lead').getByRole('link', { name: 'Data platform engineer' }).click();
    await role.getByRole('link', { name: skill, exact: true }).first().click();
    await page.getByRole('heading', { level: 1, name: skill }).waitFor();
    await page.getByRole('button', { name: 'Contest', exact: true }).click();
    await page.getByLabel('One sentence, for your own record').fill('I do this every day.');
    await page.getByLabel('What would be right? (optional)').selectOption('5');
    await page.getByRole('button', { name: 'Contest it' }).click();
    await page.getByText(`Contested: ${skill}.`).waitFor();
    await open(page, site);
    await steps(page).nth(2).waitFor();
    assert.ok(!(await whys()).some((why) => why.includes(sentence)), `no step says any more: ${sentence}`);
  });

  test('finds a gig that fits', async () => {
    await show(page, site, 'gigs');
    const gig = page.locator('skillkeep-gigs article').first();
    assert.match(await gig.innerText(), /\d+\s?%/);
    for (const words of ['You bring', 'You would learn', 'Nothing is sent from here']) await gig.getByText(words).first().waitFor();
    assert.ok(await gig.getByRole('link').count() >= 1);
  });

  test('dismisses a step: gone, gone after a reload, and back when she says so', async () => {
    await open(page, site);
    const [title] = await titles();
    await steps(page).first().getByRole('button', { name: `Never: ${title}` }).click();
    await page.getByText(`Gone from your steps: ${title}.`).waitFor();
    assert.ok(!(await titles()).includes(title));
    await page.reload();
    await steps(page).nth(2).waitFor();
    assert.ok(!(await titles()).includes(title));
    await page.getByText('Set aside (1)').click();
    await page.getByRole('button', { name: `Bring back: ${title}` }).click();
    await page.getByText(`Back among your steps: ${title}.`).waitFor();
    await page.getByText('Set aside (1)').waitFor({ state: 'hidden' });
    assert.equal((await titles()).includes(title), true, 'nothing else changed, so it is the best step again');
  });

  test('undoes an import: what rested on it is gone', async () => {
    const things = async () => { await open(page, site); return Number(/from (\d+) things/.exec(await page.getByText(/Chosen in this browser from/).first().innerText())[1]); };
    const had = await things();
    await open(page, site, 'import');
    const row = page.locator('portal-import aside li').filter({ hasText: 'git-log.txt' }).filter({ hasText: /[1-9]\d* things/ });
    const count = Number(/(\d+) things/.exec(await row.first().innerText())[1]);
    await row.first().getByRole('button', { name: 'Undo' }).click();
    await page.getByText('Taken back. Nothing of this import is kept.').first().waitFor();
    assert.equal(await things(), had - count);
    await show(page, site, 'skill/sql');
    assert.doesNotMatch(await page.locator('skillkeep-skill [part=evidence-table]').innerText(), /git log/);
  });

  test('finds every act in the history, each with its way back', async () => {
    await open(page, site, 'history');
    const text = await page.locator('portal-history ol').innerText();
    for (const words of ['You confirmed SQL', 'You contested Python', 'You added Terraform', 'You set the goal Data platform engineer', 'You brought in cv.txt'.replace('cv.txt', 'Pasted text'), 'You brought in record.csv']) assert.ok(text.includes(words), `${words} in ${text}`);
    assert.equal(await page.locator('portal-history li').count(), await page.locator('portal-history li').getByRole('button', { name: /^Undo: / }).count());
    await page.getByRole('button', { name: 'Undo: Terraform' }).click();
    await page.getByText('Taken back.').first().waitFor();
    await page.getByRole('button', { name: 'Undo: Terraform' }).waitFor({ state: 'hidden' });
  });

  test('met no error on the way', () => assert.deepEqual(ada.problems, []));
});

describe('real files of others', () => {
  let site, page;
  before(async () => { site = await start(); ({ page } = await person(site)); });
  after(async () => { await site?.close(); });

  test("this repository's own git log", async (t) => {
    let log = '';
    try { log = execFileSync('git', ['log', '--numstat'], { cwd: repo, encoding: 'utf8', maxBuffer: 1 << 28 }); } catch { /* no repository here */ }
    if (!/^commit [0-9a-f]{40}$/m.test(log)) return t.skip('no git history here');
    const author = /^Author: (.+?) </m.exec(log)[1];
    const card = await bringIn(page, site, { name: 'repository.txt', buffer: Buffer.from(log) }, [author]);
    const seen = await figures(card);
    assert.ok(seen.accepted > 0, JSON.stringify(seen));
    assert.equal(seen.refused ?? 0, 0);
  });

  test('real xAPI statements of many people', async (t) => {
    const path = resolve(repo, '../shared/data/signals/xapi-statements/tccc_dev.json');
    if (!existsSync(path)) return t.skip('the shared statements are not here');
    const card = await bringIn(page, site, path, [/Alice/]);
    const seen = await figures(card);
    assert.ok(seen.accepted > 0, JSON.stringify(seen));
    assert.ok(seen.notYou > 100, JSON.stringify(seen));
    await card.getByText(/entries of others were dropped and never stored/).waitFor();
  });
});
