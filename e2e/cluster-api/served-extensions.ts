import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Extension, type ExtensionServer, type ObservedCall, runExtensions } from '@capstan/capi';
import type { Client } from '@capstan/client';
import { ClusterRole, ClusterRoleBinding, type CustomResourceDefinition } from '@capstan/schema';
import { applyCrds } from './apply-manifests.ts';
import { registerExtension } from './extension-config.ts';
import type { ManagementCluster } from './management-cluster.ts';

export interface ServedExtensions extends AsyncDisposable {
  readonly server: ExtensionServer;
  /** Every call that was answered, oldest first. */
  readonly calls: readonly ObservedCall[];
}

/**
 * Runs extensions in this process, handlers and controllers, as they would be deployed: with their kinds installed, no
 * rights but those they ask for, and each registered and discovered.
 */
export async function serveExtensions(
  management: ManagementCluster,
  extensions: readonly Extension[],
): Promise<ServedExtensions> {
  await using made = new AsyncDisposableStack();
  const directory = await mkdtemp(join(tmpdir(), 'capstan-extensions-'));
  made.defer(() => rm(directory, { recursive: true, force: true }));
  const kinds = extensions.flatMap(({ resources }) => resources.map((kind) => kind.crd()));
  await applyCrds(management.client, kinds as unknown as CustomResourceDefinition[]); // as the server would answer them
  const calls: ObservedCall[] = [];
  const serving = Promise.withResolvers<ExtensionServer>();
  const ending = new AbortController();
  const running = runExtensions({
    extensions,
    client: await clientFor(management.client, extensions),
    certificate: { from: 'selfManaged', names: ['127.0.0.1'], keep: { directory } },
    listen: { host: '127.0.0.1', port: 0 },
    signal: ending.signal,
    observe: (call) => calls.push(call),
    onServing: serving.resolve,
  });
  running.catch(serving.reject);
  made.defer(() => {
    ending.abort();
    return running;
  });
  const server = await serving.promise;
  for (const extension of extensions) {
    const { name, settings } = extension;
    await registerExtension(management, { name, url: server.urlOf(extension), caCertificate: server.caBundle, settings });
  }
  const owned = made.move();
  return { server, calls, [Symbol.asyncDispose]: () => owned.disposeAsync() };
}

/** A client with exactly the rights that the extensions and their controllers say they need. */
async function clientFor(client: Client, extensions: readonly Extension[]): Promise<Client> {
  const name = 'capstan-e2e-extensions';
  const namespace = 'kube-system';
  const rules = extensions.flatMap((extension) => [
    ...extension.rules,
    ...extension.controllers.flatMap((controller) => controller.rules()),
  ]);
  await client.apply(ClusterRole, { metadata: { name }, rules }, { force: true });
  await client.apply(
    ClusterRoleBinding,
    {
      metadata: { name },
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name },
      subjects: [{ kind: 'ServiceAccount', name, namespace }],
    },
    { force: true },
  );
  return client.with({
    fieldManager: name,
    impersonate: {
      user: `system:serviceaccount:${namespace}:${name}`,
      groups: ['system:serviceaccounts', `system:serviceaccounts:${namespace}`, 'system:authenticated'],
    },
  });
}
