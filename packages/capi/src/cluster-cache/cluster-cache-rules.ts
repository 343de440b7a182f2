import type { PolicyRule } from '@capstan/runtime';
import type { ClusterCacheOptions } from './cluster-cache-options.ts';

/** Rights on the management cluster that a cluster cache with these options needs. */
export function clusterCacheRules({
  watchSecrets = true,
}: Pick<ClusterCacheOptions, 'watchSecrets'> = {}): readonly PolicyRule[] {
  return [
    { apiGroups: ['cluster.x-k8s.io'], resources: ['clusters'], verbs: ['get', 'list', 'watch'] },
    { apiGroups: [''], resources: ['secrets'], verbs: watchSecrets ? ['get', 'list', 'watch'] : ['get'] },
  ];
}
