import type { ObjectRef } from '@capstan/schema';
import { type ClusterCacheOptions, resolveCacheOptions } from './cluster-cache-options.ts';
import type { ClusterChange, ClusterConnection, ClusterHealth } from './cluster-connection.ts';
import { FollowedClusters } from './followed-clusters.ts';

/** Connections to workload clusters; `await using` ends them. */
export interface ClusterCache extends AsyncDisposable {
  /** Resolves when all Clusters are known, or the cache has ended; they are not connected by then. */
  readonly synced: Promise<void>;
  /** The connection to a workload cluster. Throws `ClusterUnreachable` at once when there is none, and says why. */
  connection(cluster: ObjectRef): ClusterConnection;
  /** What is known of a workload cluster; `undefined` when there is no such Cluster. */
  health(cluster: ObjectRef): ClusterHealth | undefined;
  /** Calls back at each change of what can be reached, until disposed. */
  subscribe(listener: (change: ClusterChange) => void): Disposable;
}

/**
 * Follows the Clusters of a management cluster and keeps a connection to each one that has its infrastructure.
 *
 * **Guarantees**: no call waits for a workload cluster; one that is dead or silent holds up no other; a new kubeconfig
 * is used once it works, and the old connection until then. Kubeconfigs that name files or commands are refused.
 *
 * **Cost**: a socket and a TLS context for each cluster, and a small request every `probeInterval`.
 *
 * @example
 * await using clusters = clusterCache({ client });
 * const { client: workload, signal } = clusters.connection({ namespace: 'shop', name: 'web' });
 * const nodes = await Array.fromAsync(workload.list(Node, { signal }));
 */
export function clusterCache(options: ClusterCacheOptions): ClusterCache {
  return new FollowedClusters(resolveCacheOptions(options), options.signal);
}
