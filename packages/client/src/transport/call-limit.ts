import { createApiError } from '../api-error.ts';
import type { CallRequest } from './call-request.ts';

/** What a limit ends: it is told once, with the reason. */
export interface Endable {
  end(reason: unknown): void;
}

/**
 * The end of a call: its signal's abort or its time-out, whichever comes first. One timer and at most one listener
 * for all attempts of a call; `dispose` removes both.
 */
export class CallLimit implements Endable {
  readonly #request: CallRequest;
  readonly #deadline: number;
  readonly #timer: NodeJS.Timeout;
  readonly #listener: (() => void) | undefined;
  #current: Endable | undefined;
  #ended = false;
  #reason: unknown;

  constructor(request: CallRequest) {
    const { timeoutMs, signal } = request;
    signal?.throwIfAborted();
    this.#request = request;
    this.#deadline = performance.now() + timeoutMs;
    this.#timer = setTimeout(endByTimeout, timeoutMs, this, request);
    if (signal) {
      this.#listener = () => this.end(signal.reason);
      signal.addEventListener('abort', this.#listener);
    }
  }

  get ended(): boolean {
    return this.#ended;
  }

  get reason(): unknown {
    return this.#reason;
  }

  get remainingMs(): number {
    return this.#deadline - performance.now();
  }

  /** What to end when the limit is reached, at once if it was already; one thing at a time. */
  watchOver(current: Endable): void {
    this.#current = current;
    if (this.#ended) current.end(this.#reason);
  }

  end(reason: unknown): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#reason = reason;
    this.#current?.end(reason);
  }

  /** A promise's result, unless the limit comes first. */
  race<T>(promise: Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      this.watchOver({ end: reject });
      promise.then(resolve, reject);
    });
  }

  async pause(ms: number): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    try {
      await this.race(
        new Promise<void>((resolve) => {
          timer = setTimeout(resolve, ms);
        }),
      );
    } finally {
      clearTimeout(timer);
    }
  }

  dispose(): void {
    clearTimeout(this.#timer);
    if (this.#listener) this.#request.signal?.removeEventListener('abort', this.#listener);
  }
}

function endByTimeout(limit: CallLimit, request: CallRequest): void {
  limit.end(
    createApiError(`${request.method} ${request.path} was not answered within ${request.timeoutMs} ms`, {
      reason: 'Timeout',
      code: 0,
      hint: 'Is the API server overloaded or behind a firewall? A longer timeout may be passed with the call.',
    }),
  );
}
