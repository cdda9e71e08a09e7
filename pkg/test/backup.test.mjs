import assert from 'node:assert/strict';
import test from 'node:test';
import { source } from './source.mjs';

const { sealBackup, openBackup } = await source('backup');
const snapshot = new TextEncoder().encode('everything a person has told the engine');
const code = (expected) => (e) => e.name === 'SkillkeepError' && e.code === expected;

test('a backup opens with its passphrase, however the letters were composed', async () => {
  const file = await sealBackup(snapshot, 'grüne Wiese', 1000);
  assert.deepEqual(await openBackup(file, 'gru\u0308ne Wiese'), new Uint8Array(snapshot));
});

test('a wrong passphrase is called wrong, not damage', async () => {
  const file = await sealBackup(snapshot, 'right', 1000);
  await assert.rejects(openBackup(file, 'wrong'), code('backup.passphrase'));
  await assert.rejects(openBackup(file, ''), code('backup.passphrase'));
  await assert.rejects(sealBackup(snapshot, ''), code('backup.passphrase_empty'));
});

test('every flipped byte and every cut is found, and with the right passphrase none is called a wrong passphrase', async () => {
  const file = await sealBackup(snapshot, 'right', 10);
  for (let i = 0; i < file.length; i++) {
    const bad = file.slice();
    bad[i] ^= 1;
    const found = await openBackup(bad, 'right').then(() => 'opened', (e) => e.code);
    assert.ok(['backup.damaged', i < 4 ? 'backup.not_a_backup' : '', i >= 4 && i < 8 ? 'backup.newer' : ''].includes(found), `byte ${i}: ${found}`);
  }
  for (let length = 0; length < file.length; length++) {
    await assert.rejects(openBackup(file.slice(0, length), 'right'), code(length < 4 ? 'backup.not_a_backup' : 'backup.damaged'), `cut at ${length}`);
  }
});

test('a file of a later version is named as such, another file as no backup', async () => {
  const file = await sealBackup(snapshot, 'right', 10);
  file[4] = 2;
  await assert.rejects(openBackup(file, 'right'), code('backup.newer'));
  await assert.rejects(openBackup(new TextEncoder().encode('{"statements":[]}'), 'right'), code('backup.not_a_backup'));
  await assert.rejects(openBackup(new Uint8Array(0), 'right'), code('backup.not_a_backup'));
});

test('two backups of the same state share no byte of ciphertext position by position', async () => {
  const [a, b] = await Promise.all([sealBackup(snapshot, 'right', 10), sealBackup(snapshot, 'right', 10)]);
  assert.notDeepEqual(a.slice(64), b.slice(64));
});
