/** Writes `tests/vectors` as TypeScript, each step with the type it has to satisfy. `tsc` does the rest. */
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';

const vectors = resolve(import.meta.dirname, '../vectors');
const dist = resolve(import.meta.dirname, 'dist');
const KINDS = { import: 'Imports', scan: 'Scans', setCell: 'SetsCell', backup: 'BacksUp', reopen: 'Reopens' };

/** The name of a step's type. */
function type(step) {
  if (step.query) return `Asked<${JSON.stringify(step.query.ask)}>`;
  if (step.apply) return `Applies<${JSON.stringify(step.apply.do)}>`;
  const kind = Object.keys(KINDS).find((key) => key in step);
  if (!kind) throw new Error(`no such step: ${JSON.stringify(step)}`);
  return KINDS[kind];
}

const names = readdirSync(vectors).filter((name) => name.endsWith('.json')).sort();
if (names.length < 20) throw new Error('the vectors are not there');
const text = names.map((name) => {
  const { steps, ...rest } = JSON.parse(readFileSync(resolve(vectors, name), 'utf8'));
  const rows = steps.map((step) => `  ${JSON.stringify(step)} satisfies ${type(step)},`);
  return `/** ${name} */\nexport const ${name.replace('.json', '')} = { ...${JSON.stringify(rest)}, steps: [\n${rows.join('\n')}\n] } satisfies Vector;\n`;
});
mkdirSync(dist, { recursive: true });
const types = ['Applies', 'Asked', 'BacksUp', 'Imports', 'Reopens', 'Scans', 'SetsCell', 'Vector'];
writeFileSync(resolve(dist, 'vectors.ts'), `import type { ${types.join(', ')} } from '../src/vectors.js';\n\n${text.join('\n')}`);
