import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { ServedVersion } from '../../resources/served-kind.ts';
import { objectFrame } from './event-frames.ts';

export interface WatchStreamOptions {
  readonly version: ServedVersion;
  /** `kind` and `apiVersion` of what this watch tells. */
  readonly tells: { readonly kind: string; readonly apiVersion: string };
  readonly bookmarks: boolean;
  readonly bufferBytes: number;
  /** Newest revision of which everything has been told. */
  readonly revision: () => number;
}

/**
 * The answer of a watch. Frames go to the socket as they are: they are shared by all watches, so that an event costs each
 * of them one write and no encoding.
 */
export class WatchStream {
  readonly version: ServedVersion;
  readonly #response: ServerResponse;
  #socket: Socket | undefined;
  readonly #waiting: Buffer[] = [];
  readonly #options: WatchStreamOptions;
  #hasBegun = false;
  #ended = false;
  #limit = Number.POSITIVE_INFINITY;

  /** Sends the head of the answer at once. */
  constructor(response: ServerResponse, headers: Readonly<Record<string, string | string[]>>, options: WatchStreamOptions) {
    this.version = options.version;
    this.#options = options;
    this.#response = response;
    response.writeHead(200, { ...headers, 'content-type': 'application/json', 'transfer-encoding': 'chunked' });
    response.flushHeaders();
    if (response.socket) this.#socket = response.socket;
    // The answer before it on this connection is not quite gone: the socket comes when it is, and takes the head first.
    else response.once('socket', (socket: Socket) => queueMicrotask(() => this.#start(socket)));
  }

  /** Writes a frame. A client that doesn't keep up loses the watch: it comes back with the last revision it has seen. */
  write(frame: Buffer): void {
    const socket = this.#socket;
    if (this.#ended) return;
    if (!socket) {
      this.#waiting.push(frame);
      return;
    }
    if (!socket.writable) return;
    if (socket.writableLength > this.#limit) socket.destroy();
    else socket.write(frame);
  }

  /** From here on the client has to keep up; what it was told at the beginning it may take its time for. */
  expectReading(): void {
    this.#hasBegun = true;
    this.#limit = this.#options.bufferBytes + (this.#socket?.writableLength ?? 0);
  }

  /** Without annotations: as the clock wants it, which says nothing before the beginning was told, that may have to be waited for. */
  bookmark(annotations?: Readonly<Record<string, string>>): void {
    const { bookmarks, tells, revision } = this.#options;
    if (!annotations && !(bookmarks && this.#hasBegun)) return;
    const metadata = { resourceVersion: String(revision()), ...(annotations && { annotations }) };
    const object = { ...tells, metadata };
    this.write(objectFrame('BOOKMARK', Buffer.from(JSON.stringify(object))));
  }

  fail(status: object): void {
    this.write(objectFrame('ERROR', Buffer.from(JSON.stringify(status))));
    this.end();
  }

  end(): void {
    if (this.#ended) return;
    this.#ended = true;
    if (this.#socket) this.#response.end();
  }

  #start(socket: Socket): void {
    this.#socket = socket;
    for (const frame of this.#waiting.splice(0)) socket.write(frame);
    if (this.#ended) this.#response.end();
  }
}
