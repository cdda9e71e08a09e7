/** What a person reads of her own answer: the group of two attributes, what came of a contest, and where she is on a path. */
import assert from 'node:assert/strict';
import test from 'node:test';
import { source } from './source.mjs';

const { addMessages, messages } = await source('messages/index');
const { leavesEn } = await source('messages/leaves.en');
addMessages('en', leavesEn);
const { onTheWay, told, unsaid, whyNot } = await source('elements/leaves-words');

const m = messages('en');
const attribute = (id, label, options, said = null) => ({ id, label, options: options.map((option) => ({ id: option, label: option })), said });
const view = { attributes: [attribute('gender', 'Gender', ['Woman', 'Man', 'Another']), attribute('age', 'Age', ['young', 'old'], 'old')], questions: [], spent: 0, cap: 100 };
const question = (kind, marks) => ({ id: 'q', on: true, asked: [], marks, kind: { code: 'outcome', clip: null, attribute: null, with: null, outcome: null, ...kind } });

test('the one place of an answer is said as its groups and its fact', () => {
  const both = { attribute: 'gender', with: 'age', outcome: 'settled' };
  // Man (1) of three, old (1) of two, settled (2) of three values.
  assert.equal(told(m, question(both, ['11']), view), 'Gender: Man. Age: old. What you contested in the last twelve months is settled.');
  assert.equal(told(m, question(both, ['0']), view), 'Gender: Woman. Age: young. You contested nothing in the last twelve months.');
  assert.equal(told(m, question({ attribute: 'gender', outcome: 'contested' }, ['3']), view), 'Gender: Man. You contested something in this period.');
  assert.equal(told(m, question(both, ['18']), view), '', '“no answer” is not a group');
});

test('a group that was not said is named, and only that one', () => {
  const both = question({ attribute: 'gender', with: 'age', outcome: 'fit' }, []);
  assert.deepEqual([unsaid(view, both), whyNot(view, both)], [['Gender'], 'group']);
  assert.equal(whyNot(view, question({ attribute: 'age', outcome: 'fit' }, [])), 'unknown');
});

test('a path is said by its role', () => {
  assert.equal(onTheWay(m, question({ code: 'paths' }, ['Analyst', '0'])), 'You are on the way to Analyst.');
  assert.match(onTheWay(m, question({ code: 'paths' }, ['Analyst', '1'])), /to Analyst, and there:/);
});
