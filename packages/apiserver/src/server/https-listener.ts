import { type IncomingMessage, ServerResponse } from 'node:http';
import { createServer, type Server } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import { listenError } from './listen-error.ts';
import type { ServerPki } from './pki/server-pki.ts';
import type { RequestHandler } from './request-pipeline.ts';

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
  handle: RequestHandler,
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
      // Anything else that offers an upgrade is an ordinary request, with its body and the connection kept.
      shouldUpgradeCallback: ({ url = '' }) => /\/exec(\?|$)/.test(url),
    },
    (incoming, response) => handle(incoming, response),
  );
  const upgraded = new Set<Socket>();
  server.on('upgrade', (incoming, socket: Socket, head) => handleUpgrade(incoming, { socket, head, upgraded }, handle));
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(listenError(error, host, port)));
    server.listen(port, host, () => {
      const address = server.address() as AddressInfo; // listening on a host and a port
      resolve({ port: address.port, close: () => close(server, upgraded) });
    });
  });
}

interface Upgraded {
  readonly socket: Socket;
  readonly head: Buffer;
  /** Connections that the server no longer knows. */
  readonly upgraded: Set<Socket>;
}

/** Node gives away the connection of a request that wants to upgrade; it may have to be answered as any other all the same. */
function handleUpgrade(incoming: IncomingMessage, { socket, head, upgraded }: Upgraded, handle: RequestHandler): void {
  upgraded.add(socket);
  socket.on('close', () => upgraded.delete(socket));
  socket.on('error', () => socket.destroy());
  const response = new ServerResponse(incoming);
  response.shouldKeepAlive = false;
  response.assignSocket(socket);
  response.once('finish', () => socket.end());
  const take = () => {
    response.detachSocket(socket);
    return socket;
  };
  handle(incoming, response, { head, take });
}

function close(server: Server, upgraded: ReadonlySet<Socket>): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => {
      server.closeAllConnections();
      for (const socket of upgraded) socket.destroy();
    }, graceMs);
    server.close(() => {
      clearTimeout(timer);
      resolve();
    });
    server.closeIdleConnections();
  });
}
