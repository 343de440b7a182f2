import type { HookCluster } from '../hooks/hook-objects.ts';

/** Annotations that hold whole objects; hooks are not given them. */
const bulky = ['kubectl.kubernetes.io/last-applied-configuration', 'cluster.x-k8s.io/conversion-data'];

/** A Cluster as hooks carry it: without status, managed fields and the annotations that repeat it. */
export function requestCluster(cluster: HookCluster & { readonly status?: unknown }): HookCluster {
  const { status: _status, ...rest } = cluster;
  const { managedFields: _managedFields, annotations, ...metadata } = rest.metadata;
  const kept = Object.entries(annotations ?? {}).filter(([key]) => !bulky.includes(key));
  return { ...rest, metadata: { ...metadata, ...(kept.length > 0 && { annotations: Object.fromEntries(kept) }) } };
}
