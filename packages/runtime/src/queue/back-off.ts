export interface BackOffOptions {
  /** First delay. Default: 5 ms. */
  readonly baseMs?: number;
  /** Longest delay. Default: 5 minutes. */
  readonly maxMs?: number;
  /** Numbers from 0 to 1 for jitter. Default: `Math.random`. */
  readonly random?: () => number;
}

/** Delays that double with each failure of a key, with jitter of a tenth, until the key is forgotten. */
export class BackOff {
  readonly #failures = new Map<string, number>();
  readonly #baseMs: number;
  readonly #maxMs: number;
  readonly #random: () => number;

  constructor({ baseMs = 5, maxMs = 300_000, random = Math.random }: BackOffOptions = {}) {
    this.#baseMs = baseMs;
    this.#maxMs = maxMs;
    this.#random = random;
  }

  /** Counts a failure and answers how long to wait. */
  next(key: string): number {
    const failures = this.#failures.get(key) ?? 0;
    this.#failures.set(key, failures + 1);
    const delay = Math.min(this.#baseMs * 2 ** Math.min(failures, 40), this.#maxMs);
    return delay * (0.9 + 0.2 * this.#random());
  }

  forget(key: string): void {
    this.#failures.delete(key);
  }

  failures(key: string): number {
    return this.#failures.get(key) ?? 0;
  }
}
