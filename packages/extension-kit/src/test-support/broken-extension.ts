import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { hookPath, servingCertificates } from '@capstan/capi';
import { isJsonObject, type JsonObject } from '@capstan/schema';
import { type AnswerDefect, BrokenAnswers, type BrokenHook, handledHooks } from './broken-answers.ts';
import { type ServedExtension, temporaryFolder } from './served-extension.ts';

/** What can be wrong with it. */
export type Defect =
  | AnswerDefect
  | 'answers-500'
  | 'never-answers'
  | 'ignores-timeout'
  | 'fails-when-repeated'
  | 'one-call-at-a-time'
  | 'hangs-on-rubbish'
  | 'refuses-unknown-fields'
  | 'small-requests-only'
  | 'answers-any-handler'
  | 'any-case-of-path'
  | 'takes-a-get'
  | 'expired-certificate'
  | 'certificate-for-another-name'
  | 'stranger-certificate'
  | 'takes-old-tls';

/** A small extension, written without our server, that is good but for one defect. */
export async function startBrokenExtension(defect?: Defect): Promise<ServedExtension> {
  await using made = new AsyncDisposableStack();
  const directory = made.use(await temporaryFolder()).path;
  const { certificate, key, caBundle } = await certificateWith(defect, directory);
  const extension = new BrokenExtension(defect);
  const old = defect === 'takes-old-tls' ? ({ minVersion: 'TLSv1', ciphers: 'DEFAULT:@SECLEVEL=0' } as const) : {};
  const server = createServer({ cert: certificate, key, ...old }, (request, response) => void extension.serve(request, response));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  made.defer(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  const { port } = server.address() as AddressInfo; // it listens on TCP
  const all = made.move();
  return { endpoint: { url: `https://127.0.0.1:${port}`, caBundle }, [Symbol.asyncDispose]: () => all.disposeAsync() };
}

async function certificateWith(defect: Defect | undefined, directory: string) {
  const tenYearsMs = 3_650 * 86_400_000;
  const now = () => Date.now() - (defect === 'expired-certificate' ? tenYearsMs : 0);
  const clock = { now, after: () => ({ [Symbol.dispose]: () => undefined }) };
  const logger = { debug() {}, info() {}, warn() {}, error() {} };
  const names = [defect === 'certificate-for-another-name' ? 'hooks.shop.svc' : '127.0.0.1'];
  const make = async (folder: string) => {
    const stop = new AbortController();
    const source = { from: 'selfManaged', names, keep: { directory: folder } } as const;
    for await (const serving of servingCertificates(source, { signal: stop.signal, clock, logger })) {
      stop.abort();
      return serving;
    }
    throw new Error('no certificate was made');
  };
  const serving = await make(directory);
  if (defect !== 'stranger-certificate') return serving;
  await using other = await temporaryFolder();
  return { ...serving, caBundle: (await make(other.path)).caBundle };
}

class BrokenExtension {
  readonly #defect: Defect | undefined;
  readonly #answers: BrokenAnswers;
  #created = false;
  #running = 0;

  constructor(defect: Defect | undefined) {
    this.#defect = defect;
    this.#answers = new BrokenAnswers(defect);
  }

  async serve(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(chunk);
    const body = Buffer.concat(chunks);
    const { pathname, searchParams } = new URL(incoming.url ?? '/', 'https://extension');
    if (this.#has('small-requests-only') && body.length > 1_000_000) return void response.writeHead(413).end('too large');
    if (pathname === hookPath('Discovery')) return send(response, this.#answers.discovery());
    const hook = this.#hookOf(pathname);
    if (!hook) return void response.writeHead(404).end('no such handler');
    const request = parse(incoming.method === 'GET' && this.#has('takes-a-get') ? '{}' : body.toString('utf8'));
    if (!request && this.#has('hangs-on-rubbish') && body.length > 0) return;
    if (!request) return send(response, this.#answers.failure(hook, 'the request is no JSON object'));
    // As if it always took so long; the test would too.
    if (this.#has('ignores-timeout') && searchParams.get('timeout') === '1s') await delay(1_200);
    await this.#answer(hook, request, response);
  }

  async #answer(hook: BrokenHook, request: JsonObject, response: ServerResponse): Promise<void> {
    if (this.#has('one-call-at-a-time')) {
      if (this.#running > 0) return void response.writeHead(503).end('busy');
      this.#running += 1;
      await delay(20);
      this.#running -= 1;
    }
    if (this.#has('refuses-unknown-fields') && 'aFieldOfTomorrow' in request)
      return send(response, this.#answers.failure(hook, 'unknown field'));
    if (hook === 'BeforeClusterCreate') {
      if (this.#has('never-answers')) return;
      if (this.#has('answers-500')) return void response.writeHead(500).end('boom');
      if (this.#has('fails-when-repeated') && this.#created) return send(response, this.#answers.failure(hook, 'already exists'));
      this.#created = true;
    }
    send(response, this.#answers.answer(hook, request));
  }

  #hookOf(pathname: string): BrokenHook | undefined {
    const path = this.#has('any-case-of-path') ? pathname.toLowerCase() : pathname;
    return handledHooks.find(
      (hook) =>
        path === hookPath(hook, this.#answers.nameOf(hook)) ||
        (this.#has('two-handlers-of-updates') && path === hookPath(hook, 'another')) ||
        (this.#has('answers-any-handler') && path.startsWith(hookPath(hook))),
    );
  }

  #has(defect: Defect): boolean {
    return this.#defect === defect;
  }
}

function parse(body: string): JsonObject | undefined {
  try {
    const value: unknown = JSON.parse(body);
    return isJsonObject(value) ? (value as JsonObject) : undefined; // parsed JSON
  } catch {
    return undefined;
  }
}

function send(response: ServerResponse, body: object): void {
  response.writeHead(200).end(JSON.stringify(body));
}
