import { startApiServer } from '@capstan/apiserver';
import { createClient, loadKubeconfig } from '@capstan/client';
import { startSimulatedNode } from '@capstan/simulated-node';

/** A cluster for the demo's Cluster to be: a second API server in this process, in memory, with one simulated node. */
export async function startWorkloadCluster(): Promise<AsyncDisposable & { readonly kubeconfig: string }> {
  await using made = new AsyncDisposableStack();
  const server = await startApiServer({});
  made.defer(() => server.close());
  const kubeconfig = server.adminKubeconfig();
  const client = made.use(createClient(await loadKubeconfig({ text: kubeconfig }), { fieldManager: 'capstan-demo' }));
  made.use(await startSimulatedNode({ client, name: 'web-control-plane', programs: {} }));
  const resources = made.move();
  return { kubeconfig, [Symbol.asyncDispose]: () => resources.disposeAsync() };
}
