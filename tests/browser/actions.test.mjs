/** What a company publishes against a shortfall turns up in the portal by the usual rules; a bad list changes nothing; what is withdrawn goes. */
import assert from 'node:assert/strict';
import { createPrivateKey, sign } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { axe, person, repo, show, start, STATUS, steps } from './harness.mjs';

const TYPE = 'application/vnd.skillkeep.actions+json';
/** The key of the sample company's role `actions`, as `cargo x build` made it. */
const key = () => {
  const seed = Buffer.from(readFileSync(join(repo, '.skillkeep/server/insight/actions.key'), 'utf8').trim(), 'base64');
  return createPrivateKey({ key: Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), seed]), format: 'der', type: 'pkcs8' });
};
/** A signed list. */
function list(version, items, tenant = 'sample') {
  const body = Buffer.from(JSON.stringify({ format: 'skillkeep-actions/1', tenant, version, items }));
  const pae = Buffer.concat([Buffer.from(`DSSEv1 ${TYPE.length} ${TYPE} ${body.length} `), body]);
  return { payloadType: TYPE, payload: body.toString('base64'), signatures: [{ keyid: 'demo-actions', sig: sign(null, pae, key()).toString('base64') }] };
}

describe('what the company does about a shortfall', () => {
  let site, ada, page, answer, wanted;
  before(async () => {
    site = await start();
    ada = await person(site);
    ({ page } = ada);
    await ada.context.route('**/status', (route) => route.fulfill({ json: { ...STATUS, actions: true } }));
    await ada.context.route('**/insight/actions', (route) => route.fulfill(answer));
    answer = { json: list(1, []) };
    await show(page, site, '');
    await steps(page).nth(2).waitFor();
    // What would be suggested anyway: a sprint for all of it is worth more than each, by the same rules.
    const items = await page.evaluate(async () => (await document.querySelector('portal-shell').engine.steps()).steps.map(({ item }) => item));
    wanted = { ...items[0], skills: items.map(({ skills: [first] }) => first) };
  });
  after(async () => { await site?.close(); });

  /** Opens the portal anew and waits until it has looked for the list. */
  const again = async (next) => {
    answer = next;
    const looked = page.waitForResponse((response) => response.url().endsWith('/insight/actions'));
    await page.goto(site.url);
    await page.reload();
    await looked;
    await steps(page).first().waitFor();
  };
  const gigs = async () => { await show(page, site, 'gigs'); return page.locator('skillkeep-gigs').getByRole('article'); };
  const entries = () => {
    const skills = wanted.skills.map(({ id, from, to }) => ({ skill: id, from, to }));
    const sprint = { id: 'action-1', title: 'Sprint in spring', summary: 'Four weeks, on Thursdays.', modality: wanted.modality, minutes: Math.min(20, wanted.minutes), skills, provider: 'Harbour & Lane' };
    return [sprint, { id: 'action-2', title: 'Help with the archive', modality: 'gig', minutes: 600, skills, starts: '2026-01-11', ends: '2099-02-01', contact: 'archive@harbour.example' }];
  };

  test('a sprint stands among the steps and a gig among the gigs, each with the sentence that the company runs it', async () => {
    await again({ json: list(2, entries()) });
    const card = steps(page).filter({ hasText: 'Sprint in spring' });
    await card.waitFor();
    await card.getByText(`Your company runs a sprint for ${wanted.skills[0].label}`).waitFor();
    await card.getByText('Four weeks, on Thursdays.').waitFor();
    assert.ok((await card.locator('[part=why]').innerText()).length > 10, 'its reasons are those of any step');
    assert.deepEqual(await axe(page), []);
    const gig = (await gigs()).filter({ hasText: 'Help with the archive' });
    await gig.getByText(`Your company opened this for ${wanted.skills[0].label}`).waitFor();
    const asked = ada.calls.filter(({ url }) => url.endsWith('/insight/actions'));
    assert.ok(asked.length >= 1 && asked.every(({ method, body }) => method === 'GET' && body === null), 'nothing of hers goes along');
    assert.deepEqual(ada.problems, []);
  });

  test('a list that is hostile, another company’s, too large or not there changes nothing', async () => {
    const forged = list(9, [{ ...entries()[1], title: 'Forged' }]);
    forged.payload = Buffer.from(Buffer.from(forged.payload, 'base64').toString().replace('Forged', 'Evil')).toString('base64');
    const answers = [
      [forged, 'actions.untrusted'], [list(9, entries(), 'other'), 'actions.untrusted'], [{ hello: 1 }, 'actions.untrusted'], [list(9, [{ ...entries()[1], skills: [{ skill: 'no_such_skill', from: 0, to: 1 }] }]), 'actions.item'],
      [list(1, []), 'actions.older'], [list(9, Array.from({ length: 201 }, (_, i) => ({ ...entries()[1], id: `action-${i}` }))), 'actions.too_large'], [{ ...list(9, []), more: 'x'.repeat(600_000) }, 'actions.too_large'],
    ];
    for (const [body, code] of answers) {
      await again({ json: body });
      await page.waitForFunction((wait) => document.querySelector('portal-shell').engine.state.code === wait, code, { timeout: 10_000 }).catch(async () => { assert.fail(`${code}: ${JSON.stringify(await page.evaluate(() => document.querySelector('portal-shell').engine.state))}`); });
      await (await gigs()).filter({ hasText: 'Help with the archive' }).waitFor();
    }
    // A plain file server answers with a page; a server without the route with a problem. Neither is worth a word.
    await again({ body: '<!doctype html>', contentType: 'text/html' });
    await (await gigs()).filter({ hasText: 'Help with the archive' }).waitFor();
    await ada.context.route('**/insight/actions', (route) => route.abort('connectionfailed'));
    await page.goto(site.url);
    await page.reload();
    await (await gigs()).filter({ hasText: 'Help with the archive' }).waitFor();
    await ada.context.unroute('**/insight/actions');
    await ada.context.route('**/insight/actions', (route) => route.fulfill(answer));
  });

  test('what is withdrawn goes, and does not come back with an older list', async () => {
    await again({ json: list(12, [entries()[0]]) });
    await page.waitForFunction(async () => !(await document.querySelector('portal-shell').engine.gigs()).some(({ item }) => item.id === 'action-2'));
    await again({ json: list(2, entries()) });
    assert.equal(await (await gigs()).filter({ hasText: 'Help with the archive' }).count(), 0);
  });
});
