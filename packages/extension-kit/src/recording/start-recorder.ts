import { once } from 'node:events';
import { type FileHandle, open } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import {
  CapiError,
  type HookEndpoint,
  isHookCallError,
  keepAlive,
  type RawAnswer,
  type ServingCertificate,
  sendHook,
} from '@capstan/capi';
import { type RecordedCall, recordedBody } from './recorded-call.ts';

export interface RecorderOptions {
  /** The extension that calls are passed on to. */
  readonly target: HookEndpoint;
  /** Where recordings go, a line each; appended to. Only its owner may read it: requests carry whole Clusters and settings. */
  readonly file: string;
  /** What callers are shown. */
  readonly certificate: ServingCertificate;
  /** Port 0 picks a free one. Default: a free port of the loopback. */
  readonly listen?: { readonly host?: string; readonly port?: number };
  /** Told of every call when it is written. */
  readonly observe?: (call: RecordedCall) => void;
}

/** A proxy that records. Disposing it finishes what it has begun and closes the file. */
export interface Recorder extends AsyncDisposable {
  /** `https://HOST:PORT`; goes into the ExtensionConfig in the extension's place. */
  readonly url: string;
  /** What callers must trust. */
  readonly caBundle: string;
}

/** Cluster API gives up after 30 s at the latest. */
const longestMs = 35_000;
const largestRequest = 20 * 1024 * 1024;

/**
 * Stands between Cluster API and an extension and writes down what they say. Method, path and body of requests and status,
 * Content-Type and body of answers are passed on as they are, whatever they are; other headers are not: Cluster API's own are sent.
 * Bodies are recorded in full, as text, in which what is no UTF-8 is lost; headers not at all. Rejects with `AddressTaken`, or
 * `InvalidValue` for a file that cannot be written.
 */
export async function startRecorder(options: RecorderOptions): Promise<Recorder> {
  const { target, file, certificate, listen: { host = '127.0.0.1', port = 0 } = {} } = options;
  await using made = new AsyncDisposableStack();
  const sink = made.use(await openForOwner(file));
  const endpoint = made.use(keepAlive(target));
  const proxy = new RecordingProxy(endpoint, sink, options.observe);
  const server = createServer(
    { cert: certificate.certificate, key: certificate.key, minVersion: 'TLSv1.2' },
    (request, response) => proxy.handle(request, response),
  );
  server.listen(port, host);
  await once(server, 'listening').catch((error: unknown) => {
    throw new CapiError(`cannot listen on ${host}:${port}: ${error instanceof Error ? error.message : String(error)}`, {
      code: 'AddressTaken',
      hint: 'Another port, or 0 for any that is free.',
      cause: error,
    });
  });
  made.defer(async () => {
    const closed = new Promise((resolve) => server.close(resolve));
    server.closeIdleConnections();
    await proxy.ended();
    server.closeAllConnections();
    await closed;
  });
  const address = server.address() as AddressInfo; // it listens on TCP
  const all = made.move();
  return {
    url: `https://${address.family === 'IPv6' ? `[${address.address}]` : address.address}:${address.port}`,
    caBundle: certificate.caBundle,
    [Symbol.asyncDispose]: () => all.disposeAsync(),
  };
}

async function openForOwner(file: string): Promise<FileHandle> {
  try {
    const handle = await open(file, 'a', 0o600);
    await handle.chmod(0o600); // a file that was there before may have been open to others
    return handle;
  } catch (error) {
    throw new CapiError(`cannot write ${file}: ${error instanceof Error ? error.message : String(error)}`, {
      code: 'InvalidValue',
      hint: 'Name a file in a folder that exists and that you may write to.',
      cause: error,
    });
  }
}

class RecordingProxy {
  readonly #target: HookEndpoint;
  readonly #sink: FileHandle;
  readonly #observe: ((call: RecordedCall) => void) | undefined;
  readonly #running = new Set<Promise<void>>();
  /** Requests that have not arrived whole. */
  readonly #arriving = new Set<IncomingMessage>();
  #written: Promise<void> = Promise.resolve();

  constructor(target: HookEndpoint, sink: FileHandle, observe: ((call: RecordedCall) => void) | undefined) {
    this.#target = target;
    this.#sink = sink;
    this.#observe = observe;
  }

  handle(request: IncomingMessage, response: ServerResponse): void {
    const running = this.#pass(request, response).catch(() => void response.destroy()); // the caller went away, or the disk is full
    this.#running.add(running);
    void running.finally(() => this.#running.delete(running));
  }

  /** What has arrived is finished; what has not might never. */
  async ended(): Promise<void> {
    for (const request of this.#arriving) request.destroy();
    await Promise.all(this.#running);
  }

  async #pass(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const time = new Date().toISOString();
    const started = performance.now();
    this.#arriving.add(incoming);
    const body = await readBody(incoming).finally(() => this.#arriving.delete(incoming));
    if (body === undefined) {
      response.writeHead(413).end('larger than 20 MiB\n');
      return;
    }
    const { method = 'POST', url: path = '/' } = incoming; // requests that a server is given have both
    const answer = await this.#forward(path, method, body);
    if (answer instanceof Error) response.writeHead(502).end(`${answer.message}\n`);
    else {
      const type = answer.headers['content-type'];
      response.writeHead(answer.status, type === undefined ? {} : { 'content-type': type }).end(answer.bytes);
    }
    const call: RecordedCall = {
      time,
      method,
      path,
      request: recordedBody(body.toString('utf8')),
      status: answer instanceof Error ? 0 : answer.status,
      answer: answer instanceof Error ? answer.message : recordedBody(answer.body),
      tookMs: Math.round(performance.now() - started),
    };
    await this.#write(call);
    this.#observe?.(call);
  }

  /** One line after the other: long ones are written in pieces, which must not mix. */
  #write(call: RecordedCall): Promise<void> {
    const written = this.#written.then(() => this.#sink.appendFile(`${JSON.stringify(call)}\n`));
    this.#written = written.catch(() => undefined); // told to who wrote it
    return written;
  }

  async #forward(path: string, method: string, body: Buffer): Promise<RawAnswer | Error> {
    try {
      return await sendHook(this.#target, { path, method, body, timeoutMs: longestMs });
    } catch (error) {
      if (isHookCallError(error)) return error;
      throw error;
    }
  }
}

/** The whole body; undefined when it is larger than any extension has to take. */
async function readBody(incoming: IncomingMessage): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of incoming as AsyncIterable<Buffer>) {
    // no encoding is set, so chunks are buffers
    length += chunk.length;
    if (length <= largestRequest) chunks.push(chunk);
  }
  return length > largestRequest ? undefined : Buffer.concat(chunks);
}
