import type { KubeObject } from '@capstan/schema';
import type { Informer } from '../cache/informer.ts';
import type { Clock } from '../clock.ts';

interface Expectation {
  readonly informer: Informer;
  readonly written: KubeObject;
}

/** How long a reconcile waits for the cache to show what the last one wrote. */
const limitMs = 10_000;

/** Remembers what each key wrote, so that its next reconcile does not start from a cache that is older than that. */
export class OwnWrites {
  readonly #expected = new Map<string, Expectation[]>();
  readonly #clock: Clock;
  readonly #onStale: () => void;

  constructor(options: { readonly clock: Clock; readonly onStale: () => void }) {
    this.#clock = options.clock;
    this.#onStale = options.onStale;
  }

  wrote(key: string, informer: Informer, written: KubeObject): void {
    const known = this.#expected.get(key);
    if (known) known.push({ informer, written });
    else this.#expected.set(key, [{ informer, written }]);
  }

  forget(key: string): void {
    this.#expected.delete(key);
  }

  /** Resolves when the caches have seen what this key wrote, or after the limit, which is counted. */
  async seen(key: string, signal: AbortSignal): Promise<void> {
    const expected = this.#expected.get(key);
    if (!expected) return;
    this.#expected.delete(key);
    const deadline = this.#clock.now() + limitMs;
    for (const expectation of expected) await this.#one(expectation, deadline, signal);
  }

  async #one({ informer, written }: Expectation, deadline: number, signal: AbortSignal): Promise<void> {
    const { name, namespace, resourceVersion, uid } = written.metadata;
    const isSeen = ({ metadata }: KubeObject) => metadata.uid !== uid || isAtLeast(metadata.resourceVersion, resourceVersion);
    const cached = informer.get({ name, namespace });
    if (cached && isSeen(cached)) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    const stop = () => resolve();
    // The version we wrote, or the object's end, or any version after it that arrives in its place.
    using _subscription = informer.subscribe((change) => {
      const { metadata } = change.object;
      if (metadata.name !== name || metadata.namespace !== namespace) return;
      if (change.type === 'deleted' || isSeen(change.object)) resolve();
    });
    using _timer = this.#clock.after(Math.max(0, deadline - this.#clock.now()), () => {
      this.#onStale();
      resolve();
    });
    signal.addEventListener('abort', stop, { once: true });
    await promise;
    signal.removeEventListener('abort', stop);
  }
}

/** Whether a version of an object is another one or newer. Versions of one kind are numbers that grow (KEP-5504, Kubernetes 1.35). */
function isAtLeast(version: string, other: string): boolean {
  return version.length === other.length ? version >= other : version.length > other.length;
}
