/** Figures of the engine alone, in Node: the same wasm and the same pieces as in the worker, without a page around it. */
import { existsSync, readFileSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';
import { bytesOf, company, done, engine, feed, figure, keyOf, median, note, NOW, open, realStatements, statements, take, timed } from './lib.mjs';

const MB = 1e6;
const files = company();
const { glue } = await engine();

/** The real file, read for all six people in it. */
function ingest() {
  const group = 'ingest';
  if (!existsSync(realStatements)) return note(group, 'the 2 814 real statements are not here: ../shared/data/signals/xapi-statements');
  const bytes = new Uint8Array(readFileSync(realStatements));
  const looked = open(glue, files);
  looked.scan_begin({ name: 'tccc_dev.json' }, NOW);
  feed(looked, bytes);
  const scan = looked.scan_finish();
  const who = scan.actors.map((actor) => actor.key);
  let report;
  const times = timed(5, (fresh) => { report = take(fresh, 'tccc_dev.json', bytes, who); }, () => open(glue, files));
  const input = `tccc_dev.json, ${scan.records} statements, ${(bytes.length / MB).toFixed(1)} MB, ${who.length} actors; ${report.accepted} kept, ${report.expired} too old`;
  figure(group, 'xAPI statements taken in', median(times), 'ms', { most: 150 }, input);
}

/** 100 MB in a stream. What lies in memory may grow with what is kept of the person, never with the file. */
async function stream(who, label) {
  const group = 'stream';
  const { glue, memory } = await engine();
  const opened = open(glue, files);
  const encoder = new TextEncoder();
  const lines = statements({ people: 20 });
  let read = 0, records = 0, spent = 0, afterTen = 0;
  opened.import_begin({ name: 'generated.ndjson', who: [who] }, NOW);
  while (read < 100 * MB) {
    let text = '';
    while (text.length < 1 << 20) { text += lines.next().value; records++; }
    const piece = encoder.encode(text);
    const start = performance.now();
    opened.push(piece);
    spent += performance.now() - start;
    read += piece.length;
    if (!afterTen && read >= 10 * MB) afterTen = memory();
  }
  const whole = memory();
  const start = performance.now();
  const report = opened.import_finish(NOW);
  const finish = performance.now() - start;
  const input = `generated statements, ${records}, ${(read / MB).toFixed(0)} MB in pieces of 1 MiB, ${label}; ${report.accepted} kept`;
  const grown = (whole - afterTen) / MB;
  if (report.accepted === 0) figure(group, 'memory, 100 MB against 10 MB', whole / afterTen, 'x', { most: 1.1 }, `${(afterTen / MB).toFixed(1)} and ${(whole / MB).toFixed(1)} MB; ${input}`);
  else figure(group, 'memory grown for each signal kept', (grown * MB) / (report.accepted * 0.9), 'bytes', { most: 1000 }, `${(afterTen / MB).toFixed(1)} and ${(whole / MB).toFixed(1)} MB; ${input}`);
  figure(group, 'time for 100 MB', (spent + finish) / 1000, 's', {}, `${label}; its end ${finish.toFixed(0)} ms`);
}

/** A person with `count` signals, in a new engine. */
function grown(count) {
  const opened = open(glue, files);
  let from = 0, kept = 0;
  while (kept < count) {
    const piece = count - kept;
    kept += take(opened, 'generated.ndjson', bytesOf(piece, { people: 1, learnt: true, from }), [keyOf(0)]).accepted;
    from += piece;
  }
  return { opened, from, kept };
}

/** Milliseconds for one more statement, one import each, for several people in turn. */
function single(people) {
  const times = people.map(() => []);
  for (let run = 0; run < 101; run++) {
    people.forEach((one, n) => {
      const bytes = bytesOf(1, { people: 1, learnt: true, from: one.from++ });
      const start = performance.now();
      take(one.opened, 'one.ndjson', bytes, [keyOf(0)]);
      times[n].push(performance.now() - start);
    });
  }
  return times.map(median);
}

function profile() {
  const group = 'profile';
  const [small, large] = [grown(1_000), grown(10_000)];
  const snapshot = large.opened.snapshot();
  const input = `${large.kept} signals, snapshot of ${(snapshot.length / 1e3).toFixed(0)} kB`;
  figure(group, 'opens with 10 000 signals', median(timed(11, () => open(glue, files, snapshot).free())), 'ms', { most: 50 }, input);
  figure(group, 'opens empty', median(timed(11, () => open(glue, files).free())), 'ms', {}, 'trust checks, pack and catalogue of the sample company');
  figure(group, 'next steps asked', median(timed(11, () => large.opened.query({ ask: 'steps', count: 3 }, NOW))), 'ms', {}, input);
  figure(group, 'snapshot written', median(timed(11, () => large.opened.snapshot())), 'ms', {}, input);
  const [few, many] = single([small, large]);
  figure(group, 'one event, 10 000 against 1 000', many / few, 'x', { most: 1.5 }, `imports of one statement: ${few.toFixed(3)} and ${many.toFixed(3)} ms`);
}

const busy = loadavg()[0] / cpus().length;
if (busy > 0.8) note('machine', `busy with other work (load ${busy.toFixed(1)} for each core): times are longer than they would be`);
ingest();
profile();
await stream(keyOf(999), 'somebody who is not in it');
await stream(keyOf(3), 'one of its twenty people');
done();
