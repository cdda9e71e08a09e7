/** Actions, served from fixtures: from a shortfall to a proposal, by a second person to every browser, and what became of it. */
import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { axe, person, start } from './harness.mjs';
import { fixture, stand } from './consoles/serve.mjs';

const SHOTS = process.env.SHOTS;

describe('the pages of actions', () => {
  let site;
  before(async () => { site = await start(); });
  after(async () => { await site?.close(); });

  const visit = async (role, hash, options = {}) => {
    const who = await person(site, options);
    const world = await stand(who.context, 'insight', role);
    world.answers.shortfalls = () => fixture('actions-shortfalls');
    await options.prepare?.(world);
    await who.page.goto(new URL(`/insight-console/${options.query ?? ''}#/${hash}`, site.url).href);
    return { ...who, world };
  };
  const h1 = (page, name) => page.getByRole('heading', { level: 1, name }).waitFor();

  test('a planner goes from a shortfall to a proposal, by keyboard, and is told that somebody else decides', async () => {
    const { page, context, world, problems } = await visit('planner', 'shortfalls');
    await h1(page, /^Cloud infrastructure is likely to run short in Lisbon/);
    await page.getByRole('link', { name: 'Plan an action for Cloud infrastructure, Lisbon' }).focus();
    await page.keyboard.press('Enter');
    await h1(page, 'An action for Cloud infrastructure');
    assert.equal(await page.getByRole('checkbox', { checked: true }).count(), 3, 'some of the items are chosen already');
    await page.getByRole('checkbox', { name: /^Build and break a region/ }).focus();
    await page.keyboard.press('Space');
    await page.getByRole('textbox', { name: 'Why (stays in the trail)' }).fill('The likeliest of all.');
    assert.deepEqual(await axe(page), []);
    await page.getByRole('button', { name: 'Propose' }).press('Enter');
    await h1(page, 'Learning sprint: Cloud infrastructure');
    const { body } = world.calls.findLast(({ method, path }) => method === 'POST' && path === 'actions');
    assert.deepEqual([body.skill, body.cell, body.people, body.plan.kind, body.plan.items], ['cloud_infrastructure', 'region/lisbon', 10, 'sprint', ['cloud_101', 'cloud_patterns']]);
    await page.locator('[data-state=proposed]').waitFor();
    await page.getByText('You proposed this, so somebody else decides.', { exact: false }).waitFor();
    assert.equal(await page.getByRole('button', { name: 'Approve' }).count(), 0);
    assert.deepEqual(problems, []);
    await context.close();
  });

  test('coaches and gigs ask for other things, and a server without a catalogue says so', async () => {
    const { page, context, world } = await visit('planner', 'actions/new%20cloud_infrastructure%20region%2Flisbon%2010', { prepare: (w) => { w.answers.actions = (url, body) => body.plan ? undefined : { catalogue: false, key: false, actions: [] }; } });
    await h1(page, 'An action for Cloud infrastructure');
    await page.getByRole('spinbutton', { name: 'How many coaches' }).waitFor();
    await page.getByRole('button', { name: 'Learning sprint' }).click();
    await page.getByText('This server was given no catalogue to choose from.', { exact: false }).waitFor();
    assert.ok(await page.getByRole('button', { name: 'Propose' }).isDisabled());
    await page.getByRole('button', { name: 'Internal gig' }).click();
    await page.getByRole('textbox', { name: 'Title' }).fill('Move the archive');
    await page.getByRole('spinbutton', { name: 'Hours in all' }).fill('12');
    await page.getByLabel('Last day').fill('2027-02-01');
    await page.getByRole('textbox', { name: /^Whom to write to/ }).fill('platform@example.com');
    await page.getByRole('button', { name: 'Propose' }).click();
    await page.waitForFunction(() => location.hash.startsWith('#/actions/') && !location.hash.includes('new'));
    const { body } = world.calls.findLast(({ method }) => method === 'POST');
    assert.deepEqual([body.plan.kind, body.plan.title, body.plan.minutes, body.plan.ends], ['gig', 'Move the archive', 720, '2027-02-01']);
    await context.close();
  });

  test('a second planner approves, then publishes; declining wants a reason; a step by another is said', async () => {
    const { page, context, world } = await visit('planner', 'actions');
    await h1(page, '2 actions wait for a decision, one is published');
    await page.getByRole('link', { name: 'Move the billing archive to the cloud' }).click();
    await page.getByText('at least 10 people were forecast to be missing within 4 releases, with a probability of 93%', { exact: false }).waitFor();
    await page.getByText('Missing, 95 %: 31 to 133 of 240 asked for.', { exact: false }).waitFor();
    await page.getByRole('button', { name: 'Decline' }).click();
    await page.getByText('Give a reason, of at most 2000 characters.').waitFor();
    await page.getByRole('button', { name: 'Approve' }).click();
    await page.locator('[data-state=approved]').waitFor();
    await page.getByText('Approved. It is not published yet.').waitFor();
    await page.getByRole('button', { name: 'Publish' }).click();
    await page.locator('[data-state=published]').waitFor();
    assert.deepEqual(await page.locator('[data-trail] [data-act]').evaluateAll((all) => all.map((one) => one.dataset.act)), ['propose', 'approve', 'publish']);
    world.actions.actions[0].steps.push({ act: 'end', note: '', who: 'mia.test', at: 1795700000000 });
    await page.getByRole('button', { name: 'End' }).click();
    await page.getByText('Somebody took a step meanwhile.', { exact: false }).waitFor();
    await context.close();
  });

  test('what became of it has an interval and is called no proof; too early says so', async () => {
    const { page, context } = await visit('planner', 'actions/1');
    const since = page.locator('[data-since]');
    await since.getByText('The share that holds Cloud infrastructure changed by +3.7 points (95 %: +0.8 to +6.6).').waitFor();
    await since.getByText('This is no proof of effect', { exact: false }).waitFor();
    assert.equal(await since.getByRole('link', { name: 'Experiments' }).getAttribute('href'), '#/experiments');
    await context.close();
    const early = await visit('planner', 'actions/1', { prepare: (world) => { world.answers['actions/change'] = () => ({ number: 1, before: null, now: null, change: null, notEnough: { needs: 1, lack: 'releases' }, how: [] }); } });
    await early.page.getByText('Not enough data: no period that began after publication has been released.').waitFor();
    await early.context.close();
  });

  test('an auditor reads the trail and can press nothing', async () => {
    const { page, context } = await visit('auditor', 'actions/3');
    await h1(page, 'Move the billing archive to the cloud');
    await page.getByText('Lisbon loses two architects in spring.').waitFor();
    assert.equal(await page.locator('insight-actions').getByRole('button').count(), 0);
    await context.close();
  });

  for (const [name, options] of [['wide', {}], ['narrow dark', { viewport: { width: 320, height: 800 }, colorScheme: 'dark' }], ['German', { query: '?lang=de', viewport: { width: 390, height: 844 } }], ['German wide dark', { query: '?lang=de', colorScheme: 'dark' }]]) {
    test(`nothing is out of reach: ${name}`, async () => {
      const screens = ['shortfalls', 'actions', 'actions/1', 'actions/3', 'actions/new%20cloud_infrastructure%20region%2Flisbon%2010'];
      for (const [at, hash] of screens.entries()) {
        const { page, context, problems } = await visit('planner', hash, options);
        await page.locator('main h1').waitFor();
        await page.locator('main section.card').first().waitFor();
        assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), `${hash} scrolls sideways`);
        assert.deepEqual(await axe(page), [], hash);
        assert.deepEqual(problems, []);
        if (SHOTS) { mkdirSync(SHOTS, { recursive: true }); await page.screenshot({ path: join(SHOTS, `${at}-${name.replaceAll(' ', '-')}.png`), fullPage: true }); }
        await context.close();
      }
    });
  }
});
