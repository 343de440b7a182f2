import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';
import { type ClusterConfig, inClusterConfig, loadKubeconfig } from '@capstan/client';
import { UserError } from './report-error.ts';

/** The cluster a command works on: the named kubeconfig, KUBECONFIG, the pod it runs in, or `~/.kube/config`. */
export async function findCluster(options: { readonly kubeconfig?: string; readonly context?: string }): Promise<ClusterConfig> {
  const context = options.context === undefined ? {} : { context: options.context };
  const { KUBECONFIG, KUBERNETES_SERVICE_HOST: host, KUBERNETES_SERVICE_PORT: port } = process.env;
  if (options.kubeconfig !== undefined) return loadKubeconfig({ path: options.kubeconfig, ...context });
  if (KUBECONFIG) return loadKubeconfig({ paths: KUBECONFIG.split(delimiter).filter(Boolean), ...context });
  if (host && port) return inClusterConfig({ host, port });
  const path = join(homedir(), '.kube', 'config');
  if (existsSync(path)) return loadKubeconfig({ path, ...context });
  throw new UserError('no cluster: there is no --kubeconfig, no KUBECONFIG, no pod credentials and no ~/.kube/config', {
    hint: "Name one with --kubeconfig, or start one here with 'capstan up'.",
  });
}
