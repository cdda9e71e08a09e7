/** The vectors of `tests/vectors` through the built package's WebAssembly, both builds: the answers must be the native ones. */
import assert from 'node:assert/strict';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { resolve } from 'node:path';
import test from 'node:test';
import { pathToFileURL } from 'node:url';

const dist = resolve(import.meta.dirname, '../dist');
const vectors = resolve(import.meta.dirname, '../../tests/vectors');
const BUILDS = ['engine_scalar.wasm', 'engine_simd.wasm'].filter((name) => existsSync(resolve(dist, name)));
const FILES = ['skills.skp', 'policy.json', 'dictionary.json', 'catalogue.json', 'factors.skf'];
/** A file of a company; a variant's folder has only what is another there. */
function company(name, named = 'company') {
  const path = [named, 'company'].map((folder) => resolve(vectors, folder, name)).find((p) => existsSync(p));
  return path === undefined ? null : new Uint8Array(readFileSync(path));
}
const utf8 = new TextEncoder();

/** One instance of the glue per build: it holds its memory in module variables. */
async function load(build) {
  const glue = await import(`${pathToFileURL(resolve(dist, 'engine.js'))}?${build}`);
  await glue.default({ module_or_path: readFileSync(resolve(dist, build)) });
  return glue.WasmEngine;
}

function open(WasmEngine, options, snapshot = null, { company: named = 'company', catalogue } = {}) {
  const files = FILES.map((name) => [name, company(name, named)]).filter(([, bytes]) => bytes);
  const page = catalogue === undefined ? null : utf8.encode(catalogue);
  return WasmEngine.open(options, company('root.dsse.json', named), company('manifest.dsse.json', named), files, page, snapshot);
}

/** What a disk may have done to a snapshot. */
function damaged(snapshot, how) {
  if (how === 'cut') return snapshot.slice(0, -1);
  const bytes = snapshot.slice();
  if (how === 'flip') bytes[bytes.length - 1] ^= 1;
  else if (how === 'other') bytes[0] ^= 1;
  else throw new Error(`no such damage: ${how}`);
  return bytes;
}

/** Says where `found` is not what was expected: objects may have more members, numbers may differ by 1e-6. */
function differs(expected, found, path = '') {
  if (typeof expected === 'number' && typeof found === 'number') {
    return Math.abs(expected - found) <= 1e-6 ? null : `${path}: ${expected} expected, ${found} found`;
  }
  if (expected === null || typeof expected !== 'object') {
    return expected === (found ?? null) ? null : `${path}: ${JSON.stringify(expected)} expected, ${JSON.stringify(found)} found`;
  }
  if (found === null || typeof found !== 'object' || Array.isArray(expected) !== Array.isArray(found)) return `${path}: another kind of value`;
  if (Array.isArray(expected) && expected.length !== found.length) return `${path}: ${expected.length} rows expected, ${found.length} found`;
  for (const [key, value] of Object.entries(expected)) {
    const where = differs(value, found[key], `${path}.${key}`);
    if (where) return where;
  }
  return null;
}

/** Runs a vector; gives every answer and the last snapshot. */
function run(WasmEngine, vector) {
  const options = { ...vector.options, now: vector.now };
  let engine = open(WasmEngine, options, null, { company: vector.company });
  const aside = {};
  const told = (call) => {
    try {
      return call();
    } catch (error) {
      if (!error.code) throw error;
      return { error: error.code };
    }
  };
  const answers = vector.steps.map((step) => {
    const now = step.now ?? vector.now;
    const file = step.import ?? step.scan;
    if (file) {
      const { text, ...read } = file;
      if (step.scan) engine.scan_begin(read, now);
      else engine.import_begin(read, now);
      engine.push(utf8.encode(text));
      return told(() => (step.scan ? engine.scan_finish() : engine.import_finish(now)));
    }
    if (step.apply) return told(() => engine.apply(step.apply, now));
    if (step.query) return told(() => engine.query(step.query, now));
    if ('setCell' in step) return told(() => engine.set_cell(step.setCell));
    if (step.backup) {
      aside[step.backup] = engine.snapshot();
      return null;
    }
    const { from, damage, fresh, ...other } = step.reopen;
    const kept = from === undefined ? engine.snapshot() : aside[from];
    const snapshot = damage === undefined ? kept : damaged(kept, damage);
    // Where it is refused, everything stays as it was.
    return told(() => {
      const next = open(WasmEngine, { ...options, now }, fresh ? null : snapshot, other);
      engine.free();
      engine = next;
      return { bytes: snapshot.length };
    });
  });
  const snapshot = Buffer.from(engine.snapshot()).toString('base64');
  engine.free();
  return { answers, snapshot };
}

const skip = BUILDS.length === 0 || !existsSync(resolve(dist, 'engine.js')) ? 'the package is not built' : false;
const all = readdirSync(vectors).filter((name) => name.endsWith('.json')).sort();

test('vectors', { skip }, async (t) => {
  const engines = await Promise.all(BUILDS.map(load));
  for (const name of all) {
    const vector = JSON.parse(readFileSync(resolve(vectors, name), 'utf8'));
    await t.test(vector.name, () => {
      const runs = engines.map((WasmEngine) => run(WasmEngine, vector));
      vector.steps.forEach((step, at) => {
        const found = runs[0].answers[at];
        const where = step.expect === undefined ? (found?.error ? JSON.stringify(found.error) : null) : differs(step.expect, found);
        assert.equal(where, null, `${name}, step ${at}: ${where}`);
      });
      for (const other of runs.slice(1)) assert.deepEqual(other, runs[0], 'both builds say the same');
    });
  }
});

test('a flipped bit of a snapshot is refused with its code', { skip }, async () => {
  const [WasmEngine] = await Promise.all(BUILDS.slice(0, 1).map(load));
  const vector = JSON.parse(readFileSync(resolve(vectors, 'imports.json'), 'utf8'));
  const options = { ...vector.options, now: vector.now };
  const engine = open(WasmEngine, options);
  const snapshot = engine.snapshot();
  snapshot[snapshot.length - 1] ^= 1;
  assert.throws(() => open(WasmEngine, options, snapshot), { name: 'SkillkeepError', code: 'snapshot.checksum' });
});

test('the first snapshot opens in the package too', { skip }, async () => {
  const vector = JSON.parse(readFileSync(resolve(vectors, 'imports.json'), 'utf8'));
  const bytes = new Uint8Array(readFileSync(resolve(vectors, '../fixtures/snapshot-v1.skn')));
  for (const WasmEngine of await Promise.all(BUILDS.map(load))) {
    const engine = open(WasmEngine, { ...vector.options, now: vector.now }, bytes);
    assert.equal(engine.query({ ask: 'profile' }, vector.now).signals, 7);
    // Magic, version, length and checksum are 44 bytes; what newer versions add stands behind what the first one held.
    const payload = Buffer.from(bytes).subarray(44);
    const written = Buffer.from(engine.snapshot()).subarray(44, 44 + payload.length);
    assert.equal(Buffer.compare(written, payload), 0, 'nothing of it is lost');
  }
});
