import type { Dispatcher } from 'undici';
import type { CallLimit, Endable } from './call-limit.ts';
import type { Answer } from './call-request.ts';

type Controller = Dispatcher.DispatchController;

/** Sends one request and collects the whole answer. Rejects with the limit's reason, or with what broke the connection. */
export function exchange(dispatcher: Dispatcher, options: Dispatcher.DispatchOptions, limit: CallLimit): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const handler = new ExchangeHandler(resolve, reject);
    limit.watchOver(handler);
    if (limit.ended) return;
    dispatcher.dispatch(options, handler);
  });
}

/** undici's own `request` makes a stream per answer; answers here are small and wanted whole, so this is several times cheaper. */
class ExchangeHandler implements Dispatcher.DispatchHandler, Endable {
  readonly #resolve: (answer: Answer) => void;
  readonly #reject: (reason: unknown) => void;
  #controller: Controller | undefined;
  #aborted = false;
  #status = 0;
  #headers: Answer['headers'] = {};
  #chunks: Buffer[] = [];

  constructor(resolve: (answer: Answer) => void, reject: (reason: unknown) => void) {
    this.#resolve = resolve;
    this.#reject = reject;
  }

  end(reason: unknown): void {
    this.#aborted = true;
    this.#reject(reason);
    this.#controller?.abort(asError(reason));
  }

  onRequestStart(controller: Controller): void {
    this.#controller = controller;
    this.#chunks = [];
    if (this.#aborted) controller.abort(new Error('the call ended before it was sent'));
  }

  onResponseStart(_controller: Controller, status: number, headers: Answer['headers']): void {
    if (status < 200) return;
    this.#status = status;
    this.#headers = headers;
  }

  onResponseData(_controller: Controller, chunk: Buffer): void {
    this.#chunks.push(chunk);
  }

  onResponseEnd(): void {
    const [first] = this.#chunks;
    const body = this.#chunks.length === 1 && first ? first : Buffer.concat(this.#chunks);
    this.#resolve({ status: this.#status, headers: this.#headers, body });
  }

  onResponseError(_controller: Controller, error: Error): void {
    this.#reject(error);
  }
}

export function asError(reason: unknown): Error {
  return reason instanceof Error ? reason : new Error('aborted', { cause: reason });
}
