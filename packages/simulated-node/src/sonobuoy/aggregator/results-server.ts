import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import type { KeyedCertificate } from '../../tls/certificate.ts';
import type { ProgressUpdate } from './progress.ts';
import type { ReceivedResults, Refusal } from './received-results.ts';

export interface ResultsServer extends AsyncDisposable {
  readonly port: number;
}

export interface ResultsServerOptions {
  readonly address: string;
  readonly authority: string;
  readonly serving: KeyedCertificate;
  readonly log: (text: string) => void;
}

/** Takes results and progress from workers that show a certificate of this run's authority. */
export async function startResultsServer(received: ReceivedResults, options: ResultsServerOptions): Promise<ResultsServer> {
  const { address, authority, serving, log } = options;
  const tls = { cert: serving.certificate, key: serving.key, ca: authority, requestCert: true, rejectUnauthorized: true };
  const server = createServer(tls, (request, response) => {
    log(`received request ${request.method} ${request.url}`);
    answer(request, response, received).catch((error: unknown) => {
      log(`request failed: ${error instanceof Error ? error.message : error}`);
      response.destroy();
    });
  });
  // Not on 8080, as in a pod of its own: on this host another run may be using it.
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, address, resolve);
  });
  const { port } = server.address() as AddressInfo; // it listens on TCP
  return {
    port,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Progress of single nodes has no route in the original either: its path lacks a slash. */
const routes = [
  { method: 'PUT', path: /^\/api\/v1\/results\/global\/(?<plugin>[^/]+)$/ },
  { method: 'PUT', path: /^\/api\/v1\/results\/by-node\/(?<node>[^/]+)\/(?<plugin>[^/]+)$/ },
  { method: 'POST', path: /^\/api\/v1\/progress\/global\/(?<plugin>[^/]+)$/ },
] as const;

async function answer(request: IncomingMessage, response: ServerResponse, received: ReceivedResults): Promise<void> {
  const path = (request.url ?? '').replace(/\?.*/, '');
  const route = routes.find((each) => each.path.test(path));
  if (!route) return end(response, 404, '404 page not found');
  if (route.method !== request.method) return end(response, 405, '');
  const { plugin = '', node = 'global' } = route.path.exec(path)?.groups ?? {};
  const of = { plugin: decodeURIComponent(plugin), node: decodeURIComponent(node) };
  const body = await buffer(request);
  const refusal = route.method === 'PUT' ? await takeResult(request, of, body, received) : takeProgress(of, body, received);
  end(response, refusal?.code ?? 200, refusal?.message ?? '');
}

function takeResult(
  { headers }: IncomingMessage,
  of: { readonly plugin: string; readonly node: string },
  body: Uint8Array,
  received: ReceivedResults,
): Promise<Refusal | undefined> {
  const [, fileName = 'result'] = /filename="?([^";]+)"?/.exec(headers['content-disposition'] ?? '') ?? [];
  return received.take({ ...of, mimeType: headers['content-type'] ?? '', fileName, body });
}

function takeProgress(
  of: { readonly plugin: string; readonly node: string },
  body: Buffer,
  received: ReceivedResults,
): { readonly code: number; readonly message: string } | undefined {
  try {
    const update: unknown = JSON.parse(body.toString('utf8'));
    if (typeof update === 'object' && update !== null) return received.takeProgress(of, update as ProgressUpdate); // fields of other types are shown as they are
  } catch {
    // answered below
  }
  return { code: 400, message: '' };
}

function end(response: ServerResponse, code: number, text: string): void {
  response.writeHead(code, { 'content-type': 'text/plain; charset=utf-8' }).end(text === '' ? text : `${text}\n`);
}
