import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { listenError } from './listen-error.ts';
import type { ServerPki } from './pki/server-pki.ts';

export interface Listener {
  readonly port: number;
  /** Lets requests that are under way end, for a moment, and closes all connections. */
  close(): Promise<void>;
}

/** Clients keep connections for up to 90 s; who closes first should be them. */
const keepAliveMs = 120_000;
const graceMs = 400;

/** Listens for HTTPS. Client certificates are asked for, and judged by whoever reads them. Rejects with a `ListenError`. */
export function listen(
  { serving, authority }: ServerPki,
  { host, port }: { readonly host: string; readonly port: number },
  handle: (incoming: IncomingMessage, response: ServerResponse) => void,
): Promise<Listener> {
  const server = createServer(
    {
      cert: serving.certificate,
      key: serving.key,
      ca: authority.certificate,
      requestCert: true,
      rejectUnauthorized: false,
      keepAliveTimeout: keepAliveMs,
      minVersion: 'TLSv1.2',
    },
    handle,
  );
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(listenError(error, host, port)));
    server.listen(port, host, () => {
      const address = server.address() as AddressInfo; // listening on a host and a port
      resolve({ port: address.port, close: () => close(server) });
    });
  });
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => server.closeAllConnections(), graceMs);
    server.close(() => {
      clearTimeout(timer);
      resolve();
    });
    server.closeIdleConnections();
  });
}
