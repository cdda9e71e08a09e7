import { SkillkeepError } from './errors.js';

/*
 * A backup file, version 1, little endian:
 *
 *   0  magic 'SKBK'
 *   4  version u32
 *   8  KDF u32            1 = PBKDF2-HMAC-SHA-256
 *  12  iterations u32
 *  16  salt               16 bytes
 *  32  key check          16 bytes: tells a wrong passphrase from a damaged file
 *  48  iv                 12 bytes
 *  60  header check u32   first bytes of SHA-256 of what precedes: a damaged header is not taken for a wrong passphrase
 *  64  ciphertext         AES-256-GCM of the snapshot, the 64 bytes above as additional data, tag at the end
 *
 * The passphrase is stretched once to 48 bytes: 32 of key, 16 of key check. Publishing those 16 helps nobody: they are as
 * hard to reach from the passphrase as the key, and tell nothing of the other 32.
 */
const MAGIC = [0x53, 0x4b, 0x42, 0x4b];
const VERSION = 1;
const KDF_PBKDF2_SHA256 = 1;
/** OWASP's 2023 advice for PBKDF2-HMAC-SHA-256 is 600 000; a backup is opened rarely, so it may take longer. */
const ITERATIONS = 1_000_000;
/** A hostile file must not keep the browser busy for hours. */
const MAX_ITERATIONS = 20_000_000;
const HEAD = 64;
const TAG = 16;

type Bytes = Uint8Array<ArrayBuffer>;

async function stretch(passphrase: string, salt: Bytes, iterations: number): Promise<{ key: CryptoKey; check: Bytes }> {
  // NFC: the same words typed on another system must give the same bytes.
  const secret = new TextEncoder().encode(passphrase.normalize('NFC'));
  const base = await crypto.subtle.importKey('raw', secret, 'PBKDF2', false, ['deriveBits']);
  const bits = new Uint8Array(await crypto.subtle.deriveBits({ name: 'PBKDF2', hash: 'SHA-256', salt, iterations }, base, 48 * 8));
  const key = await crypto.subtle.importKey('raw', bits.subarray(0, 32), 'AES-GCM', false, ['encrypt', 'decrypt']);
  return { key, check: bits.slice(32) };
}

async function headCheck(head: Bytes): Promise<number> {
  return new DataView(await crypto.subtle.digest('SHA-256', head.subarray(0, 60))).getUint32(0, true);
}

/**
 * Seals a snapshot under a passphrase.
 *
 * @throws {SkillkeepError} `backup.passphrase_empty`
 */
export async function sealBackup(snapshot: Uint8Array, passphrase: string, iterations = ITERATIONS): Promise<Bytes> {
  if (!passphrase) throw new SkillkeepError('backup.passphrase_empty');
  const salt = crypto.getRandomValues(new Uint8Array(16));
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const { key, check } = await stretch(passphrase, salt, iterations);
  const head = new Uint8Array(HEAD);
  const view = new DataView(head.buffer);
  head.set(MAGIC);
  view.setUint32(4, VERSION, true);
  view.setUint32(8, KDF_PBKDF2_SHA256, true);
  view.setUint32(12, iterations, true);
  head.set(salt, 16);
  head.set(check, 32);
  head.set(iv, 48);
  view.setUint32(60, await headCheck(head), true);
  const sealed = await crypto.subtle.encrypt({ name: 'AES-GCM', iv, additionalData: head }, key, new Uint8Array(snapshot));
  const out = new Uint8Array(HEAD + sealed.byteLength);
  out.set(head);
  out.set(new Uint8Array(sealed), HEAD);
  return out;
}

/**
 * Opens a backup file and gives back the snapshot.
 *
 * @throws {SkillkeepError} `backup.not_a_backup`, `backup.newer`, `backup.passphrase` (wrong), `backup.damaged`
 */
export async function openBackup(file: Uint8Array, passphrase: string): Promise<Bytes> {
  const bytes: Bytes = new Uint8Array(file);
  if (!MAGIC.every((byte, i) => bytes[i] === byte)) throw new SkillkeepError('backup.not_a_backup');
  if (bytes.length < 8) throw new SkillkeepError('backup.damaged');
  const view = new DataView(bytes.buffer);
  const version = view.getUint32(4, true);
  // A later version may check its header in another way, so this comes before the check, but a wild number is damage.
  if (version > VERSION && version < 0x10000) throw new SkillkeepError('backup.newer', undefined, { found: String(version), expected: String(VERSION) });
  if (version !== VERSION || bytes.length < HEAD + TAG) throw new SkillkeepError('backup.damaged');
  const head = bytes.slice(0, HEAD);
  if ((await headCheck(head)) !== view.getUint32(60, true)) throw new SkillkeepError('backup.damaged');
  const iterations = view.getUint32(12, true);
  if (view.getUint32(8, true) !== KDF_PBKDF2_SHA256) throw new SkillkeepError('backup.newer', undefined, { found: 'kdf', expected: '1' });
  if (iterations < 1 || iterations > MAX_ITERATIONS) throw new SkillkeepError('backup.damaged');
  const { key, check } = await stretch(passphrase, bytes.slice(16, 32), iterations);
  if (!check.every((byte, i) => byte === bytes[32 + i])) throw new SkillkeepError('backup.passphrase');
  try {
    const iv = bytes.slice(48, 60);
    return new Uint8Array(await crypto.subtle.decrypt({ name: 'AES-GCM', iv, additionalData: head }, key, bytes.slice(HEAD)));
  } catch {
    throw new SkillkeepError('backup.damaged');
  }
}
