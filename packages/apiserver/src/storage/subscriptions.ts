import type { StoreEvent } from './store.ts';

type Listener = (event: StoreEvent) => void;

interface Subscription {
  readonly listener: Listener;
  /** The last revision it was told; nothing is told twice, and nothing before the revision it began at. */
  after: number;
}

/** Tells listeners what became durable: one event after the other to all of them, whatever they do meanwhile. */
export class Subscriptions {
  readonly #byResource = new Map<string, Set<Subscription>>();
  readonly #toAll = new Set<Subscription>();
  readonly #queue: StoreEvent[] = [];
  #delivering = false;

  /** `past` answers what a listener has missed since a revision. */
  add(resource: string, revision: number, listener: Listener, past: (after: number) => readonly StoreEvent[]): Disposable {
    const subscription: Subscription = { listener, after: revision };
    // A listener may write while it is told the past, and what it wrote must reach it too.
    for (let missed = past(revision); missed.length > 0; missed = past(subscription.after)) {
      for (const event of missed) tell(subscription, event);
    }
    this.#of(resource).add(subscription);
    return { [Symbol.dispose]: () => this.#drop(resource, subscription) };
  }

  addToAll(revision: number, listener: Listener): Disposable {
    const subscription: Subscription = { listener, after: revision };
    this.#toAll.add(subscription);
    return { [Symbol.dispose]: () => void this.#toAll.delete(subscription) };
  }

  /** A listener that makes more events durable gets them after all have had the present ones. */
  deliver(events: readonly StoreEvent[]): void {
    for (const event of events) this.#queue.push(event);
    if (this.#delivering) return;
    this.#delivering = true;
    for (let index = 0; index < this.#queue.length; index++) {
      const event = this.#queue[index];
      if (event) this.#tellAll(event);
    }
    this.#queue.length = 0;
    this.#delivering = false;
  }

  clear(): void {
    this.#byResource.clear();
    this.#toAll.clear();
  }

  #tellAll(event: StoreEvent): void {
    const subscriptions = this.#byResource.get(event.object.resource);
    if (subscriptions) for (const subscription of subscriptions) tell(subscription, event);
    for (const subscription of this.#toAll) tell(subscription, event);
  }

  #of(resource: string): Set<Subscription> {
    const known = this.#byResource.get(resource);
    if (known) return known;
    const subscriptions = new Set<Subscription>();
    this.#byResource.set(resource, subscriptions);
    return subscriptions;
  }

  #drop(resource: string, subscription: Subscription): void {
    const subscriptions = this.#byResource.get(resource);
    subscriptions?.delete(subscription);
    if (subscriptions?.size === 0) this.#byResource.delete(resource);
  }
}

/** One listener's failure is a defect to be seen, but must not keep the event from the others. */
function tell(subscription: Subscription, event: StoreEvent): void {
  if (event.object.revision <= subscription.after) return;
  subscription.after = event.object.revision;
  try {
    subscription.listener(event);
  } catch (error) {
    queueMicrotask(() => {
      throw error;
    });
  }
}
