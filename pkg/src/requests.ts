/** A live count of network requests. */
export interface RequestCount {
  readonly count: number;
  /** The URLs, oldest first. */
  readonly urls: readonly string[];
  /** Calls back at every request; answers with the function that ends it. */
  subscribe(callback: (count: number) => void): () => void;
}

const urls: string[] = [];
const callbacks = new Set<(count: number) => void>();
let observer: PerformanceObserver | null = null;

function add(url: string): void {
  urls.push(url);
  for (const callback of callbacks) callback(urls.length);
}

/** Requests of the worker, which the page's own observer does not see. @internal */
export function countWorkerRequest(url: string): void {
  if (observer) add(url);
}

/**
 * Counts the requests of this page and of its engine from the first call on, so that a page can show "0 requests since this
 * page opened". Call it once the page has loaded what it needs.
 */
export function countRequests(): RequestCount {
  if (!observer && typeof PerformanceObserver !== 'undefined') {
    observer = new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) add(entry.name);
    });
    observer.observe({ type: 'resource' });
  }
  return {
    get count() {
      return urls.length;
    },
    get urls() {
      return urls;
    },
    subscribe(callback) {
      callbacks.add(callback);
      return () => callbacks.delete(callback);
    },
  };
}
