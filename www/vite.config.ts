import { defineConfig, type Plugin } from 'vite';

/**
 * The package is not bundled: the portal uses the very files a vendor would, served beside it at `/skillkeep/`, so page and
 * elements share one copy of Lit, of the messages and of the engine.
 */
const shared: Record<string, string> = {
  'skillkeep': '/skillkeep/index.js',
  'skillkeep/element': '/skillkeep/element.js',
  'skillkeep/leaves': '/skillkeep/leaves.js',
  'skillkeep/lit': '/skillkeep/lit.js',
  'skillkeep/messages': '/skillkeep/messages.js',
};

/** Every screen's script is fetched with the page and run when it is opened: after the load there is no request at all. Other languages are left to whoever reads them. */
const screensWithThePage: Plugin = {
  name: 'screens-with-the-page',
  transformIndexHtml: {
    order: 'post',
    handler: (_html, { bundle }) => Object.values(bundle ?? {})
      .filter((file) => file.type === 'chunk' && !file.isEntry && !file.facadeModuleId?.includes('/messages/'))
      .map((file) => ({ tag: 'link', attrs: { rel: 'modulepreload', href: `/${file.fileName}` }, injectTo: 'head' as const })),
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
  },
});
