import assert from 'node:assert/strict';
import test from 'node:test';
import { source } from './source.mjs';

const { Transcoder } = await source('encoding');
const { Clock } = await source('clock');
const { hasSimd } = await source('probe');
const words = 'commit 4f1\nAuthor: Zoë Ørsted 🌱 <zoe@example.org>\n';

function utf16(text, little, mark) {
  const units = [...(mark ? [0xfeff] : []), ...Array.from({ length: text.length }, (_, i) => text.charCodeAt(i))];
  return Uint8Array.from(units.flatMap((u) => (little ? [u & 255, u >> 8] : [u >> 8, u & 255])));
}

function read(bytes, asked, size) {
  const t = new Transcoder(asked);
  const out = [];
  for (let at = 0; at < bytes.length; at += size) out.push(...t.push(bytes.slice(at, at + size)));
  return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(Uint8Array.from([...out, ...t.finish()]));
}

test('text arrives whole whatever it was written in and wherever the pieces are cut', () => {
  for (let size = 4; size < 40; size++) {
    assert.equal(read(new TextEncoder().encode(words), undefined, size), words);
    assert.equal(read(new TextEncoder().encode(`\ufeff${words}`), undefined, size), words);
    for (const little of [true, false]) for (const mark of [true, false]) assert.equal(read(utf16(words, little, mark), undefined, size), words);
  }
});

test('windows-1252 is read when asked for, and a mark in the file wins', () => {
  assert.equal(read(Uint8Array.of(0x4a, 0xf6, 0x72, 0x67, 0x20, 0x80), 'windows-1252', 4), 'Jörg €');
  assert.equal(read(new TextEncoder().encode(`\ufeff${words}`), 'windows-1252', 16), words);
});

test('broken UTF-8 passes through for the engine to name the place', () => {
  assert.deepEqual([...new Transcoder().push(Uint8Array.of(0x61, 0xff, 0x62, 0x63))], [0x61, 0xff, 0x62, 0x63]);
});

test('the clock gives the offset of the zone and the season', () => {
  const berlin = new Clock('Europe/Berlin');
  assert.equal(berlin.now(Date.UTC(2027, 0, 10)).offsetMinutes, 60);
  assert.equal(berlin.now(Date.UTC(2027, 6, 10)).offsetMinutes, 120);
  assert.equal(new Clock('America/St_Johns').now(Date.UTC(2027, 0, 10)).offsetMinutes, -210);
  assert.equal(new Clock('UTC').now(0).offsetMinutes, 0);
  assert.throws(() => new Clock('Mars/Olympus'), (e) => e.code === 'open.time_zone');
});

test('the probe says what this engine can do', () => assert.equal(hasSimd(), true));
