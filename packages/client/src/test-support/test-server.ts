import { createServer as createHttpServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';
import type { ClusterConfig } from '../cluster-config.ts';
import { serverCertificate, serverKey, testAuthority } from './certificates.ts';

/** A request as the server saw it. */
export interface ReceivedRequest {
  readonly method: string;
  /** Path without the query. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
  /** Common name of the client's certificate, if it showed one. */
  readonly clientName: string | readonly string[] | undefined;
}

type Handler = (request: ReceivedRequest, response: ServerResponse) => void;

export interface TestServer extends AsyncDisposable {
  /** How a client reaches it: trusts its certificate, and is anonymous. */
  readonly config: ClusterConfig;
  readonly port: number;
  /** Every request so far, in the order they came. */
  readonly requests: readonly ReceivedRequest[];
  /** Sockets that are open now. */
  readonly sockets: ReadonlySet<Socket>;
  /** Waits until no more than this many sockets are open. */
  socketsClosed(left?: number): Promise<void>;
}

/** A real server on loopback that answers as a test says. */
export async function startServer(handler: Handler, options: { readonly tls?: boolean } = {}): Promise<TestServer> {
  const requests: ReceivedRequest[] = [];
  const sockets = new Set<Socket>();
  let onClosed: (() => void) | undefined;
  const listener = async (incoming: IncomingMessage, response: ServerResponse): Promise<void> => {
    const request = await receive(incoming);
    requests.push(request);
    handler(request, response);
  };
  const server = createServer((incoming, response) => void listener(incoming, response), options.tls === true);
  server.on(options.tls ? 'secureConnection' : 'connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined); // what a test breaks on purpose
    socket.on('close', () => {
      sockets.delete(socket);
      onClosed?.();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo; // it listens on TCP
  return {
    config: options.tls
      ? { server: `https://127.0.0.1:${port}`, certificateAuthority: testAuthority }
      : { server: `http://127.0.0.1:${port}` },
    port,
    requests,
    sockets,
    async socketsClosed(left = 0) {
      while (sockets.size > left) {
        await new Promise<void>((resolve) => {
          onClosed = resolve;
        });
      }
    },
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function createServer(listener: (request: IncomingMessage, response: ServerResponse) => void, tls: boolean): Server {
  if (!tls) return createHttpServer(listener);
  return createHttpsServer(
    { cert: serverCertificate, key: serverKey, ca: testAuthority, requestCert: true, rejectUnauthorized: false },
    listener,
  );
}

async function receive(incoming: IncomingMessage): Promise<ReceivedRequest> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk);
  const url = new URL(incoming.url ?? '/', 'http://server');
  const peer = 'getPeerCertificate' in incoming.socket ? (incoming.socket as TLSSocket).getPeerCertificate() : undefined; // as TLS sockets do
  return {
    method: incoming.method ?? '',
    path: url.pathname,
    query: url.searchParams,
    headers: incoming.headers,
    body: Buffer.concat(chunks).toString('utf8'),
    clientName: peer?.subject?.CN,
  };
}

/** Answers with JSON. */
export function answer(
  response: ServerResponse,
  body: unknown,
  status = 200,
  headers: Readonly<Record<string, string>> = {},
): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
}

/** Answers with a failure, as an API server words it. */
export function refuse(response: ServerResponse, status: RefusedStatus, headers: Readonly<Record<string, string>> = {}): void {
  answer(response, failure(status), status.code, headers);
}

export interface RefusedStatus {
  readonly code: number;
  readonly reason: string;
  readonly message: string;
  readonly details?: unknown;
  readonly metadata?: unknown;
}

/** A `Status` that says no. */
export function failure(status: RefusedStatus): unknown {
  return { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure', ...status };
}
