import { type Duration, durationMs } from '@capstan/schema';
import type { StoredObject, StoreEvent } from '../storage/store.ts';
import { type ControllerOptions, disposeOnAbort, writesAs } from './controller-options.ts';
import { KeyedWork } from './keyed-work.ts';
import { idOf, keyOfId, StoredKinds, targetOf } from './stored-kinds.ts';

export interface EventExpiryOptions extends ControllerOptions {
  /** How long after its last write an Event is kept. */
  readonly eventTtl: Duration;
}

/** Deletes Events some time after they were last written. */
export function startEventExpiry(options: EventExpiryOptions): Promise<void> {
  const { store, verbs, registry, report, signal, eventTtl, clock } = options;
  const ttlMs = durationMs(eventTtl);
  const kinds = new StoredKinds(registry);
  const context = writesAs('event-expiry');
  const deadlines = new Deadlines({ clock, signal, expired: (id) => queue.add(id) });
  const queue = new KeyedWork({
    report,
    signal,
    work: async (id) => {
      const object = store.get(keyOfId(id));
      const kind = kinds.of('events');
      if (!object || !kind || !deadlines.isOver(id)) return;
      await verbs.delete(targetOf(kind, object), { preconditions: { uid: object.uid } }, context);
    },
  });

  const { items, revision } = store.list('events');
  const onEvent = ({ type, object }: StoreEvent) => {
    if (type === 'deleted') deadlines.delete(idOf(object));
    else deadlines.set(idOf(object), clock() + ttlMs);
  };
  disposeOnAbort(store.subscribe('events', revision, onEvent), signal);
  const old = items.map((object) => ({ id: idOf(object), at: lastSeen(object) + ttlMs }));
  for (const { id, at } of old.sort((a, b) => a.at - b.at)) deadlines.set(id, at);
  return queue.ended;
}

/** Times set in order: each is later than those before it. One timer waits for the first. */
class Deadlines {
  readonly #clock: () => number;
  readonly #expired: (id: string) => void;
  readonly #signal: AbortSignal;
  readonly #times = new Map<string, number>();
  #timer: NodeJS.Timeout | undefined;

  constructor(options: { readonly clock: () => number; readonly expired: (id: string) => void; readonly signal: AbortSignal }) {
    this.#clock = options.clock;
    this.#expired = options.expired;
    this.#signal = options.signal;
    this.#signal.addEventListener('abort', () => clearTimeout(this.#timer), { once: true });
  }

  isOver(id: string): boolean {
    return (this.#times.get(id) ?? Number.POSITIVE_INFINITY) <= this.#clock();
  }

  set(id: string, at: number): void {
    // A map keeps the place of a key that is set again.
    this.#times.delete(id);
    this.#times.set(id, at);
    if (!this.#timer) this.#wait();
  }

  delete(id: string): void {
    this.#times.delete(id);
  }

  #wait(): void {
    const [first] = this.#times.values();
    if (first === undefined || this.#signal.aborted) return;
    const delayMs = Math.min(Math.max(first - this.#clock(), shortestWaitMs), longestWaitMs);
    this.#timer = setTimeout(() => this.#tell(), delayMs).unref();
  }

  #tell(): void {
    this.#timer = undefined;
    for (const [id, at] of this.#times) {
      if (at > this.#clock()) break;
      this.#expired(id);
    }
    this.#wait();
  }
}

/** Those that are due stay until their deletion is heard of, which must not keep the timer running. */
const shortestWaitMs = 100;
/** What a timer can wait for. */
const longestWaitMs = 2 ** 31 - 1;

/** The time of the last write isn't kept, but recorders say when they last saw what they write of. */
function lastSeen({ bytes }: StoredObject): number {
  const event = JSON.parse(bytes.toString()) as {
    metadata: { creationTimestamp?: string };
    lastTimestamp?: string | null;
    series?: { lastObservedTime?: string } | null;
  }; // validated when it was written
  const times = [event.metadata.creationTimestamp, event.lastTimestamp, event.series?.lastObservedTime];
  return Math.max(...times.map((time) => Date.parse(time ?? '') || 0));
}
