import { existsSync, readdirSync, rmSync } from 'node:fs';
import { resolve } from 'node:path';
import { defineConfig, type Plugin } from 'vite';

/**
 * Entries have stable names, since pages, the worker and the service worker name them by URL. `engine.js` and the two
 * `.wasm` files are put beside them by `cargo x build`; so the folder is never emptied here.
 */
const entries = ['index', 'element', 'next', 'leaves', 'career', 'worker', 'sw', 'messages', 'lit'].flatMap((name) => {
  const file = [`src/${name}.ts`, `src/${name}/index.ts`].map((path) => resolve(import.meta.dirname, path)).find((path) => existsSync(path));
  return file ? [[name, file] as const] : [];
});

/**
 * Source says `new URL(/* @vite-ignore *\/ './worker.js', import.meta.url)` so that this build leaves the URL alone. The
 * mark is taken out again: a vendor's bundler shall see the plain form and carry the file along.
 */
const plainUrls: Plugin = {
  name: 'plain-urls',
  generateBundle(_options, bundle) {
    for (const file of Object.values(bundle)) {
      if (file.type === 'chunk') file.code = file.code.replace(/\/\* @vite-ignore \*\/\s*/g, '');
    }
  },
};

/** Chunks carry a hash in their name: those of the build before would stay for ever. */
const oldChunks: Plugin = {
  name: 'old-chunks',
  buildStart() {
    const dist = resolve(import.meta.dirname, 'dist');
    if (!existsSync(dist)) return;
    for (const name of readdirSync(dist)) if (/^chunk-.*\.js$/.test(name)) rmSync(resolve(dist, name));
  },
};

export default defineConfig({
  plugins: [plainUrls, oldChunks],
  build: {
    target: 'es2022',
    outDir: 'dist',
    emptyOutDir: false,
    minify: 'oxc',
    sourcemap: false,
    assetsInlineLimit: 0,
    lib: { entry: Object.fromEntries(entries), formats: ['es'] },
    rolldownOptions: {
      external: [/\/engine\.js$/, /\/sync\.js$/],
      // for a library Vite would leave the white space in, and that is a tenth of what a page loads
      output: {
        // what every element needs is one file: code that repeats itself packs well together
        advancedChunks: { groups: [{ name: 'core', test: /node_modules|src[\\/](?:lit\.ts|messages[\\/](?:format|en|errors\.en|pseudo|languages|index|no-skeletons)|elements[\\/](?:base|theme|opening)|charts)/ }] },
        minify: true, entryFileNames: '[name].js', chunkFileNames: 'chunk-[name]-[hash].js', assetFileNames: '[name][extname]',
      },
    },
  },
  // no message uses a skeleton: see the file that stands in
  resolve: { alias: { '@formatjs/icu-skeleton-parser': resolve(import.meta.dirname, 'src/messages/no-skeletons.ts') } },
});
