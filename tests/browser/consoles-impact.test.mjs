/** Experiments, key figures and own numbers, served from fixtures: what is promised, what is missing, what comes in, and that everybody can use it. */
import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { axe, person, start } from './harness.mjs';
import { fixture, stand } from './consoles/serve.mjs';

const SHOTS = process.env.SHOTS;

describe('the impact pages', () => {
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

  test('an experiment promises its lower end, says how it was checked, and every chart has its table', async () => {
    const { page, context } = await visit('planner', 'experiments');
    const [one] = fixture('impact-experiments').experiments;
    await h1(page, `It helps: at least +${one.effect.surely.toFixed(2)} levels a person`);
    const card = page.locator('[data-experiment=sprint-presenting]');
    await card.getByRole('heading', { name: 'Does the presenting sprint help?' }).waitFor();
    await card.getByText('Before the beginning the arms changed alike.').waitFor();
    await card.getByText('The arms are as large as they were drawn.').waitFor();
    assert.equal(await card.locator('[data-look]').count(), one.looks.length);
    assert.equal(await card.locator('[data-arm]').count(), 3);
    await card.locator('[data-distance="-1"]').getByRole('rowheader', { name: 'One quarter before' }).waitFor();
    await card.locator('[data-distance="1"]').getByRole('rowheader', { name: 'One quarter after' }).waitFor();
    await card.getByText('Every arm in every quarter').click();
    await card.getByRole('cell', { name: 'Q2 2026' }).first().waitFor();
    await card.getByRole('button', { name: 'How was this made?: Does the presenting sprint help?' }).click();
    await page.getByRole('dialog').getByText('sprint-presenting').first().waitFor();
    assert.match(await page.locator('a[target=_blank]').getAttribute('href'), /impact\/report\?lang=en-GB$/);
    await context.close();
  });

  test('what failed a check promises nothing; what is unclear or early says so; without a release there is an empty page', async () => {
    const answers = [
      ['doubted', 'A check failed: do not believe this effect yet', (one) => { one.finding = 'doubted'; one.placebo = { p: 0.0004, passed: false }; }],
      ['unclear', 'An effect cannot be told from none', (one) => { one.finding = 'unclear'; one.effect = { ...one.effect, surely: 0 }; }],
      ['early', 'No arm can be compared yet', (one) => { Object.assign(one, { finding: 'early', effect: null, looks: [], events: [], cells: [], placebo: null, balance: null }); }],
    ];
    for (const [finding, headline, change] of answers) {
      const { page, context } = await visit('auditor', 'experiments', { prepare: (world) => { world.answers['impact/experiments'] = () => { const all = fixture('impact-experiments'); change(all.experiments[0]); return all; }; } });
      await h1(page, headline);
      if (finding === 'doubted') await page.locator('[data-check=placebo]').getByText('p < 0.001').waitFor();
      await context.close();
    }
    const { page, context } = await visit('planner', 'experiments', { prepare: (world) => { world.answers['impact/experiments'] = () => ({ experiments: [] }); } });
    await h1(page, 'What our actions did');
    await page.getByText('No release speaks of an experiment yet.', { exact: false }).waitFor();
    await context.close();
  });

  test('a key figure has its interval, its direction and its people; what cannot be told says what is missing', async () => {
    const { page, context } = await visit('planner', 'figures');
    const { figures } = fixture('impact-figures');
    const told = figures.filter((each) => each.value);
    await page.locator('[data-figure=velocity]').getByText('answered', { exact: false }).waitFor();
    assert.equal(await page.locator('[data-figure]').count(), told.length);
    for (const { id } of told) assert.match(await page.locator(`[data-figure=${id}]`).innerText(), /from /);
    await page.locator('[data-missing=compliance]').getByText('needs a table with “compliance”').waitFor();
    await page.locator('[data-correlation="quality region"]').waitFor();
    await page.getByRole('link', { name: 'Bring the company’s own numbers' }).click();
    await h1(page, /numbers? of the company’s own/);
    await context.close();
  });

  test('a planner brings a table, reads which lines were not taken, and compares cells; an auditor only reads', async () => {
    const { page, world, context } = await visit('planner', 'figures/numbers');
    await h1(page, '2 numbers of the company’s own');
    await page.getByLabel('A CSV of numbers').setInputFiles({ name: 'numbers.csv', mimeType: 'text/csv', buffer: Buffer.from('metric,cell,period,value,people\n') });
    await page.getByText('5 lines were taken, 2 were not:').waitFor();
    await page.getByText('Line 7: no cell of this name').waitFor();
    assert.equal(world.calls.findLast((call) => call.method === 'POST').csrf, 'token-1');
    await page.getByLabel('Lisbon').check();
    await page.locator('[data-compared]').getByText('In the time before, both changed alike.', { exact: false }).waitFor();
    assert.equal(world.calls.at(-1).method, 'GET');
    world.answers['impact/endpoints'] = () => [400, 'endpoints.columns'];
    await page.getByLabel('A CSV of numbers').setInputFiles({ name: 'people.csv', mimeType: 'text/csv', buffer: Buffer.from('person,score\n') });
    await page.getByRole('alert').filter({ hasText: 'other columns' }).first().waitFor();
    await context.close();
    const auditor = await visit('auditor', 'figures/numbers');
    await h1(auditor.page, '2 numbers of the company’s own');
    assert.equal(await auditor.page.getByLabel('A CSV of numbers').count(), 0);
    await auditor.context.close();
  });

  test('everybody can use it: axe, narrow, in the dark, in German', async () => {
    for (const [hash, german] of [['experiments', /Es hilft/], ['figures', /Kennzahl/], ['figures/numbers', /eigene Zahlen/]]) {
      for (const [query, width, scheme] of [['', 1280, 'light'], ['', 360, 'dark'], ['?lang=de', 360, 'light']]) {
        const { page, problems, context } = await visit('planner', hash, { query });
        await page.setViewportSize({ width, height: 900 });
        await page.emulateMedia({ colorScheme: scheme, reducedMotion: 'reduce' });
        if (query) await h1(page, german); else await page.locator('main .card').first().waitFor();
        assert.ok(await page.evaluate(() => document.scrollingElement.scrollWidth) <= width, `${hash} is wider than ${width}`);
        assert.deepEqual(await axe(page), [], `${hash} ${width} ${scheme}`);
        assert.deepEqual(problems, []);
        if (SHOTS) { mkdirSync(SHOTS, { recursive: true }); await page.screenshot({ path: join(SHOTS, `${hash.replace('/', '-')}-${width}-${scheme}${query ? '-de' : ''}.png`), fullPage: true }); }
        await context.close();
      }
    }
  });
});
