import { capiLabels, type HookVariable, type PatchItem } from '@capstan/capi';
import type { JsonObject } from '@capstan/schema';
import type { TopologyCluster } from '../cluster/topology-cluster.ts';
import { objectNames, type TopologyTemplate, topologyTemplates } from './templates.ts';

/** Versions that control plane and workers have or get, where they differ from the topology's. */
export interface ItemVersions {
  readonly controlPlane?: string | undefined;
  /** By the name of the MachineDeployment in the topology. */
  readonly workers?: Readonly<Record<string, string>> | undefined;
}

/** Variables of the user, and `builtin` of the cluster. */
export function topologyVariables(cluster: TopologyCluster): readonly HookVariable[] {
  const { topology, clusterNetwork } = cluster.spec;
  const { name, namespace, uid, labels, annotations } = cluster.metadata;
  const { classRef, version } = topology;
  const network = (clusterNetwork ?? {}) as {
    readonly serviceDomain?: string;
    readonly services?: { readonly cidrBlocks?: readonly string[] };
    readonly pods?: { readonly cidrBlocks?: readonly string[] };
  }; // as Cluster API's schema has it
  const classNamespace = classRef.namespace ?? namespace;
  const builtin = {
    cluster: {
      name,
      namespace,
      uid,
      metadata: { ...(labels && { labels }), ...(annotations && { annotations }) },
      topology: { version, classRef: { name: classRef.name, namespace: classNamespace }, class: classRef.name, classNamespace },
      network: {
        ...(network.serviceDomain !== undefined && { serviceDomain: network.serviceDomain }),
        services: network.services?.cidrBlocks ?? [],
        pods: network.pods?.cidrBlocks ?? [],
      },
    },
  };
  const user = (topology.variables ?? []).map(({ name: variable, value }) => ({ name: variable, value }));
  return [...user, { name: 'builtin', value: builtin as unknown as JsonObject }]; // made of JSON above
}

/** The items of GeneratePatches; each call gives them other uids, as Cluster API does. */
export function patchItems(
  cluster: TopologyCluster,
  {
    versions = {},
    newUid = () => crypto.randomUUID(),
  }: { readonly versions?: ItemVersions; readonly newUid?: () => string } = {},
): readonly PatchItem[] {
  return topologyTemplates(cluster).map((template) => {
    const variables = itemVariables(cluster, template, versions);
    return {
      uid: newUid(),
      holderReference: template.holderReference,
      object: template.object,
      ...(variables && { variables }),
    };
  });
}

function itemVariables(
  cluster: TopologyCluster,
  { role }: TopologyTemplate,
  versions: ItemVersions,
): readonly HookVariable[] | undefined {
  if (role === 'cluster') return undefined;
  const names = objectNames(cluster);
  const { topology } = cluster.spec;
  const labels = { [capiLabels.clusterName]: cluster.metadata.name, [capiLabels.topologyOwned]: '' };
  if (role === 'controlPlane') {
    const value = {
      controlPlane: {
        version: versions.controlPlane ?? topology.version,
        metadata: { labels },
        name: names.controlPlane,
        replicas: topology.controlPlane?.replicas ?? 1,
        machineTemplate: { infrastructureRef: { name: names.controlPlaneMachines } },
      },
    };
    return [{ name: 'builtin', value }];
  }
  const { name, class: className, replicas = 1 } = role.machineDeployment;
  const value = {
    machineDeployment: {
      version: versions.workers?.[name] ?? topology.version,
      metadata: { labels: { ...labels, [capiLabels.topologyMachineDeployment]: name } },
      class: className,
      name: names.machineDeployment(name),
      topologyName: name,
      replicas,
      bootstrap: { configRef: { name: names.bootstrap(name) } },
      infrastructureRef: { name: names.machines(name) },
    },
  };
  return [{ name: 'builtin', value }];
}
