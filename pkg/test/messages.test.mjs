import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import test from 'node:test';
import { source } from './source.mjs';

const { addMessages, direction, messages } = await source('messages/index');
const { en } = await source('messages/en');
const { errorsEn } = await source('messages/errors.en');
const { leavesEn } = await source('messages/leaves.en');
const { careerEn } = await source('messages/career.en');
const all = { ...en, ...errorsEn, ...leavesEn, ...careerEn };
addMessages('en', { ...leavesEn, ...careerEn });
const src = resolve(import.meta.dirname, '../src');
const text = (path) => readFileSync(resolve(src, path), 'utf8');

/** A value for every argument that a message names. */
function values(message) {
  const out = {};
  for (const [, name, kind] of message.matchAll(/\{(\w+)(?:,\s*(\w+))?/g)) out[name] = kind === 'number' || kind === 'plural' ? 2 : 'Thing';
  for (const [, tag] of message.matchAll(/<(\w+)>/g)) out[tag] = (chunks) => chunks.join('');
  return out;
}

test('every key that an element names has words', () => {
  let seen = 0;
  for (const file of readdirSync(resolve(src, 'elements'))) {
    for (const [, key] of text(`elements/${file}`).matchAll(/\b(?:t|act|named|button)\(\s*'([a-z]\w*(?:\.\w+)*)'/g)) {
      seen++;
      assert.ok(key in all, `${file} names ${key}`);
    }
  }
  assert.ok(seen > 80, `${seen} keys found`);
});

test('every value that the engine can answer has a word', () => {
  const types = text('types.ts');
  const union = (name) => [...types.match(new RegExp(`type ${name} =([^;]+);`))[1].matchAll(/'(\w+)'/g)].map(([, value]) => value);
  const wanted = { Standing: 'standing', Kind: 'kind', Source: 'source', Modality: 'modality', Difficulty: 'difficulty', Timing: 'timing', Counts: 'counts', ReasonCode: 'why' };
  assert.ok(union('Modality').length > 5);
  for (const [type, prefix] of Object.entries(wanted)) for (const value of union(type)) assert.ok(`${prefix}.${value}` in en, `${prefix}.${value}`);
  for (const [, codes] of types.matchAll(/interface Term \{ code: ([^;]+);/g)) for (const [, code] of codes.matchAll(/'(\w+)'/g)) assert.ok(`term.${code}` in en, `term.${code}`);
  for (const [, pace] of types.match(/pace: ([^;]+);/)[1].matchAll(/'(\w+)'/g)) assert.ok(`pace.${pace}` in en, `pace.${pace}`);
  for (const value of union('Feedback')) assert.ok(`did.${value}` in en, `did.${value}`);
});

test('every error that the package knows says what happened, what is safe and what to do', () => {
  const m = messages('en');
  const codes = [...text('errors.ts').split('KnownErrorCode =')[1].split(';')[0].matchAll(/'([a-z]+\.\w+)'/g)].map(([, code]) => code);
  assert.ok(codes.length > 30);
  for (const code of codes) {
    const words = m.error({ code, args: {} });
    assert.notEqual(words.what, m.t('error.unknown'), code);
    for (const part of [words.what, words.safe, words.todo]) assert.match(part, /^[A-Z].*[.]$/, `${code}: ${part}`);
    assert.doesNotMatch(words.what, /none/, code);
  }
  assert.match(m.error({ code: 'import.truncated', args: { line: '812' } }).what, /line 812/);
  assert.equal(m.error({ code: 'moon.full' }).code, 'moon.full');
  assert.equal(m.error(new Error('x')).code, 'unknown');
});

test('every message speaks, also in disguise', () => {
  for (const [key, message] of Object.entries(all)) {
    const args = values(message);
    const plain = messages('en').t(key, args);
    assert.notEqual(plain, key, key);
    assert.doesNotMatch(plain, /[{}<>]/, key);
    if (/[a-z]{4}/.test(message.replace(/\{[^}]*\}|<\/?\w+>/g, ''))) assert.notEqual(messages('en-XA').t(key, args), plain, key);
    assert.notEqual(messages('ar-XB').t(key, args), key, key);
  }
});

test('numbers count the way the language counts', () => {
  const m = messages('en');
  const lead = (signals) => m.t('next.lead', { signals });
  assert.match(lead(0), /Nothing is known/);
  assert.match(lead(1), /one thing/);
  assert.match(lead(214), /214 things/);
  assert.equal(m.minutes(25), '25 min');
  assert.equal(m.minutes(90), '1 h 30 min');
  assert.equal(m.minutes(660), 'about 11 hours');
  assert.equal(m.level(3), '3.0');
  assert.equal(m.level(0.613, 2, true), '+0.61');
});

test('days are the host’s, not the browser’s', () => {
  const late = Date.UTC(2026, 2, 12, 23, 30);
  assert.match(messages('en-GB', 'UTC').date(late), /^12 Mar/);
  assert.match(messages('en-GB', 'Asia/Tokyo').date(late), /^13 Mar/);
  assert.match(messages('en-GB', 'Nowhere/Atlantis').date(late), /Mar/, 'an unknown zone does not break the page');
});

test('a language without words speaks English altogether; one with words is used, and written its way', () => {
  assert.equal(messages('fr').locale, 'en');
  assert.equal(messages('fr').t('undo'), 'Undo');
  assert.equal(messages('fr').level(3.1), '3.1');
  addMessages('de', { undo: 'Zurück' });
  assert.equal(messages('de-AT').t('undo'), 'Zurück');
  assert.equal(messages('de-AT').level(3.1), '3,1');
  assert.equal(messages('de-AT').t('close'), 'Close');
  assert.equal(direction('he'), 'rtl');
  assert.equal(messages('ar-XB').direction, 'rtl');
  assert.equal(messages('en-XA').direction, 'ltr');
});

test('German says everything English says, with the same values, and speaks', async () => {
  const { de, errorsDe, leavesDe, careerDe } = await source('messages/de');
  const portal = await Promise.all(['en', 'because.en', 'de', 'later.en'].map((name) => source(`../../www/src/messages/${name}`)));
  const pairs = [[all, { ...de, ...errorsDe, ...leavesDe, ...careerDe }], [{ ...portal[0].en, ...portal[3].laterEn, ...portal[1].becauseEn }, { ...portal[2].de, ...portal[2].becauseDe }]];
  const named = (message) => [...new Set([...message.matchAll(/\{(\w+)(?:\}|, (?:number|plural|select)\b)|<(\w+)>/g)].map(([, value, tag]) => value ?? tag))].sort().join();
  let told = 0;
  for (const [english, german] of pairs) {
    addMessages('de', german);
    assert.deepEqual(Object.keys(german).sort(), Object.keys(english).sort());
    for (const [key, message] of Object.entries(german)) {
      assert.equal(named(message), named(english[key]), key);
      const spoken = messages('de').t(key, values(message));
      assert.notEqual(spoken, key, key);
      assert.doesNotMatch(spoken, /[{}<>]/, key);
      assert.doesNotMatch(message, /\b(Sie haben|Sie können|Ihnen)\b/, `${key} says du`);
      if (message !== english[key]) told++;
    }
  }
  assert.ok(told > 600, `${told} messages are German`);
  const m = messages('de');
  assert.equal(m.t('next.lead', { signals: 1 }), 'In diesem Browser gewählt, aus einer Sache, die du getan hast.');
  assert.match(m.t('next.lead', { signals: 1214 }), /1\.214 Dingen/);
});

test('a message that lacks a value never stops a page', () => {
  assert.equal(messages('en').t('why.fading', {}), 'why.fading');
  assert.equal(messages('en').t('no.such.key'), 'no.such.key');
});
