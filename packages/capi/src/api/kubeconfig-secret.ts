import type { ObjectRef } from '@capstan/schema';

/** The type of Secrets that Cluster API makes. */
export const clusterSecretType = 'cluster.x-k8s.io/secret';

/** The key of a kubeconfig Secret, and of a bootstrap data Secret, that holds the text. */
export const clusterSecretKey = 'value';

/** What the Secrets of a Cluster are for; the Secret's name is `<cluster>-<purpose>`. */
export type ClusterSecretPurpose = 'kubeconfig' | 'ca' | 'etcd' | 'proxy' | 'sa' | 'apiserver-etcd-client';

/** Where a Secret of a Cluster is. */
export function clusterSecret(cluster: ObjectRef, purpose: ClusterSecretPurpose): ObjectRef {
  return { name: `${cluster.name}-${purpose}`, namespace: cluster.namespace };
}
