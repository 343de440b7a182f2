import { Cluster } from '@capstan/capi';
import type { Condition, Duration, JsonValue, ObjectRef } from '@capstan/schema';
import { conditionLine } from './conditions.ts';
import { workerClass } from './in-memory-class.ts';
import type { ManagementCluster } from './management-cluster.ts';
import { waitForObject } from './wait-for-object.ts';

export interface ClusterRequest {
  readonly name: string;
  readonly namespace: string;
  /** Name of the ClusterClass, in the same namespace. */
  readonly className: string;
  /** `v1.34.0` */
  readonly version: string;
  /** Default: 1. */
  readonly controlPlaneReplicas?: number;
  /** Default: 1. */
  readonly workers?: number;
  /** Default: none. */
  readonly variables?: readonly { readonly name: string; readonly value: JsonValue }[];
  /** Default: none. */
  readonly annotations?: Readonly<Record<string, string>>;
}

/** Asks for a cluster; what becomes of it is for {@link waitForCluster}. */
export async function createCluster({ client }: ManagementCluster, request: ClusterRequest): Promise<Cluster> {
  const { name, namespace, className, version, annotations, variables = [] } = request;
  return client.create(Cluster, {
    metadata: { name, namespace, ...(annotations && { annotations }) },
    spec: {
      clusterNetwork: {
        services: { cidrBlocks: ['10.128.0.0/12'] },
        pods: { cidrBlocks: ['192.168.0.0/16'] },
        serviceDomain: 'cluster.local',
      },
      topology: {
        classRef: { name: className },
        version,
        controlPlane: { replicas: request.controlPlaneReplicas ?? 1 },
        workers: { machineDeployments: [{ class: workerClass, name: 'md-0', replicas: request.workers ?? 1 }] },
        ...(variables.length > 0 && { variables: [...variables] }),
      },
    },
  });
}

/** Asks for another version; Cluster API goes there minor by minor. */
export async function upgradeCluster({ client }: ManagementCluster, ref: ObjectRef, version: string): Promise<Cluster> {
  return client.patch(Cluster, ref, { type: 'merge', body: { spec: { topology: { version } } } });
}

/** Asks for the end of a cluster; {@link waitUntilGone} waits for it. */
export async function deleteCluster({ client }: ManagementCluster, ref: ObjectRef): Promise<void> {
  await client.delete(Cluster, ref);
}

/** A cluster's conditions by type. */
export function clusterConditions(cluster: Cluster): Readonly<Record<string, Condition>> {
  return Object.fromEntries((cluster.status?.conditions ?? []).map((condition) => [condition.type, condition]));
}

/** Whether all of a cluster is as its topology says, rolled out and available. */
export function isSettled(cluster: Cluster): boolean {
  const { Available, TopologyReconciled, ...others } = clusterConditions(cluster);
  return (
    Available?.status === 'True' &&
    TopologyReconciled?.status === 'True' &&
    TopologyReconciled.observedGeneration === cluster.metadata.generation &&
    ['RollingOut', 'ScalingUp', 'ScalingDown'].every((type) => others[type]?.status === 'False')
  );
}

/** Whether a condition says that a hook of this name holds the cluster up; with `message`, that it says so. */
export function isBlockedBy(cluster: Cluster, hook: string, message = ''): boolean {
  const { TopologyReconciled } = clusterConditions(cluster);
  const text = TopologyReconciled?.status === 'False' ? TopologyReconciled.message : '';
  return text.includes(hook) && text.includes(message);
}

export interface WaitForClusterOptions {
  /** What is waited for, in words; part of the error. */
  readonly what: string;
  /** Default: `'180s'`: three times what a busy machine needs. */
  readonly timeout?: Duration;
}

/** Follows a cluster until `accept` says yes, and prints each change of its conditions with the time. */
export async function waitForCluster(
  management: ManagementCluster,
  ref: ObjectRef,
  accept: (cluster: Cluster) => boolean,
  { what, timeout = '180s' }: WaitForClusterOptions,
): Promise<Cluster> {
  const found = await waitForObject(management, [Cluster, ref], (cluster) => cluster !== undefined && accept(cluster), {
    what,
    timeout,
    describe: progress,
  });
  return found as Cluster; // undefined was not accepted
}

/** Follows a cluster until it is gone. */
export async function waitUntilGone(management: ManagementCluster, ref: ObjectRef, timeout: Duration = '120s'): Promise<void> {
  await waitForObject(management, [Cluster, ref], (cluster) => cluster === undefined, {
    what: 'gone',
    timeout,
    describe: progress,
  });
}

const shownConditions = ['InfrastructureReady', 'ControlPlaneInitialized', 'Available', 'RollingOut', 'Deleting'];

/** Short, as it is printed at each change: messages only where Cluster API says what the topology waits for. */
function progress(cluster: Cluster): string {
  const { phase = '-', conditions = [] } = cluster.status ?? {};
  const holds = conditions.filter(({ type, status }) => shownConditions.includes(type) && status === 'True');
  const topology = conditionLine(conditions, ['TopologyReconciled']);
  return [phase, ...holds.map(({ type }) => type), topology].join(', ');
}
