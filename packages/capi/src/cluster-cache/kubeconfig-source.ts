import { createHash } from 'node:crypto';
import { type Client, type ClusterConfig, loadKubeconfig } from '@capstan/client';
import { type KubeObject, type ObjectRef, Secret } from '@capstan/schema';
import { clusterSecret, clusterSecretKey } from '../api/kubeconfig-secret.ts';
import { capiLabels } from '../api/labels.ts';
import { CapiError } from '../capi-error.ts';

/**
 * On a Cluster: the name of the Secret, in its namespace, whose kubeconfig is used instead of `<cluster>-kubeconfig`.
 * For clusters that are reached through a proxy, or with lesser rights. Give the Secret the label
 * `cluster.x-k8s.io/cluster-name` as well: only then it is followed, and what is written there used at once.
 */
export const kubeconfigSecretAnnotation = 'cluster.capstan.dev/kubeconfig-secret';

/** Where the kubeconfig of a Cluster is. */
export function kubeconfigSecretOf({ metadata }: Pick<KubeObject, 'metadata'>): ObjectRef {
  const named = metadata.annotations?.[kubeconfigSecretAnnotation];
  return named ? { name: named, namespace: metadata.namespace } : clusterSecret(metadata, 'kubeconfig');
}

export interface ReadKubeconfig {
  readonly config: ClusterConfig;
  /** Tells contents apart without keeping them. */
  readonly digest: string;
  /** Whether it is among the Secrets that are followed: to follow all would bring every Secret of the cluster. */
  readonly isLabelled: boolean;
}

/** Reads a kubeconfig Secret. Throws a `CapiError` that names the Secret and shows nothing of it. */
export async function readKubeconfigSecret(client: Client, ref: ObjectRef, signal: AbortSignal): Promise<ReadKubeconfig> {
  const secret = await client.find(Secret, ref, { signal });
  const where = `Secret ${ref.namespace}/${ref.name}`;
  if (!secret) {
    throw new CapiError(`${where} does not exist`, {
      code: 'InvalidKubeconfig',
      hint: 'The control plane provider makes it; look at the control plane object.',
    });
  }
  const value = secret.data?.[clusterSecretKey];
  if (!value) {
    throw new CapiError(`${where} has nothing under the key ${clusterSecretKey}`, {
      code: 'InvalidKubeconfig',
      hint: `Put the kubeconfig there.`,
    });
  }
  try {
    const config = await loadKubeconfig({ text: Buffer.from(value, 'base64').toString('utf8'), selfContained: true });
    const isLabelled = secret.metadata.labels?.[capiLabels.clusterName] !== undefined;
    return { config, digest: createHash('sha256').update(value).digest('hex'), isLabelled };
  } catch (error) {
    // What the loader throws names fields and shows no values.
    const problem = error instanceof Error ? error.message : String(error);
    throw new CapiError(`${where} holds no usable kubeconfig: ${problem}`, {
      code: 'InvalidKubeconfig',
      hint: 'Write it anew, with certificates and keys inside of it.',
      cause: error,
    });
  }
}
