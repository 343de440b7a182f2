import { Cluster, lifecycleHooks, Machine } from '@capstan/capi';
import { HookRecord, lifecycleSample } from '@capstan/lifecycle-sample';
import { ConfigMap, Namespace } from '@capstan/schema';
import { expect, test } from 'vitest';
import { applyManifests } from './cluster-api/apply-manifests.ts';
import {
  createCluster,
  deleteCluster,
  isBlockedBy,
  isSettled,
  upgradeCluster,
  waitForCluster,
  waitUntilGone,
} from './cluster-api/cluster-life.ts';
import { inMemoryClass } from './cluster-api/in-memory-class.ts';
import { whyNoClusterApi } from './cluster-api/installed.ts';
import { type ManagementCluster, startManagementCluster } from './cluster-api/management-cluster.ts';
import { serveExtensions } from './cluster-api/served-extensions.ts';

const missing = await whyNoClusterApi();
if (missing) console.log(`SKIPPED: tests with the real Cluster API: ${missing}`);

const namespace = 'fleet';

test.skipIf(missing)(
  'a cluster of a class becomes available, goes up two minors and is deleted, with no extension in its way',
  async () => {
    await using management = await startManagementCluster();
    const ref = { name: 'plain', namespace };
    await management.client.create(Namespace, { metadata: { name: namespace } });
    const kubernetesVersions = ['v1.34.0', 'v1.35.0', 'v1.36.0'];
    await applyManifests(management.client, inMemoryClass({ name: 'in-memory', namespace, kubernetesVersions }));

    await createCluster(management, { ...ref, className: 'in-memory', version: 'v1.34.0' });
    await waitForCluster(management, ref, isSettled, { what: 'available' });
    const before = (await machines(management)).map(({ version }) => version);
    await upgradeCluster(management, ref, 'v1.36.0');
    await waitForCluster(management, ref, isSettled, { what: 'upgraded', timeout: '180s' });
    const after = (await machines(management)).map(({ version }) => version);
    await deleteCluster(management, ref);
    await waitUntilGone(management, ref);

    expect(before).toEqual(['v1.34.0', 'v1.34.0']);
    expect(after).toEqual(['v1.36.0', 'v1.36.0']);
    expect((await machines(management)).map(({ version }) => version)).toEqual([]);
  },
  400_000,
);

test.skipIf(missing)(
  'lifecycle-sample answers every hook of a life, and holds creation, upgrade and deletion until it is told to let go',
  async () => {
    await using management = await startManagementCluster();
    const ref = { name: 'web', namespace };
    await management.client.create(Namespace, { metadata: { name: namespace } });
    await using served = await serveExtensions(management, [lifecycleSample]);
    await applyManifests(management.client, sampledClass());
    const letGo = await holdAt(management, ref.name, ['BeforeClusterCreate', 'BeforeClusterUpgrade', 'BeforeClusterDelete']);
    const held = async (hook: string) => {
      await waitForCluster(management, ref, (cluster) => isBlockedBy(cluster, hook, `waiting for key ${hook}-approved`), {
        what: `held by ${hook}`,
      });
      return letGo(hook);
    };

    await createCluster(management, { ...ref, className: 'sampled', version: 'v1.34.0' });
    await held('BeforeClusterCreate');
    await waitForCluster(management, ref, isSettled, { what: 'available' });
    await upgradeCluster(management, ref, 'v1.36.0');
    await held('BeforeClusterUpgrade');
    await waitForCluster(management, ref, isSettled, { what: 'upgraded', timeout: '180s' });
    await deleteCluster(management, ref);
    await held('BeforeClusterDelete');
    await waitUntilGone(management, ref);

    expect(served.calls.filter(({ result }) => !['proceed', 'provide', 'retry'].includes(result))).toEqual([]);
    expect(occasions(served.calls)).toEqual([
      'BeforeClusterCreate retry',
      'BeforeClusterCreate proceed',
      'AfterControlPlaneInitialized proceed',
      'BeforeClusterUpgrade retry',
      'BeforeClusterUpgrade proceed',
      'BeforeControlPlaneUpgrade proceed',
      'AfterControlPlaneUpgrade proceed',
      'BeforeControlPlaneUpgrade proceed',
      'AfterControlPlaneUpgrade proceed',
      'BeforeWorkersUpgrade proceed',
      'AfterWorkersUpgrade proceed',
      'AfterClusterUpgrade proceed',
      'BeforeClusterDelete retry',
      'BeforeClusterDelete proceed',
    ]);
    expect(new Set(served.calls.map(({ hook }) => hook))).toEqual(
      new Set([...allLifecycle, 'Discovery', 'DiscoverVariables', 'GeneratePatches', 'ValidateTopology', 'GenerateUpgradePlan']),
    );
    const { status } = await management.client.get(HookRecord, ref);
    const recorded = (status?.calls ?? []).map(({ hook, answer }) => ({ hook, result: answer }) as const);
    expect(occasions(recorded)).toEqual(occasions(served.calls));
    expect(status?.total).toBe(served.calls.filter(({ cluster }) => cluster === 'fleet/web').length);
  },
  500_000,
);

test.skipIf(missing)(
  'machines that lifecycle-sample updates in place are not replaced when their class changes',
  async () => {
    await using management = await startManagementCluster({ inPlaceUpdates: true });
    const { client } = management;
    const ref = { name: 'roomy', namespace };
    await client.create(Namespace, { metadata: { name: namespace } });
    await using served = await serveExtensions(management, [lifecycleSample]);
    await applyManifests(client, sampledClass());

    await createCluster(management, { ...ref, className: 'sampled', version: 'v1.34.0', controlPlaneReplicas: 3, workers: 3 });
    await waitForCluster(management, ref, isSettled, { what: 'available' });
    const before = await machines(management);
    await client.create(ConfigMap, { metadata: { name: 'roomy-hooks', namespace }, data: inPlaceScript });
    await client.patch(Cluster, ref, { type: 'merge', body: { metadata: { annotations: { touched: 'yes' } } } });
    await waitForCluster(management, ref, (cluster) => !isSettled(cluster), { what: 'rolling out', timeout: '60s' });
    await waitForCluster(management, ref, isSettled, { what: 'rolled out', timeout: '180s' });
    const after = await machines(management);
    const stayed = after.filter(({ name }) => before.some((machine) => machine.name === name));

    const asked = served.calls.filter(({ hook }) => machineHooks.includes(hook));
    expect(new Set(asked.map(({ hook, result }) => `${hook} ${result}`))).toEqual(
      new Set(['CanUpdateMachine provide', 'CanUpdateMachineSet provide', 'UpdateMachine proceed']),
    );
    expect(stayed.length).toBeGreaterThanOrEqual(2);
    expect(after.length).toBe(before.length);
  },
  500_000,
);

const machineHooks: readonly string[] = ['CanUpdateMachine', 'CanUpdateMachineSet', 'UpdateMachine'];

const node = { nodeRegistration: { criSocket: 'unix:///var/run/crio/crio.sock' } };
const inPlaceScript = {
  GeneratePatches: JSON.stringify({
    patch: {
      KubeadmControlPlaneTemplate: { spec: { template: { spec: { kubeadmConfigSpec: { joinConfiguration: node } } } } },
      KubeadmConfigTemplate: { spec: { template: { spec: { joinConfiguration: node } } } },
    },
  }),
  CanUpdateMachine: 'patch: desired',
  CanUpdateMachineSet: 'patch: desired',
};

const allLifecycle: readonly string[] = lifecycleHooks;

/** A class whose patches, variables and upgrade plans come from lifecycle-sample. */
function sampledClass() {
  const handler = (name: string) => `${name}.${lifecycleSample.name}`;
  return inMemoryClass({
    name: 'sampled',
    namespace,
    patches: [
      {
        name: 'sample',
        external: {
          generatePatchesExtension: handler('generate-patches'),
          validateTopologyExtension: handler('validate-topology'),
          discoverVariablesExtension: handler('discover-variables'),
        },
      },
    ],
    upgrade: { external: { generateUpgradePlanExtension: handler('generate-upgrade-plan') } },
  });
}

/** Lets lifecycle-sample hold a cluster at these hooks; what it answers lets go of one of them. */
async function holdAt({ client }: ManagementCluster, cluster: string, hooks: readonly string[]) {
  const script = { name: `${cluster}-hooks`, namespace };
  const data = Object.fromEntries(hooks.map((hook) => [hook, `{ blockUntil: ${hook}-approved, retryAfterSeconds: 2 }`]));
  await client.create(ConfigMap, { metadata: script, data });
  return (hook: string) => client.patch(ConfigMap, script, { type: 'merge', body: { data: { [`${hook}-approved`]: 'yes' } } });
}

/** Lifecycle hooks with their answers, each once for as long as it is repeated. */
function occasions(calls: readonly { readonly hook: string; readonly result: string }[]): string[] {
  const told = calls.filter(({ hook }) => allLifecycle.includes(hook)).map(({ hook, result }) => `${hook} ${result}`);
  return told.filter((call, index) => call !== told[index - 1]);
}

interface MachineState {
  readonly name: string;
  readonly version: string | undefined;
}

async function machines({ client }: ManagementCluster): Promise<MachineState[]> {
  const found: MachineState[] = [];
  for await (const { metadata, spec } of client.list(Machine, { namespace })) {
    found.push({ name: metadata.name, version: spec.version });
  }
  return found;
}
