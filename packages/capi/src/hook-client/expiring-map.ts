/** Fewer are not worth looking through. */
const leastSwept = 64;

/** Values that are forgotten after a while. */
export class ExpiringMap<Value> {
  readonly #entries = new Map<string, { readonly value: Value; readonly until: number }>();
  readonly #now: () => number;
  /** So many make it look for those whose time is over: twice as many as were left the last time, so a value costs the same however many there are. */
  #sweepAt = leastSwept;

  constructor(now: () => number) {
    this.#now = now;
  }

  get(key: string): Value | undefined {
    const entry = this.#entries.get(key);
    if (!entry || entry.until > this.#now()) return entry?.value;
    this.#entries.delete(key);
    return undefined;
  }

  set(key: string, value: Value, ttlMs: number): void {
    const now = this.#now();
    if (this.#entries.size >= this.#sweepAt) this.#sweep(now);
    this.#entries.set(key, { value, until: now + ttlMs });
  }

  #sweep(now: number): void {
    for (const [key, { until }] of this.#entries) if (until <= now) this.#entries.delete(key);
    this.#sweepAt = Math.max(leastSwept, this.#entries.size * 2);
  }
}
