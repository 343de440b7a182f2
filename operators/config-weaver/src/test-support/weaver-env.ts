import { readFile } from 'node:fs/promises';
import { type Client, createClient, loadKubeconfig, Token } from '@capstan/client';
import {
  type Controller,
  createLogger,
  leaderElectionRules,
  type ManagerEvent,
  type ManagerOptions,
  operatorIdentity,
  run,
} from '@capstan/runtime';
import { ServiceAccount, type TokenRequest } from '@capstan/schema';
import { type TestEnv, testEnv } from '@capstan/testenv';
import { ConfigMapSync, configMapSyncController, SecretSync, secretSyncController } from '../index.ts';
import { escapes, writersIn } from './authority.ts';
import { emissionsOf } from './emissions.ts';
import type { Hold } from './gate.ts';
import { type RecordedRequest, type RecordingProxy, startRecordingProxy } from './recording-proxy.ts';

export interface WeaverOptions {
  /** Made anew at each start. Default: both kinds. */
  readonly controllers?: () => readonly Controller[];
  readonly manager?: Partial<ManagerOptions>;
  /** What the operator may do with its own rights in this test, besides what it always may. */
  readonly allowed?: RegExp;
}

/** A control plane with the operator beside it, as it runs in a cluster: its own rights, its own connections, on record. */
export interface WeaverEnv extends AsyncDisposable {
  readonly env: TestEnv;
  /** As cluster administrator, past the record. */
  readonly client: Client;
  /** What the operator has asked the API server for, under whatever name. */
  requests(): readonly RecordedRequest[];
  /** Everything the operator has logged. */
  log(): string;
  events(): readonly ManagerEvent[];
  /** What the operator that runs now measures, as Prometheus reads it. */
  metrics(): Promise<string>;
  /** The operator's own user. */
  readonly operator: string;
  /** Who wrote ConfigMaps and Secrets in a namespace, or tried to. */
  writersIn(namespace: string): readonly string[];
  /** Lets such requests of the operator that runs now wait. */
  hold(isIt: (request: RecordedRequest) => boolean): Hold;
  stop(): Promise<void>;
  start(): Promise<void>;
}

/**
 * Runs the operator for one test. At its end the record is read. A request that the operator made with its own token and
 * that only a tenant may make fails the test; so does a value of any ConfigMap or Secret in anything that the operator has
 * put out ({@link startOperator}).
 */
export async function weaverEnv(options: WeaverOptions = {}): Promise<WeaverEnv> {
  await using made = new AsyncDisposableStack();
  const env = made.use(await testEnv({ resources: [ConfigMapSync, SecretSync] }));
  const controllers = options.controllers ?? (() => [configMapSyncController(), secretSyncController()]);
  const identity = await operatorAccount(env, controllers());
  const requests: RecordedRequest[] = [];
  const lines: string[] = [];
  const events: ManagerEvent[] = [];
  let running: Operator | undefined;
  const stop = async () => {
    const stopping = running;
    try {
      await stopping?.stop();
    } finally {
      running = undefined;
      requests.push(...(stopping?.proxy.requests ?? [])); // also those by which it ended what it was at
    }
  };
  const start = async () => {
    running = await startOperator(env, { identity, controllers: controllers(), lines, events, manager: options.manager ?? {} });
  };
  await start();
  made.defer(stop);
  const keep = made.move();
  const operator = () => {
    if (!running) throw new Error('no operator runs');
    return running;
  };
  const all = () => [...requests, ...(running?.proxy.requests ?? [])];
  return {
    env,
    client: env.client,
    requests: all,
    log: () => lines.join(''),
    events: () => events,
    metrics: () => operator().metrics(),
    operator: identity.user,
    writersIn: (namespace) => writersIn(all(), namespace),
    hold: (isIt) => operator().proxy.hold(isIt),
    stop,
    start,
    [Symbol.asyncDispose]: async () => {
      await keep.disposeAsync();
      const found = escapes(requests, identity.user).filter((request) => !options.allowed?.test(request));
      if (found.length > 0) throw new Error(`the operator used its own rights: ${found.join('; ')}`);
    },
  };
}

export interface OperatorAccount {
  readonly namespace: string;
  readonly user: string;
  readonly token: string;
}

/** The operator's ServiceAccount with exactly the rights of its manifests. */
export async function operatorAccount(env: TestEnv, controllers: readonly Controller[]): Promise<OperatorAccount> {
  const namespace = await env.namespace();
  const name = `weaver-${namespace}`;
  for (const manifest of operatorIdentity({ name, namespace, controllers, namespaceRules: leaderElectionRules })) {
    const resource = await env.client.discovery.resourceFor(manifest);
    await env.client.apply(resource, manifest as never, { force: true }); // plain JSON of any kind
  }
  const body = { apiVersion: 'authentication.k8s.io/v1', kind: 'TokenRequest', spec: { expirationSeconds: 3600 } };
  const answer = await env.client.createSubresource(ServiceAccount, { name, namespace }, 'token', body);
  const { status } = answer as TokenRequest; // what the subresource answers
  return { namespace, user: `system:serviceaccount:${namespace}:${name}`, token: status?.token ?? '' };
}

export interface Operator {
  readonly proxy: RecordingProxy;
  /** Rejects when it ends for another reason than being stopped. */
  readonly ended: Promise<void>;
  metrics(): Promise<string>;
  stop(): Promise<void>;
}

export interface OperatorParts {
  readonly identity: OperatorAccount;
  readonly controllers: readonly Controller[];
  readonly lines: string[];
  readonly events: ManagerEvent[];
  readonly manager: Partial<ManagerOptions>;
}

/**
 * Starts the operator through a record of its own; answers when it works, or when it waits to lead. Stopping it fails where
 * the value of a ConfigMap or Secret is in its logs, metrics, requests (so Events and conditions), errors or diagnostic reports.
 */
export async function startOperator(env: TestEnv, parts: OperatorParts): Promise<Operator> {
  const { identity, controllers, lines, events, manager } = parts;
  const proxy = await proxyOf(env);
  const client = createClient({ server: proxy.url, authentication: { type: 'token', token: Token.of(identity.token) } });
  const stopping = new AbortController();
  const ready = Promise.withResolvers<void>();
  let address = '';
  const ended = run({
    client,
    controllers,
    signal: stopping.signal,
    logger: createLogger({ level: 'debug', destination: { write: (line) => void lines.push(line) } }),
    freezeObjects: true,
    health: { port: 0 },
    ...manager,
    observe: (event) => {
      events.push(event);
      if (event.type === 'ready') ready.resolve();
      if (event.type === 'listening') address = event.address;
    },
  });
  ended.catch(() => undefined); // told by whoever stops it, which may be later
  if (!manager.leaderElection) await Promise.race([ready.promise, ended]);
  const metrics = async () => (await fetch(`${address}/metrics`)).text();
  const stop = async () => {
    const measured = await metrics();
    stopping.abort();
    const failure = await ended.catch((error: unknown) => error);
    await client[Symbol.asyncDispose]();
    await proxy[Symbol.asyncDispose]();
    const emitted = emissionsOf({ log: lines.join(''), events, requests: proxy.requests, metrics: measured, failure });
    const leaks = proxy.canaries.found(emitted);
    if (leaks.length > 0) throw new Error(`the operator lets out what is in a ConfigMap or Secret: ${leaks.join('; ')}`);
    if (failure) throw failure;
  };
  return { proxy, ended, metrics, stop };
}

/** A record of its own between a client and the control plane. */
async function proxyOf(env: TestEnv): Promise<RecordingProxy> {
  const { certificateAuthority } = await loadKubeconfig({ text: await readFile(env.kubeconfigPath, 'utf8') });
  return startRecordingProxy(env.server, certificateAuthority);
}
