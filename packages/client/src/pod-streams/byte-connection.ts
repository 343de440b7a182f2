import type { Dispatcher } from 'undici';
import { createApiError } from '../api-error.ts';
import type { Credential } from '../credentials/credentials.ts';
import { answerError } from '../transport/answer-error.ts';
import type { Answer, CallRequest } from '../transport/call-request.ts';
import { connectionError } from '../transport/connection-error.ts';
import { asError } from '../transport/exchange.ts';
import type { Transport } from '../transport/transport.ts';

type Controller = Dispatcher.DispatchController;
type State = { readonly name: 'open' } | { readonly name: 'ended' } | { readonly name: 'failed'; readonly error: unknown };

/** More than this, not taken yet, and the socket is not read any further. */
const highWaterBytes = 1 << 20;

/** An answer that is read as it comes, as fast as it is taken. The time-out is for its beginning, the signal for all of it. */
export class ByteConnection implements Dispatcher.DispatchHandler, Disposable {
  readonly #request: CallRequest;
  readonly #origin: string;
  readonly #timer: NodeJS.Timeout;
  readonly #abort: () => void;
  #controller: Controller | undefined;
  #state: State = { name: 'open' };
  #status = 0;
  #headers: Answer['headers'] = {};
  #chunks: Buffer[] = [];
  #queuedBytes = 0;
  #wake: (() => void) | undefined;

  constructor(transport: Transport, request: CallRequest, credential: Credential) {
    this.#request = request;
    this.#origin = transport.origin;
    this.#timer = setTimeout(() => this.#end(this.#late()), request.timeoutMs);
    this.#abort = () => this.#end(asError(request.signal?.reason));
    request.signal?.addEventListener('abort', this.#abort, { once: true });
    transport.stream(request, credential, this);
  }

  /** The status of the answer, once it has begun; for a refusal, once it is there as a whole. */
  async opened(): Promise<number> {
    while (this.#state.name === 'open' && (this.#status === 0 || this.#status >= 400)) await this.#changed();
    if (this.#status === 0 && this.#state.name === 'failed') throw this.#state.error;
    return this.#status;
  }

  /** What has arrived; `undefined` at the end. Throws what ended the connection otherwise. */
  async read(): Promise<Buffer | undefined> {
    if (this.#status >= 400) {
      await this.opened();
      throw answerError({ status: this.#status, headers: this.#headers, body: Buffer.concat(this.#chunks) }, this.#request);
    }
    while (this.#chunks.length === 0) {
      if (this.#state.name === 'ended') return undefined;
      if (this.#state.name === 'failed') throw this.#state.error;
      await this.#changed();
    }
    const read = Buffer.concat(this.#chunks);
    this.#chunks = [];
    this.#queuedBytes = 0;
    if (this.#controller?.paused) this.#controller.resume();
    return read;
  }

  [Symbol.dispose](): void {
    this.#end(new Error('the reader has gone'));
  }

  onRequestStart(controller: Controller): void {
    this.#controller = controller;
    if (this.#state.name !== 'open') controller.abort(new Error('the call ended before it was sent'));
  }

  onResponseStart(_controller: Controller, status: number, headers: Answer['headers']): void {
    if (status < 200) return;
    clearTimeout(this.#timer);
    this.#status = status;
    this.#headers = headers;
    this.#notify();
  }

  onResponseData(controller: Controller, chunk: Buffer): void {
    if (this.#state.name !== 'open') return;
    this.#chunks.push(chunk);
    this.#queuedBytes += chunk.length;
    if (this.#queuedBytes > highWaterBytes) controller.pause();
    this.#notify();
  }

  onResponseEnd(): void {
    this.#finish({ name: 'ended' });
  }

  onResponseError(_controller: Controller, error: Error): void {
    this.#finish({ name: 'failed', error: connectionError(error, this.#request, this.#origin) });
  }

  #end(error: Error): void {
    if (this.#state.name !== 'open') return;
    this.#finish({ name: 'failed', error });
    this.#controller?.abort(error);
  }

  #late(): Error {
    const { method, path, timeoutMs } = this.#request;
    return createApiError(`${method} ${path} was not answered within ${timeoutMs} ms`, { reason: 'Timeout', code: 0 });
  }

  #finish(state: State): void {
    if (this.#state.name !== 'open') return;
    clearTimeout(this.#timer);
    this.#request.signal?.removeEventListener('abort', this.#abort);
    this.#state = state;
    this.#notify();
  }

  #changed(): Promise<void> {
    return new Promise((resolve) => {
      this.#wake = resolve;
    });
  }

  #notify(): void {
    const wake = this.#wake;
    this.#wake = undefined;
    wake?.();
  }
}
