import { createServer as createHttpServer, type IncomingMessage } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import type { ClusterConfig } from '../cluster-config.ts';
import { serverCertificate, serverKey, testAuthority } from './certificates.ts';

export interface ExecServer extends AsyncDisposable {
  readonly config: ClusterConfig;
  readonly requests: readonly IncomingMessage[];
  /** Waits until the client has closed its connections. */
  allClosed(): Promise<void>;
}

export interface ExecServerOptions {
  readonly tls?: boolean;
  /** Subprotocols that the server knows. Default: v5 and v4. */
  readonly protocols?: readonly string[];
  /** A JSON answer and its status instead of an upgrade, or `undefined` to upgrade. */
  readonly refuse?: (request: IncomingMessage) => { readonly code: number; readonly body: unknown } | undefined;
}

/** A server that upgrades every request to a WebSocket, which a test then plays the kubelet on. */
export async function startExecServer(
  play: (socket: WebSocket, request: IncomingMessage) => void,
  options: ExecServerOptions = {},
): Promise<ExecServer> {
  const { protocols = ['v5.channel.k8s.io', 'v4.channel.k8s.io'], refuse = () => undefined } = options;
  const requests: IncomingMessage[] = [];
  const handleProtocols = (offered: Set<string>) => [...offered].find((name) => protocols.includes(name)) ?? false;
  const webSockets = new WebSocketServer({ noServer: true, handleProtocols });
  const server = options.tls ? createHttpsServer({ cert: serverCertificate, key: serverKey }) : createHttpServer();
  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    requests.push(request);
    const refusal = refuse(request);
    if (!refusal) return webSockets.handleUpgrade(request, socket, head, (webSocket) => play(webSocket, request));
    const body = JSON.stringify(refusal.body);
    socket.end(`HTTP/1.1 ${refusal.code} No\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body}`);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo; // it listens on TCP
  const open = () => [...webSockets.clients];
  return {
    config: options.tls
      ? { server: `https://127.0.0.1:${port}`, certificateAuthority: testAuthority }
      : { server: `http://127.0.0.1:${port}` },
    requests,
    async allClosed() {
      for (const client of open()) await new Promise((resolve) => client.once('close', resolve));
    },
    async [Symbol.asyncDispose]() {
      for (const client of open()) client.terminate();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** A message of one channel. */
export const frame = (channel: number, content: string | Uint8Array) =>
  Buffer.concat([Uint8Array.of(channel), Buffer.from(content)]);

/** The last message of a command: how it ended. */
export function exitFrame(code: number): Buffer {
  if (code === 0) return frame(3, JSON.stringify({ metadata: {}, status: 'Success' }));
  const causes = [{ reason: 'ExitCode', message: String(code) }];
  const message = `command terminated with non-zero exit code: exit status ${code}`;
  return frame(3, JSON.stringify({ metadata: {}, status: 'Failure', message, reason: 'NonZeroExitCode', details: { causes } }));
}
