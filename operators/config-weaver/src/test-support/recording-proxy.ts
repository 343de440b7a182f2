import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, request as plainRequest, type ServerResponse } from 'node:http';
import { Agent, request } from 'node:https';
import type { AddressInfo } from 'node:net';

/** One request as it came by: who asked for what, as the token and the path say. */
export interface RecordedRequest {
  readonly method: string;
  readonly path: string;
  /** Subject of the bearer token. */
  readonly user: string;
  /** Tells tokens apart without holding them. */
  readonly credential: string;
  /** Only metadata was asked for. */
  readonly metadataOnly: boolean;
  readonly body: string;
}

export interface RecordingProxy extends AsyncDisposable {
  readonly url: string;
  readonly requests: readonly RecordedRequest[];
  /** Breaks all connections and takes no more, as when the machine behind them is gone. */
  cut(): void;
}

/** Stands between a client and the API server and keeps a record of every request: the audit log of a test. */
export async function startRecordingProxy(server: string, certificateAuthority: string | undefined): Promise<RecordingProxy> {
  const agent = new Agent({ ...(certificateAuthority && { ca: certificateAuthority }), keepAlive: true, maxSockets: Infinity });
  const requests: RecordedRequest[] = [];
  const proxy = createServer((incoming, answer) => {
    const parts: Buffer[] = [];
    incoming.on('data', (part: Buffer) => parts.push(part));
    incoming.on('end', () => {
      const body = Buffer.concat(parts);
      requests.push(recorded(incoming, body));
      pass({ server, agent, incoming, body, answer });
    });
  });
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
  const { port } = proxy.address() as AddressInfo; // it listens on TCP
  const cut = () => {
    proxy.close();
    proxy.closeAllConnections();
    agent.destroy();
  };
  return { url: `http://127.0.0.1:${port}`, requests, cut, [Symbol.asyncDispose]: async () => cut() };
}

interface Passage {
  readonly server: string;
  readonly agent: Agent;
  readonly incoming: IncomingMessage;
  readonly body: Buffer;
  readonly answer: ServerResponse;
}

function pass({ server, agent, incoming, body, answer }: Passage): void {
  const { host: _proxy, 'transfer-encoding': _chunked, ...headers } = incoming.headers;
  const url = new URL(incoming.url ?? '/', server);
  const send = url.protocol === 'https:' ? request : plainRequest;
  const options = { method: incoming.method, headers: { ...headers, 'content-length': body.length } };
  const outgoing = send(url, url.protocol === 'https:' ? { ...options, agent } : options, (received) => {
    answer.writeHead(received.statusCode ?? 502, received.headers);
    answer.flushHeaders();
    received.pipe(answer);
    received.on('error', () => answer.destroy());
  });
  outgoing.on('error', () => answer.destroy());
  answer.on('close', () => outgoing.destroy());
  outgoing.end(body);
}

function recorded({ method = '', url = '', headers }: IncomingMessage, body: Buffer): RecordedRequest {
  const token = headers.authorization?.replace(/^Bearer /, '') ?? '';
  const claims = Buffer.from(token.split('.')[1] ?? '', 'base64url').toString('utf8') || '{}';
  const { sub = 'unknown' } = JSON.parse(claims) as { readonly sub?: string }; // a token that the server issued
  const metadataOnly = headers.accept?.includes('PartialObjectMetadata') ?? false;
  const credential = createHash('sha256').update(token).digest('hex').slice(0, 12);
  return { method, path: url, user: sub, credential, metadataOnly, body: body.toString('utf8') };
}
