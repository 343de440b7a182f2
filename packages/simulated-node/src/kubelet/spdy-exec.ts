import { once } from 'node:events';
import type { Socket } from 'node:net';
import { PassThrough } from 'node:stream';
import type { Frame } from 'spdy-transport';
import { type ExecRequest, runCommand } from './exec-stream.ts';
import { SpdyConnection } from './spdy-connection.ts';

const switching = [
  'HTTP/1.1 101 Switching Protocols',
  'Connection: Upgrade',
  'Upgrade: SPDY/3.1',
  'X-Stream-Protocol-Version: v4.channel.k8s.io',
];

/** Runs the command once the client has opened its streams, and tells it how that ended. Never rejects. */
export async function runSpdyExec(socket: Socket, head: Buffer, request: ExecRequest): Promise<void> {
  socket.write(`${switching.join('\r\n')}\r\n\r\n`);
  if (head.length > 0) socket.unshift(head);
  using connection = new SpdyConnection(socket);
  const gone = new AbortController();
  const client = new SpdyClient(connection, ['error', ...request.streams]);
  const leaving = client.serve().finally(() => gone.abort(new Error('the client has gone')));
  await Promise.race([client.ready, leaving]);
  if (gone.signal.aborted) return;
  const status = await runCommand(request, {
    stdin: client.stdin,
    stdout: (data) => client.write('stdout', data),
    stderr: (data) => client.write('stderr', data),
    signal: AbortSignal.any([gone.signal, request.context.signal]),
  });
  await client.write('error', JSON.stringify(status));
  await client.finish();
  connection.end();
  await leaving;
}

/** The streams of one command, by the names the client gives them. */
class SpdyClient {
  readonly stdin = new PassThrough();
  readonly ready: Promise<void>;
  readonly #connection: SpdyConnection;
  readonly #expected: readonly string[];
  readonly #streams = new Map<string, number>();
  readonly #opened = Promise.withResolvers<void>();

  constructor(connection: SpdyConnection, expected: readonly string[]) {
    this.#connection = connection;
    this.#expected = expected;
    this.ready = this.#opened.promise;
  }

  /** Resolves when the client goes, or sends what can't be read. */
  async serve(): Promise<void> {
    try {
      for await (const frame of this.#connection.frames()) {
        // A client resets its streams when it leaves, whether or not the command has ended.
        if (frame.type === 'RST' || frame.type === 'GOAWAY') break;
        if (frame.type === 'HEADERS') await this.#open(frame.id, frame.headers['streamtype'] ?? '');
        else if (frame.type === 'DATA' && frame.id === this.#streams.get('stdin')) await this.#feed(frame);
      }
    } catch {
      // bytes that are no SPDY: the connection is closed, as for a client that has gone
    } finally {
      this.stdin.end();
    }
  }

  async write(stream: string, data: Uint8Array | string): Promise<void> {
    const id = this.#streams.get(stream);
    if (id !== undefined) await this.#connection.send(id, typeof data === 'string' ? Buffer.from(data) : data);
  }

  async finish(): Promise<void> {
    await Promise.all([...this.#streams.values()].map((id) => this.#connection.finish(id)));
  }

  async #open(id: number, type: string): Promise<void> {
    await this.#connection.accept(id);
    this.#streams.set(type, id);
    if (this.#expected.every((name) => this.#streams.has(name))) this.#opened.resolve();
  }

  async #feed({ data, fin }: Frame & { readonly type: 'DATA' }): Promise<void> {
    if (!this.stdin.writableEnded && !this.stdin.write(data)) await once(this.stdin, 'drain');
    if (fin) this.stdin.end();
  }
}
