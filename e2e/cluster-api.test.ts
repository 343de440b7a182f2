import { Cluster, lifecycleHooks, Machine } from '@capstan/capi';
import { HookRecord, lifecycleSample } from '@capstan/lifecycle-sample';
import { ReadinessReport, reportName } from '@capstan/operational-readiness';
import { ConfigMap, Namespace } from '@capstan/schema';
import { expect, test } from 'vitest';
import { applyManifests } from './cluster-api/apply-manifests.ts';
import {
  applyProfile,
  type CheckedCluster,
  checkedAnnotations,
  hastyReadiness,
  startCheckedCluster,
} from './cluster-api/checked-cluster.ts';
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
  'extensions answer every hook of a life, hold its steps until they are told to let go, and readiness gates the upgrade',
  async () => {
    await using management = await startManagementCluster();
    const { client } = management;
    await client.create(Namespace, { metadata: { name: namespace } });
    await using served = await serveExtensions(management, [lifecycleSample, hastyReadiness()]);
    await using checked = await startCheckedCluster(management, namespace);
    await applyProfile(management, 'smoke', namespace);
    await applyManifests(client, sampledClass());

    const { before, after, report } = await leadLife(management, checked);

    expect(before.map(({ version }) => version)).toEqual(['v1.34.0', 'v1.34.0']);
    expect(after.map(({ version }) => version)).toEqual(['v1.36.0', 'v1.36.0']);
    expect(await machines(management)).toEqual([]);
    expect(report.status).toMatchObject({ phase: 'Done', summary: '1/1 passed' });
    expect(report.status?.conditions?.find(({ type }) => type === 'Ready')).toMatchObject({ status: 'True', reason: 'Passed' });
    const { calls } = served;
    expect(calls.filter(({ result }) => !['proceed', 'provide', 'retry'].includes(result))).toEqual([]);
    expect(occasions(calls.filter(({ extension }) => extension === lifecycleSample.name))).toEqual(life);
    expect(occasions(calls.filter(({ extension }) => extension === 'operational-readiness'))).toEqual([
      'AfterControlPlaneInitialized proceed',
      'BeforeClusterUpgrade retry',
      'BeforeClusterUpgrade proceed',
      'AfterControlPlaneUpgrade proceed',
      'BeforeWorkersUpgrade proceed',
      'AfterClusterUpgrade proceed',
    ]);
    expect(new Set(calls.map(({ hook }) => hook))).toEqual(
      new Set([
        ...lifecycleHooks,
        'Discovery',
        'DiscoverVariables',
        'GeneratePatches',
        'ValidateTopology',
        'GenerateUpgradePlan',
      ]),
    );
    const recorded = async () => {
      const { status } = await client.get(HookRecord, web);
      return occasions((status?.calls ?? []).map(({ hook, answer }) => ({ hook, result: answer })));
    };
    await expect.poll(recorded).toEqual(life); // calls are recorded behind their answers
  },
  500_000,
);

const web = { name: 'web', namespace };

/** Creates, upgrades and deletes a cluster whose steps both extensions hold, each until it is told to let go. */
async function leadLife(management: ManagementCluster, checked: CheckedCluster) {
  const letGo = await holdAt(management, web.name, ['BeforeClusterCreate', 'BeforeClusterUpgrade', 'BeforeClusterDelete']);
  const heldBy = (hook: string, message: string) =>
    waitForCluster(management, web, (cluster) => isBlockedBy(cluster, hook, message), { what: `held by ${hook}: ${message}` });
  const keyFor = (hook: string) => `waiting for key ${hook}-approved in ConfigMap fleet/web-hooks`;

  await createCluster(management, { ...web, className: 'sampled', version: 'v1.34.0', annotations: checkedAnnotations });
  await heldBy('BeforeClusterCreate', keyFor('BeforeClusterCreate'));
  await letGo('BeforeClusterCreate');
  await waitForCluster(management, web, isSettled, { what: 'available' });
  const before = await machines(management);
  await upgradeCluster(management, web, 'v1.36.0');
  await heldBy('BeforeClusterUpgrade', keyFor('BeforeClusterUpgrade'));
  await letGo('BeforeClusterUpgrade');
  const gated = 'waiting for run 1 of smoke (ReadinessReport fleet/web.smoke)';
  await heldBy('BeforeClusterUpgrade', `BeforeClusterUpgrade: ${gated}\n`);
  checked.finishPlugin();
  await waitForCluster(management, web, isSettled, { what: 'upgraded' });
  const after = await machines(management);
  const report = await management.client.get(ReadinessReport, { name: reportName(web.name, 'smoke'), namespace });
  await deleteCluster(management, web);
  await heldBy('BeforeClusterDelete', keyFor('BeforeClusterDelete'));
  await letGo('BeforeClusterDelete');
  await waitUntilGone(management, web);
  return { before, after, report };
}

/** What lifecycle-sample is asked and answers, while an upgrade over two minors is held at its start. */
const life = [
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
];

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
    await waitForCluster(management, ref, (cluster) => !isSettled(cluster), { what: 'rolling out' });
    // Between the roll-outs of control plane and workers all may look settled.
    const hasAskedAll = () => machineHooks.every((hook) => served.calls.some((call) => call.hook === hook));
    await waitForCluster(management, ref, (cluster) => hasAskedAll() && isSettled(cluster), { what: 'rolled out' });
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
