import { type HookBody, type HookName, requestCluster, type UpgradeStep } from '@capstan/capi';
import type { TopologyCluster } from '../cluster/topology-cluster.ts';
import { defaultPlan, nextMinor, type UpgradePlan } from '../cluster/upgrade-plan.ts';
import { machineObjects, machineSetObjects } from './machines.ts';
import { patchItems, topologyVariables } from './topology-items.ts';

export interface BuildRequestOptions {
  /** Version that an upgrade goes to, or has reached. Default: the minor after the topology's version. */
  readonly to?: string | undefined;
  /** Sent along. Default: none. */
  readonly settings?: Readonly<Record<string, string>> | undefined;
}

interface Sources {
  readonly cluster: TopologyCluster;
  /** The cluster with the version that an upgrade goes to. */
  readonly upgrading: TopologyCluster;
  readonly from: string;
  readonly to: string;
  readonly plan: UpgradePlan;
  /** Name of a MachineDeployment in the topology. */
  readonly machineDeployment: string;
}

/** A request as Cluster API would send it about a Cluster: at its version, or on the way to another. */
export function buildRequest<H extends HookName>(
  hook: H,
  cluster: TopologyCluster,
  { to, settings }: BuildRequestOptions = {},
): HookBody<H> {
  const from = cluster.spec.topology.version;
  const target = to ?? nextMinor(from);
  const build = builders[hook] as (sources: Sources) => HookBody<H>; // the table is keyed by hook
  const body = build({
    cluster: requested(cluster),
    upgrading: requested(atVersion(cluster, target)),
    from,
    to: target,
    plan: defaultPlan({ controlPlane: from, workers: from, target }),
    machineDeployment: cluster.spec.topology.workers?.machineDeployments?.[0]?.name ?? 'md-0',
  });
  return settings === undefined || hook === 'Discovery' ? body : { settings, ...body };
}

/** Plans as requests carry them: left out when nothing remains. */
export function planFields({ controlPlane, workers }: UpgradePlan): {
  readonly controlPlaneUpgrades?: readonly UpgradeStep[];
  readonly workersUpgrades?: readonly UpgradeStep[];
} {
  return {
    ...(controlPlane.length > 0 && { controlPlaneUpgrades: controlPlane.map((version) => ({ version })) }),
    ...(workers.length > 0 && { workersUpgrades: workers.map((version) => ({ version })) }),
  };
}

/** A Cluster whose topology has another version. */
export function atVersion(cluster: TopologyCluster, version: string): TopologyCluster {
  return { ...cluster, spec: { ...cluster.spec, topology: { ...cluster.spec.topology, version } } };
}

function requested(cluster: TopologyCluster): TopologyCluster {
  return requestCluster(cluster) as TopologyCluster; // it leaves the spec alone
}

const builders: { readonly [H in HookName]: (sources: Sources) => HookBody<H> } = {
  Discovery: () => ({}),
  BeforeClusterCreate: ({ cluster }) => ({ cluster }),
  AfterControlPlaneInitialized: ({ cluster }) => ({ cluster }),
  BeforeClusterUpgrade: ({ upgrading, from, to, plan }) => ({
    cluster: upgrading,
    fromKubernetesVersion: from,
    toKubernetesVersion: to,
    ...planFields(plan),
  }),
  BeforeControlPlaneUpgrade: ({ upgrading, from, to, plan }) => ({
    cluster: upgrading,
    fromKubernetesVersion: from,
    toKubernetesVersion: plan.controlPlane[0] ?? to,
    ...planFields(plan),
  }),
  AfterControlPlaneUpgrade: ({ upgrading, to, plan }) => ({
    cluster: upgrading,
    kubernetesVersion: plan.controlPlane[0] ?? to,
    ...planFields({ ...plan, controlPlane: plan.controlPlane.slice(1) }),
  }),
  BeforeWorkersUpgrade: ({ upgrading, from, to, plan }) => ({
    cluster: upgrading,
    fromKubernetesVersion: from,
    toKubernetesVersion: to,
    ...planFields({ ...plan, controlPlane: [] }),
  }),
  AfterWorkersUpgrade: ({ upgrading, to }) => ({ cluster: upgrading, kubernetesVersion: to }),
  AfterClusterUpgrade: ({ upgrading, to }) => ({ cluster: upgrading, kubernetesVersion: to }),
  BeforeClusterDelete: ({ cluster }) => ({
    cluster: {
      ...cluster,
      metadata: { ...cluster.metadata, deletionTimestamp: '2026-01-02T00:00:00Z', deletionGracePeriodSeconds: 0 },
    },
  }),
  DiscoverVariables: () => ({}),
  GeneratePatches: ({ cluster }) => ({ variables: topologyVariables(cluster), items: patchItems(cluster) }),
  ValidateTopology: ({ cluster }) => ({
    variables: topologyVariables(cluster),
    items: patchItems(cluster).map(({ uid: _uid, ...item }) => item),
  }),
  CanUpdateMachine: ({ cluster, from, to, machineDeployment }) => ({
    current: machineObjects(cluster, { machineDeployment, version: from }),
    desired: machineObjects(cluster, { machineDeployment, version: to }),
  }),
  CanUpdateMachineSet: ({ cluster, from, to, machineDeployment }) => ({
    current: machineSetObjects(cluster, { machineDeployment, version: from }),
    desired: machineSetObjects(cluster, { machineDeployment, version: to }),
  }),
  UpdateMachine: ({ cluster, to, machineDeployment }) => ({
    desired: machineObjects(cluster, { machineDeployment, version: to, updating: true }),
  }),
  GenerateUpgradePlan: ({ upgrading, from, to }) => ({
    cluster: upgrading,
    fromControlPlaneKubernetesVersion: from,
    fromWorkersKubernetesVersion: from,
    toKubernetesVersion: to,
  }),
};
