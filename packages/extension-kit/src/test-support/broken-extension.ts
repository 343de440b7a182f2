import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { type HookRequests, hookPath, hooksApiVersion, servingCertificates } from '@capstan/capi';
import { isJsonObject, type JsonObject } from '@capstan/schema';
import { type ServedExtension, temporaryFolder } from './served-extension.ts';

/** What can be wrong with it. */
export type Defect =
  | 'handler-name-with-dot'
  | 'two-handlers-of-one-name'
  | 'unknown-hook'
  | 'timeout-of-45s'
  | 'no-status'
  | 'retry-in-words'
  | 'negative-retry'
  | 'retry-where-none-can'
  | 'clock-in-message'
  | 'fails-when-repeated'
  | 'ignores-timeout'
  | 'one-call-at-a-time'
  | 'patch-for-strange-uid'
  | 'patch-not-base64'
  | 'patch-does-not-apply'
  | 'patch-of-metadata'
  | 'patch-of-version'
  | 'random-patch'
  | 'variable-without-type'
  | 'plan-skips-minor'
  | 'hangs-on-rubbish'
  | 'refuses-unknown-fields'
  | 'small-requests-only'
  | 'answers-any-handler'
  | 'repeats-settings'
  | 'expired-certificate'
  | 'certificate-for-another-name'
  | 'stranger-certificate';

const handlers = [
  'BeforeClusterCreate',
  'AfterControlPlaneInitialized',
  'DiscoverVariables',
  'GeneratePatches',
  'ValidateTopology',
  'GenerateUpgradePlan',
] as const;

type Hook = (typeof handlers)[number];

/** A small extension, written without our server, that is good but for one defect. */
export async function startBrokenExtension(defect?: Defect): Promise<ServedExtension> {
  await using made = new AsyncDisposableStack();
  const directory = made.use(await temporaryFolder()).path;
  const { certificate, key, caBundle } = await certificateWith(defect, directory);
  const extension = new BrokenExtension(defect);
  const server = createServer({ cert: certificate, key }, (request, response) => void extension.serve(request, response));
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
  const past = defect === 'expired-certificate' ? 400 * 86_400_000 * 10 : 0;
  const clock = { now: () => Date.now() - past, after: () => ({ [Symbol.dispose]: () => undefined }) };
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
  #calls = 0;
  #running = 0;

  constructor(defect: Defect | undefined) {
    this.#defect = defect;
  }

  async serve(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(chunk);
    const body = Buffer.concat(chunks);
    const { pathname, searchParams } = new URL(incoming.url ?? '/', 'https://extension');
    if (this.#has('small-requests-only') && body.length > 1_000_000) return void response.writeHead(413).end('too large');
    if (pathname === hookPath('Discovery')) return send(response, this.#discovery());
    const hook = handlers.find(
      (name) =>
        pathname === hookPath(name, this.#nameOf(name)) ||
        (this.#has('answers-any-handler') && pathname.startsWith(hookPath(name))),
    );
    if (!hook) return void response.writeHead(404).end('no such handler');
    const request = parse(body.toString('utf8'));
    if (!request && this.#has('hangs-on-rubbish') && body.length > 0) return;
    if (!request) return send(response, failure(hook, 'the request is no JSON object'));
    // As if it always took so long; the test would too.
    if (this.#has('ignores-timeout') && searchParams.get('timeout') === '1s') await delay(1_200);
    await this.#answerOnceReady(hook, request, response);
  }

  async #answerOnceReady(hook: Hook, request: JsonObject, response: ServerResponse): Promise<void> {
    if (this.#has('one-call-at-a-time') && this.#running > 0) return void response.writeHead(503).end('busy');
    this.#running += 1;
    if (this.#has('one-call-at-a-time')) await delay(20);
    this.#running -= 1;
    this.#calls += 1;
    if (this.#has('refuses-unknown-fields') && 'aFieldOfTomorrow' in request)
      return send(response, failure(hook, 'unknown field'));
    if (this.#has('fails-when-repeated') && hook === 'BeforeClusterCreate' && this.#calls > 1)
      return send(response, failure(hook, 'already exists'));
    send(response, this.#answer(hook, request));
  }

  #nameOf(hook: Hook): string {
    return hook === 'BeforeClusterCreate' && this.#has('handler-name-with-dot') ? 'before.create' : hook.toLowerCase();
  }

  #discovery(): object {
    const announced = handlers.map((hook) => ({
      name: this.#nameOf(hook),
      requestHook: { apiVersion: hooksApiVersion, hook: hook as string },
      timeoutSeconds: 5,
      failurePolicy: 'Fail',
    }));
    const more = (name: string, hook: string, timeoutSeconds = 5) => [
      ...announced,
      { name, requestHook: { apiVersion: hooksApiVersion, hook }, timeoutSeconds, failurePolicy: 'Fail' },
    ];
    const hook = 'BeforeClusterCreate';
    const all = {
      'two-handlers-of-one-name': more(hook.toLowerCase(), hook),
      'unknown-hook': more('after-cluster-delete', 'AfterClusterDelete'),
      'timeout-of-45s': announced.map((handler) =>
        handler.name === hook.toLowerCase() ? { ...handler, timeoutSeconds: 45 } : handler,
      ),
    };
    const given = this.#defect !== undefined && this.#defect in all ? all[this.#defect as keyof typeof all] : announced; // just checked
    return { apiVersion: hooksApiVersion, kind: 'DiscoveryResponse', status: 'Success', handlers: given };
  }

  #answer(hook: Hook, request: JsonObject): object {
    const identity = { apiVersion: hooksApiVersion, kind: `${hook}Response`, status: 'Success', message: this.#message(request) };
    switch (hook) {
      case 'BeforeClusterCreate':
        if (this.#has('no-status')) return { ...identity, status: undefined };
        if (this.#has('retry-in-words')) return { ...identity, retryAfterSeconds: '5' };
        return { ...identity, retryAfterSeconds: this.#has('negative-retry') ? -1 : 0 };
      case 'AfterControlPlaneInitialized':
        return { ...identity, ...(this.#has('retry-where-none-can') && { retryAfterSeconds: 5 }) };
      case 'DiscoverVariables': {
        const openAPIV3Schema = this.#has('variable-without-type') ? {} : { type: 'string', default: 'hello' };
        return { ...identity, variables: [{ name: 'greeting', required: false, schema: { openAPIV3Schema } }] };
      }
      case 'GeneratePatches':
        return { ...identity, items: this.#patches(request as unknown as HookRequests['GeneratePatches']) }; // of this hook's path
      case 'ValidateTopology':
        return identity;
      case 'GenerateUpgradePlan': {
        const to = this.#has('plan-skips-minor') ? 'v1.99.0' : request['toKubernetesVersion'];
        const isThere = request['fromControlPlaneKubernetesVersion'] === to;
        return { ...identity, controlPlaneUpgrades: isThere ? [] : [{ version: to }] };
      }
      default:
        return hook satisfies never;
    }
  }

  #message({ settings }: JsonObject): string {
    if (this.#has('clock-in-message')) return `checked for the ${this.#calls}th time`;
    return this.#has('repeats-settings') ? `settings: ${JSON.stringify(settings)}` : '';
  }

  #patches({ items }: HookRequests['GeneratePatches']): readonly object[] {
    const template = items.find(({ object }) => object.kind === 'KubeadmControlPlaneTemplate');
    if (!template) return [];
    const uid = this.#has('patch-for-strange-uid') ? 'somebody-else' : template.uid;
    const operation = this.#operation();
    const patch = this.#has('patch-not-base64') ? 'AAAA' : Buffer.from(JSON.stringify([operation])).toString('base64');
    return [{ uid, patchType: 'JSONPatch', patch }];
  }

  #operation(): object {
    const spec = '/spec/template/spec';
    if (this.#has('patch-does-not-apply')) return { op: 'replace', path: `${spec}/not/there`, value: 1 };
    if (this.#has('patch-of-metadata')) return { op: 'add', path: '/metadata/labels', value: { team: 'shop' } };
    if (this.#has('patch-of-version')) return { op: 'add', path: `${spec}/version`, value: 'v1.20.0' };
    const value = [`echo ${this.#has('random-patch') ? this.#calls : 'hi'}`];
    return { op: 'add', path: `${spec}/kubeadmConfigSpec/preKubeadmCommands`, value };
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

function failure(hook: Hook, message: string): object {
  const wait = hook === 'BeforeClusterCreate' ? { retryAfterSeconds: 0 } : {};
  return { apiVersion: hooksApiVersion, kind: `${hook}Response`, status: 'Failure', message, ...wait };
}

function send(response: ServerResponse, body: object): void {
  response.writeHead(200).end(JSON.stringify(body));
}
