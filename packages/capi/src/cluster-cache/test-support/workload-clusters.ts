import type { Client } from '@capstan/client';
import { type ObjectRef, Secret } from '@capstan/schema';
import { clusterSecret, clusterSecretKey, clusterSecretType } from '../../api/kubeconfig-secret.ts';
import { capiLabels } from '../../api/labels.ts';
import { Cluster } from '../../generated/kinds.ts';
import type { ClusterCache } from '../cluster-cache.ts';
import type { ClusterChange } from '../cluster-connection.ts';

/** A kubeconfig for a server, as a user with these fields. */
export function kubeconfigFor(server: string, user: object = { token: 's3cret' }): string {
  return JSON.stringify({
    'current-context': 'c',
    contexts: [{ name: 'c', context: { cluster: 'c', user: 'u' } }],
    clusters: [{ name: 'c', cluster: { server } }],
    users: [{ name: 'u', user }],
  });
}

/** A Cluster whose infrastructure is there, and its kubeconfig Secret if there is one. */
export async function addCluster(
  client: Client,
  cluster: ObjectRef & { readonly namespace: string },
  { kubeconfig, annotations }: { readonly kubeconfig?: string; readonly annotations?: Readonly<Record<string, string>> } = {},
): Promise<ObjectRef> {
  const { name, namespace } = cluster;
  if (kubeconfig !== undefined) await writeKubeconfig(client, clusterSecret(cluster, 'kubeconfig'), name, kubeconfig);
  await client.create(Cluster, { metadata: { name, namespace, ...(annotations && { annotations }) }, spec: { paused: false } });
  await client.applyStatus(Cluster, cluster, { initialization: { infrastructureProvisioned: true } });
  return cluster;
}

/** Writes a kubeconfig Secret as a control plane provider does. */
export async function writeKubeconfig(client: Client, ref: ObjectRef, cluster: string, kubeconfig: string): Promise<void> {
  const { name, namespace } = ref;
  await client.apply(Secret, {
    metadata: { name, ...(namespace && { namespace }), labels: { [capiLabels.clusterName]: cluster } },
    type: clusterSecretType,
    data: { [clusterSecretKey]: Buffer.from(kubeconfig).toString('base64') },
  });
}

/** The next change of a type, of a cluster; asked for before what causes it. */
export function nextChange<Type extends ClusterChange['type']>(
  cache: ClusterCache,
  { name, namespace }: ObjectRef,
  type: Type,
): Promise<Extract<ClusterChange, { readonly type: Type }>> {
  const { promise, resolve } = Promise.withResolvers<Extract<ClusterChange, { readonly type: Type }>>();
  const subscription = cache.subscribe((change) => {
    if (change.type !== type || change.cluster.name !== name || change.cluster.namespace !== namespace) return;
    subscription[Symbol.dispose]();
    resolve(change as Extract<ClusterChange, { readonly type: Type }>); // its type was just compared
  });
  return promise;
}
