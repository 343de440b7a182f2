import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Client, createClient, loadKubeconfig } from '@capstan/client';
import { shortLived, startEnvtest } from '@capstan/testenv';
import { type ExtensionRegistration, registerExtension } from './extension-config.ts';
import { controlPlaneBin } from './installed.ts';
import { startClusterApi } from './start-cluster-api.ts';

export interface ManagementClusterOptions {
  /** Registered, and discovered, before this resolves. They must answer already. Default: none. */
  readonly extensions?: readonly ExtensionRegistration[];
  /** Lets Cluster API ask extensions before it replaces a machine. Default: `false`. */
  readonly inPlaceUpdates?: boolean;
}

export interface ManagementCluster extends AsyncDisposable {
  readonly client: Client;
  readonly kubeconfig: string;
  /** A file with {@link kubeconfig}, for programs. */
  readonly kubeconfigPath: string;
  /** The folder with the managers' logs. */
  readonly logs: string;
  /** Rejects when a manager ends by itself; every wait of this harness ends with it. */
  readonly failed: Promise<never>;
  /** Prints a line with the time since the start. */
  print(line: string): void;
}

/** etcd, kube-apiserver and Cluster API's four managers on loopback: 11 to 20 seconds. */
export async function startManagementCluster(options: ManagementClusterOptions = {}): Promise<ManagementCluster> {
  const { extensions = [], inPlaceUpdates = false } = options;
  const started = performance.now();
  const print = (line: string) => console.log(`${((performance.now() - started) / 1000).toFixed(1).padStart(6)} s  ${line}`);
  await using made = new AsyncDisposableStack();
  const { kubeconfig } = made.use(await startEnvtest({ assets: controlPlaneBin(), environment: shortLived }));
  print('kube-apiserver is ready');
  const client = made.use(createClient(await loadKubeconfig({ text: kubeconfig }), { fieldManager: 'capstan-e2e' }));
  const folder = await mkdtemp(join(tmpdir(), 'capstan-management-'));
  made.defer(() => rm(folder, { recursive: true, force: true }));
  const kubeconfigPath = join(folder, 'kubeconfig');
  await writeFile(kubeconfigPath, kubeconfig, { mode: 0o600 });
  const { logs, failed } = made.use(await startClusterApi({ kubeconfig, inPlaceUpdates, onStep: print }));
  const management = { client, kubeconfig, kubeconfigPath, logs, failed, print };
  for (const extension of extensions) await registerExtension(management, extension);
  const owned = made.move();
  return { ...management, [Symbol.asyncDispose]: () => owned.disposeAsync() };
}
