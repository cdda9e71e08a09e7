/** The audit on the fairness page, served from fixtures: the pack, the summary, what is missing, findings that only grow, and that everybody can use it. */
import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { axe, person, start } from './harness.mjs';
import { fixture, stand } from './consoles/serve.mjs';

const SHOTS = process.env.SHOTS;

describe('the audit', () => {
  let site;
  before(async () => { site = await start(); });
  after(async () => { await site?.close(); });

  const visit = async (query = '') => {
    const who = await person(site);
    const world = await stand(who.context, 'insight', 'auditor');
    await who.page.goto(new URL(`/insight-console/${query}#/fairness`, site.url).href);
    await who.page.locator('[data-findings]').waitFor();
    return { ...who, world };
  };

  test('the pack is one link; the summary has rate, ratio, interval and number; what is missing is named', async () => {
    const { page, context } = await visit();
    const { summary, period, comparisons } = fixture('audit');
    const href = await page.locator('[data-audit-pack] a.button').getAttribute('href');
    assert.equal(href, `/insight/console/audit/pack?lang=en-GB&period=${period}`);
    assert.equal(await page.locator('[data-summary]').count(), summary.length);
    const first = page.locator('[data-summary]').first().locator('[data-category]').first();
    assert.match(await first.innerText(), /±.*%.*\d to \d/s);
    assert.equal(await page.locator('[data-comparisons] tbody tr').count(), comparisons.length);
    await page.locator('[data-comparisons]').getByText('0.048').first().waitFor();
    await page.locator('[data-strata]').getByText(/7(\.0)? to 3/).waitFor();
    await page.locator('[data-lacking]').getByText('Age, confidence: no question of this kind is asked.').waitFor();
    await context.close();
  });

  test('two attributes at once stand by both names, in their table, the summary and among the p-values', async () => {
    const both = (id) => `${id}+over55`;
    const crossed = (one) => ({ ...one, measure: 'crossed', attribute: 'gender+age', reference: 'man+mid', groups: one.groups.map((group) => ({ ...group, group: both(group.group), label: `${group.label}, 55 and over` })) });
    const { page, context, world } = await visit();
    const { audits, ...rest } = fixture('fairness');
    const full = fixture('audit');
    const gender = audits.find((one) => one.attribute === 'gender');
    world.answers.fairness = () => ({ ...rest, audits: [crossed(gender)] });
    world.answers.audit = () => ({ ...full, summary: [crossed(full.summary.find((one) => one.attribute === 'gender'))], comparisons: [{ ...full.comparisons[0], measure: 'crossed', yes: gender.yes, group: both('woman'), reference: 'man+mid' }], lacking: [] });
    await page.reload();
    await page.getByRole('heading', { level: 2, name: /, by gender and age$/ }).first().waitFor();
    await page.locator('[data-group="woman+over55"]').getByRole('rowheader', { name: 'Women, 55 and over' }).waitFor();
    await page.locator('[data-summary]').getByRole('heading', { name: /gender and age/ }).waitFor();
    await page.locator('[data-comparisons]').getByRole('cell', { name: 'Women and 55 and over', exact: true }).waitFor();
    await context.close();
  });

  test('a finding is written down, gets a step, and a second hand is told that it was late', async () => {
    const { page, context, world } = await visit();
    await page.getByText('Write down a finding').click();
    await page.getByLabel('What was found').fill('Older people are offered less');
    await page.getByLabel('Who looks after it').fill('Learning');
    await page.getByRole('button', { name: 'Keep' }).click();
    const one = page.locator('[data-finding="1"]');
    await one.getByText('Older people are offered less').waitFor();
    await one.getByText('Add a step').click();
    await one.getByLabel('What came of it').selectOption('explained');
    await one.getByLabel('Why').fill('Part-time contracts');
    await one.getByRole('button', { name: 'Keep' }).click();
    await one.getByText('explained · Learning: Part-time contracts').waitFor();
    assert.equal(await one.locator('ul li').count(), 2);
    assert.deepEqual(world.calls.at(-1).body, { number: 1, steps: 1, owner: 'Learning', state: 'explained', note: 'Part-time contracts' });
    world.answers['audit/findings'] = () => [409, 'finding.conflict'];
    await one.getByRole('button', { name: 'Keep' }).click();
    await page.getByRole('alert').filter({ hasText: 'Somebody added a step meanwhile' }).waitFor();
    await context.close();
  });

  test('everybody can use it: axe, narrow, in the dark, in German, on paper', async () => {
    for (const [query, width, scheme, media] of [['', 1280, 'light', 'screen'], ['', 360, 'dark', 'screen'], ['?lang=de', 360, 'light', 'screen'], ['', 794, 'light', 'print']]) {
      const { page, problems, context } = await visit(query);
      await page.setViewportSize({ width, height: 900 });
      await page.emulateMedia({ colorScheme: scheme, reducedMotion: 'reduce', media });
      if (query) await page.getByText('Prüfpaket herunterladen').waitFor();
      assert.ok(await page.evaluate(() => document.scrollingElement.scrollWidth) <= width, `wider than ${width}`);
      if (media === 'screen') assert.deepEqual(await axe(page), [], `${width} ${scheme}`);
      assert.deepEqual(problems, []);
      if (SHOTS) { mkdirSync(SHOTS, { recursive: true }); await page.screenshot({ path: join(SHOTS, `audit-${width}-${scheme}-${media}${query ? '-de' : ''}.png`), fullPage: true }); }
      await context.close();
    }
  });
});
