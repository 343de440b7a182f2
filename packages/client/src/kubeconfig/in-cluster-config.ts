import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { ClusterConfig } from '../cluster-config.ts';
import { KubeconfigError } from './kubeconfig-error.ts';

export interface InClusterConfigOptions {
  /** What the pod's environment says in `KUBERNETES_SERVICE_HOST`. */
  readonly host: string | undefined;
  /** What the pod's environment says in `KUBERNETES_SERVICE_PORT`. */
  readonly port: string | undefined;
  /** Where the ServiceAccount's files are. Default: `/var/run/secrets/kubernetes.io/serviceaccount`. */
  readonly directory?: string;
}

const serviceAccountDirectory = '/var/run/secrets/kubernetes.io/serviceaccount';

/** The API server that a pod runs in, as the pod's ServiceAccount; its token is read anew as the kubelet renews it. */
export async function inClusterConfig(options: InClusterConfigOptions): Promise<ClusterConfig> {
  const { host, port, directory = serviceAccountDirectory } = options;
  if (!host || !port) {
    throw new KubeconfigError('KUBERNETES_SERVICE_HOST and KUBERNETES_SERVICE_PORT are not set', {
      code: 'NotInCluster',
      hint: 'This works in a pod only; elsewhere name a kubeconfig.',
    });
  }
  const certificateAuthority = await readAccountFile(path.join(directory, 'ca.crt'));
  const tokenPath = path.join(directory, 'token');
  await readAccountFile(tokenPath);
  const namespace = (await readAccountFile(path.join(directory, 'namespace'))).trim();
  return {
    server: `https://${host.includes(':') ? `[${host}]` : host}:${port}`,
    certificateAuthority,
    authentication: { type: 'tokenFile', path: tokenPath },
    defaultNamespace: namespace,
  };
}

async function readAccountFile(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    throw new KubeconfigError('cannot be read', {
      code: 'NotInCluster',
      file,
      cause: error,
      hint: 'Set automountServiceAccountToken: true for the pod, or name a kubeconfig.',
    });
  }
}
