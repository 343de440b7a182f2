import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer, type Server, type ServerOptions } from 'node:https';
import { type AddressInfo, isIPv6 } from 'node:net';
import { CapiError } from '../capi-error.ts';
import type { ServingCertificate } from './certificates/serving-certificate.ts';

export interface ListenOptions {
  readonly host: string;
  readonly port: number;
  readonly certificate: ServingCertificate;
  /** PEM of authorities whose client certificates are asked for. */
  readonly clientCa: string | undefined;
  /** How long requests under way may go on at the end. */
  readonly gracePeriodMs: number;
  /** Called when the end begins. */
  readonly drain: () => void;
  readonly handle: (request: IncomingMessage, response: ServerResponse) => void;
}

export interface Listener extends AsyncDisposable {
  readonly url: string;
  /** For new connections; those that are open go on. */
  use(certificate: ServingCertificate, clientCa: string | undefined): void;
}

/** Go's clients keep idle connections for 90 s; who closes first should be them, or a call may be lost. */
const keepAliveMs = 120_000;
/** Cluster API waits 30 s at most; a request that takes longer to arrive is nobody's. */
const requestMs = 60_000;

/** Listens for HTTPS. HTTP/1.1 only: Node answers it with half the work of HTTP/2, and Cluster API speaks both. */
export async function listen(options: ListenOptions): Promise<Listener> {
  const { host, port, certificate, clientCa, handle } = options;
  const server = createServer(
    {
      ...secureContext(certificate, clientCa),
      ALPNProtocols: ['http/1.1'],
      keepAliveTimeout: keepAliveMs,
      requestTimeout: requestMs,
      // Who may call is judged per request, so that the kubelet's probes need no certificate.
      ...(clientCa !== undefined && { requestCert: true, rejectUnauthorized: false }),
    },
    handle,
  );
  await new Promise<void>((resolve, reject) => {
    server.once('error', (cause: NodeJS.ErrnoException) => reject(addressTaken(cause, host, port)));
    server.listen(port, host, resolve);
  });
  const address = server.address() as AddressInfo; // it listens on TCP
  return {
    url: `https://${reachable(host)}:${address.port}`,
    use: (next, authorities) => server.setSecureContext(secureContext(next, authorities)),
    [Symbol.asyncDispose]: () => {
      options.drain();
      return close(server, options.gracePeriodMs);
    },
  };
}

function secureContext({ certificate, key }: ServingCertificate, clientCa: string | undefined): ServerOptions {
  return { cert: certificate, key, minVersion: 'TLSv1.2', ...(clientCa !== undefined && { ca: clientCa }) };
}

function close(server: Server, graceMs: number): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => server.closeAllConnections(), graceMs);
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
