/** How long a cache may still show what was removed. */
const shownMs = 60_000;

/** Copies that this process has removed, by their uids, for as long as a cache may show them: they are not to be removed, nor told, again. */
export class RemovedCopies {
  /** When each was removed, from the first on. */
  readonly #removedAt = new Map<string, number>();
  readonly #now: () => number;

  constructor(now: () => number = Date.now) {
    this.#now = now;
  }

  add(uid: string): void {
    for (const [earlier, at] of this.#removedAt) {
      if (this.#now() - at < shownMs) break;
      this.#removedAt.delete(earlier);
    }
    this.#removedAt.set(uid, this.#now());
  }

  has(uid: string): boolean {
    return this.#now() - (this.#removedAt.get(uid) ?? Number.NEGATIVE_INFINITY) < shownMs;
  }
}
