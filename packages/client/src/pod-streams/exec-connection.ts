import type { RawData, WebSocket } from 'ws';
import { createApiError } from '../api-error.ts';
import type { ExecEvent } from '../pod-streams.ts';
import type { CallRequest } from '../transport/call-request.ts';
import { closedError } from '../transport/connection-error.ts';
import { asError } from '../transport/exchange.ts';
import { exitCodeOf } from './exec-status.ts';

/** The first byte of each message says which stream it belongs to. */
const channels = { stdin: 0, stdout: 1, stderr: 2, status: 3, close: 255 } as const;

/** More than this, not taken yet, and the socket is not read any further. */
const highWaterBytes = 1 << 20;
/** A peer that leaves a ping unanswered for so long is gone. */
const pingMs = 15_000;

/** One running command: its output as it arrives, as fast as it is taken. */
export class ExecConnection implements AsyncDisposable {
  readonly #socket: WebSocket;
  readonly #request: CallRequest;
  readonly #held = new DisposableStack();
  #events: ExecEvent[] = [];
  #queuedBytes = 0;
  #exited = false;
  #failure: Error | undefined;
  #answered = true;
  #wake: (() => void) | undefined;

  constructor(socket: WebSocket, request: CallRequest, whileOpen: (end: () => void) => Disposable) {
    this.#socket = socket;
    this.#request = request;
    const { signal } = request;
    const abort = () => {
      this.#events = [];
      this.#fail(asError(signal?.reason));
    };
    signal?.addEventListener('abort', abort, { once: true });
    this.#held.defer(() => signal?.removeEventListener('abort', abort));
    this.#held.use(whileOpen(() => this.#fail(closedError())));
    const pinging = setInterval(() => this.#ping(), pingMs);
    this.#held.defer(() => clearInterval(pinging));
    socket.on('message', (data) => this.#receive(data));
    socket.on('pong', () => {
      this.#answered = true;
    });
    socket.on('error', (error) => this.#fail(this.#broken(error)));
    socket.on('close', () => this.#fail(this.#broken(undefined)));
    if (signal?.aborted) abort();
    socket.resume();
  }

  /** What arrived since; `undefined` after the command's exit. Throws what ended the connection otherwise. */
  async read(): Promise<readonly ExecEvent[] | undefined> {
    while (this.#events.length === 0) {
      if (this.#exited) return undefined;
      if (this.#failure) throw this.#failure;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    const events = this.#events;
    this.#events = [];
    this.#queuedBytes = 0;
    this.#socket.resume();
    return events;
  }

  /** Feeds the command's standard input and closes it; a command that has ended takes no more, which is no failure. */
  async write(input: AsyncIterable<Uint8Array> | Iterable<Uint8Array>): Promise<void> {
    try {
      for await (const chunk of input) {
        if (!(await this.#send(channels.stdin, chunk))) return;
      }
      await this.#send(channels.close, Uint8Array.of(channels.stdin));
    } catch (error) {
      this.#fail(asError(error)); // the caller's own iterable
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#held.dispose();
    if (this.#socket.readyState === this.#socket.CLOSED) return;
    const closed = new Promise<void>((resolve) => this.#socket.once('close', () => resolve()));
    this.#socket.terminate();
    await closed;
  }

  #receive(data: RawData): void {
    this.#answered = true; // pongs wait behind what is sent, which on a slow line takes longer than they may
    const message = data as Buffer; // what ws gives as long as nobody changes binaryType
    const content = message.subarray(1);
    switch (message[0]) {
      case channels.stdout:
      case channels.stderr:
        if (content.length === 0) return; // kube-apiserver opens each stream with an empty message
        this.#push({ type: message[0] === channels.stdout ? 'stdout' : 'stderr', data: content });
        this.#queuedBytes += content.length;
        if (this.#queuedBytes > highWaterBytes) this.#socket.pause();
        return;
      case channels.status:
        if (content.length > 0) this.#exit(content);
        return;
      default:
        return;
    }
  }

  #exit(status: Buffer): void {
    try {
      this.#push({ type: 'exited', code: exitCodeOf(status, this.#request) });
      this.#exited = true;
    } catch (error) {
      this.#fail(asError(error));
    }
  }

  #push(event: ExecEvent): void {
    this.#events.push(event);
    this.#notify();
  }

  #send(channel: number, chunk: Uint8Array): Promise<boolean> {
    return new Promise((resolve) => {
      if (this.#socket.readyState !== this.#socket.OPEN) return resolve(false);
      this.#socket.send(Buffer.concat([Uint8Array.of(channel), chunk]), (error) => resolve(!error));
    });
  }

  /** A paused socket reads no pongs either, so it says nothing about the peer. */
  #ping(): void {
    if (this.#socket.isPaused || this.#socket.readyState !== this.#socket.OPEN) return;
    if (!this.#answered) this.#fail(this.#broken(new Error(`no answer to a ping for ${pingMs} ms`)));
    this.#answered = false;
    this.#socket.ping();
  }

  #broken(cause: Error | undefined): Error {
    const { path } = this.#request;
    const why = cause ? `: ${cause.message}` : '';
    return createApiError(`exec ${path.replace(/\?.*/, '')}: the connection ended before the command did${why}`, {
      reason: 'Unknown',
      code: 0,
      hint: 'The pod, its node or the API server may be gone; look at the pod, then run the command again.',
      cause,
    });
  }

  #fail(error: Error): void {
    this.#failure ??= error;
    this.#notify();
  }

  #notify(): void {
    const wake = this.#wake;
    this.#wake = undefined;
    wake?.();
  }
}
