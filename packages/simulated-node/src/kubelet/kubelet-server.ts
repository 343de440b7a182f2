import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import { WebSocketServer } from 'ws';
import { NodeError } from '../node-error.ts';
import type { ContainerLog } from '../pods/container-log.ts';
import type { PodRun } from '../pods/pod-run.ts';
import { issueCertificate } from '../tls/certificate.ts';
import { answerLog } from './answer-log.ts';
import { type ExecRequest, parseExec, runExec } from './exec-stream.ts';
import { readTarget } from './request-target.ts';

export interface KubeletServer extends AsyncDisposable {
  readonly port: number;
}

export interface KubeletServerOptions {
  readonly address: string;
  readonly nodeName: string;
  readonly find: (namespace: string, name: string) => PodRun | undefined;
}

/** Newest first; the older one cannot tell a command that its input has ended. */
const protocols = ['v5.channel.k8s.io', 'v4.channel.k8s.io'];

/** What is spoken after each upgrade, and the header in which a client offers it. */
const upgrades = new Map([
  ['websocket', { header: 'sec-websocket-protocol', protocols }],
  // The first protocol that has exit codes; over SPDY, the newer one adds nothing.
  ['spdy/3.1', { header: 'x-stream-protocol-version', protocols: ['v4.channel.k8s.io'] }],
]);

/** The part of a kubelet that an API server talks to: `/exec` over WebSocket or SPDY, and `/containerLogs`. It asks nobody who they are. */
export async function startKubeletServer({ address, nodeName, find }: KubeletServerOptions): Promise<KubeletServer> {
  const { certificate, key } = await issueCertificate({
    commonName: `system:node:${nodeName}`,
    use: 'server',
    hosts: [address],
    validFrom: new Date(),
    hours: 24 * 365,
  });
  const server = createServer({ cert: certificate, key }, (request, response) => answer(request, response, find));
  const webSockets = new WebSocketServer({
    noServer: true,
    perMessageDeflate: false,
    handleProtocols: (offered) => protocols.find((name) => offered.has(name)) ?? false,
  });
  const running = new Set<Promise<void>>();
  const sockets = new Set<Socket>();
  server.on('upgrade', (request: IncomingMessage, socket: Socket, head: Buffer) => {
    const exec = acceptUpgrade(request, find);
    if ('refusal' in exec) return refuseUpgrade(socket, exec.code, exec.refusal);
    const track = (run: Promise<void>): void => {
      running.add(run);
      void run.finally(() => running.delete(run));
    };
    if (request.headers.upgrade?.toLowerCase() === 'websocket') {
      return webSockets.handleUpgrade(request, socket, head, (webSocket) => track(runExec(webSocket, exec)));
    }
    sockets.add(socket.on('error', () => socket.destroy()).on('close', () => sockets.delete(socket)));
    track(import('./spdy-exec.ts').then(({ runSpdyExec }) => runSpdyExec(socket, head, exec)));
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', (cause) => reject(new NodeError(`cannot listen at ${address}`, { code: 'CannotListen', cause })));
    server.listen(0, address, resolve);
  });
  const { port } = server.address() as AddressInfo; // it listens on TCP
  return {
    port,
    async [Symbol.asyncDispose]() {
      for (const client of webSockets.clients) client.terminate();
      for (const socket of sockets) socket.destroy();
      await Promise.all(running);
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function answer(request: IncomingMessage, response: ServerResponse, find: KubeletServerOptions['find']): void {
  const asked = readTarget(request.url);
  const searchParams = asked?.query ?? new URLSearchParams();
  const found = asked ? findLog(asked.path, searchParams, find) : { code: 400, text: 'the path cannot be read' };
  if ('text' in found) response.writeHead(found.code, { 'content-type': 'text/plain' }).end(found.text);
  else void answerLog(found.log, searchParams, response);
}

type FoundLog = { readonly log: ContainerLog } | { readonly code: number; readonly text: string };

function findLog(path: readonly string[], query: URLSearchParams, find: KubeletServerOptions['find']): FoundLog {
  const [root, namespace = '', name = '', container = '', ...more] = path;
  if (root === 'healthz' && path.length === 1) return { code: 200, text: 'ok' };
  if (root === 'exec') return { code: 400, text: 'Upgrade request required' };
  if (root !== 'containerLogs' || more.length > 0) return { code: 404, text: 'served are /exec, /containerLogs and /healthz' };
  const pod = find(namespace, name);
  if (!pod) return { code: 404, text: `pod "${name}" does not exist` };
  const log = pod.container(container)?.log(query.get('previous') === 'true');
  return log ? { log } : { code: 400, text: `container "${container}" in pod "${name}" is waiting to start: ContainerCreating` };
}

function acceptUpgrade(
  request: IncomingMessage,
  find: KubeletServerOptions['find'],
): ExecRequest | { readonly code: number; readonly refusal: string } {
  const upgrade = request.headers.upgrade?.toLowerCase() ?? '';
  const spoken = upgrades.get(upgrade);
  if (!spoken) return { code: 400, refusal: `this node speaks WebSocket and SPDY/3.1, not ${upgrade}` };
  const offered = String(request.headers[spoken.header] ?? '').split(/,\s*/);
  if (!offered.some((name) => spoken.protocols.includes(name))) {
    return { code: 400, refusal: `this node speaks ${spoken.protocols.join(' and ')}, not ${offered.join(', ')}` };
  }
  const asked = readTarget(request.url);
  return asked ? parseExec(asked, find) : { code: 400, refusal: 'the path cannot be read' };
}

function refuseUpgrade(socket: Socket, code: number, text: string): void {
  socket.end(`HTTP/1.1 ${code} Refused\r\ncontent-type: text/plain\r\ncontent-length: ${Buffer.byteLength(text)}\r\n\r\n${text}`);
}
