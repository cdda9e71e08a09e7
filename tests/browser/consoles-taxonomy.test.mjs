/** The taxonomy page, served from fixtures: what is found, what is decided, what comes in and goes out, and that everybody can use it. */
import assert from 'node:assert/strict';
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { axe, person, start } from './harness.mjs';
import { stand } from './consoles/serve.mjs';

const SHOTS = process.env.SHOTS;

describe('the taxonomy page', () => {
  let site;
  before(async () => { site = await start(); });
  after(async () => { await site?.close(); });

  const visit = async (role, hash = '', options = {}) => {
    const who = await person(site, options);
    const world = await stand(who.context, 'insight', role);
    await options.prepare?.(world);
    await who.page.goto(new URL(`/insight-console/${options.query ?? ''}#/taxonomy${hash}`, site.url).href);
    return { ...who, world };
  };
  const h1 = (page, name) => page.getByRole('heading', { level: 1, name }).waitFor();
  const link = (page, name) => page.getByRole('link', { name, exact: true });

  test('a skill is found while one types, by keyboard alone, and shows all that is known of it', async () => {
    const { page, world, context } = await visit('planner');
    await h1(page, '198 skills, and 6 proposals to decide');
    await page.getByLabel('Find a skill').fill('ph');
    await page.getByText('One skill', { exact: true }).waitFor();
    assert.ok(world.calls.filter((call) => call.path === 'taxonomy/skills').length <= 3, 'not every key is a request');
    await page.getByLabel('Find a skill').press('ArrowDown');
    await page.keyboard.press('ArrowUp');
    assert.equal(await page.evaluate(() => document.activeElement.id), 'skill', 'up from the head of the list is the field');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await h1(page, 'PHP');
    for (const text of ['Formerly called Web scripting.', 'Laravel, Composer and Symfony', 'PHP-Programmierung and Webshops mit PHP', 'Web developer', '“Web scripting” is now called “PHP”', 'Retire “PHP”']) await page.getByText(text, { exact: true }).first().waitFor();
    await page.getByText('Used under the CC BY 4.0 license.', { exact: false }).waitFor();
    assert.equal(await page.getByRole('link', { name: 'Propose a change' }).count(), 0, 'a planner does not propose');
    await page.getByRole('button', { name: 'Show 8 more' }).click();
    await link(page, 'Neighbouring skill 19').waitFor();
    await link(page, '← All skills').click();
    assert.equal(await page.getByLabel('Find a skill').inputValue(), 'ph', 'the way back leads to what was looked for');
    await page.getByLabel('Find a skill').fill('nothing like it');
    await page.getByText('No skill is called “nothing like it”.').waitFor();
    await context.close();
  });

  test('the next page goes on where the first ended; a kind narrows; a skill that is gone is said', async () => {
    const { page, context } = await visit('auditor');
    await page.getByRole('button', { name: 'Show 100 more' }).click();
    await link(page, 'Later skill 101').waitFor();
    assert.equal(await page.evaluate(() => document.activeElement.textContent), 'Later skill 101', 'reading goes on at the first new row');
    await page.getByRole('button', { name: 'knowledge' }).click();
    await page.getByText('One skill', { exact: true }).waitFor();
    await page.goto(new URL('/insight-console/#/taxonomy/skill/cobol', site.url).href);
    await page.getByRole('alert').filter({ hasText: 'no such skill in this pack' }).waitFor();
    await context.close();
  });

  test('an owner narrows proposals, accepts one, and takes it back; a rejection says why', async () => {
    const { page, world, context } = await visit('owner', '/proposals');
    await h1(page, '6 proposals wait for a decision');
    await page.locator('[data-proposal=introduce-duckdb]').getByText('raised by a count · Data · 312 job postings ask for it').waitFor();
    await page.getByLabel('Change').first().selectOption('merge');
    await page.locator('[data-proposal]').nth(1).waitFor({ state: 'detached' });
    await page.getByRole('link', { name: 'Merge “Mentoring” into “Coaching”' }).click();
    await page.getByText('with its evidence and their corrections', { exact: false }).waitFor();
    await page.getByRole('button', { name: 'Reject' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Reject' }).click();
    assert.equal(world.calls.some((call) => call.path.endsWith('/decision')), false, 'without a reason nothing is sent');
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Accept' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Accept' }).click();
    await page.getByText('Accepted. It will be in the next pack.').waitFor();
    assert.deepEqual(world.calls.findLast((call) => call.path.endsWith('/decision')).body, { version: 1, decision: 'accepted', note: '' });
    await page.getByRole('button', { name: 'Take the decision back' }).click();
    await page.getByRole('heading', { name: 'Not decided yet' }).waitFor();
    await context.close();
  });

  test('of two who decide at once the second sees what became of it', async () => {
    const { page, world, context } = await visit('owner', '/proposals/sunset-php');
    await h1(page, 'Retire “PHP”');
    Object.assign(world.proposals.rows.find((row) => row.id === 'sunset-php'), { version: 2, status: 'rejected', note: 'We still run it.' });
    await page.getByRole('button', { name: 'Accept' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Accept' }).click();
    await page.getByRole('alert').filter({ hasText: 'Somebody else changed this a moment ago' }).waitFor();
    await page.getByText('We still run it.').waitFor();
    assert.equal(await page.getByRole('dialog').count(), 0);
    await context.close();
  });

  test('an owner writes a proposal; a name that is no skill is said before anything is sent', async () => {
    const { page, world, context } = await visit('owner', '/proposals');
    await page.locator('#change').selectOption('merge');
    await page.getByLabel('Which skills').fill('Mentoring; Juggling');
    await page.getByLabel('The one that stays').fill('Coaching');
    await page.getByLabel('Why').fill('One thing.');
    await page.getByRole('button', { name: 'Propose it' }).click();
    await page.getByText('No skill is called “Juggling”.').waitFor();
    await page.getByLabel('Which skills').fill('Mentoring');
    await page.getByRole('button', { name: 'Propose it' }).click();
    await page.getByText('Proposed. It waits for a decision.').waitFor();
    const { body } = world.calls.find((call) => call.path === 'taxonomy/propose');
    assert.deepEqual(body, { kind: 'merge', subjects: ['mentoring'], into: ['coaching'], label: '', description: '', reason: 'One thing.' });
    await context.close();
  });

  test('files come in with a word about each, are refused with the line, and what was accepted goes out', async () => {
    const { page, world, context } = await visit('planner', '/proposals');
    assert.equal(await page.getByText('Propose a change yourself').count(), 0);
    const give = (label, name, text) => page.getByLabel(label).setInputFiles({ name, mimeType: 'text/plain', buffer: Buffer.from(text) });
    await give('Bring in a market table', 'jobs.csv', 'term,period,count\nZig,2026-q4,120\n');
    await page.getByText('12 rows, 3 terms; 2 of them are skills here. One new proposal. One was there already, its counts are up to date.').waitFor();
    world.answers['taxonomy/market'] = () => [400, 'market.line', {}, { line: 3 }];
    await give('Bring in a market table', 'jobs.csv', 'term,period,count\n');
    await page.getByRole('alert').filter({ hasText: 'Line 3 of that table does not fit. Nothing was taken.' }).waitFor();
    world.answers['taxonomy/import'] = () => [400, 'proposal.field'];
    await give('Bring in proposals', 'mine.json', '{"format":1,"proposals":[],"by":"Mia"}');
    await page.getByRole('alert').filter({ hasText: 'it could say whose it is' }).waitFor();
    const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'Hand on one accepted proposal' }).click()]);
    assert.equal(JSON.parse(readFileSync(await file.path(), 'utf8')).proposals[0].id, 'introduce-lifts');
    await context.close();
  });

  test('nothing proposed and nothing changed say what fills them; a server that is down leaves a way back', async () => {
    const { page, world, context } = await visit('auditor', '/proposals', { prepare: (w) => { w.proposals = { total: 0, from: 0, rows: [], counts: { status: {}, kind: {}, domain: {}, raised: {} } }; w.answers['taxonomy/changes'] = () => ({ total: 0, from: 0, rows: [] }); } });
    await h1(page, 'Nothing waits for a decision');
    await page.getByRole('heading', { name: 'Nothing is proposed yet' }).waitFor();
    await page.getByRole('navigation', { name: 'Parts of the taxonomy' }).getByRole('link', { name: 'Changes' }).click();
    await page.getByRole('heading', { name: 'No change yet' }).waitFor();
    world.answers['taxonomy/skills'] = () => [500, 'internal'];
    await page.getByRole('navigation', { name: 'Parts of the taxonomy' }).getByRole('link', { name: 'Skills' }).click();
    await page.getByRole('alert').filter({ hasText: 'That did not work' }).waitFor();
    delete world.answers['taxonomy/skills'];
    await page.getByRole('button', { name: 'Try again' }).click();
    await page.getByLabel('Find a skill').waitFor();
    await context.close();
  });

  test('the catalogue’s keepers see what to look at, most pressing first, the rest on demand; without a catalogue the page says so', async () => {
    const { page, context } = await visit('owner');
    await h1(page, '198 skills, and 6 proposals to decide');
    await link(page, 'Catalogue').click();
    await h1(page, '20 things in the catalogue to look at');
    const kinds = await page.locator('section[data-code]').evaluateAll((all) => all.map((one) => one.dataset.code));
    assert.deepEqual(kinds, ['left_out', 'near_duplicate', 'not_taught', 'taught_short', 'no_beginning', 'tag_missing', 'tag_unsaid']);
    const unsaid = page.locator('[data-code=tag_unsaid] li');
    assert.equal(await unsaid.count(), 10);
    await page.getByRole('button', { name: 'Show 4 more' }).click();
    await unsaid.nth(13).waitFor();
    await page.getByText('for Dispatcher, Fleet manager, Driver, Depot lead and one more').waitFor();
    await page.getByText('reaches 2.5, needed at 3.5').waitFor();
    await context.close();
    const bare = await visit('planner', '/catalogue', { prepare: (w) => { w.answers['taxonomy/catalogue'] = () => ({ health: null }); } });
    await bare.page.getByText('This console was told of no catalogue.', { exact: false }).waitFor();
    await bare.context.close();
  });

  test('words that no skill explains stand with their intervals; what enough people surely name is proposed, and nothing where nothing was released', async () => {
    const { page, world, context } = await visit('planner', '/terms');
    await h1(page, '2 new words are widespread enough to propose');
    const rows = await page.locator('tr[data-term]').evaluateAll((all) => all.map((one) => [one.dataset.term, Boolean(one.querySelector('.chip.warm'))]));
    assert.deepEqual(rows, [['prompt engineering', true], ['DuckDB', true], ['Laravel 12', false], ['passkeys', false], ['cargo bikes', false], ['Tauri', false]]);
    await page.getByRole('link', { name: 'now: PHP' }).waitFor();
    assert.match(await page.locator('tr[data-term=DuckDB]').innerText(), /210 120 to 290/, 'no number without its interval');
    await page.getByRole('button', { name: 'Propose these 2' }).click();
    await page.getByText('2 new proposals. One was there already').waitFor();
    assert.deepEqual(world.calls.filter((call) => call.method === 'POST').map((call) => call.path), ['taxonomy/terms']);
    await context.close();
    const none = { period: null, cells: [], clipped: null, rows: [], how: [] };
    const bare = await visit('auditor', '/terms', { prepare: (w) => { w.answers['taxonomy/terms'] = () => none; } });
    await h1(bare.page, 'New words');
    await bare.page.getByText('No release speaks of new words yet.', { exact: false }).waitFor();
    assert.equal(await bare.page.getByRole('button', { name: /Propose/ }).count(), 0);
    await bare.context.close();
  });

  test('axe finds nothing, nothing scrolls sideways at 320 px, light and dark; German and right to left too', async () => {
    const found = [];
    for (const [role, hash, query] of [['owner', ''], ['owner', '/skill/php'], ['owner', '/proposals'], ['owner', '/proposals/split-support'], ['planner', '/proposals/introduce-lifts'], ['auditor', '/changes'], ['owner', '/catalogue'], ['owner', '/terms'], ['planner', '/terms', '?lang=de'], ['owner', '/proposals', '?lang=de'], ['owner', '/skill/php', '?lang=ar-XB']]) {
      const { page, context, problems } = await visit(role, hash, { query });
      await page.locator('main h1').waitFor();
      await page.waitForLoadState('networkidle');
      for (const [width, colorScheme] of [[1280, 'light'], [768, 'dark'], [320, 'dark'], [320, 'light']]) {
        await page.setViewportSize({ width, height: 800 });
        await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
        const name = `taxonomy${hash.replaceAll('/', '-')}${query?.slice(5) ?? ''}-${width}-${colorScheme}`;
        found.push(...(await axe(page)).map((what) => `${name}: ${what}`));
        const wide = await page.evaluate(() => document.scrollingElement.scrollWidth);
        if (wide > width) found.push(`${name} is ${wide} px wide`);
        if (SHOTS) { mkdirSync(SHOTS, { recursive: true }); await page.screenshot({ path: join(SHOTS, `${name}.png`), fullPage: true }); }
      }
      if (role === 'owner' && hash.endsWith('split-support')) {
        await page.getByRole('button', { name: 'Reject' }).click();
        found.push(...(await axe(page)).map((what) => `dialog: ${what}`));
      }
      found.push(...problems.filter((problem) => !problem.includes('401')));
      await context.close();
    }
    assert.deepEqual(found, []);
  });
});
