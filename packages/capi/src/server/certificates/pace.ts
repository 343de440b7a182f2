import type { Clock } from '@capstan/runtime';

const windowMs = 60_000;
const pauseMs = 5_000;
const freely = 3;

/** Slows down what others undo over and over: a few times in a minute it may be done at once, then with a pause before each. */
export class Pace {
  readonly #clock: Clock;
  #times: readonly number[] = [];

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** It was done. */
  note(): void {
    const now = this.#clock.now();
    this.#times = [...this.#times.filter((time) => Math.abs(now - time) < windowMs), now];
  }

  /** How long to wait before it is done again; 0 for not at all. */
  waitMs(): number {
    const now = this.#clock.now();
    const recent = this.#times.filter((time) => Math.abs(now - time) < windowMs); // a clock that was set back forgets them
    const last = recent.at(-1);
    return last === undefined || recent.length < freely ? 0 : Math.min(Math.max(0, last + pauseMs - now), pauseMs);
  }
}
