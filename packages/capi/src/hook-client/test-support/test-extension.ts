import 'reflect-metadata';
import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer, type ServerOptions } from 'node:https';
import type { AddressInfo } from 'node:net';
import { BasicConstraintsExtension, SubjectAlternativeNameExtension, X509CertificateGenerator } from '@peculiar/x509';
import type { HookEndpoint } from '../hook-endpoint.ts';

/** A request as an extension sees it. */
export interface SeenRequest {
  readonly method: string;
  /** With the query. */
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
  readonly clientName: string | readonly string[] | undefined;
}

type Handler = (request: SeenRequest, response: ServerResponse) => void;

export interface TestExtension extends AsyncDisposable {
  readonly endpoint: HookEndpoint;
  readonly seen: readonly SeenRequest[];
  readonly connections: number;
}

/** A real https server that answers as a test says. */
export async function startTestExtension(handler: Handler, options: ServerOptions = {}): Promise<TestExtension> {
  const identity = await makeIdentity();
  const seen: SeenRequest[] = [];
  let connections = 0;
  const server = createServer({ cert: identity.cert, key: identity.key, ...options }, async (incoming, response) => {
    const request = await see(incoming);
    seen.push(request);
    handler(request, response);
  });
  server.on('secureConnection', () => {
    connections += 1;
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo; // it listens on TCP
  return {
    endpoint: { url: `https://127.0.0.1:${port}`, caBundle: identity.cert },
    seen,
    get connections() {
      return connections;
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function see(incoming: IncomingMessage): Promise<SeenRequest> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk);
  const { socket } = incoming;
  const peer = 'getPeerCertificate' in socket ? (socket as import('node:tls').TLSSocket).getPeerCertificate() : undefined; // TLS sockets have it
  return {
    method: incoming.method ?? '',
    path: incoming.url ?? '',
    headers: incoming.headers,
    body: Buffer.concat(chunks).toString('utf8'),
    clientName: peer?.subject?.CN,
  };
}

export interface Identity {
  readonly cert: string;
  readonly key: string;
}

/** A certificate that signs itself, for one address or name. */
export async function makeIdentity(
  options: { readonly address?: string; readonly commonName?: string; readonly notAfter?: Date } = {},
): Promise<Identity> {
  const { address = '127.0.0.1', commonName = 'test-extension', notAfter = new Date(Date.now() + 86_400_000) } = options;
  const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
  const keys = await crypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
  const certificate = await X509CertificateGenerator.createSelfSigned({
    keys,
    name: `CN=${commonName}`,
    notBefore: new Date(notAfter.getTime() - 2 * 86_400_000),
    notAfter,
    signingAlgorithm: algorithm,
    extensions: [new BasicConstraintsExtension(true), new SubjectAlternativeNameExtension([{ type: 'ip', value: address }])],
  });
  const key = Buffer.from(await crypto.subtle.exportKey('pkcs8', keys.privateKey)).toString('base64');
  return { cert: certificate.toString('pem'), key: `-----BEGIN PRIVATE KEY-----\n${key}\n-----END PRIVATE KEY-----\n` };
}

/** Answers with JSON. */
export function answer(response: ServerResponse, body: unknown, status = 200): void {
  response.writeHead(status).end(typeof body === 'string' ? body : JSON.stringify(body));
}
