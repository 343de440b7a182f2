import { type Extension, type ExtensionServer, type ExtensionServerOptions, runExtensions } from '@capstan/capi';
import { type Client, createClient } from '@capstan/client';
import { findCluster } from '../../find-cluster.ts';
import type { ServeOrder } from './messages.ts';
import type { PersonLogger } from './person-logger.ts';
import { installKinds, register, unregister } from './registration.ts';
import type { Stopping } from './serve-order.ts';
import { tellDiscovery } from './tell-discovery.ts';

type ManagementCluster = NonNullable<ServeOrder['cluster']>;

/** Serves extensions for a management cluster, and lets it know where; the failure of one part ends all. */
export async function serveCluster(
  cluster: ManagementCluster,
  options: ExtensionServerOptions,
  stopping: Stopping & { readonly logger: PersonLogger; readonly onServing: (server: ExtensionServer) => void },
): Promise<void> {
  const { extensions } = options;
  await using client = createClient(await findCluster(cluster), { userAgent: 'capstan-dev', fieldManager: 'capstan-dev' });
  const failed = new AbortController();
  const signal = AbortSignal.any([stopping.signal, failed.signal]);
  const guard = (work: Promise<unknown>) =>
    work.catch((error: unknown) => {
      if (!signal.aborted) failed.abort(error);
    });
  const works: Promise<unknown>[] = [];
  const onServing = (server: ExtensionServer) => {
    works.push(guard(announce(server)));
  };
  const announce = async (server: ExtensionServer) => {
    await register(client, extensions, calledAt(cluster, server));
    stopping.onServing(server);
    await Promise.all(extensions.map(({ name }) => tellDiscovery(client, name, { signal, logger: stopping.logger })));
  };

  await guard(installKinds(client, extensions));
  if (!signal.aborted) await guard(runExtensions({ ...options, client, signal, onServing }));
  await Promise.all(works);
  await unregisterForGood(client, extensions, { stopping, keep: cluster.keep });
  failed.signal.throwIfAborted();
}

function calledAt({ url }: ManagementCluster, server: ExtensionServer) {
  const base = (url ?? server.url).replace(/\/+$/, '');
  const urlOf = (extension: Pick<Extension, 'name'>) => `${base}${new URL(server.urlOf(extension)).pathname}`.replace(/\/$/, '');
  return { urlOf, caBundle: server.caBundle };
}

/** Not between one build and the next: the cluster goes on calling. */
async function unregisterForGood(
  client: Client,
  extensions: readonly Extension[],
  { stopping, keep }: { readonly stopping: Stopping; readonly keep: boolean },
): Promise<void> {
  if (!keep && stopping.signal.aborted && stopping.forGood()) await unregister(client, extensions);
}
