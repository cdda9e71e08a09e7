/** Figures of the sealing: what sending loads, and what the largest report of the sample company weighs and takes in Chromium. */
import { generateKeyPairSync } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { gzipSync } from 'node:zlib';
import { person, start } from '../tests/browser/harness.mjs';
import { dist, done, figure, median, repo } from './lib.mjs';

const SEALS = 41;

function size() {
  const [wasm, glue] = ['sync_bg.wasm', 'sync.js'].map((name) => gzipSync(readFileSync(resolve(dist, name)), { level: 9 }).length / 1e3);
  figure('size', 'sync wasm', wasm + glue, 'kB gz', { most: 90 }, `sync_bg.wasm ${wasm.toFixed(1)}, sync.js ${glue.toFixed(1)}; loaded only to send`);
}

/** A key that nobody keeps, as an HpkeConfig: id, X25519, HKDF-SHA256, AES-128-GCM, key. */
function throwaway(id) {
  const { publicKey } = generateKeyPairSync('x25519');
  return [id, 0, 0x20, 0, 1, 0, 1, 0, 32, ...publicKey.export({ type: 'spki', format: 'der' }).subarray(-32)];
}

/** Runs in the page: seals again and again, and gives the milliseconds of each after the first, which compiles. */
async function sealing({ text, leader, keeper, times }) {
  const glue = await import('/skillkeep/sync.js');
  await glue.default({ module_or_path: '/skillkeep/sync_bg.wasm' });
  const lists = [leader, keeper].map((config) => Uint8Array.from([0, config.length, ...config]));
  const token = new Uint8Array(320);
  const took = [];
  let sealed = [];
  for (let n = 0; n <= times; n++) {
    const start = performance.now();
    sealed = glue.seal(text, ...lists, token);
    took.push(performance.now() - start);
    await new Promise((next) => setTimeout(next));
  }
  const [first, ...rest] = took;
  return { first, rest, reports: sealed.length, bytes: sealed.reduce((sum, one) => sum + one.report.length, 0) };
}

async function report({ browser, url }) {
  const [leader, keeper] = [throwaway(1), throwaway(2)];
  const fixture = JSON.parse(readFileSync(resolve(repo, 'tests/fixtures/sealing.json'), 'utf8'));
  const text = JSON.stringify({ ...fixture, keeperHpke: Buffer.from(keeper).toString('base64') });
  const { context, page } = await person({ browser });
  await page.goto(new URL('favicon.svg', url).href);
  const { first, rest, reports, bytes } = await page.evaluate(sealing, { text, leader, keeper, times: SEALS });
  const input = `sample company, ${fixture.period}, ${reports} questions and cells`;
  figure('sync', 'whole report', bytes / 1e3, 'kB', { most: 80 }, input);
  figure('sync', 'whole report, CPU in Chromium', median(rest), 'ms', { most: 40 }, `${input}, ${rest.length} seals, ${Math.min(...rest).toFixed(0)} to ${Math.max(...rest).toFixed(0)} ms; the first ${first.toFixed(0)} ms`);
  // Asked once a quarter, of nobody in the sample company: which of 300 items somebody took, each and by twos, twelve of them told.
  const ITEMS = 300, TOLD = 12, pairs = (n) => n * (n - 1) / 2;
  const pair = (one, two) => ITEMS + one * (2 * ITEMS - one - 1) / 2 + two - one - 1;
  const named = Array.from({ length: TOLD }, (_, n) => n * 23);
  const length = ITEMS + pairs(ITEMS) + 2;
  const set = [...named, ...named.flatMap((one, at) => named.slice(at + 1).map((two) => pair(one, two))), length - 2, length - 1];
  const measurement = { shape: { vdaf: 'multihot', length, maxWeight: TOLD + pairs(TOLD) + 2 }, set };
  const together = JSON.stringify({ ...JSON.parse(text), tasks: [{ ...fixture.tasks[0], measurement }] });
  const one = await page.evaluate(sealing, { text: together, leader, keeper, times: 15 });
  const of = `${ITEMS} items and their pairs, ${TOLD} told`;
  figure('sync', 'what is taken together', one.bytes / 1e3, 'kB', { most: 750 }, of);
  figure('sync', 'the same, CPU in Chromium', median(one.rest), 'ms', { most: 100 }, `${of}, ${one.rest.length} seals, ${Math.min(...one.rest).toFixed(0)} to ${Math.max(...one.rest).toFixed(0)} ms`);
  await context.close();
}

size();
const running = await start();
try {
  await report(running);
} finally {
  await running.close();
}
done();
