import { lowerBound } from './bytewise-order.ts';
import type { StoreEvent } from './store.ts';

export interface HistoryLimits {
  /** So many events are kept whatever their age. */
  readonly events: number;
  /** Events younger than this are kept whatever their number. */
  readonly ageMs: number;
  /** Bytes of superseded states beyond which the oldest go whatever their number or age. */
  readonly bytes: number;
}

/** What an event costs besides the states it keeps alive. */
const eventOverhead = 256;

/** The last changes of one resource, oldest first. */
export class EventHistory {
  readonly #limits: HistoryLimits;
  #events: (StoreEvent | undefined)[] = [];
  #times: number[] = [];
  /** Entries before this index are forgotten; the arrays are cut now and then instead of at each event. */
  #head = 0;
  #bytes = 0;
  #compacted: number;

  constructor(limits: HistoryLimits, compacted: number) {
    this.#limits = limits;
    this.#compacted = compacted;
  }

  /** All events after this revision are here. */
  get compacted(): number {
    return this.#compacted;
  }

  add(event: StoreEvent, now: number): void {
    this.#events.push(event);
    this.#times.push(now);
    this.#bytes += bytesHeldBy(event);
    while (this.#isOverLimit(now)) this.#forgetOldest();
    if (this.#head > 1024 && this.#head * 2 > this.#events.length) this.#cut();
  }

  /** The events after a revision, oldest first. */
  after(revision: number): readonly StoreEvent[] {
    const events = this.#events;
    const count = events.length - this.#head;
    const start = lowerBound(count, (index) => ((events[this.#head + index]?.object.revision ?? 0) <= revision ? -1 : 1));
    // Only forgotten entries are undefined, and those are before `head`.
    return events.slice(this.#head + start) as StoreEvent[];
  }

  /** Forgets all up to a revision. */
  compact(revision: number): void {
    while (this.#head < this.#events.length && (this.#events[this.#head]?.object.revision ?? 0) <= revision) this.#forgetOldest();
    this.#compacted = Math.max(this.#compacted, revision);
    this.#cut();
  }

  #isOverLimit(now: number): boolean {
    const count = this.#events.length - this.#head;
    if (count === 0) return false;
    if (this.#bytes > this.#limits.bytes) return true;
    return count > this.#limits.events && now - (this.#times[this.#head] ?? now) > this.#limits.ageMs;
  }

  #forgetOldest(): void {
    const event = this.#events[this.#head];
    if (!event) return;
    this.#events[this.#head++] = undefined;
    this.#bytes -= bytesHeldBy(event);
    this.#compacted = event.object.revision;
  }

  #cut(): void {
    this.#events = this.#events.slice(this.#head);
    this.#times = this.#times.slice(this.#head);
    this.#head = 0;
  }
}

/** A state is alive anyway while it is the newest, so an event is charged for what it superseded. */
function bytesHeldBy(event: StoreEvent): number {
  const last = event.type === 'deleted' ? event.object.bytes.length : 0;
  return eventOverhead + last + (event.previous?.bytes.length ?? 0);
}
