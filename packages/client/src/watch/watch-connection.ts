import type { Dispatcher } from 'undici';
import { createApiError } from '../api-error.ts';
import type { Credential } from '../credentials/credentials.ts';
import { answerError } from '../transport/answer-error.ts';
import type { Answer, CallRequest } from '../transport/call-request.ts';
import { connectionError } from '../transport/connection-error.ts';
import type { Transport } from '../transport/transport.ts';
import { LineSplitter } from './line-splitter.ts';

type Controller = Dispatcher.DispatchController;
type State = { readonly name: 'open' } | { readonly name: 'ended' } | { readonly name: 'failed'; readonly error: unknown };

/** More than this, undelivered, and the socket is not read any further until the consumer has caught up. */
const highWaterBytes = 1 << 20;
/** A connection that lived this long was no failure, even if it brought nothing. */
const worthwhileMs = 1_000;

/** One connection of a watch: lines as they arrive, as fast as they are taken. Silence for too long is a failure. */
export class WatchConnection implements Dispatcher.DispatchHandler {
  readonly credential: Credential;
  readonly #request: CallRequest;
  readonly #origin: string;
  readonly #idleTimer: NodeJS.Timeout;
  readonly #startedAt = performance.now();
  readonly #splitter = new LineSplitter();
  readonly #refusal: Buffer[] = [];
  #controller: Controller | undefined;
  #state: State = { name: 'open' };
  #status = 0;
  #headers: Answer['headers'] = {};
  #lines: Buffer[] = [];
  #queuedBytes = 0;
  #broughtLines = false;
  #wake: (() => void) | undefined;

  constructor(transport: Transport, request: CallRequest, credential: Credential, idleMs: number) {
    this.credential = credential;
    this.#request = request;
    this.#origin = transport.origin;
    this.#idleTimer = setTimeout(endIdle, idleMs, this, idleMs);
    transport.stream(request, credential, this);
  }

  /** Whether the server has agreed to the watch. */
  get accepted(): boolean {
    return this.#status === 200;
  }

  /** Whether it is fine to connect again at once. */
  get worthwhile(): boolean {
    return this.accepted && (this.#broughtLines || performance.now() - this.#startedAt > worthwhileMs);
  }

  /** The lines that have arrived, at least one; `undefined` at the end. Throws what ended the connection otherwise. */
  async read(): Promise<readonly Buffer[] | undefined> {
    while (this.#lines.length === 0) {
      if (this.#state.name === 'ended') return undefined;
      if (this.#state.name === 'failed') throw this.#state.error;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    const lines = this.#lines;
    this.#lines = [];
    this.#queuedBytes = 0;
    if (this.#controller?.paused) {
      this.#idleTimer.refresh();
      this.#controller.resume();
    }
    return lines;
  }

  /** Closes the socket, which a watch does not share, and lets a waiting reader go. */
  close(): void {
    this.#finish({ name: 'ended' });
    this.#lines = [];
    this.#controller?.abort(new Error('the watch ended'));
  }

  /** Called when nothing came for too long; a consumer that does not take what came is no dead connection. */
  endIdle(idleMs: number): void {
    if (this.#controller?.paused) return;
    const error = createApiError(`the watch of ${this.#request.path} brought nothing for ${idleMs} ms`, {
      reason: 'Timeout',
      code: 0,
    });
    this.#finish({ name: 'failed', error });
    this.#controller?.abort(error);
  }

  onRequestStart(controller: Controller): void {
    this.#controller = controller;
    if (this.#state.name !== 'open') controller.abort(new Error('the watch ended before it was sent'));
  }

  onResponseStart(_controller: Controller, status: number, headers: Answer['headers']): void {
    this.#status = status;
    this.#headers = headers;
  }

  onResponseData(controller: Controller, chunk: Buffer): void {
    if (this.#state.name !== 'open') return;
    this.#idleTimer.refresh();
    if (!this.accepted) {
      this.#refusal.push(chunk);
      return;
    }
    this.#splitter.push(chunk, this.#lines);
    this.#queuedBytes += chunk.length;
    if (this.#lines.length === 0) return;
    this.#broughtLines = true;
    if (this.#queuedBytes > highWaterBytes) controller.pause();
    this.#notify();
  }

  onResponseEnd(): void {
    if (this.accepted) this.#finish({ name: 'ended' });
    else {
      const answer = { status: this.#status, headers: this.#headers, body: Buffer.concat(this.#refusal) };
      this.#finish({ name: 'failed', error: answerError(answer, this.#request) });
    }
  }

  onResponseError(_controller: Controller, error: Error): void {
    this.#finish({ name: 'failed', error: connectionError(error, this.#request, this.#origin) });
  }

  #finish(state: State): void {
    if (this.#state.name !== 'open') return;
    clearTimeout(this.#idleTimer);
    this.#state = state;
    this.#notify();
  }

  #notify(): void {
    const wake = this.#wake;
    this.#wake = undefined;
    wake?.();
  }
}

function endIdle(connection: WatchConnection, idleMs: number): void {
  connection.endIdle(idleMs);
}
