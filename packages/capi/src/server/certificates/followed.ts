import { errorFields, type Logger } from '@capstan/runtime';

/** A value that others replace: what it is now, and who wants to know. Disposing ends the following. */
export class Followed<T> implements AsyncDisposable {
  #current: T;
  #ended: Promise<void> = Promise.resolve();
  readonly #stopping: AbortController;
  readonly #listeners: ((value: T) => void)[] = [];

  private constructor(first: T, stopping: AbortController) {
    this.#current = first;
    this.#stopping = stopping;
  }

  /** Takes the first value, or throws what the source does, and goes on with the rest. */
  static async start<T>(values: (signal: AbortSignal) => AsyncGenerator<T, void>, logger: Logger): Promise<Followed<T>> {
    const stopping = new AbortController();
    const iterator = values(stopping.signal);
    const first = await iterator.next();
    if (first.done) throw new Error('a source ended before its first value');
    const followed = new Followed(first.value, stopping);
    followed.#ended = followed.#follow(iterator, logger).catch((error: unknown) => {
      if (!stopping.signal.aborted) logger.error(errorFields(error), 'no longer following the certificate');
    });
    return followed;
  }

  get current(): T {
    return this.#current;
  }

  onChange(listener: (value: T) => void): void {
    this.#listeners.push(listener);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stopping.abort();
    await this.#ended;
  }

  async #follow(values: AsyncGenerator<T, void>, logger: Logger): Promise<void> {
    for await (const value of values) {
      this.#current = value;
      try {
        for (const listener of this.#listeners) listener(value);
      } catch (error) {
        logger.error(errorFields(error), 'cannot use what changed; the next change may do');
      }
    }
  }
}
