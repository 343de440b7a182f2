import { StorageError } from './storage-error.ts';
import type { Journal, ObjectKey, StoreEvent } from './store.ts';

const nothingToWaitFor = Promise.resolve();

/**
 * Collects the writes of one turn of the event loop and brings them to the journal together: the disk is asked once for all
 * requests that arrived at the same time.
 */
export class WriteBatch {
  readonly #journal: Journal | undefined;
  readonly #committed: (events: readonly StoreEvent[]) => void;
  readonly #refused: (events: readonly StoreEvent[]) => void;
  readonly #refusals: { readonly from: number; to: number; error: unknown }[] = [];
  #events: StoreEvent[] = [];
  #deletions = 0;
  #done: PromiseWithResolvers<void> | undefined;
  #durable: number;

  /** `committed` is told of events that are durable, `refused` of those that the journal did not take. */
  constructor(
    durable: number,
    options: {
      readonly journal: Journal | undefined;
      readonly committed: (events: readonly StoreEvent[]) => void;
      readonly refused: (events: readonly StoreEvent[]) => void;
    },
  ) {
    this.#durable = durable;
    this.#journal = options.journal;
    this.#committed = options.committed;
    this.#refused = options.refused;
  }

  add(event: StoreEvent): void {
    if (this.#events.length === 0) this.#schedule();
    this.#events.push(event);
    if (event.type === 'deleted') this.#deletions++;
  }

  /** Whether a reader must not yet be told of this state. Nothing is lost by a crash when nothing is kept. */
  hides(revision: number): boolean {
    return this.#journal !== undefined && revision > this.#durable;
  }

  hidesDeletionOf(key: ObjectKey): boolean {
    if (this.#deletions === 0 || !this.#journal) return false;
    return this.#events.some(
      ({ type, object }) =>
        type === 'deleted' && object.name === key.name && object.namespace === key.namespace && object.resource === key.resource,
    );
  }

  /** The newest revision that a crash cannot take back. */
  get durableRevision(): number {
    return this.#durable;
  }

  /** A refused write rejects here, where its writer waits, and nowhere else. */
  durable(revision: number): Promise<void> {
    const refusal = this.#refusals.find(({ from, to }) => from <= revision && revision <= to);
    if (refusal) return Promise.reject(refusal.error);
    if (!this.hides(revision)) return nothingToWaitFor;
    this.#done ??= Promise.withResolvers();
    return this.#done.promise;
  }

  flush(): void {
    const events = this.#events;
    const first = events[0];
    const last = events.at(-1);
    if (!first || !last) return;
    const done = this.#done;
    this.#events = [];
    this.#deletions = 0;
    this.#done = undefined;
    try {
      this.#journal?.append(events);
    } catch (error) {
      this.#refused(events);
      this.#noteRefusal(first.object.revision, last.object.revision, error);
      done?.reject(error);
      return;
    }
    this.#durable = last.object.revision;
    this.#committed(events);
    done?.resolve();
  }

  /**
   * With a journal, at the end of the poll phase, when all sockets that were readable have been served: microtasks run
   * between two sockets and would make a batch of each request. Without one there is only the order of events to keep.
   */
  #schedule(): void {
    if (this.#journal) setImmediate(() => this.flush());
    else queueMicrotask(() => this.flush());
  }

  /** Refusals come in a row while a disk is full, so that few ranges say all. */
  #noteRefusal(from: number, to: number, error: unknown): void {
    const previous = this.#refusals.at(-1);
    if (previous?.to === from - 1) Object.assign(previous, { to, error });
    else this.#refusals.push({ from, to, error });
  }
}

export const closedStore = () =>
  new StorageError('the store is closed', { code: 'Closed', hint: 'The server is shutting down: try again when it is up.' });
