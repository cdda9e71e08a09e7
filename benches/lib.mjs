/** What the benches share: medians, the engine in Node, statements by the hundred thousand, and how a figure is said. */
import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

export const repo = resolve(import.meta.dirname, '..');
export const dist = resolve(repo, 'pkg/dist');
export const site = resolve(repo, 'target/site');
/** 2 814 real statements of six people, where the shared folder is there. */
export const realStatements = resolve(repo, '../shared/data/signals/xapi-statements/tccc_dev.json');
/** The clock of every run: the same input gives the same evidence in any year. */
export const NOW = { at: Date.UTC(2026, 5, 15, 9), offsetMinutes: 60 };
const DAY = 86_400_000;

export function median(numbers) {
  const sorted = [...numbers].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** Milliseconds of each of `times` runs. `before` makes what a run uses up, outside the clock. */
export function timed(times, run, before = () => undefined) {
  return Array.from({ length: times }, () => {
    const made = before();
    const start = performance.now();
    run(made);
    return performance.now() - start;
  });
}

const figures = [];
/** Notes a figure. `goal` is `{ most }` or `{ least }`, or nothing for a figure that only explains another. */
export function figure(group, name, value, unit, goal = {}, input = '') {
  figures.push({ group, name, value, unit, most: goal.most ?? null, least: goal.least ?? null, input });
}
/** One plain line instead of a figure. */
export function note(group, text) {
  figures.push({ group, name: text, value: null, unit: '', most: null, least: null, input: '' });
}
/** Hands the figures to `cargo x bench`, or to whoever reads. */
export function done() {
  process.stdout.write(`${JSON.stringify(figures)}\n`);
}

let copies = 0;
/** A fresh engine module with a memory of its own: `memory()` is its size in bytes, which only grows. */
export async function engine(wasm = 'engine_simd.wasm') {
  const glue = await import(`${pathToFileURL(resolve(dist, 'engine.js'))}?copy=${copies++}`);
  const exports = await glue.default({ module_or_path: readFileSync(resolve(dist, wasm)) });
  return { glue, memory: () => exports.memory.buffer.byteLength };
}

/** The sample company as the worker hands it over. */
export function company() {
  const read = (name) => new Uint8Array(readFileSync(resolve(dist, 'sample', name)));
  const names = ['policy.json', 'dictionary.json', 'catalogue.json', 'skills.skp'].filter((name) => existsSync(resolve(dist, 'sample', name)));
  return { root: read('root.dsse.json'), manifest: read('manifest.dsse.json'), files: names.map((name) => [name, read(name)]) };
}

const OPTIONS = { tenant: 'sample', subject: 'bench', cell: null, locale: 'en', timeZone: 'Europe/Lisbon', seed: 7, now: NOW };
/** Opens for a person, from a snapshot or empty. */
export function open(glue, { root, manifest, files }, snapshot) {
  return glue.WasmEngine.open(OPTIONS, root, manifest, files, undefined, snapshot);
}

/** Hands a file over in the pieces that the worker uses. */
export function feed(opened, bytes, piece = 1 << 20) {
  for (let at = 0; at < bytes.length; at += piece) opened.push(bytes.subarray(at, at + piece));
}

/** Takes a whole file in for some actors. */
export function take(opened, name, bytes, who, now = NOW) {
  opened.import_begin({ name, who }, now);
  feed(opened, bytes);
  return opened.import_finish(now);
}

const shapes = () => JSON.parse(readFileSync(resolve(repo, 'tests/fixtures/sample-signals/statements.json'), 'utf8'));
const LEARNT = /(completed|passed|scored|mastered)$/;

/** Who is in {@link statements}: `one of twenty` is the person, the others are colleagues. */
export const person = (n) => ({ objectType: 'Agent', name: `Person ${n}`, mbox: `mailto:person${n}@harbour-lane.example` });
export const keyOf = (n) => `mailto:person${n}@harbour-lane.example`;

/**
 * The committed sample's statements over and over, each with an id, an actor and a moment of its own, one per line.
 * `learnt`: only those that say something of skill.
 */
export function* statements({ people = 20, learnt = false, from = 0 } = {}) {
  const all = shapes().filter((s) => s.actor && s.verb && s.object?.id && !/voided$/.test(s.verb.id) && (!learnt || LEARNT.test(s.verb.id)));
  for (let n = from; ; n++) {
    const { id: _, actor: __, timestamp: ___, stored: ____, ...shape } = all[n % all.length];
    const id = `00000000-0000-4000-8000-${n.toString(16).padStart(12, '0')}`;
    const timestamp = new Date(NOW.at - 3 * 365 * DAY + n * 7_000).toISOString();
    yield `${JSON.stringify({ id, actor: person(n % people), timestamp, ...shape })}\n`;
  }
}

/** Statements as bytes, `count` of them. */
export function bytesOf(count, options) {
  const lines = statements(options);
  return new TextEncoder().encode(Array.from({ length: count }, () => lines.next().value).join(''));
}
