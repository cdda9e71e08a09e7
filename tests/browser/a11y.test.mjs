/** Every screen, wide and light, narrow and dark: axe finds nothing, nothing scrolls sideways at 320 px, and the keyboard is enough. */
import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { axe, becomeAda, open, person, show, start, steps } from './harness.mjs';

const SCREENS = ['', 'skills', 'skill/sql', 'roles', 'role/data_analyst', 'gigs', 'import', 'data', 'history'];
const SHOTS = process.env.SHOTS;

describe('for everybody', () => {
  let site, page;
  before(async () => {
    site = await start();
    ({ page } = await person(site));
    await open(page, site);
    await steps(page).nth(2).waitFor();
  });
  after(async () => { await site?.close(); });

  const shot = async (name) => {
    if (!SHOTS) return;
    mkdirSync(SHOTS, { recursive: true });
    await page.screenshot({ path: join(SHOTS, `${name}.png`), fullPage: true });
  };

  /** The element that has the focus, through shadow roots: its name as a screen reader would begin with. */
  const focused = () => page.evaluate(() => {
    let at = document.activeElement;
    while (at?.shadowRoot?.activeElement) at = at.shadowRoot.activeElement;
    return at?.getAttribute('aria-label') ?? at?.textContent?.trim() ?? '';
  });

  test('the keyboard reaches what a first step offers, and Enter does it', async () => {
    const title = await steps(page).first().getAttribute('aria-label');
    const seen = [];
    for (let i = 0; i < 60 && !seen.includes(`Never: ${title}`); i++) {
      await page.keyboard.press('Tab');
      seen.push(await focused());
      if (seen.at(-1) === `Why?: ${title}`) {
        await page.keyboard.press('Enter');
        await steps(page).first().getByText('How this step was chosen').waitFor();
      }
    }
    const at = ['Start', 'Why?', 'Not now', 'Already know it', 'Never'].map((act) => seen.indexOf(`${act}: ${title}`));
    assert.ok(at.every((place) => place >= 0), seen.join(' | '));
    assert.deepEqual(at, at.toSorted((a, b) => a - b), 'in the order in which they stand');
    await page.keyboard.press('Enter');
    await page.getByText(`Gone from your steps: ${title}.`).waitFor();
    await page.waitForFunction(() => {
      let at = document.activeElement;
      while (at?.shadowRoot?.activeElement) at = at.shadowRoot.activeElement;
      return at?.textContent?.trim() === 'Undo';
    });
    await page.keyboard.press('Enter');
    await page.getByText('Taken back.').first().waitFor();
    await steps(page).filter({ has: page.getByText(title, { exact: true }) }).first().waitFor();
  });

  test('a new screen takes the focus to its headline', async () => {
    await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'My skills' }).press('Enter');
    await page.waitForFunction(() => document.activeElement?.localName === 'h1' && document.activeElement.textContent.trim() === 'What you can do');
    assert.match(await page.title(), /What you can do/);
  });

  for (const [when, full] of [['empty', false], ['with a profile', true]]) {
    test(`axe finds nothing, ${when}, wide and light`, async () => {
      if (full) await becomeAda(page, site);
      await page.setViewportSize({ width: 1280, height: 900 });
      await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' });
      for (const screen of full ? SCREENS : ['', 'import', 'data']) {
        await show(page, site, screen);
        assert.deepEqual(await axe(page), [], screen || 'steps');
        await shot(`${(screen || 'steps').replace('/', '-')}-wide-light${full ? '' : '-empty'}`);
      }
    });
  }

  test('axe finds nothing, narrow and dark', async () => {
    await page.setViewportSize({ width: 360, height: 780 });
    await page.emulateMedia({ colorScheme: 'dark', reducedMotion: 'reduce' });
    for (const screen of SCREENS) {
      await show(page, site, screen);
      assert.deepEqual(await axe(page), [], screen || 'steps');
      await shot(`${(screen || 'steps').replace('/', '-')}-narrow-dark`);
    }
  });

  test('nothing scrolls sideways at 320 px', async () => {
    await page.setViewportSize({ width: 320, height: 700 });
    for (const screen of SCREENS) {
      await show(page, site, screen);
      const width = await page.evaluate(() => document.scrollingElement.scrollWidth);
      assert.ok(width <= 320, `${screen || 'steps'} is ${width} px wide`);
    }
  });

  test('pictures of the other two looks', { skip: !SHOTS && 'SHOTS names no folder' }, async () => {
    for (const [name, width, colorScheme] of [['wide-dark', 1280, 'dark'], ['narrow-light', 360, 'light']]) {
      await page.setViewportSize({ width, height: 900 });
      await page.emulateMedia({ colorScheme });
      for (const screen of SCREENS) {
        await show(page, site, screen);
        await shot(`${(screen || 'steps').replace('/', '-')}-${name}`);
      }
    }
  });
});
