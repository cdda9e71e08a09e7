/** The sealing through the built package's WebAssembly: the sample company's largest report, to keys that are thrown away. */
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { generateKeyPairSync } from 'node:crypto';
import test from 'node:test';
import { pathToFileURL } from 'node:url';

const dist = resolve(import.meta.dirname, '../dist');
const skip = existsSync(resolve(dist, 'sync_bg.wasm')) ? false : 'the package is not built';
const fixture = JSON.parse(readFileSync(resolve(import.meta.dirname, '../../tests/fixtures/sealing.json'), 'utf8'));

/** HpkeConfig: id, X25519, HKDF-SHA256, AES-128-GCM, key. */
function config(id) {
  const { publicKey } = generateKeyPairSync('x25519');
  const key = publicKey.export({ type: 'spki', format: 'der' }).subarray(-32);
  return Uint8Array.from([id, 0, 0x20, 0, 1, 0, 1, 0, 32, ...key]);
}
const list = (...configs) => Uint8Array.from([configs.length * 41 >> 8, configs.length * 41 & 255, ...configs.flatMap((c) => [...c])]);
const [leader, keeper] = [config(1), config(2)];
const sealing = JSON.stringify({ ...fixture, keeperHpke: Buffer.from(keeper).toString('base64') });
/** Nobody signed it; whether a token is one is for the aggregators to say. */
const token = new Uint8Array(320).fill(7);

async function load() {
  const glue = await import(pathToFileURL(resolve(dist, 'sync.js')));
  await glue.default({ module_or_path: readFileSync(resolve(dist, 'sync_bg.wasm')) });
  return glue;
}

/** Reads a report as DAP-18 writes it; throws where lengths do not add up. */
function report(bytes) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = 16;
  const take = (length) => {
    assert.ok(at + length <= bytes.length, 'a length points past the end');
    return bytes.subarray(at, at += length);
  };
  const sealed = () => {
    const start = at;
    const id = take(1)[0];
    take(2 + view.getUint16(at));
    take(4 + view.getUint32(at));
    return { id, bytes: bytes.subarray(start, at) };
  };
  const time = Number(view.getBigUint64(at));
  take(8);
  const extensions = take(2 + view.getUint16(at)).subarray(2);
  take(4 + view.getUint32(at));
  const out = { time, extensions, leader: sealed(), keeper: sealed() };
  assert.equal(at, bytes.length, 'nothing is left over');
  return out;
}

test('the largest report is sealed, and small enough for a phone', { skip }, async (t) => {
  const { seal } = await load();
  const start = performance.now();
  const sealed = seal(sealing, list(leader), list(keeper), token);
  const first = performance.now() - start;
  const times = Array.from({ length: 5 }, () => {
    const begun = performance.now();
    seal(sealing, list(leader), list(keeper), token);
    return performance.now() - begun;
  }).sort((a, b) => a - b);
  assert.deepEqual(sealed.map((s) => [s.measure, s.cell]), fixture.tasks.map((s) => [s.measure, s.cell]));
  for (const one of sealed) {
    const read = report(one.report);
    assert.equal(read.time, fixture.day);
    assert.deepEqual([...read.extensions.subarray(0, 4)], [0xff, 0x01, 320 >> 8, 320 & 255]);
    assert.deepEqual([...read.extensions.subarray(4)], [...token]);
    assert.deepEqual([read.leader.id, read.keeper.id], [1, 2]);
    assert.deepEqual([...read.leader.bytes], [...one.leader]);
    assert.deepEqual([...read.keeper.bytes], [...one.keeper]);
    assert.equal(Buffer.from(one.task, 'base64url').length, 32);
  }
  assert.equal(new Set(sealed.map((s) => s.task)).size, sealed.length, 'each question and cell is a task of its own');
  const bytes = sealed.reduce((sum, s) => sum + s.report.length, 0);
  t.diagnostic(`${sealed.length} reports, ${bytes} bytes, first ${first.toFixed(0)} ms, then ${times[2].toFixed(0)} ms`);
  assert.ok(bytes <= 80_000, `${bytes} bytes`);
});

test('a trial carries no token', { skip }, async () => {
  const { seal } = await load();
  for (const { report: bytes } of seal(sealing, list(leader), list(keeper), null)) assert.equal(report(bytes).extensions.length, 0);
});

test('what is refused says why', { skip }, async () => {
  const { seal, TokenRequest } = await load();
  const refused = (code, call) => assert.throws(call, (error) => error instanceof Error && error.name === 'SkillkeepError' && error.code === code);
  refused('sync.keeper_key', () => seal(sealing, list(leader), list(config(2)), token));
  refused('sync.hpke', () => seal(sealing, list(), list(keeper), token));
  refused('sync.sealing', () => seal('{}', list(leader), list(keeper), token));
  refused('sync.token', () => seal(sealing, list(leader), list(keeper), token.subarray(1)));
  refused('sync.token', () => new TokenRequest('sample', fixture.period, 'AAAA'));
  refused('sync.token', () => TokenRequest.restore(new Uint8Array(3)));
});
