import type { KubeObject } from '@capstan/schema';
import type { CacheChange, Informer } from '../cache/informer.ts';
import { keyOfObject } from '../cache/object-key.ts';
import type { Clock } from '../clock.ts';

interface Expectation {
  readonly written: KubeObject;
  /** Called once, when the cache shows the object as written, newer, or gone. */
  readonly met: () => void;
}

/** How long a reconcile waits for the cache to show what the last one wrote. */
const limitMs = 10_000;

/** Remembers what each key wrote, so that its next reconcile does not start from a cache that is older than that. */
export class OwnWrites implements Disposable {
  /** What each key still waits for. */
  readonly #waiting = new Map<string, Set<Promise<void>>>();
  /** The same by the object that was written. Met as changes arrive: afterwards nobody could tell a late object from one that came and went. */
  readonly #expected = new Map<Informer, Map<string, Set<Expectation>>>();
  readonly #subscriptions = new DisposableStack();
  readonly #clock: Clock;
  readonly #onStale: () => void;

  constructor(options: { readonly clock: Clock; readonly onStale: () => void }) {
    this.#clock = options.clock;
    this.#onStale = options.onStale;
  }

  wrote(key: string, informer: Informer, written: KubeObject): void {
    const { name, namespace } = written.metadata;
    const cached = informer.get({ name, namespace });
    if (isGone(written) ? cached?.metadata.uid !== written.metadata.uid : cached && isAtLeast(cached, written)) return; // shown already
    const { promise, resolve } = Promise.withResolvers<void>();
    const waiting = this.#waiting.get(key) ?? new Set();
    this.#waiting.set(key, waiting.add(promise));
    const met = () => {
      resolve();
      waiting.delete(promise);
      if (waiting.size === 0 && this.#waiting.get(key) === waiting) this.#waiting.delete(key);
    };
    const objects = this.#objectsOf(informer);
    const id = keyOfObject(written);
    objects.set(id, (objects.get(id) ?? new Set()).add({ written, met }));
  }

  /** Resolves when the caches have seen what this key wrote, or after the limit, which is counted. */
  async seen(key: string, signal: AbortSignal): Promise<void> {
    const waiting = this.#waiting.get(key);
    if (!waiting || signal.aborted) return;
    this.#waiting.delete(key); // what did not come within the limit is not waited for again
    const { promise: gaveUp, resolve } = Promise.withResolvers<void>();
    const stop = () => resolve();
    using _timer = this.#clock.after(limitMs, () => {
      this.#onStale();
      resolve();
    });
    signal.addEventListener('abort', stop, { once: true });
    await Promise.race([Promise.all(waiting), gaveUp]);
    signal.removeEventListener('abort', stop);
  }

  forget(key: string): void {
    this.#waiting.delete(key);
  }

  [Symbol.dispose](): void {
    this.#subscriptions.dispose();
  }

  #objectsOf(informer: Informer): Map<string, Set<Expectation>> {
    const known = this.#expected.get(informer);
    if (known) return known;
    const objects = new Map<string, Set<Expectation>>();
    this.#expected.set(informer, objects);
    this.#subscriptions.use(informer.subscribe((change) => meet(objects, change)));
    return objects;
  }
}

function meet(objects: Map<string, Set<Expectation>>, { type, object }: CacheChange): void {
  const id = keyOfObject(object);
  const expectations = objects.get(id);
  if (!expectations) return;
  for (const expectation of expectations) {
    const { written, met } = expectation;
    const isSame = object.metadata.uid === written.metadata.uid;
    const gone = type === 'deleted' && isSame;
    if (!gone && ((isSame && isGone(written)) || !isAtLeast(object, written))) continue;
    expectations.delete(expectation);
    met();
  }
  if (expectations.size === 0) objects.delete(id);
}

/**
 * Whether a write was the last of its object: it took the last finalizer off one that is being deleted. The server answers it
 * with the version before, which the cache may have shown for long.
 */
const isGone = ({ metadata: { deletionTimestamp, deletionGracePeriodSeconds = 0, finalizers = [] } }: KubeObject) =>
  deletionTimestamp !== undefined && deletionGracePeriodSeconds === 0 && finalizers.length === 0;

/** Whether a version of an object is another one or newer. Versions of one kind are numbers that grow (KEP-5504, Kubernetes 1.35). */
function isAtLeast({ metadata: { resourceVersion: version } }: KubeObject, { metadata: { resourceVersion: other } }: KubeObject) {
  return version.length === other.length ? version >= other : version.length > other.length;
}
