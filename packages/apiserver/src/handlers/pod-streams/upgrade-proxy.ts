import type { IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { Duplex } from 'node:stream';
import { StatusError } from '../../errors/status-error.ts';
import type { UpgradedConnection } from '../../request/api-request.ts';
import { kubeletFailure } from './kubelet-failure.ts';

export interface UpgradeTarget {
  readonly host: string;
  readonly port: number;
  readonly path: string;
}

/** What says who asks is between the client and this server; the kubelet gets to know neither. */
const privateHeaders = /^(authorization|impersonate-.*)$/i;

/**
 * Opens the same upgrade at a kubelet and then passes bytes both ways, whatever protocol was agreed on. A refusal of the
 * kubelet is passed on as it is. Resolves when both sides have closed.
 */
export async function proxyUpgrade(incoming: IncomingMessage, upgrade: UpgradedConnection, target: UpgradeTarget): Promise<void> {
  const backend = await dial(incoming, target);
  const { head } = upgrade;
  const socket = upgrade.take();
  if (socket.destroyed) {
    backend.socket.destroy();
    return;
  }
  socket.write(responseHead(backend.response));
  if (!backend.upgraded) {
    backend.response.pipe(socket);
    return ended(socket);
  }
  socket.write(backend.head);
  backend.socket.write(head);
  backend.socket.pipe(socket).pipe(backend.socket);
  for (const [one, other] of [
    [socket, backend.socket],
    [backend.socket, socket],
  ] as const) {
    one.on('error', () => other.destroy()); // a connection that broke: the other side is told by its own
    one.on('close', () => other.end());
  }
  await Promise.all([ended(socket), ended(backend.socket)]);
}

interface Backend {
  readonly upgraded: boolean;
  readonly response: IncomingMessage;
  readonly socket: Duplex;
  readonly head: Buffer;
}

/** As kube-apiserver's dialer; what comes after the answer may take as long as it likes. */
const dialTimeoutMs = 30_000;

function dial(incoming: IncomingMessage, { host, port, path }: UpgradeTarget): Promise<Backend> {
  return new Promise((resolve, reject) => {
    const { method = 'GET' } = incoming;
    // As kube-apiserver without --kubelet-certificate-authority: whoever listens there is taken for the kubelet.
    const asked = httpsRequest({
      host,
      port,
      path,
      method,
      headers: forwarded(incoming),
      agent: false,
      rejectUnauthorized: false,
    });
    const { socket: client } = incoming;
    const leave = (why: string) => () => asked.destroy(new Error(why));
    const clientLeft = leave('the client has gone');
    const timer = setTimeout(leave('i/o timeout'), dialTimeoutMs);
    const settled = () => {
      clearTimeout(timer);
      client.off('close', clientLeft);
    };
    client.once('close', clientLeft);
    for (const event of ['error', 'upgrade', 'response']) asked.once(event, settled);
    asked.on('error', (error) => reject(kubeletFailure(error, { host, port }, 'error dialing backend: ')));
    asked.on('upgrade', (response, socket, head) => resolve({ upgraded: true, response, socket, head }));
    asked.on('response', (response) => {
      const { statusCode = 0, socket } = response;
      if (statusCode >= 400) return resolve({ upgraded: false, response, socket, head: Buffer.alloc(0) });
      response.destroy();
      reject(new StatusError(500, undefined, `invalid upgrade response: status code ${statusCode}`));
    });
    if (client.destroyed) clientLeft();
    else asked.end();
  });
}

function forwarded({ rawHeaders, headers, method, socket }: IncomingMessage): string[] {
  const kept: string[] = [];
  for (let i = 0; i + 1 < rawHeaders.length; i += 2) {
    const [name = '', value = ''] = rawHeaders.slice(i, i + 2);
    if (!privateHeaders.test(name)) kept.push(name, value);
  }
  // Else Node would end the request with an empty chunk, in the middle of the other protocol.
  if (method !== 'GET' && headers['content-length'] === undefined) kept.push('Content-Length', '0');
  return [...kept, 'X-Forwarded-For', socket.remoteAddress ?? ''];
}

function responseHead({ statusCode, statusMessage, rawHeaders }: IncomingMessage): string {
  const lines = [`HTTP/1.1 ${statusCode} ${statusMessage}`];
  for (let i = 0; i + 1 < rawHeaders.length; i += 2) lines.push(`${rawHeaders[i]}: ${rawHeaders[i + 1]}`);
  return `${lines.join('\r\n')}\r\n\r\n`;
}

const ended = (socket: Duplex) =>
  socket.destroyed ? Promise.resolve() : new Promise<void>((resolve) => socket.once('close', () => resolve()));
