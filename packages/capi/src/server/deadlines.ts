import type { Clock } from '@capstan/runtime';

interface Deadline extends Disposable {
  readonly at: number;
  readonly callback: () => void;
}

/** Many deadlines on one timer: calls usually end long before theirs, and then cost no timer. */
export class Deadlines implements Disposable {
  readonly #clock: Clock;
  readonly #waiting = new Set<Deadline>();
  #timer: Disposable | undefined;
  #timerAt = Number.POSITIVE_INFINITY;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Calls back at a time of the clock; disposing takes it back. */
  add(at: number, callback: () => void): Disposable {
    const deadline: Deadline = { at, callback, [Symbol.dispose]: () => void this.#waiting.delete(deadline) };
    this.#waiting.add(deadline);
    if (at < this.#timerAt) this.#arm(at);
    return deadline;
  }

  [Symbol.dispose](): void {
    this.#timer?.[Symbol.dispose]();
    this.#waiting.clear();
  }

  #arm(at: number): void {
    this.#timer?.[Symbol.dispose]();
    this.#timerAt = at;
    this.#timer = this.#clock.after(Math.max(0, at - this.#clock.now()), () => this.#sweep());
  }

  #sweep(): void {
    const now = Math.max(this.#clock.now(), this.#timerAt); // a clock that was set back has not undone the wait
    this.#timer = undefined;
    this.#timerAt = Number.POSITIVE_INFINITY;
    for (const deadline of [...this.#waiting]) {
      if (deadline.at > now) continue;
      this.#waiting.delete(deadline);
      deadline.callback();
    }
    let next = Number.POSITIVE_INFINITY;
    for (const { at } of this.#waiting) next = Math.min(next, at);
    if (next < this.#timerAt) this.#arm(next);
  }
}
