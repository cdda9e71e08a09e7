/** Plans: scenarios kept, copied, deleted and brought back; before and after; the way of a skill; build or buy; series from outside. */
import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { axe, person, start } from './harness.mjs';
import { fixture, stand } from './consoles/serve.mjs';

const SHOTS = process.env.SHOTS;

describe('the plans', () => {
  let site;
  before(async () => { site = await start(); });
  after(async () => { await site?.close(); });

  const visit = async (role, hash, options = {}) => {
    const who = await person(site, options);
    const world = await stand(who.context, 'insight', role);
    await options.prepare?.(world);
    await who.page.goto(new URL(`/insight-console/${options.query ?? ''}#/${hash}`, site.url).href);
    return { ...who, world };
  };
  const h1 = (page, name) => page.getByRole('heading', { level: 1, name }).waitFor();
  const posted = (world, path) => world.calls.findLast((call) => call.method === 'POST' && call.path === path);
  const csv = (text) => ({ name: 'plan.csv', mimeType: 'text/csv', buffer: Buffer.from(text) });

  test('without a scenario the page says what one is for; a planner writes one and sees it before and after', async () => {
    const { page, world, context } = await visit('planner', 'plans', { prepare: (world) => { world.plans = { ...fixture('plans'), scenarios: [] }; } });
    await h1(page, 'What if?');
    await page.getByRole('link', { name: 'New scenario' }).click();
    await h1(page, 'A new scenario');
    await page.getByLabel('Name', { exact: true }).fill('Rome hires');
    await page.getByRole('button', { name: 'Add a line to New people in a place' }).click();
    await page.locator('[data-kind=expansion]').getByLabel('More people').fill('20');
    await page.getByRole('button', { name: 'Add a line to Skills replaced by others' }).click();
    await page.locator('[data-kind=replaced]').getByLabel('Percent').fill('40');
    await page.getByRole('button', { name: 'Add a line to Growth of roles' }).click();
    await page.getByRole('button', { name: 'Remove line 1 of Growth of roles' }).click();
    // A contradiction keeps what was written.
    world.answers['plan/scenarios'] = (url, body) => body?.name ? [400, 'plan.too_much'] : undefined;
    await page.getByRole('button', { name: 'Keep and compare' }).click();
    await page.getByRole('alert').filter({ hasText: 'More than 100 % of a skill is replaced.' }).waitFor();
    delete world.answers['plan/scenarios'];
    await page.getByRole('button', { name: 'Keep and compare' }).click();
    await h1(page, /^Rome hires: 24 more people with /);
    const { body, csrf } = posted(world, 'plan/scenarios');
    const { people, from } = body.body.expansion[0];
    assert.deepEqual([body.name, people, from, body.body.replaced[0].percent, body.body.growth, csrf], ['Rome hires', 20, '2027-q1', 40, [], 'token-1']);
    await context.close();
  });

  test('a headcount plan is read before it is kept; the line that is wrong is named', async () => {
    const { page, world, context } = await visit('planner', 'plans/scenario/b2');
    await h1(page, 'Change “Nothing new”');
    assert.equal(await page.getByRole('link', { name: 'Template with everybody as they are now' }).getAttribute('href'), '/insight/console/plan/headcount');
    world.answers['plan/headcount'] = () => [400, 'plan.role', {}, { line: 7 }];
    await page.getByLabel('Headcount plan, CSV').setInputFiles(csv('role\n'));
    await page.getByRole('alert').filter({ hasText: 'Line 7: there is no such role.' }).waitFor();
    delete world.answers['plan/headcount'];
    await page.getByLabel('Headcount plan, CSV').setInputFiles(csv('role,function,region,period,headcount\n'));
    await page.getByText('One line was read. They are kept with the scenario.').waitFor();
    await page.getByText('One line', { exact: true }).click();
    await page.getByRole('rowheader', { name: 'Data analyst' }).waitFor();
    world.answers['plan/scenarios'] = (url, body) => body?.name ? [409, 'plan.conflict'] : undefined;
    await page.getByRole('button', { name: 'Keep and compare' }).click();
    await page.getByRole('alert').filter({ hasText: 'Somebody changed this scenario' }).waitFor();
    const { body } = posted(world, 'plan/scenarios');
    assert.deepEqual([body.id, body.version, body.body.plan[0].headcount], ['b2', 1, 12]);
    await context.close();
  });

  test('a scenario is copied, deleted and brought back', async () => {
    const { page, world, context } = await visit('planner', 'plans');
    await h1(page, '2 scenarios to compare');
    await page.getByRole('button', { name: 'Copy: Lisbon grows' }).click();
    await h1(page, '3 scenarios to compare');
    await page.getByRole('heading', { name: 'Lisbon grows (copy)' }).waitFor();
    await page.getByRole('button', { name: 'Delete: Lisbon grows (copy)' }).click();
    await page.getByText('“Lisbon grows (copy)” is gone.').waitFor();
    await h1(page, '2 scenarios to compare');
    await page.getByRole('button', { name: 'Undo' }).click();
    await h1(page, '3 scenarios to compare');
    assert.deepEqual(posted(world, 'plan/scenarios').body.body, fixture('plans').scenarios[0].body);
    await context.close();
  });

  test('before and after: every gap has its interval, and where there is not enough it says so', async () => {
    const { page, world, context } = await visit('planner', 'plans/compare/a1');
    const { rows } = fixture('plan-compare');
    await h1(page, `Lisbon grows: 24 more people with ${rows[0].label} in ${rows[0].cellLabel} by Q4 2027`);
    const first = page.locator(`[data-row="${rows[0].skill} ${rows[0].cell}"]`);
    assert.match(await first.innerText(), /\+24/);
    assert.match(await first.innerText(), /15 to 44/);
    assert.match(await first.innerText(), /64 \(55 to 78\)/, 'a demand that follows a market says its interval');
    const few = rows.find((row) => row.notEnough);
    await page.getByRole('button', { name: /more/ }).click();
    await page.locator(`[data-row="${few.skill} ${few.cell}"]`).getByText('not enough data: needs about 300', { exact: false }).waitFor();
    await page.getByText('12 more skills and places change less; they are left out.').waitFor();
    await page.getByLabel('By', { exact: true }).selectOption('2027-q2');
    await page.getByLabel('Scenario').selectOption('b2');
    await page.waitForFunction(() => location.hash === '#/plans/compare/b2');
    await page.getByText('Directional: a person reviews this', { exact: false }).first().waitFor();
    await page.waitForFunction((n) => document.querySelectorAll('[data-row]').length >= n, 15);
    assert.ok(world.calls.some((call) => call.path === 'plan/compare'));
    await context.close();
  });

  test('a skill’s way can be walked by keyboard, and the table says the same', async () => {
    const { page, context, world } = await visit('planner', 'plans/way');
    await h1(page, /7 to 48 missing by Q4 2027$/);
    await page.locator('[data-step=opening]').focus();
    const said = [];
    for (let i = 0; i < 7; i += 1) {
      said.push(await page.evaluate(() => document.activeElement.getAttribute('aria-label')));
      await page.keyboard.press('Tab');
    }
    assert.deepEqual([said[0], said[1], said[5], said[6]], ['Have it now: 52 (41 to 64)', 'Leave: -6 (-11 to -1)', 'Have it then: 69 (48 to 89)', 'Missing: 27 (7 to 48)']);
    await page.locator('console-waterfall + details summary').click();
    await page.getByRole('row', { name: /Missing 27 7 to 48/ }).waitFor();
    await page.getByText(/Learning from the releases: 6\.2 % a year \(1\.1 to 11(\.0)?\)\./).waitFor();
    await page.getByLabel('Hired with it, people').fill('30');
    world.answers['plan/waterfall'] = () => [400, 'plan.number'];
    await page.getByRole('button', { name: 'Work it out' }).click();
    await page.getByRole('alert').filter({ hasText: 'a number is missing or outside its range' }).waitFor();
    await context.close();
  });

  test('build or buy: the most careful plan that reaches is the headline, each point says what is done', async () => {
    const { page, world, context } = await visit('planner', 'plans/buy');
    await h1(page, 'What closing a gap costs');
    await page.getByText('Say what one can do', { exact: false }).waitFor();
    await page.getByRole('button', { name: 'Add a measure' }).click();
    await page.getByLabel('Cost of one').fill('900');
    await page.getByRole('button', { name: 'Add a measure' }).click();
    await page.getByLabel('Kind').nth(1).selectOption('hire');
    await page.getByLabel('Name').nth(1).fill('Hires');
    await page.getByLabel('Cost of one').nth(1).fill('18000');
    await page.getByLabel('At most, people').nth(1).fill('');
    await page.getByRole('button', { name: 'Find the plans' }).click();
    await h1(page, '351,000 closes the gap with a probability of at least 90%');
    const { measures } = posted(world, 'plan/buy').body;
    assert.deepEqual([measures[0].kind, measures[0].yields, measures[1].kind, measures[1].cost, measures[1].most], ['learn', 0.8, 'hire', 18000, null]);
    await page.locator('[data-sure="95"]').getByText('The measures do not reach so far.').waitFor();
    await page.locator('[data-sure="90"]').getByText('30 × Learning sprint and 18 × Hires').waitFor();
    assert.equal(await page.locator('console-frontier .point').count(), 5);
    assert.match(await page.locator('console-frontier .point').first().getAttribute('aria-label'), /93%.*351,000.*18 × Hires/);
    await context.close();
  });

  test('a series from outside is brought, shown as an index with its fan, and deleted', async () => {
    const { page, world, context } = await visit('planner', 'plans/series');
    await h1(page, '2 series from outside');
    const card = page.locator('[data-series="Rust postings (sample)"]');
    await card.getByText('Growth +7.1% a quarter', { exact: false }).waitFor();
    await page.locator('[data-series="Searches (sample)"]').getByText('not enough data', { exact: false }).first().waitFor();
    world.answers['plan/series'] = (url, body) => body?.text ? [400, 'plan.short', {}, { line: 4 }] : undefined;
    await page.getByLabel('A CSV of series').setInputFiles(csv('series,period,value\na,2026-q1,1\n'));
    await page.getByRole('alert').filter({ hasText: 'Line 4: a series has at least three quarters' }).waitFor();
    await page.getByRole('button', { name: 'Delete Searches (sample)' }).click();
    await h1(page, 'One series from outside');
    await context.close();
  });

  test('bridges: the nearest role first, what is missing beside who holds it, counts below ten hidden, no way said so', async () => {
    const { page, world, context } = await visit('planner', 'plans/bridges');
    await h1(page, 'Software developer: Junior developer comes nearest');
    const row = (role) => page.locator(`[data-role=${role}]`);
    await row('junior_developer').getByText('A bridge', { exact: true }).waitFor();
    await row('junior_developer').getByText('97 people', { exact: true }).waitFor();
    const review = row('junior_developer').getByRole('row', { name: /^Code review/ });
    assert.match(await review.innerText(), /Close to Software testing[\s\S]*0 to 2[\s\S]*1% \(0% to 3%\)[\s\S]*Reviews that are kind and useful/);
    await row('junior_developer').getByRole('button', { name: /How was this made/ }).click();
    await page.getByRole('dialog').getByText('Release', { exact: false }).first().waitFor();
    await page.getByRole('button', { name: 'Close' }).first().click();
    await page.getByText('31% (20% to 44%, 95 %) of about 210 people who work toward it', { exact: false }).waitFor();
    await row('data_platform_engineer').getByText('Fewer than ten people').waitFor();
    await row('data_platform_engineer').getByText('The catalogue has no way to all of the rest.').waitFor();
    await row('data_platform_engineer').getByText('Nothing in the catalogue leads there').waitFor();
    await row('data_platform_engineer').getByText('nothing asks for it').waitFor();
    await page.getByText('12 more roles ask for some of it; nobody works in 3 of them.').waitFor();
    // Another role is asked for, and its address can be kept.
    const asked = [];
    world.answers['plan/bridges'] = (url) => { asked.push(url.searchParams.get('role')); return { ...fixture('plan-bridges'), role: 'data_analyst', label: 'Data analyst', catalogue: false, rows: [], left: 0, empty: 0, held: { rows: [], how: [] }, success: { asked: false, rows: [], how: [] } }; };
    await page.getByLabel('Role to come to').selectOption('data_analyst');
    await h1(page, 'Data analyst: no other role that somebody works in asks for any of it');
    await page.getByText('This server was given no catalogue', { exact: false }).waitFor();
    await page.getByText('is not measured: no question asks for it', { exact: false }).waitFor();
    assert.deepEqual([asked, await page.evaluate(() => location.hash)], [['data_analyst'], '#/plans/bridges/data_analyst']);
    await context.close();
  });

  test('an auditor sees no plans', async () => {
    const { page, world, context } = await visit('auditor', 'plans');
    await page.getByRole('heading', { level: 1 }).first().waitFor();
    assert.equal(await page.getByRole('link', { name: 'Plans' }).count(), 0);
    assert.ok(!world.calls.some((call) => call.path.startsWith('plan/')));
    await context.close();
  });

  test('everybody can use it: axe, narrow, in the dark, in German', async () => {
    const pages = [['plans', /Szenarien zum/], ['plans/scenario/a1', /„Lisbon grows“ ändern/], ['plans/compare/a1', /Menschen mehr mit/], ['plans/way', /es fehlen 7 bis 48/], ['plans/buy', /Lücke/], ['plans/bridges', /am nächsten kommt/], ['plans/series', /Reihen von außen/]];
    for (const [hash, german] of pages) {
      for (const [query, width, scheme] of [['', 1280, 'light'], ['', 320, 'dark'], ['?lang=de', 390, 'light']]) {
        const { page, problems, context } = await visit('planner', hash, { query });
        await page.setViewportSize({ width, height: 900 });
        await page.emulateMedia({ colorScheme: scheme, reducedMotion: 'reduce' });
        if (query) await h1(page, german); else await page.locator('main .card').first().waitFor();
        if (hash === 'plans/buy') {
          await page.getByRole('button', { name: query ? 'Maßnahme hinzufügen' : 'Add a measure' }).click();
          await page.locator('#buy-cost-0').fill('900');
          await page.getByRole('button', { name: query ? 'Pläne finden' : 'Find the plans' }).click();
          await page.locator('console-frontier svg').waitFor();
        }
        assert.ok(await page.evaluate(() => document.scrollingElement.scrollWidth) <= width, `${hash} is wider than ${width}`);
        assert.deepEqual(await axe(page), [], `${hash} ${width} ${scheme}`);
        assert.deepEqual(problems, []);
        if (SHOTS) { mkdirSync(SHOTS, { recursive: true }); await page.screenshot({ path: join(SHOTS, `${hash.replaceAll('/', '-')}-${width}-${scheme}${query ? '-de' : ''}.png`), fullPage: true }); }
        await context.close();
      }
    }
  });
});
