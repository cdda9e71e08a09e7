import { resolve } from 'node:path';
import { defineConfig, type Plugin, type Rolldown } from 'vite';

/**
 * The package is not bundled: the portal uses the very files a vendor would, served beside it at `/skillkeep/`, so page and
 * elements share one copy of Lit, of the messages and of the engine.
 */
const shared: Record<string, string> = {
  'skillkeep': '/skillkeep/index.js',
  'skillkeep/element': '/skillkeep/element.js',
  'skillkeep/leaves': '/skillkeep/leaves.js',
  'skillkeep/career': '/skillkeep/career.js',
  'skillkeep/next': '/skillkeep/next.js',
  'skillkeep/lit': '/skillkeep/lit.js',
  'skillkeep/messages': '/skillkeep/messages.js',
};

/** The pages: the portal, and the consoles of the two parties, which share nothing with it but the look. */
const pages = { index: 'index.html', keeper: 'keeper-console/index.html', insight: 'insight-console/index.html' };

/** What a page's script needs, now or later. */
function reached(bundle: Rolldown.OutputBundle, from: string, found = new Set<string>()): Set<string> {
  const file = bundle[from];
  if (file?.type !== 'chunk' || found.has(from)) return found;
  found.add(from);
  for (const next of [...file.imports, ...file.dynamicImports]) reached(bundle, next, found);
  return found;
}

/** Every screen's script is fetched with its page and run when it is opened: after the load there is no request at all. Other languages are left to whoever reads them. */
const screensWithThePage: Plugin = {
  name: 'screens-with-the-page',
  transformIndexHtml: {
    order: 'post',
    handler: (_html, { bundle = {}, chunk }) => [...reached(bundle, chunk?.fileName ?? '')].map((name) => bundle[name])
      .filter((file) => file?.type === 'chunk' && !file.isEntry && !file.facadeModuleId?.includes('/messages/'))
      .map((file) => ({ tag: 'link', attrs: { rel: 'modulepreload', href: `/${file?.fileName}` }, injectTo: 'head' as const })),
  },
};

export default defineConfig({
  plugins: [screensWithThePage, {
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
    rolldownOptions: {
      input: Object.fromEntries(Object.entries(pages).map(([name, file]) => [name, resolve(import.meta.dirname, file)])),
      output: {
        // A folder of their own: the portal's service worker leaves it out.
        entryFileNames: (chunk) => `${chunk.name in pages && chunk.name !== 'index' ? 'console' : 'assets'}/[name]-[hash].js`,
        chunkFileNames: (chunk) => `${chunk.moduleIds.some((id) => id.includes('/src/console/')) ? 'console' : 'assets'}/[name]-[hash].js`,
// The portal has one stylesheet, named after its page.
        assetFileNames: (asset) => `${asset.names.some((name) => name.endsWith('.css') && name !== 'index.css') ? 'console' : 'assets'}/[name]-[hash][extname]`,
      },
    },
  },
});
