/** Tells those who wait that something has changed. */
export class Changes {
  readonly #waiting = new Set<() => void>();

  tell(): void {
    for (const told of this.#waiting) told();
  }

  /** Resolves at the next change. Rejects with the signal's reason. */
  next(signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      signal.throwIfAborted();
      const forget = () => {
        this.#waiting.delete(told);
        signal.removeEventListener('abort', aborted);
      };
      const told = () => {
        forget();
        resolve();
      };
      const aborted = () => {
        forget();
        reject(signal.reason);
      };
      this.#waiting.add(told);
      signal.addEventListener('abort', aborted);
    });
  }
}
