/** The audit pack as an outside auditor gets it: downloaded from a real server, opened from a file without any network, checked by the command. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { after, before, describe, test } from 'node:test';
import { axe, person, repo, start } from './harness.mjs';

const SHOTS = process.env.SHOTS;

/** The parts of a ZIP that stores them as they are (APPNOTE 4.3.7). */
function parts(zip) {
  const found = new Map();
  for (let at = 0; zip.readUInt32LE(at) === 0x04034b50;) {
    const [size, name, extra] = [zip.readUInt32LE(at + 18), zip.readUInt16LE(at + 26), zip.readUInt16LE(at + 28)];
    const from = at + 30 + name + extra;
    found.set(zip.toString('utf8', at + 30, at + 30 + name), zip.subarray(from, from + size));
    at = from + size;
  }
  return found;
}

describe('the audit pack', () => {
  let site, dir;
  const packs = {};
  before(async () => {
    dir = mkdtempSync(join(tmpdir(), 'skillkeep-pack-'));
    site = await start(['--data', join(dir, 'data'), '--fill', 'nothing']);
    const { page, context } = await person(site);
    await page.goto(new URL('insight-console/', site.url).href);
    await page.getByLabel('User name').fill('auditor');
    await page.getByLabel('Password', { exact: true }).fill(/auditor (\S+)/.exec(site.said())[1]);
    await page.getByRole('button', { name: 'Log in' }).click();
    await page.locator('console-login').waitFor({ state: 'detached' });
    const href = await page.locator('[data-audit-pack] a.button').getAttribute('href');
    for (const lang of ['en', 'de']) {
      const coming = page.waitForEvent('download');
      await page.evaluate((url) => { const link = document.createElement('a'); link.href = url; link.click(); }, href.replace(/lang=[\w-]+/, `lang=${lang}`));
      const file = join(dir, `${lang}.zip`);
      await (await coming).saveAs(file);
      packs[lang] = { file, parts: parts(readFileSync(file)) };
      writeFileSync(join(dir, `${lang}.html`), packs[lang].parts.get('audit.html'));
    }
    await context.close();
  });
  after(async () => { await site?.close(); rmSync(dir, { recursive: true, force: true }); });

  /** The page in a browser that reaches nothing. */
  const offline = async (lang, options = {}) => {
    const who = await person(site, { offline: true, ...options });
    await who.page.goto(pathToFileURL(join(dir, `${lang}.html`)).href);
    return who;
  };

  test('it opens from a file, loads nothing, runs nothing, and says what the figures say', async () => {
    const { page, requests, problems, context } = await offline('en');
    assert.equal(await page.locator('html').getAttribute('lang'), 'en');
    assert.deepEqual(requests.filter((url) => !url.startsWith('file:')), []);
    assert.equal(requests.length, 1, 'the page is one file');
    assert.equal(await page.locator('script, link, img, iframe, form').count(), 0);
    const { figures } = JSON.parse(packs.en.parts.get('audit.json').toString());
    assert.ok(figures.summary.length > 0);
    assert.equal(await page.locator('section').first().locator('article').count(), figures.summary.length);
    const [first] = figures.summary;
    const text = await page.locator('section').first().locator('article').first().innerText();
    for (const group of first.groups) assert.ok(text.includes(group.label), group.label);
    assert.doesNotMatch(await page.locator('body').innerText(), /NaN|undefined|\bnull\b|\{\}|0\.0000/);
    assert.deepEqual(problems, []);
    await context.close();
  });

  test('everybody can read it: axe, narrow, in the dark, in German, on paper', async () => {
    for (const [lang, width, scheme, media] of [['en', 1280, 'light', 'screen'], ['en', 1280, 'dark', 'screen'], ['en', 320, 'light', 'screen'], ['de', 390, 'dark', 'screen'], ['de', 1280, 'light', 'screen'], ['de', 718, 'light', 'print']]) {
      const { page, context } = await offline(lang, { viewport: { width, height: 900 } });
      await page.emulateMedia({ colorScheme: scheme, media });
      const what = `${lang}-${width}-${scheme}-${media}`;
      assert.ok(await page.evaluate(() => document.scrollingElement.scrollWidth) <= width, `${what} is wider`);
      if (media === 'screen') assert.deepEqual(await axe(page), [], what);
      if (SHOTS) { mkdirSync(SHOTS, { recursive: true }); await page.screenshot({ path: join(SHOTS, `pack-${what}.png`), fullPage: true }); }
      if (SHOTS && media === 'print') await page.pdf({ path: join(SHOTS, 'pack.pdf'), format: 'A4' });
      await context.close();
    }
  });

  test('a table that is wider than the screen can be reached and moved by keyboard', async () => {
    const { page, context } = await offline('en', { viewport: { width: 320, height: 700 } });
    const wide = await page.locator('.scroll').evaluateAll((all) => all.filter((one) => one.scrollWidth > one.clientWidth).map((one) => one.tabIndex));
    assert.ok(wide.length > 0 && wide.every((index) => index === 0), String(wide));
    await context.close();
  });

  test('the command says that the pack holds, with the root as the pin', (t) => {
    const command = join(repo, 'target/debug/skillkeep-server');
    if (!existsSync(command)) return t.skip('the server program is not built');
    const pin = spawnSync('sha256sum', { input: packs.en.parts.get('root.dsse.json') }).stdout.toString().slice(0, 64);
    for (const { file } of Object.values(packs)) {
      const { status, stdout } = spawnSync(command, ['audit', '--verify', file, '--pin', pin]);
      assert.equal(status, 0, stdout.toString());
      assert.match(stdout.toString(), /The pack holds\.\n$/);
    }
    return undefined;
  });
});
