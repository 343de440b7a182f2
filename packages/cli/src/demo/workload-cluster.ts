import { startApiServer } from '@capstan/apiserver';
import { createClient, loadKubeconfig } from '@capstan/client';
import { Node } from '@capstan/schema';
import { type PluginContext, sonobuoyPrograms, startSimulatedNode } from '@capstan/simulated-node';
import { smokeImage } from './fleet.ts';

/** A cluster for the demo's Cluster to be: a second API server in this process, in memory, with one simulated node. */
export async function startWorkloadCluster(): Promise<AsyncDisposable & { readonly kubeconfig: string }> {
  await using made = new AsyncDisposableStack();
  const server = await startApiServer({});
  made.defer(() => server.close());
  const kubeconfig = server.adminKubeconfig();
  const client = made.use(createClient(await loadKubeconfig({ text: kubeconfig }), { fieldManager: 'capstan-demo' }));
  made.use(
    await startSimulatedNode({
      client,
      name: 'web-control-plane',
      programs: sonobuoyPrograms({ plugins: { [smokeImage]: smoke }, speed: 50 }),
    }),
  );
  const resources = made.move();
  return { kubeconfig, [Symbol.asyncDispose]: () => resources.disposeAsync() };
}

/** What a plugin's container would do: look at the cluster as its ServiceAccount, and leave a JUnit report. */
async function smoke({ client, write, done }: PluginContext): Promise<void> {
  const nodes = await Array.fromAsync(client.list(Node));
  const cases = [
    { name: 'the API server answers', ok: true },
    { name: 'there is a node', ok: nodes.length > 0 },
  ];
  const lines = cases.map(({ name, ok }) =>
    ok ? `<testcase name="${name}"/>` : `<testcase name="${name}"><failure/></testcase>`,
  );
  write('junit.xml', `<testsuites><testsuite name="smoke">${lines.join('')}</testsuite></testsuites>`);
  done();
}
