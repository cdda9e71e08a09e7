import { defineConfig } from 'vite';

/**
 * The package is not bundled: the portal uses the very files a vendor would, served beside it at `/skillkeep/`, so page and
 * elements share one copy of Lit, of the messages and of the engine.
 */
const shared: Record<string, string> = {
  'skillkeep': '/skillkeep/index.js',
  'skillkeep/element': '/skillkeep/element.js',
  'skillkeep/lit': '/skillkeep/lit.js',
  'skillkeep/messages': '/skillkeep/messages.js',
};

export default defineConfig({
  plugins: [{
    name: 'package-by-url',
    enforce: 'pre',
    resolveId(id) {
      const url = shared[id];
      return url ? { id: url, external: 'absolute' } : undefined;
    },
    transformIndexHtml: {
      order: 'pre',
      // Vite would try to bundle what is served beside the page; these two are plain addresses.
      handler: (html) => html.replaceAll('<link rel="modulepreload"', '<link vite-ignore rel="modulepreload"'),
    },
  }],
  build: {
    target: 'es2022',
    outDir: 'dist',
    emptyOutDir: true,
    // The page's policy allows neither inline scripts nor data: in styles.
    assetsInlineLimit: 0,
    modulePreload: false,
    sourcemap: false,
  },
});
