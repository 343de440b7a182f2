/** Values that are forgotten after a while. */
export class ExpiringMap<Value> {
  readonly #entries = new Map<string, { readonly value: Value; readonly until: number }>();
  readonly #now: () => number;

  constructor(now: () => number) {
    this.#now = now;
  }

  get(key: string): Value | undefined {
    const entry = this.#entries.get(key);
    return entry && entry.until > this.#now() ? entry.value : undefined;
  }

  set(key: string, value: Value, ttlMs: number): void {
    const now = this.#now();
    for (const [other, { until }] of this.#entries) if (until <= now) this.#entries.delete(other);
    this.#entries.set(key, { value, until: now + ttlMs });
  }
}
