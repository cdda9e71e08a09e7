/*
 * The service worker: the page and the package without a network. Put it at the top of what it shall serve, with
 * `sw-files.js` beside it (made by `sw-files.mjs`):
 *
 *   self.SKILLKEEP_FILES = { "version": "…", "files": ["./", "index.html", "assets/…"] };
 *
 * Browsers compare both scripts byte by byte, so a new list is a new version. It downloads everything into a cache of its
 * own and waits until no page uses the old one. Files in the list come from the cache, always; whatever is not in the list
 * (the company's files above all) is left to the browser. Without the list nothing is cached and nothing is answered.
 * A classic script: it runs in every browser that has service workers.
 */
interface FileList { version: string; files: string[] }
interface Extendable extends Event { waitUntil(work: Promise<unknown>): void }
interface Fetching extends Extendable { request: Request; respondWith(response: Promise<Response>): void }
interface ServiceScope {
  SKILLKEEP_FILES?: FileList;
  registration: { scope: string };
  clients: { claim(): Promise<void> };
  importScripts(url: string): void;
  skipWaiting(): Promise<void>;
  addEventListener(type: 'install' | 'activate', listener: (e: Extendable) => void): void;
  addEventListener(type: 'fetch', listener: (e: Fetching) => void): void;
  addEventListener(type: 'message', listener: (e: MessageEvent) => void): void;
}

{
  const scope = globalThis as unknown as ServiceScope;
  try {
    scope.importScripts('./sw-files.js');
  } catch {
    // Served without a list.
  }
  const list = scope.SKILLKEEP_FILES ?? { version: 'none', files: [] };
  const base = scope.registration.scope;
  /** Caches are shared by an origin: the scope keeps two portals apart. */
  const prefix = `skillkeep ${base} `;
  const name = prefix + list.version;
  const urls = new Set(list.files.map((file) => new URL(file, base).href));

  scope.addEventListener('install', (e) => {
    e.waitUntil(caches.open(name).then((cache) => cache.addAll([...urls].map((url) => new Request(url, { cache: 'reload' })))));
  });

  scope.addEventListener('activate', (e) => {
    e.waitUntil(caches.keys()
      .then((names) => Promise.all(names.filter((old) => old.startsWith(prefix) && old !== name).map((old) => caches.delete(old))))
      .then(() => scope.clients.claim()));
  });

  scope.addEventListener('message', (e) => {
    if (e.data === 'skillkeep:begin') void scope.skipWaiting();
  });

  scope.addEventListener('fetch', (e) => {
    if (e.request.method !== 'GET') return;
    const url = new URL(e.request.url);
    url.hash = url.search = '';
    if (!urls.has(url.href)) return;
    e.respondWith(caches.open(name).then((cache) => cache.match(url.href)).then((hit) => hit ?? fetch(e.request)));
  });
}
