#!/usr/bin/env node
/*
 * Lists the files of a built site for its service worker: `node sw-files.mjs DIR [--skip PREFIX]...` writes DIR/sw-files.js.
 * The version is a hash of all names and contents, so equal sites get equal lists. An `index.html` is listed as its folder
 * too. Skip the folder of company files: those must come fresh, and are kept elsewhere.
 */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';

const [dir, ...rest] = process.argv.slice(2);
if (!dir) {
  console.error('usage: sw-files.mjs DIR [--skip PREFIX]...');
  process.exit(2);
}
const skip = ['sw.js', 'sw-files.js', ...rest.filter((_, i) => rest[i - 1] === '--skip')];
const hash = createHash('sha256');
const files = [];
const names = readdirSync(dir, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile())
  .map((entry) => relative(dir, join(entry.parentPath ?? entry.path, entry.name)).split(sep).join('/'))
  .filter((name) => !skip.some((prefix) => name.startsWith(prefix)) && !/\.(d\.ts|map)$/.test(name))
  .sort();
for (const name of names) {
  hash.update(`${name}\n`).update(createHash('sha256').update(readFileSync(join(dir, name))).digest());
  files.push(encodeURI(name));
  // './' and not '': the same URL, and it survives tools that drop empty strings.
  if (/(^|\/)index\.html$/.test(name)) files.push(encodeURI(name.slice(0, -'index.html'.length)) || './');
}
const version = hash.digest('hex').slice(0, 16);
writeFileSync(join(dir, 'sw-files.js'), `self.SKILLKEEP_FILES = ${JSON.stringify({ version, files })};\n`);
console.log(`${files.length} files, version ${version}`);
