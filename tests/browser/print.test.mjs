/** On paper: nothing to click, black on white, every level with its interval in words, no drawing cut off. */
import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { becomeAda, person, show, start } from './harness.mjs';

const SHOTS = process.env.SHOTS;

describe('on paper', () => {
  let site, page;
  before(async () => {
    site = await start();
    // a dark screen, on purpose
    ({ page } = await person(site, { colorScheme: 'dark' }));
    await becomeAda(page, site);
  });
  after(async () => { await site?.close(); });

  for (const screen of ['skills', 'skill/sql', 'role/data_analyst']) {
    test(screen, async () => {
      await show(page, site, screen);
      const element = page.locator(`skillkeep-${screen.split('/')[0]}`);
      await page.evaluate(() => dispatchEvent(new Event('beforeprint')));
      // A4 without its margins, in pixels
      await page.setViewportSize({ width: 680, height: 1000 });
      await page.emulateMedia({ media: 'print' });
      await page.waitForTimeout(200);
      for (const gone of ['navigation', 'button', 'textbox', 'combobox', 'slider']) assert.equal(await page.getByRole(gone).filter({ visible: true }).count(), 0, gone);
      await page.getByText(/Made by me, in my browser/).waitFor();
      await page.getByRole('heading', { level: 1 }).waitFor();
      assert.match(await element.locator('[part=root]').innerText(), /\d\.\d of 5, likely \d\.\d to \d\.\d/);
      if (screen.startsWith('skill/')) {
        const rows = element.locator('[part=evidence-table] tbody tr');
        await rows.filter({ hasText: 'Self-rating' }).first().waitFor();
        assert.equal(await rows.filter({ hasText: /more pieces? of evidence/ }).count(), 0, 'every piece of evidence stands there');
      }
      const look = await element.evaluate((host) => {
        const style = getComputedStyle(host);
        const cut = [...host.shadowRoot.querySelectorAll('svg')].map((svg) => svg.getBoundingClientRect()).filter((box) => box.width > 0 && (box.right > innerWidth || box.left < 0)).length;
        return { ink: style.color, card: getComputedStyle(host.shadowRoot.querySelector('.card')).backgroundColor, paper: getComputedStyle(document.body).backgroundColor, cut, wide: document.scrollingElement.scrollWidth };
      });
      assert.deepEqual(look, { ink: 'rgb(0, 0, 0)', card: 'rgb(255, 255, 255)', paper: 'rgb(255, 255, 255)', cut: 0, wide: 680 });
      if (SHOTS) {
        mkdirSync(SHOTS, { recursive: true });
        await page.screenshot({ path: join(SHOTS, `${screen.replace('/', '-')}-print.png`), fullPage: true });
      }
      const pdf = await page.pdf({ format: 'A4', ...(SHOTS ? { path: join(SHOTS, `${screen.replace('/', '-')}.pdf`) } : {}) });
      assert.ok((pdf.toString('latin1').match(/\/Type\s*\/Page\b/g) ?? []).length <= 4, 'a few sheets');
      await page.emulateMedia({ media: 'screen' });
      await page.evaluate(() => dispatchEvent(new Event('afterprint')));
      await page.setViewportSize({ width: 1280, height: 900 });
    });
  }
});
