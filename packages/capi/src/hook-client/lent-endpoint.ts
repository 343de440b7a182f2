import { type HookEndpoint, keepAlive } from './hook-endpoint.ts';

/** Connections of an extension that are kept for calls. Disposing closes them once the calls under way have ended. */
export class LentEndpoint implements Disposable {
  readonly #endpoint: HookEndpoint & Disposable;
  #lent = 0;
  #isDisposed = false;

  constructor(endpoint: HookEndpoint) {
    this.#endpoint = keepAlive(endpoint);
  }

  async use<T>(call: (endpoint: HookEndpoint) => Promise<T>): Promise<T> {
    this.#lent += 1;
    try {
      return await call(this.#endpoint);
    } finally {
      this.#lent -= 1;
      this.#closeWhenUnused();
    }
  }

  [Symbol.dispose](): void {
    this.#isDisposed = true;
    this.#closeWhenUnused();
  }

  #closeWhenUnused(): void {
    if (this.#isDisposed && this.#lent === 0) this.#endpoint[Symbol.dispose]();
  }
}
