/** Every screen and state, wide and narrow, light and dark: axe finds nothing, nothing scrolls sideways at 320 px, and the keyboard is enough. */
import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { axe, becomeAda, fileCard, open, person, sample, settled, show, start, steps } from './harness.mjs';

const SCREENS = ['', 'skills', 'skill/sql', 'roles', 'role/data_analyst', 'gigs', 'import', 'leaves', 'data', 'history'];
const LOOKS = [['wide-light', 1280, 'light'], ['narrow-dark', 360, 'dark'], ['wide-dark', 1280, 'dark'], ['narrow-light', 360, 'light']];
const SHOTS = process.env.SHOTS;

describe('for everybody', () => {
  let site, page, context;
  before(async () => {
    site = await start();
    ({ page, context } = await person(site));
    await open(page, site);
    await steps(page).nth(2).waitFor();
  });
  after(async () => { await site?.close(); });

  const look = async (width, colorScheme) => {
    await page.setViewportSize({ width, height: width > 600 ? 900 : 780 });
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
  };
  const shot = async (name) => {
    if (!SHOTS) return;
    mkdirSync(SHOTS, { recursive: true });
    await page.screenshot({ path: join(SHOTS, `${name}.png`), fullPage: true });
  };
  const fits = async (what) => {
    const size = page.viewportSize();
    await page.setViewportSize({ width: 320, height: 700 });
    const width = await page.evaluate(() => document.scrollingElement.scrollWidth);
    assert.ok(width <= 320, `${what} is ${width} px wide`);
    await page.setViewportSize(size);
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

  for (const when of ['empty', 'with a profile']) {
    test(`axe finds nothing on any screen, ${when}, wide and narrow, light and dark; nothing scrolls sideways`, async () => {
      if (when !== 'empty') await becomeAda(page, site);
      for (const [name, width, scheme] of LOOKS) {
        await look(width, scheme);
        for (const screen of SCREENS) {
          if (when === 'empty' && screen === 'skills') {
            await open(page, site, screen);
            await page.locator('skillkeep-skills [part=empty]').waitFor();
          } else await show(page, site, screen);
          assert.deepEqual(await axe(page), [], `${screen || 'steps'}, ${name}`);
          if (name === 'narrow-dark') await fits(screen || 'steps');
          await shot(`${(screen || 'steps').replace('/', '-')}-${name}${when === 'empty' ? '-empty' : ''}`);
        }
      }
    });
  }

  /** States that a screen passes through, and how to get there; each leaves no trace that the next would trip over. */
  const states = {
    'steps-why': async () => {
      await show(page, site, '');
      const why = steps(page).first().getByRole('button', { name: /^Why\?/ });
      if (await why.count()) await why.click();
      await steps(page).first().getByText('How this step was chosen').waitFor();
    },
    'skill-table': async () => {
      await show(page, site, 'skill/python');
      const table = page.getByRole('button', { name: 'Show as a table' });
      if (await table.count()) await table.click();
      await page.locator('skillkeep-skill [part=curve-table]').waitFor();
    },
    'skill-contest': async () => {
      await show(page, site, 'skill/dbt');
      await page.getByRole('button', { name: 'Contest', exact: true }).click();
      await page.getByRole('dialog').getByRole('button', { name: 'Contest it' }).click();
      await page.getByRole('dialog').getByRole('alert').waitFor();
    },
    'skills-adding': async () => {
      await page.reload();
      await show(page, site, 'skills');
      await page.getByRole('combobox', { name: 'Which skill?' }).fill('terra');
      await page.getByRole('option', { name: /^Terraform/ }).first().waitFor();
    },
    'skill-unknown': async () => {
      await open(page, site, 'skill/no_such_skill');
      await page.getByRole('alert').first().waitFor();
    },
    'import-asking': async () => {
      await open(page, site, 'import');
      await page.reload();
      await page.locator('#files').setInputFiles(sample('record.csv'));
      const card = fileCard(page, 'record.csv');
      await card.getByText('Which of these is you?').waitFor();
      await card.getByText('Columns of the table').click();
    },
    'import-failed': async () => {
      await page.reload();
      await open(page, site, 'import');
      await page.locator('#files').setInputFiles({ name: 'broken.json', mimeType: 'application/json', buffer: Buffer.from('[{"actor": {"name": ') });
      await page.locator('section[data-stage=failed]').waitFor();
    },
    'data-forms': async () => {
      await page.reload();
      await show(page, site, 'data');
      for (const words of ['From a backup file', 'Remove everything from this browser']) await page.getByText(words).click();
      await page.locator('#backup').getByLabel('Passphrase').fill('four words are better');
    },
    offline: async () => {
      await settled(page);
      await context.setOffline(true);
      await show(page, site, '');
      await page.getByText('You are offline.').first().waitFor();
    },
  };

  test('axe finds nothing in any state, wide and light, narrow and dark; nothing scrolls sideways', async () => {
    for (const [name, into] of Object.entries(states)) {
      for (const [looks, width, scheme] of LOOKS.slice(0, 2)) {
        await look(width, scheme);
        await into();
        assert.deepEqual(await axe(page), [], `${name}, ${looks}`);
        await shot(`state-${name}-${looks}`);
        if (width < 600) await fits(name);
        await context.setOffline(false);
        // a dialog would stand over the next state
        await page.keyboard.press('Escape');
      }
    }
  });

  test('axe finds nothing while the page waits for its profile, nor when it cannot be opened', async () => {
    for (const [looks, width, scheme] of LOOKS.slice(0, 2)) {
      const other = await person(site, { viewport: { width, height: 780 }, colorScheme: scheme });
      await other.context.route('**/company/**', (route) => route.abort());
      await other.page.goto(site.url);
      await other.page.getByRole('heading', { level: 1, name: 'Your profile could not be opened' }).waitFor();
      assert.doesNotMatch(await other.page.locator('main').innerText(), /portal\./, 'words, not keys');
      assert.deepEqual(await axe(other.page), [], looks);
      if (SHOTS) await other.page.screenshot({ path: join(SHOTS, `state-closed-${looks}.png`) });
      await other.context.close();
    }
  });

  test("axe finds nothing on the vendor's pages, and they fit 320 px", async () => {
    for (const [looks, width, scheme] of LOOKS.slice(0, 2)) {
      const other = await person(site, { viewport: { width, height: 780 }, colorScheme: scheme });
      for (const path of ['vendor/', 'vendor/element.html', 'vendor/headless.html']) {
        await other.page.goto(new URL(path, site.url).href);
        if (path.includes('element')) await steps(other.page).nth(2).waitFor();
        if (path.includes('headless')) await other.page.locator('#steps li').nth(2).waitFor();
        assert.deepEqual(await axe(other.page), [], `${path}, ${looks}`);
        await other.page.setViewportSize({ width: 320, height: 700 });
        assert.ok(await other.page.evaluate(() => document.scrollingElement.scrollWidth) <= 320, `${path} is too wide`);
        await other.page.setViewportSize({ width, height: 780 });
      }
      await other.context.close();
    }
  });

  test('Tab reaches everything that can be clicked, on every screen, and shows where it is', async () => {
    await look(1280, 'light');
    await page.reload();
    for (const screen of SCREENS) {
      await show(page, site, screen);
      await page.waitForTimeout(50);
      const wanted = await page.evaluate(() => {
        globalThis.reached = new Set();
        globalThis.unmarked = [];
        const found = [];
        const look = (root) => {
          for (const node of root.querySelectorAll('*')) {
            if (node.shadowRoot) look(node.shadowRoot);
            if (node.matches('a[href], button, input, select, textarea, summary, [tabindex="0"]') && node.tabIndex >= 0 && !node.disabled && node.checkVisibility({ visibilityProperty: true })) found.push(node);
          }
        };
        look(document.body);
        globalThis.wanted = found;
        document.querySelector('main h1').focus();
        return found.length;
      });
      const note = () => page.evaluate(() => {
        let at = document.activeElement;
        while (at?.shadowRoot?.activeElement) at = at.shadowRoot.activeElement;
        globalThis.reached.add(at);
        // the file field is drawn as the label beside it
        const drawn = at.matches('#files') ? at.nextElementSibling : at;
        const style = getComputedStyle(drawn);
        if (at !== document.body && (style.outlineStyle === 'none' || parseFloat(style.outlineWidth) < 2)) globalThis.unmarked.push(`${at.localName} ${at.textContent.trim().slice(0, 30)}`);
        return globalThis.wanted.every((node) => globalThis.reached.has(node));
      });
      let all = false;
      for (let i = 0; i < wanted + 30 && !all; i++) {
        await page.keyboard.press('Tab');
        all = await note();
      }
      const [missed, unmarked] = await page.evaluate(() => [globalThis.wanted.filter((node) => !globalThis.reached.has(node)).map((node) => `${node.localName} ${node.id} ${node.textContent.trim().slice(0, 30)}`), globalThis.unmarked]);
      assert.deepEqual([missed, unmarked], [[], []], screen || 'steps');
    }
  });

  test('the keyboard alone: tabs by arrow, a skill added from the list, a dialog that gives the focus back', async () => {
    await show(page, site, 'roles');
    await page.getByRole('tab', { name: 'Roles', exact: true }).press('ArrowRight');
    await page.locator('skillkeep-gigs [part=list]').waitFor();
    assert.equal(await focused(), 'Gigs');
    await page.keyboard.press('ArrowLeft');

    await show(page, site, 'skills');
    await page.getByRole('combobox', { name: 'Which skill?' }).focus();
    await page.keyboard.type('terraf');
    await page.getByRole('option', { name: /^Terraform/ }).first().waitFor();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await page.keyboard.press('Enter');
    await page.getByText('Added: Terraform.').waitFor();

    await show(page, site, 'skill/python');
    await page.getByRole('button', { name: 'Contest', exact: true }).press('Enter');
    await page.getByRole('dialog', { name: 'What is wrong with Python?' }).waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'hidden' });
    assert.equal(await focused(), 'Contest');
  });
});
