import { type Clock, systemClock } from '../clock.ts';
import { FairLane } from './fair-lane.ts';

export interface WorkQueueOptions<Key> {
  readonly clock?: Clock;
  /** Keys of one group never hold up those of another. Default: all are one group. */
  readonly groupOf?: (key: Key) => string;
  /** Keys of one group that are worked on at the same time. Default: no limit. */
  readonly groupLimit?: number;
  /** A key of low priority that waited this long counts as an ordinary one. Default: 5 s. */
  readonly ageingMs?: number;
  readonly onAdd?: () => void;
  readonly onTake?: (waitedMs: number) => void;
}

export interface WorkItem<Key> {
  readonly key: Key;
  /** Ends the work; a key added meanwhile becomes ready again. */
  done(): void;
}

/**
 * Keys that wait for work. **Guarantees**: a key is handed to one worker at a time; a key added while it waits is there
 * once; a key added while it is worked on is handed out once more, afterwards. Groups take turns, and low priority
 * never starves.
 */
export class WorkQueue<Key> implements Disposable {
  readonly #clock: Clock;
  readonly #groupOf: (key: Key) => string;
  readonly #ageingMs: number;
  readonly #options: WorkQueueOptions<Key>;
  readonly #high = new FairLane<Key>();
  readonly #low = new FairLane<Key>();
  readonly #waitingSince = new Map<Key, number>();
  readonly #working = new Set<Key>();
  /** How many keys of each group are worked on. */
  readonly #workingOf = new Map<string, number>();
  readonly #again = new Set<Key>();
  readonly #delayed = new Map<Key, { readonly at: number; readonly timer: Disposable }>();
  readonly #takers: ((item: WorkItem<Key> | undefined) => void)[] = [];
  #closed = false;

  constructor(options: WorkQueueOptions<Key> = {}) {
    this.#options = options;
    this.#clock = options.clock ?? systemClock;
    this.#groupOf = options.groupOf ?? (() => '');
    this.#ageingMs = options.ageingMs ?? 5_000;
  }

  /** Keys that could be taken now. */
  get ready(): number {
    return this.#waitingSince.size;
  }

  add(key: Key, priority: 'high' | 'low' = 'high'): void {
    if (this.#closed) return;
    this.#cancelDelay(key);
    if (this.#working.has(key)) {
      this.#again.add(key);
      return;
    }
    const group = this.#groupOf(key);
    if (this.#waitingSince.has(key)) {
      // A live event lifts a key that waits among the initial ones.
      if (priority === 'high' && this.#low.remove(key, group)) this.#high.push(key, group);
      return;
    }
    this.#waitingSince.set(key, this.#clock.now());
    (priority === 'high' ? this.#high : this.#low).push(key, group);
    this.#options.onAdd?.();
    this.#handOut();
  }

  /** Adds a key after a while, unless it is added before; of two delays the shorter one counts. */
  addAfter(key: Key, delayMs: number): void {
    if (this.#closed) return;
    const at = this.#clock.now() + delayMs;
    const known = this.#delayed.get(key);
    if (known && known.at <= at) return;
    this.#cancelDelay(key);
    this.#delayed.set(key, { at, timer: this.#clock.after(delayMs, () => this.add(key)) });
  }

  /** The next key; `undefined` once the queue is closed. */
  take(): Promise<WorkItem<Key> | undefined> {
    if (this.#closed) return Promise.resolve(undefined);
    const { promise, resolve } = Promise.withResolvers<WorkItem<Key> | undefined>();
    this.#takers.push(resolve);
    this.#handOut();
    return promise;
  }

  /** Closes: nothing more is handed out, delayed keys are dropped. Work in hand goes on. */
  [Symbol.dispose](): void {
    this.#closed = true;
    for (const { timer } of this.#delayed.values()) timer[Symbol.dispose]();
    this.#delayed.clear();
    for (const taker of this.#takers.splice(0)) taker(undefined);
  }

  #handOut(): void {
    while (this.#takers.length > 0) {
      const key = this.#next();
      if (key === undefined) return;
      const since = this.#waitingSince.get(key) ?? 0;
      this.#waitingSince.delete(key);
      this.#working.add(key);
      this.#countWorking(key, 1);
      this.#options.onTake?.(this.#clock.now() - since);
      this.#takers.shift()?.({ key, done: () => this.#done(key) });
    }
  }

  #next(): Key | undefined {
    const { groupLimit = Infinity } = this.#options;
    const mayTake = (group: string) => (this.#workingOf.get(group) ?? 0) < groupLimit;
    const oldest = this.#low.peek(mayTake);
    const aged = oldest !== undefined && this.#clock.now() - (this.#waitingSince.get(oldest) ?? 0) >= this.#ageingMs;
    return aged ? this.#low.shift(mayTake) : (this.#high.shift(mayTake) ?? this.#low.shift(mayTake));
  }

  #done(key: Key): void {
    if (!this.#working.delete(key)) return;
    this.#countWorking(key, -1);
    if (this.#again.delete(key)) this.add(key);
    else this.#handOut(); // the group may have a turn again
  }

  #countWorking(key: Key, change: 1 | -1): void {
    const group = this.#groupOf(key);
    const count = (this.#workingOf.get(group) ?? 0) + change;
    if (count === 0) this.#workingOf.delete(group);
    else this.#workingOf.set(group, count);
  }

  #cancelDelay(key: Key): void {
    this.#delayed.get(key)?.timer[Symbol.dispose]();
    this.#delayed.delete(key);
  }
}
