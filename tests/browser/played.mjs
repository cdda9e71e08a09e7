/** A company that the tests sign, and what a leader and a keeper of a few lines need: their keys, and blind signatures. Sealing and tokens are real. */
import { constants, createHash, generateKeyPairSync, privateDecrypt, sign } from 'node:crypto';

const DAY = 86_400_000;
export const TENANT = 'sample';
export const PERIOD = 'the-period';
const day = (offset) => new Date(Date.now() + offset * DAY).toISOString().slice(0, 10);
export const base64 = (bytes) => Buffer.from(bytes).toString('base64');
const cost = (delta2, sigma2) => Math.ceil((delta2 * 1e6) / (2 * sigma2));

/** An HpkeConfig of draft section 4.5.1: DHKEM(X25519, HKDF-SHA256), HKDF-SHA256, AES-128-GCM. */
export function hpke(id) {
  const { publicKey } = generateKeyPairSync('x25519');
  const raw = publicKey.export({ type: 'spki', format: 'der' }).subarray(-32);
  return Buffer.concat([Buffer.from([id, 0, 0x20, 0, 1, 0, 1, 0, 32]), raw]);
}
export const list = (config) => Buffer.concat([Buffer.from([0, config.length]), config]);

/** A token key, and its one encoding: id-RSASSA-PSS with SHA-384, MGF1-SHA-384, a salt of 48 and no NULL parameters. */
const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
const SPKI_HEAD = '30820152303d06092a864886f70d01010a3030a00d300b0609608648016503040202a11a301806092a864886f70d010108300b0609608648016503040202a2030201300382010f003082010a0282010100';
const spki = Buffer.concat([Buffer.from(SPKI_HEAD, 'hex'), Buffer.from(rsa.publicKey.export({ format: 'jwk' }).n, 'base64url'), Buffer.from('0203010001', 'hex')]);
/** What the leader does with a blinded message: one power, RFC 9474 section 4.3. */
export const blindSign = (message) => privateDecrypt({ key: rsa.privateKey, padding: constants.RSA_NO_PADDING }, message);

export const leaderKey = hpke(1);
export const keeperKey = hpke(2);

/** Two measures over three partitions; a report is due since yesterday. */
export function dictionary(plain, keeper) {
  const { skills } = plain;
  const about = { purpose: 'To plan.', owner: 'Planning', reviewer: 'Council', starts: day(-100), expires: day(400), every: 'quarter' };
  const asked = (over, delta2, sigma2) => ({ over, sigma2, microRho: cost(delta2, sigma2), targetMilliPoints: 9000 });
  return {
    format: 'skillkeep-dictionary/2', version: 2, functions: plain.functions, regions: plain.regions, minBatch: 50,
    headcount: plain.functions.flatMap(({ id }) => plain.regions.map((region) => ({ function: id, region: region.id, people: 100 }))),
    ledger: { capMicroRho: 253_900, delta: '1e-6', epsilon: '4' },
    aggregators: { leader: { name: 'IT', operator: 'the company', url: '/leader/' }, keeper: { name: 'Council', operator: 'the council', url: '/keeper/', hpkeConfig: base64(keeper) } },
    periods: [{ id: PERIOD, start: day(-60), end: day(30), due: day(-1), closes: day(60), tokenKey: base64(spki) }],
    attributes: [{ id: 'gender', label: 'Gender', reference: 'man', options: [{ id: 'woman', label: 'Woman' }, { id: 'man', label: 'Man' }] }],
    measures: [
      { id: 'held', question: 'Which skills do people hold?', ...about, encoding: { kind: 'held', skills, clip: 4 }, asked: [asked('company', 9, 900), asked('function', 9, 900)] },
      { id: 'contested', question: 'Who disagrees with a level?', ...about, encoding: { kind: 'outcome', attribute: 'gender', outcome: 'contested' }, asked: [asked('company', 2, 100)] },
    ],
  };
}
export const TASKS = 3;

/** Signs a company: the files that the server has, and a dictionary of our own. */
export function company(served, words) {
  const key = generateKeyPairSync('ed25519');
  const seal = (kind, body) => sign(null, Buffer.concat([Buffer.from(`DSSEv1 ${kind.length} ${kind} ${body.length} `), body]), key.privateKey).toString('base64');
  const envelope = (kind, payload) => {
    const body = Buffer.from(JSON.stringify(payload));
    return Buffer.from(JSON.stringify({ payloadType: kind, payload: base64(body), signatures: [{ keyid: 'k', sig: seal(kind, body) }] }));
  };
  const files = new Map([...served.files, ['dictionary.json', Buffer.from(JSON.stringify(words))]]);
  const entries = served.manifest.files.map(({ role, name }) => {
    const bytes = files.get(name);
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    return { role, name, version: 1, sha256, bytes: bytes.length, signatures: [{ keyid: 'k', sig: seal('application/vnd.skillkeep.file', Buffer.from(`${TENANT}\n${role}\n${name}\n1\n${sha256}`)) }] };
  });
  const roles = ['root', 'manifest', 'policy', 'dictionary', 'packs', 'catalogue', 'factors', 'keeper'];
  files.set('root.dsse.json', envelope('application/vnd.skillkeep.root+json', {
    format: 'skillkeep-root/1', tenant: TENANT, version: 1,
    keys: { k: { alg: 'ed25519', public: base64(key.publicKey.export({ type: 'spki', format: 'der' }).subarray(-32)) } },
    roles: Object.fromEntries(roles.map((role) => [role, { keys: ['k'], threshold: 1 }])),
  }));
  files.set('manifest.dsse.json', envelope('application/vnd.skillkeep.manifest+json', { ...served.manifest, files: entries }));
  return files;
}

/** What the server has for the sample company: its manifest, and its files by name. */
export async function served(site) {
  const get = async (name) => Buffer.from(await (await fetch(new URL(`company/${name}`, site.url))).arrayBuffer());
  const manifest = JSON.parse(Buffer.from(JSON.parse(await get('manifest.dsse.json')).payload, 'base64'));
  return { manifest, files: await Promise.all(manifest.files.map(async ({ name }) => [name, await get(name)])) };
}
