import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  callHook,
  type HandledHook,
  type HookBody,
  type HookEndpoint,
  type HookName,
  type HookResponse,
  startExtensionServer,
} from '@capstan/capi';
import type { Client } from '@capstan/client';
import type { Clock, Logger } from '@capstan/runtime';
import { ClusterRole, ClusterRoleBinding, ConfigMap, ServiceAccount } from '@capstan/schema';
import type { TestEnv } from '@capstan/testenv';
import { createLifecycleSample, lifecycleSample } from '../lifecycle-sample.ts';

/** lifecycle-sample behind its own HTTPS server, with the rights of its rules and no others. */
export interface ServedSample extends AsyncDisposable {
  /** What it logged, for people. */
  readonly lines: readonly string[];
  readonly endpoint: HookEndpoint;
  call<H extends HandledHook>(hook: H, request: HookBody<H>): Promise<HookResponse<H>>;
}

export interface ServedSampleOptions {
  readonly clock?: Clock;
  readonly client?: Client;
}

export async function servedSample({ clock, client }: ServedSampleOptions = {}): Promise<ServedSample> {
  await using made = new AsyncDisposableStack();
  const directory = await mkdtemp(join(tmpdir(), 'capstan-sample-'));
  made.defer(() => rm(directory, { recursive: true, force: true }));
  const lines: string[] = [];
  const log = (_fields: object, message: string) => void lines.push(message);
  const logger: Logger = { debug: log, info: log, warn: log, error: log };
  const server = made.use(
    await startExtensionServer({
      extensions: [createLifecycleSample(clock ? { clock } : {})],
      certificate: { from: 'selfManaged', names: ['127.0.0.1'], keep: { directory } },
      listen: { host: '127.0.0.1', port: 0 },
      logger,
      ...(client && { client }),
    }),
  );
  const endpoint = { url: server.url, caBundle: server.caBundle };
  const resources = made.move();
  return {
    lines,
    endpoint,
    call: (hook, request) => callHook(endpoint, { hook, handler: handlerOf(hook), request, timeoutSeconds: 60 }), // for a machine that is busy
    [Symbol.asyncDispose]: () => resources.disposeAsync(),
  };
}

/** A client with the rights that the extension asks for. */
export async function clientOfSample(env: TestEnv, namespace: string): Promise<Client> {
  const name = `lifecycle-sample-${namespace}`;
  const subject = { serviceAccount: 'lifecycle-sample', namespace };
  await env.client.create(ServiceAccount, { metadata: { name: 'lifecycle-sample', namespace } });
  await env.client.create(ClusterRole, { metadata: { name }, rules: lifecycleSample.rules });
  await env.client.create(ClusterRoleBinding, {
    metadata: { name },
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name },
    subjects: [{ kind: 'ServiceAccount', name: 'lifecycle-sample', namespace }],
  });
  await env.eventuallyAllowed(subject, ConfigMap, { namespace, verbs: ['get'] }); // of one role with all the others
  return env.clientAs(subject);
}

/** A Cluster as hooks carry it. */
export function webCluster(namespace: string, uid = 'a1'): HookBody<'BeforeClusterCreate'>['cluster'] {
  const cluster = {
    apiVersion: 'cluster.x-k8s.io/v1beta2',
    kind: 'Cluster',
    metadata: { name: 'web', namespace, uid, resourceVersion: '1' },
    spec: { topology: { classRef: { name: 'small' }, version: 'v1.36.0' } },
  };
  return cluster as unknown as HookBody<'BeforeClusterCreate'>['cluster']; // as much of one as is looked at
}

function handlerOf(hook: HookName): string {
  return lifecycleSample.handlers.find((handler) => handler.hook === hook)?.name ?? '';
}
