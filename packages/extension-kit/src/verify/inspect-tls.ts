import { X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { isIP } from 'node:net';
import { type ConnectionOptions, connect, type TLSSocket } from 'node:tls';
import type { HookEndpoint } from '@capstan/capi';

/** What a server showed of itself. */
export interface TlsFacts {
  readonly protocol: string;
  readonly certificate: X509Certificate;
  /** Why the certificate is not trusted; empty when it is. */
  readonly distrust: string;
}

/** Connects without demanding anything, and tells what there is. Rejects when there is no TLS at all. */
export async function inspectTls(endpoint: HookEndpoint, timeoutMs: number): Promise<TlsFacts> {
  const socket = open(endpoint, timeoutMs);
  try {
    await once(socket, 'secureConnect');
    const peer = socket.getPeerX509Certificate();
    if (!peer) throw new Error('the server showed no certificate');
    const { authorizationError } = socket as { readonly authorizationError: unknown }; // a code, in spite of its type
    return {
      protocol: socket.getProtocol() ?? '',
      certificate: new X509Certificate(peer.raw),
      distrust: socket.authorized ? '' : String(authorizationError),
    };
  } finally {
    socket.destroy();
  }
}

/** Whether a server still takes a version before TLS 1.2. */
export async function takesOldTls(endpoint: HookEndpoint, timeoutMs: number): Promise<boolean> {
  const old = { minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT:@SECLEVEL=0' } as const;
  const socket = open(endpoint, timeoutMs, old);
  try {
    await once(socket, 'secureConnect');
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}

/** The name that the certificate has to carry. */
export function serverNameOf({ url, serverName }: HookEndpoint): string {
  return serverName ?? new URL(url).hostname.replace(/^\[|\]$/g, '');
}

function open(endpoint: HookEndpoint, timeoutMs: number, options: ConnectionOptions = {}): TLSSocket {
  const { hostname, port } = new URL(endpoint.url);
  const name = serverNameOf(endpoint);
  const socket = connect({
    host: hostname.replace(/^\[|\]$/g, ''),
    port: port === '' ? 443 : Number(port),
    rejectUnauthorized: false,
    checkServerIdentity: () => undefined, // names are a rule of their own
    ...(isIP(name) === 0 && { servername: name }),
    ...(endpoint.caBundle !== undefined && { ca: endpoint.caBundle }),
    ...endpoint.clientCertificate,
    ...options,
  });
  socket.setTimeout(timeoutMs, () => socket.destroy(new Error(`no TLS handshake within ${timeoutMs} ms`)));
  return socket;
}
