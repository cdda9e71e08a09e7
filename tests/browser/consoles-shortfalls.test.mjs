/** What is likely to run short, served from fixtures: ranked, each with its probability and interval, what cannot be told is said; and the grid of gaps, hatched where nothing can be told. */
import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { inflateSync } from 'node:zlib';
import { after, before, describe, test } from 'node:test';
import { axe, person, start } from './harness.mjs';
import { fixture, stand } from './consoles/serve.mjs';

const SHOTS = process.env.SHOTS;

describe('shortfalls', () => {
  let site;
  before(async () => { site = await start(); });
  after(async () => { await site?.close(); });

  const visit = async (hash, { query = '', prepare, ...options } = {}) => {
    const who = await person(site, options);
    const world = await stand(who.context, 'insight', 'planner');
    prepare?.(world);
    await who.page.goto(new URL(`/insight-console/${query}#/${hash}`, site.url).href);
    return { ...who, world };
  };
  const shown = (page) => page.locator('insight-shortfalls .card > .scroll tbody tr');

  test('the likeliest is the headline; each row has its probability, its interval and what is asked for', async () => {
    const { page, context, problems } = await visit('shortfalls');
    const { rows } = fixture('shortfalls');
    await page.getByRole('heading', { level: 1, name: `${rows[0].label} is likely to run short in ${rows[0].cellLabel} within 2 releases` }).waitFor();
    assert.equal(await shown(page).count(), 15);
    assert.match(await shown(page).first().innerText(), /97%.*38 to 87.*120/s);
    assert.match(await shown(page).first().getByRole('link').first().getAttribute('href'), /^#\/forecast\//);
    await page.getByText('a person decides', { exact: false }).waitFor();
    await page.getByRole('button', { name: /more/ }).click();
    assert.equal(await shown(page).count(), rows.length);
    assert.equal(await page.getByRole('button', { name: /more/ }).count(), 0);
    await page.getByText('Not enough data: 2').click();
    const said = page.locator('insight-shortfalls details li, insight-shortfalls .small li');
    await said.filter({ hasText: fixture('shortfalls').unknown[0].label }).first().waitFor();
    assert.deepEqual(problems, []);
    await context.close();
  });

  test('what is asked about goes to the server; an answer that left some out says how many', async () => {
    const { page, context, world } = await visit('shortfalls', { prepare: (one) => { one.answers.shortfalls = () => ({ ...fixture('shortfalls'), more: { rows: 4321, unknown: 40 } }); } });
    await shown(page).first().waitFor();
    const asked = [];
    world.answers.shortfalls = (url) => { asked.push(url.search); return { ...fixture('shortfalls'), more: { rows: 5432, unknown: 50 } }; };
    await page.getByText(/not listed: 4.321\./).waitFor();
    await page.getByText('Not enough data: 42').waitFor();
    await page.getByLabel('At least so many people missing').selectOption('50');
    // Another answer than the first: what stood there before would hide that nothing was asked yet.
    await page.getByText(/not listed: 5.432\./).waitFor();
    await page.getByText('Not enough data: 52').waitFor();
    assert.deepEqual(asked, ['?over=region&people=50']);
    await context.close();
  });

  test('nothing likely, nothing to tell from, and a server that refuses are three different pages', async () => {
    for (const [answer, headline] of [
      [() => ({ ...fixture('shortfalls'), rows: fixture('shortfalls').rows.map((row) => ({ ...row, probability: 0.2 })) }), 'No shortage of that size is likely'],
      [() => ({ over: 'region', people: null, cells: [], rows: [], unknown: [], more: null, how: [] }), 'What is likely to run short cannot be told yet'],
    ]) {
      const { page, context, problems } = await visit('shortfalls', { prepare: (world) => { world.answers.shortfalls = answer; } });
      await page.getByRole('heading', { level: 1, name: headline }).waitFor();
      assert.deepEqual(problems, []);
      await context.close();
    }
    const { page, context } = await visit('shortfalls', { prepare: (world) => { world.answers.shortfalls = () => [400, 'figure.people']; } });
    await page.getByRole('alert').first().waitFor();
    await context.close();
  });

  test('by keyboard alone: choose, read on, follow a skill to its forecast', async () => {
    const { page, context, world } = await visit('shortfalls');
    await shown(page).first().waitFor();
    let told;
    const asked = new Promise((done) => { told = done; });
    world.answers.shortfalls = (url) => { told(url.searchParams.get('people')); return fixture('shortfalls'); };
    const reach = async (found) => {
      for (let step = 0; step < 60; step += 1) {
        await page.keyboard.press('Tab');
        if (await page.evaluate(found)) return;
      }
      assert.fail(`not reached: ${found}`);
    };
    await reach(`document.activeElement.matches('select[id=people], select[name=people]')`);
    await page.keyboard.press('ArrowDown');
    assert.equal(await asked, '25');
    await shown(page).first().waitFor();
    await reach(`!!document.activeElement.closest('.scroll') && document.activeElement.tagName === 'DIV'`);
    await reach(`document.activeElement.matches('tbody a')`);
    await page.keyboard.press('Enter');
    await page.waitForURL(/#\/forecast\//);
    await context.close();
  });

  test('everybody can use it: axe, 320 pixels, in the dark, in German, on paper', async () => {
    for (const [query, width, scheme, media] of [['', 1280, 'light', 'screen'], ['', 1280, 'dark', 'screen'], ['', 320, 'light', 'screen'], ['?lang=de', 320, 'dark', 'screen'], ['?lang=de', 1280, 'light', 'screen'], ['', 794, 'light', 'print']]) {
      const { page, problems, context } = await visit('shortfalls', { query });
      await page.setViewportSize({ width, height: 900 });
      await page.emulateMedia({ colorScheme: scheme, reducedMotion: 'reduce', media });
      await shown(page).first().waitFor();
      if (query) await page.getByRole('heading', { level: 1, name: /wahrscheinlich knapp$/ }).waitFor();
      assert.ok(await page.evaluate(() => document.scrollingElement.scrollWidth) <= width, `wider than ${width}`);
      if (media === 'screen') assert.deepEqual(await axe(page), [], `${width} ${scheme}`);
      assert.deepEqual(problems, []);
      if (SHOTS) { mkdirSync(SHOTS, { recursive: true }); await page.screenshot({ path: join(SHOTS, `short-${width}-${scheme}-${media}${query ? '-de' : ''}.png`), fullPage: true }); }
      await context.close();
    }
  });

  /** The gaps with the first row's first cell told and its second not. */
  const untold = (world) => {
    world.answers.gaps = (url) => {
      const gaps = fixture(`gaps-${url.searchParams.get('over')}`);
      gaps.rows[0].gaps[1] = null;
      return gaps;
    };
  };

  test('where nothing can be told the grid is hatched: in light and dark, on paper, in forced colours; the legend has the same pattern', async () => {
    for (const [scheme, media, forced] of [['light', 'screen', 'none'], ['dark', 'screen', 'none'], ['light', 'print', 'none'], ['dark', 'screen', 'active']]) {
      const { page, context } = await visit('gaps', { prepare: untold });
      await page.emulateMedia({ colorScheme: scheme, media, forcedColors: forced, reducedMotion: 'reduce' });
      const cell = page.locator('.heat tbody tr').first().locator('button.cell.nd').first();
      await cell.waitFor();
      const key = page.locator('.key-of li').filter({ hasText: 'not enough data' }).locator('i');
      const what = `${scheme} ${media} ${forced}`;
      for (const [name, one] of [['grid', cell], ['legend', key]]) {
        assert.ok(await colours(page, one) >= 2, `${name}: ${what}`);
      }
      const told = page.locator('.heat tbody button.cell:not(.nd)').first();
      assert.doesNotMatch(await told.evaluate((one) => getComputedStyle(one).backgroundImage), /gradient/, what);
      if (SHOTS) { mkdirSync(SHOTS, { recursive: true }); await page.screenshot({ path: join(SHOTS, `hatch-${scheme}-${media}-${forced}.png`), fullPage: true }); }
      await context.close();
    }
  });

  /** Stripes seen: how often it turns clearly lighter or darker along the lower edge inside a cell, where no word is. */
  async function colours(page, one) {
    await one.scrollIntoViewIfNeeded();
    const box = await one.boundingBox();
    const light = row(await page.screenshot({ clip: { x: box.x + 3, y: box.y + box.height - 5, width: Math.max(12, Math.min(40, box.width - 6)), height: 1 } }));
    return light.filter((value, x) => x > 0 && Math.abs(value - light[x - 1]) > 4).length;
  }

  /** How light each pixel of a PNG of one line is; eight bits, colour with or without alpha. */
  function row(png) {
    const parts = [];
    let wide = 3;
    for (let at = 8; at < png.length; at += 12 + png.readUInt32BE(at)) {
      const [kind, body] = [png.toString('latin1', at + 4, at + 8), png.subarray(at + 8, at + 8 + png.readUInt32BE(at))];
      if (kind === 'IHDR') wide = body[9] === 6 ? 4 : 3;
      if (kind === 'IDAT') parts.push(body);
    }
    const [filter, ...bytes] = inflateSync(Buffer.concat(parts));
    // In a first line what is above is nothing: the filters look to the left alone (PNG 9.2).
    const left = { 0: () => 0, 1: (x) => x, 2: () => 0, 3: (x) => x >> 1, 4: (x) => x }[filter];
    bytes.forEach((byte, at) => { bytes[at] = (byte + left(at < wide ? 0 : bytes[at - wide])) & 255; });
    return Array.from({ length: bytes.length / wide }, (_, x) => (bytes[wide * x] + bytes[wide * x + 1] + bytes[wide * x + 2]) / 3);
  }
});
