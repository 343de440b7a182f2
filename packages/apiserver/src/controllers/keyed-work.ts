import { StatusError } from '../errors/status-error.ts';

export interface KeyedWorkOptions {
  /** Brings what the key names to where it should be. It may run at any time, again, and for what no longer exists. */
  readonly work: (key: string) => Promise<void>;
  /** Told of failures other than those that the next attempt will not have. */
  readonly report: (error: unknown) => void;
  readonly signal: AbortSignal;
}

/** Keys worked on at the same time, so that their writes reach the disk together. */
const concurrency = 16;
const firstRetryMs = 5;
const lastRetryMs = 30_000;

/** Works on keys, each one at a time; a key added meanwhile is worked on once more. What fails is tried again, later each time. */
export class KeyedWork {
  readonly #options: KeyedWorkOptions;
  readonly #waiting = new Set<string>();
  readonly #running = new Set<string>();
  readonly #failures = new Map<string, number>();
  readonly #retries = new Map<string, NodeJS.Timeout>();
  readonly #ended = Promise.withResolvers<void>();
  #isToStart = false;

  constructor(options: KeyedWorkOptions) {
    this.#options = options;
    if (options.signal.aborted) this.#end();
    else options.signal.addEventListener('abort', () => this.#end(), { once: true });
  }

  /** Resolves after the signal, when the last work under way is done. */
  get ended(): Promise<void> {
    return this.#ended.promise;
  }

  /** Starts nothing before the caller has returned. */
  add(key: string): void {
    if (this.#options.signal.aborted) return;
    this.#waiting.add(key);
    if (this.#isToStart) return;
    this.#isToStart = true;
    queueMicrotask(() => this.#startMore());
  }

  #startMore(): void {
    this.#isToStart = false;
    for (const key of this.#waiting) {
      if (this.#running.size >= concurrency) return;
      if (this.#running.has(key)) continue;
      this.#waiting.delete(key);
      this.#running.add(key);
      void this.#run(key);
    }
  }

  async #run(key: string): Promise<void> {
    clearTimeout(this.#retries.get(key));
    this.#retries.delete(key);
    try {
      await this.#options.work(key);
      this.#failures.delete(key);
    } catch (error) {
      this.#retryLater(key, error);
    }
    this.#running.delete(key);
    if (!this.#options.signal.aborted) this.#startMore();
    else if (this.#running.size === 0) this.#ended.resolve();
  }

  #retryLater(key: string, error: unknown): void {
    const code = error instanceof StatusError ? error.status.code : undefined;
    if (code !== 404 && code !== 409) this.#options.report(error);
    if (this.#options.signal.aborted) return;
    const failures = this.#failures.get(key) ?? 0;
    this.#failures.set(key, failures + 1);
    const delayMs = Math.min(firstRetryMs * 2 ** failures, lastRetryMs);
    this.#retries.set(key, setTimeout(() => this.add(key), delayMs).unref());
  }

  #end(): void {
    this.#waiting.clear();
    for (const retry of this.#retries.values()) clearTimeout(retry);
    if (this.#running.size === 0) this.#ended.resolve();
  }
}
