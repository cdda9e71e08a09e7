/** What a page can know of its service worker. */
export interface Offline {
  /** Calls back when a newer version waits. It begins when every tab of the page was closed, or at {@link apply}. */
  onUpdate(callback: () => void): void;
  /** Lets the waiting version begin now; reload the page afterwards. Resolves when it has begun. */
  apply(): Promise<void>;
}

/**
 * Registers the service worker that serves the page and the package when there is no network. Answers `null` where the
 * browser has none (private window, insecure context): the page then works as before, online.
 *
 * @param url of `sw.js`. Its folder is what it serves; `sw-files.js` beside it lists the files.
 */
export async function registerServiceWorker(url: string | URL): Promise<Offline | null> {
  const container = navigator.serviceWorker as ServiceWorkerContainer | undefined;
  if (!container) return null;
  let registration: ServiceWorkerRegistration;
  try {
    registration = await container.register(url, { updateViaCache: 'none' });
  } catch {
    return null;
  }
  const callbacks: (() => void)[] = [];
  let told = false;
  const tell = (): void => {
    // The very first version has nobody before it to replace.
    if (told || !registration.waiting || !container.controller) return;
    told = true;
    for (const callback of callbacks) callback();
  };
  const watch = (): void => {
    told = false;
    registration.installing?.addEventListener('statechange', tell);
  };
  registration.addEventListener('updatefound', watch);
  // Registering looks for a newer version itself: it may have been found before anybody listened.
  if (registration.installing) watch();
  return {
    onUpdate(callback) {
      callbacks.push(callback);
      if (registration.waiting && container.controller) {
        told = true;
        callback();
      }
    },
    apply() {
      const waiting = registration.waiting;
      if (!waiting) return Promise.resolve();
      return new Promise((resolve) => {
        container.addEventListener('controllerchange', () => resolve(), { once: true });
        waiting.postMessage('skillkeep:begin');
      });
    },
  };
}
