import { resolve } from 'node:path';
import { build } from 'vite';

/** A module of `src`, compiled for this test. */
export async function source(name) {
  const { output } = (await build({
    configFile: false, logLevel: 'error',
    build: { write: false, minify: false, target: 'es2022', lib: { entry: resolve(import.meta.dirname, `../src/${name}.ts`), formats: ['es'] } },
  }))[0];
  return import(`data:text/javascript,${encodeURIComponent(output[0].code)}`);
}
