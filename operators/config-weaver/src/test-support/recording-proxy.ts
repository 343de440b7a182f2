import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, request as plainRequest, type ServerResponse } from 'node:http';
import { Agent, request } from 'node:https';
import type { AddressInfo } from 'node:net';
import { Canaries } from './canaries.ts';
import { Gate, type Hold } from './gate.ts';

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
  /** Values of ConfigMaps and Secrets, and tokens, that came by, either way. */
  readonly canaries: Canaries;
  /** Breaks all connections and takes no more, as when the machine behind them is gone. */
  cut(): void;
  /** Does so when such a request comes, which the server never sees; resolves then. */
  cutAt(isIt: (request: RecordedRequest) => boolean): Promise<void>;
  /** Lets such requests wait; they are on record when they go on. */
  hold(isIt: (request: RecordedRequest) => boolean): Hold;
}

/** Stands between a client and the API server and keeps a record of every request: the audit log of a test. */
export async function startRecordingProxy(server: string, certificateAuthority: string | undefined): Promise<RecordingProxy> {
  const agent = new Agent({ ...(certificateAuthority && { ca: certificateAuthority }), keepAlive: true, maxSockets: Infinity });
  const requests: RecordedRequest[] = [];
  const canaries = new Canaries();
  const gate = new Gate();
  let endsAt = (_request: RecordedRequest) => false;
  // It closes no idle connection, which a request could meet: the server's own word on it is passed on.
  const proxy = createServer({ keepAliveTimeout: 0 }, (incoming, answer) => {
    collect(incoming, async (body) => {
      const asked = recorded(incoming, body);
      await gate.passed(asked);
      if (answer.destroyed) return; // whoever asked is gone
      requests.push(asked);
      if (endsAt(asked)) return cut();
      const carriesContent = isAboutContent(asked) && !asked.metadataOnly;
      canaries.add(signatureOf(incoming));
      if (carriesContent) canaries.learn(asked.body);
      pass({
        server,
        agent,
        incoming,
        body,
        answer,
        ...(carriesContent && { read: (answered) => canaries.learn(answered.toString()) }),
      });
    });
  });
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
  const { port } = proxy.address() as AddressInfo; // it listens on TCP
  const cut = () => {
    proxy.close();
    proxy.closeAllConnections();
    agent.destroy();
  };
  const cutAt: RecordingProxy['cutAt'] = (isIt) =>
    new Promise((resolve) => {
      endsAt = (request) => {
        const isLast = isIt(request);
        if (isLast) resolve();
        return isLast;
      };
    });
  const hold: RecordingProxy['hold'] = (isIt) => gate.hold(isIt);
  return { url: `http://127.0.0.1:${port}`, requests, canaries, cut, cutAt, hold, [Symbol.asyncDispose]: async () => cut() };
}

/** Whether a request is about ConfigMaps or Secrets themselves. */
export const isAboutContent = ({ path }: RecordedRequest): boolean =>
  /^\/api\/v1\/(.*\/)?(configmaps|secrets)(\/|\?|$)/.test(path);

interface Passage {
  readonly server: string;
  readonly agent: Agent;
  readonly incoming: IncomingMessage;
  readonly body: Buffer;
  readonly answer: ServerResponse;
  /** Told of the whole answer. */
  readonly read?: (body: Buffer) => void;
}

function collect(message: IncomingMessage, then: (body: Buffer) => unknown): void {
  const parts: Buffer[] = [];
  message.on('data', (part: Buffer) => parts.push(part));
  message.on('end', () => then(Buffer.concat(parts)));
}

function pass({ server, agent, incoming, body, answer, read }: Passage): void {
  const { host: _proxy, 'transfer-encoding': _chunked, ...headers } = incoming.headers;
  const url = new URL(incoming.url ?? '/', server);
  const send = url.protocol === 'https:' ? request : plainRequest;
  const options = { method: incoming.method, headers: { ...headers, 'content-length': body.length } };
  const outgoing = send(url, url.protocol === 'https:' ? { ...options, agent } : options, (received) => {
    answer.writeHead(received.statusCode ?? 502, received.headers);
    answer.flushHeaders();
    if (read) collect(received, read);
    received.pipe(answer);
    received.on('error', () => answer.destroy());
  });
  outgoing.on('error', () => answer.destroy());
  answer.on('close', () => outgoing.destroy());
  outgoing.end(body);
}

const tokenOf = ({ headers }: IncomingMessage) => headers.authorization?.replace(/^Bearer /, '') ?? '';

/** The part of a token that is no other's. */
const signatureOf = (message: IncomingMessage) => tokenOf(message).split('.')[2] ?? '';

function recorded(message: IncomingMessage, body: Buffer): RecordedRequest {
  const { method = '', url = '', headers } = message;
  const token = tokenOf(message);
  const claims = Buffer.from(token.split('.')[1] ?? '', 'base64url').toString('utf8') || '{}';
  const { sub = 'unknown' } = JSON.parse(claims) as { readonly sub?: string }; // a token that the server issued
  const metadataOnly = headers.accept?.includes('PartialObjectMetadata') ?? false;
  const credential = createHash('sha256').update(token).digest('hex').slice(0, 12);
  return { method, path: url, user: sub, credential, metadataOnly, body: body.toString('utf8') };
}
