import { type EventEmitter, once } from 'node:events';
import type { Socket } from 'node:net';
import { setImmediate } from 'node:timers/promises';
import transport, { type Compression, type Frame, type Framer, type Parser } from 'spdy-transport';

const version = 3; // what is on the wire of SPDY/3.1, too
const frameBytes = 32 * 1024;

/**
 * Frames of SPDY/3.1 as Kubernetes' clients speak it: their streams have no method and no path, and they never say how
 * much they can take, so back-pressure is that of the socket. Of spdy-transport only the coding fits: its connection
 * waits for them to say it, and its framer takes frames without end.
 */
export class SpdyConnection implements Disposable {
  readonly #socket: Socket;
  readonly #parser: Parser;
  readonly #framer: Framer;
  readonly #compression: Compression;
  readonly #closed = new AbortController();
  #ended = false;

  constructor(socket: Socket) {
    const { parser, framer, compressionPool } = transport.protocol.spdy;
    const unlimited = { size: Number.MAX_SAFE_INTEGER, max: Number.MAX_SAFE_INTEGER };
    const window = new transport.Window({ id: 0, isServer: true, recv: unlimited, send: unlimited });
    this.#socket = socket;
    this.#compression = compressionPool.create(false).get(version);
    this.#parser = withoutRequestLine(parser.create({ isServer: true, window }));
    this.#framer = framer.create({ window });
    for (const side of [this.#parser, this.#framer]) {
      side.setCompression(this.#compression);
      side.setVersion(version);
    }
    const { compress, decompress } = this.#compression;
    const parts: readonly EventEmitter[] = [this.#parser, this.#framer, compress, decompress];
    for (const part of parts) part.on('error', () => socket.destroy());
    socket.pipe(this.#parser);
    this.#framer.on('data', (chunk: Buffer) => socket.write(chunk)).on('end', () => socket.end());
    socket.on('close', () => {
      this.#parser.destroy();
      this.#closed.abort();
    });
  }

  /** What the client sends, until it goes. Pings are answered on the way. */
  async *frames(): AsyncGenerator<Frame> {
    for await (const frame of this.#parser) {
      if (frame.type !== 'PING') yield frame;
      else if (!frame.ack && !this.#ended) this.#framer.pingFrame({ opaque: frame.opaque });
    }
  }

  /** Takes a stream that the client has opened. Resolves when data may follow; what comes earlier, clients drop. */
  accept(id: number): Promise<void> {
    return new Promise((resolve) => this.#framer.responseFrame({ id, status: 200, headers: {} }, () => resolve()));
  }

  /** Resolves when there is room for more. */
  async send(id: number, data: Uint8Array): Promise<void> {
    for (let at = 0; at < data.length; at += frameBytes) await this.#data(id, data.subarray(at, at + frameBytes), false);
  }

  /** Says that nothing more comes on a stream. */
  finish(id: number): Promise<void> {
    return this.#data(id, new Uint8Array(), true);
  }

  /** Closes this side when everything has left. */
  end(): void {
    this.#ended = true;
    this.#framer.push(null);
  }

  [Symbol.dispose](): void {
    this.#socket.destroy();
    this.#compression.compress.close();
    this.#compression.decompress.close();
  }

  async #data(id: number, data: Uint8Array, fin: boolean): Promise<void> {
    await new Promise<void>((resolve) => this.#framer.dataFrame({ id, priority: 1, fin, data }, resolve));
    // Else a program that writes without end would never let the client's leaving be heard.
    await setImmediate();
    if (!this.#socket.writableNeedDrain) return;
    await once(this.#socket, 'drain', { signal: this.#closed.signal }).catch(() => undefined); // closed: there is always room
  }
}

/** The parser insists on what HTTP has and Kubernetes' streams have not. */
function withoutRequestLine(parser: Parser): Parser {
  const parse = parser.parseKVs.bind(parser);
  parser.parseKVs = (block, done) =>
    parse(block, (error, headers) => done(error, headers && { ':method': 'POST', ':path': '/', ...headers }));
  return parser;
}
