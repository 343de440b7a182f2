import { constants } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer, type Server, type ServerOptions } from 'node:https';
import { type AddressInfo, isIPv6, type Socket } from 'node:net';
import type { Logger } from '@capstan/runtime';
import { CapiError } from '../capi-error.ts';
import type { Trust } from './certificates/trust.ts';

export interface ListenOptions {
  readonly host: string;
  readonly port: number;
  readonly trust: Trust;
  /** How long requests under way may go on at the end. */
  readonly gracePeriodMs: number;
  readonly logger: Logger;
  /** Called when the end begins. */
  readonly drain: () => void;
  readonly handle: (request: IncomingMessage, response: ServerResponse) => void;
}

export interface Listener extends AsyncDisposable {
  readonly url: string;
  /** Takes certificates as they are now for new connections; those that are open go on, or end when idle if other callers are known. */
  reload(): void;
}

/** Go's clients keep idle connections for 90 s; who closes first should be them, or a call may be lost. */
const keepAliveMs = 120_000;
/** Cluster API waits 30 s at most; a request that takes longer to arrive is nobody's. */
const requestMs = 60_000;
const handshakeMs = 10_000;

/** Listens for HTTPS. HTTP/1.1 only: Node answers it with half the work of HTTP/2, and Cluster API speaks both. */
export async function listen(options: ListenOptions): Promise<Listener> {
  const { host, port, trust, handle } = options;
  const server = createServer(
    {
      ...secureContext(trust),
      ALPNProtocols: ['http/1.1'],
      keepAliveTimeout: keepAliveMs,
      requestTimeout: requestMs,
      handshakeTimeout: handshakeMs,
      // Who may call is judged per request, so that the kubelet's probes need no certificate.
      ...(trust.clientCa !== undefined && { requestCert: true, rejectUnauthorized: false }),
    },
    handle,
  );
  const connections = connectionsOf(server);
  await new Promise<void>((resolve, reject) => {
    server.once('error', (cause: NodeJS.ErrnoException) => reject(addressTaken(cause, host, port)));
    server.listen(port, host, resolve);
  });
  server.on('error', (error) => options.logger.error({ error: String(error) }, 'cannot accept a connection')); // too many, for example
  const address = server.address() as AddressInfo; // it listens on TCP
  let { clientCa } = trust;
  return {
    url: `https://${reachable(host)}:${address.port}`,
    reload: () => {
      server.setSecureContext(secureContext(trust));
      // Who was verified by authorities of before has to show a certificate again.
      if (trust.clientCa !== clientCa) server.closeIdleConnections();
      clientCa = trust.clientCa;
    },
    [Symbol.asyncDispose]: () => {
      options.drain();
      return close(server, connections, options.gracePeriodMs);
    },
  };
}

function secureContext({ serving, clientCa }: Trust): ServerOptions {
  const { certificate: cert, key } = serving.current;
  // A resumed session would carry over who was verified by authorities of before.
  const verifying = clientCa === undefined ? {} : { ca: clientCa, secureOptions: constants.SSL_OP_NO_TICKET };
  return { cert, key, minVersion: 'TLSv1.2', ...verifying };
}

/** Also of connections that have not got as far as a request. */
function connectionsOf(server: Server): ReadonlySet<Socket> {
  const connections = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    connections.add(socket);
    socket.once('close', () => connections.delete(socket));
  });
  return connections;
}

/** Idle connections end at once, others with their request's answer, all of them when time is up. */
function close(server: Server, connections: ReadonlySet<Socket>, graceMs: number): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => {
      for (const socket of connections) socket.destroy();
    }, graceMs);
    server.close(() => {
      clearTimeout(timer);
      resolve();
    });
  });
}

/** How this machine reaches an address that is listened on. */
function reachable(host: string): string {
  if (host === '0.0.0.0') return '127.0.0.1';
  if (host === '::') return '[::1]';
  return isIPv6(host) ? `[${host}]` : host;
}

function addressTaken(cause: NodeJS.ErrnoException, host: string, port: number): CapiError {
  return new CapiError(`cannot listen on ${host}:${port}: ${cause.code ?? cause.message}`, {
    code: 'AddressTaken',
    hint: cause.code === 'EACCES' ? 'Listen on a port from 1024 on.' : 'Listen elsewhere, or on port 0 for any free port.',
    cause,
  });
}
