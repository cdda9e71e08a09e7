/** A role that asks for hundreds of things, as occupations of O*NET do: what matters most first, the rest on demand, all of it on paper. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { axe, open, person, start } from './harness.mjs';

describe('a role with many needs', () => {
  let site, page;
  before(async () => { site = await start(); ({ page } = await person(site)); });
  after(async () => { await site?.close(); });

  /** An element of its own beside the page's, with the real role's first need forty times over. */
  const many = (role) => page.evaluate((id) => {
    const real = document.querySelector('skillkeep-role').engine;
    document.querySelector('#many')?.remove();
    const element = document.createElement('skillkeep-role');
    element.id = 'many';
    element.roleId = id;
    element.engine = new Proxy(real, { get: (engine, name) => {
      if (name === 'role') return async (asked) => { const found = await engine.role(asked); return { ...found, needs: Array.from({ length: 40 }, (_, n) => ({ ...found.needs[0], skill: `s${n}`, label: `Need ${n + 1}`, gap: 40 - n })) }; };
      const value = engine[name];
      return typeof value === 'function' ? value.bind(engine) : value;
    } });
    document.querySelector('main').append(element);
  }, role);

  test('twelve are shown, a button shows all and hands the focus on', async () => {
    await open(page, site, 'role/data_analyst');
    const needs = page.locator('#many [part=need]');
    await many('data_analyst');
    await page.getByText('Need 12', { exact: true }).waitFor();
    assert.equal(await needs.count(), 12);
    assert.deepEqual(await axe(page), []);
    await page.getByRole('button', { name: 'Show all 40' }).click();
    await page.getByText('Need 40', { exact: true }).waitFor();
    assert.equal(await needs.count(), 40);
    assert.equal(await page.evaluate(() => document.querySelector('#many').shadowRoot.activeElement?.textContent), 'Need 13');
  });

  test('paper has all of them', async () => {
    await open(page, site, 'role/software_developer');
    const needs = page.locator('#many [part=need]');
    await many('software_developer');
    await page.getByText('Need 12', { exact: true }).waitFor();
    await page.evaluate(() => { dispatchEvent(new Event('beforeprint')); });
    await page.getByText('Need 40', { exact: true }).waitFor();
  });
});
