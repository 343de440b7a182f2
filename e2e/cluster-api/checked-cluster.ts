import { readFile } from 'node:fs/promises';
import { type Extension, kubeconfigSecretAnnotation } from '@capstan/capi';
import { operationalReadiness, ReadinessProfile } from '@capstan/operational-readiness';
import { Secret } from '@capstan/schema';
import { sonobuoyPrograms, startSimulatedNode } from '@capstan/simulated-node';
import { testEnv } from '@capstan/testenv';
import type { ManagementCluster } from './management-cluster.ts';

/** operational-readiness as it is deployed, in a hurry. */
export function hastyReadiness(): Extension {
  return operationalReadiness({
    runningInterval: '500ms',
    waitingInterval: '500ms',
    idleInterval: '1s',
    settleTime: '0s',
    retryInterval: '1s',
  });
}

const kubeconfigSecret = 'reachable-kubeconfig';

/** On a Cluster: leads to the API server of {@link startCheckedCluster}. */
export const checkedAnnotations = { [kubeconfigSecretAnnotation]: kubeconfigSecret };

export interface CheckedCluster extends AsyncDisposable {
  /** Lets the plugin report that all is well. */
  finishPlugin(): void;
}

/**
 * Another API server, with a node that runs Sonobuoy, for clusters whose own one has no pods: the in-memory backend's.
 * Its plugin runs until it is told to end.
 */
export async function startCheckedCluster({ client }: ManagementCluster, namespace: string): Promise<CheckedCluster> {
  await using made = new AsyncDisposableStack();
  const workload = made.use(await testEnv({ cluster: 'checked' }));
  const plugin = Promise.withResolvers<void>();
  const programs = sonobuoyPrograms({
    speed: 25,
    plugins: {
      'example.invalid/smoke:v1': async ({ write, done }) => {
        await plugin.promise;
        write('junit.xml', '<testsuites><testsuite name="s"><testcase name="dns"/></testsuite></testsuites>');
        done();
      },
    },
  });
  made.use(await startSimulatedNode({ client: workload.client, name: 'checked-node', programs }));
  await client.create(Secret, {
    metadata: { name: kubeconfigSecret, namespace },
    type: 'cluster.x-k8s.io/secret',
    data: { value: (await readFile(workload.kubeconfigPath)).toString('base64') },
  });
  const owned = made.move();
  return { finishPlugin: plugin.resolve, [Symbol.asyncDispose]: () => owned.disposeAsync() };
}

/** A profile with one plugin, that holds the upgrade of what has not passed it. */
export async function applyProfile({ client }: ManagementCluster, name: string, namespace: string): Promise<void> {
  const definition = {
    'sonobuoy-config': { driver: 'Job', 'plugin-name': 'smoke', 'result-format': 'junit' },
    spec: { name: 'plugin', image: 'example.invalid/smoke:v1', command: ['/run'] },
  };
  await client.create(ReadinessProfile, {
    metadata: { name },
    spec: {
      clusters: { namespaces: [namespace] },
      plugins: [{ name: 'smoke', definition: JSON.stringify(definition) }],
      gate: { hooks: ['BeforeClusterUpgrade'], retryAfterSeconds: 5 },
    },
  });
}
