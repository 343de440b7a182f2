import { type Client, isApiError } from '@capstan/client';
import type { PolicyRule } from '@capstan/runtime';
import type { ObjectOf, ObjectRef, ResourceType } from '@capstan/schema';
import { capiLabels } from '../api/labels.ts';
import { type ContractReference, referenceRules } from '../api/references.ts';
import {
  Cluster,
  ClusterResourceSet,
  ClusterResourceSetBinding,
  Machine,
  MachineDeployment,
  MachinePool,
  MachineSet,
} from '../generated/kinds.ts';
import { ContractObjects } from './contract-objects.ts';
import { groupSiblings, isEcho } from './grouping.ts';
import { type ClusterTreeNode, type ObjectNode, objectNode, type TreeObject, type TreeRole } from './tree-node.ts';

export interface ClusterTreeOptions {
  /** Machines that say the same become one node. Default: `true`. */
  readonly grouping?: boolean;
  /** Shows a machine's infrastructure and bootstrap configuration although they only repeat what the machine says. Default: `false`. */
  readonly echo?: boolean;
  /** Shows MachineSets between MachineDeployments and Machines. Default: `false`. */
  readonly machineSets?: boolean;
  /** Shows ClusterResourceSets. Default: `false`. */
  readonly resourceSets?: boolean;
  readonly signal?: AbortSignal;
}

/** Rights that {@link clusterTree} needs, beside reading the kinds of the providers that are in use. */
export const clusterTreeRules: readonly PolicyRule[] = [
  {
    apiGroups: ['cluster.x-k8s.io'],
    resources: ['clusters', 'machines', 'machinesets', 'machinedeployments', 'machinepools'],
    verbs: ['get', 'list'],
  },
  { apiGroups: ['addons.cluster.x-k8s.io'], resources: ['clusterresourcesets', 'clusterresourcesetbindings'], verbs: ['get'] },
  ...referenceRules,
];

/**
 * What belongs to a Cluster, as `clusterctl describe cluster` nests it: infrastructure, control plane with its
 * machines, workers. Unlike there, what is referred to and can't be read is shown, with the reason.
 */
export async function clusterTree(client: Client, ref: ObjectRef, options: ClusterTreeOptions = {}): Promise<ObjectNode> {
  const { signal } = options;
  const cluster = await client.get(Cluster, ref, signal ? { signal } : {});
  return new TreeBuilder(client, cluster, options).build();
}

type Owner = Pick<TreeObject, 'kind' | 'metadata'>;

class TreeBuilder {
  readonly #client: Client;
  readonly #cluster: Cluster;
  readonly #options: ClusterTreeOptions;
  readonly #references: ContractObjects;
  readonly #call: { readonly signal?: AbortSignal };
  readonly #namespace: string;

  constructor(client: Client, cluster: Cluster, options: ClusterTreeOptions) {
    const { name, namespace = 'default' } = cluster.metadata;
    this.#client = client;
    this.#cluster = cluster;
    this.#options = options;
    this.#namespace = namespace;
    this.#call = options.signal ? { signal: options.signal } : {};
    this.#references = new ContractObjects({ client, namespace, cluster: name, signal: options.signal });
  }

  async build(): Promise<ObjectNode> {
    const { infrastructureRef, controlPlaneRef } = this.#cluster.spec ?? {};
    const machines = await this.#list(Machine);
    const isControlPlane = ({ metadata }: Machine) => metadata.labels?.[capiLabels.controlPlane] !== undefined;
    const shown = controlPlaneRef ? machines.filter(isControlPlane) : [];
    return objectNode('Cluster', this.#cluster, [
      ...(infrastructureRef ? [await this.#referred('ClusterInfrastructure', infrastructureRef)] : []),
      ...(await this.#resourceSets()),
      ...(controlPlaneRef ? [await this.#referred('ControlPlane', controlPlaneRef, await this.#machines(shown))] : []),
      ...(await this.#workers(machines.filter((machine) => !shown.includes(machine)))),
    ]);
  }

  async #workers(machines: readonly Machine[]): Promise<readonly ClusterTreeNode[]> {
    const [sets, deployments, pools] = await Promise.all([
      this.#list(MachineSet),
      this.#list(MachineDeployment),
      this.#list(MachinePool),
    ]);
    const left = new Set(machines);
    const take = (owner: Owner) => {
      const owned = controlledBy(machines, owner);
      for (const machine of owned) left.delete(machine);
      return this.#machines(owned);
    };
    const nodes: ClusterTreeNode[] = [];
    for (const deployment of deployments) {
      const children: ClusterTreeNode[] = [];
      for (const set of controlledBy(sets, deployment)) {
        const members = await take(set);
        children.push(...(this.#options.machineSets ? [objectNode('MachineSet', set, members)] : members));
      }
      nodes.push(objectNode('MachineDeployment', deployment, children));
    }
    for (const pool of pools)
      nodes.push(objectNode('MachinePool', pool, [...(await this.#poolParts(pool)), ...(await take(pool))]));
    if (left.size > 0) nodes.push({ type: 'section', title: 'Other', children: await this.#machines([...left]) });
    return nodes.length > 0 ? [{ type: 'section', title: 'Workers', children: nodes }] : [];
  }

  async #machines(machines: readonly Machine[]): Promise<readonly ClusterTreeNode[]> {
    const nodes: ClusterTreeNode[] = [];
    for (const machine of machines) {
      const { infrastructureRef, bootstrap } = machine.spec;
      const parts = [
        await this.#part('MachineInfrastructure', infrastructureRef, machine),
        ...(bootstrap.configRef ? [await this.#part('BootstrapConfig', bootstrap.configRef, machine)] : []),
      ];
      nodes.push(
        objectNode(
          'Machine',
          machine,
          parts.filter((part) => part !== undefined),
        ),
      );
    }
    return this.#options.grouping === false ? nodes : groupSiblings(nodes);
  }

  async #poolParts(pool: MachinePool): Promise<readonly ClusterTreeNode[]> {
    const { bootstrap, infrastructureRef } = pool.spec.template.spec;
    const parts = [
      ...(bootstrap.configRef ? [await this.#part('BootstrapConfig', bootstrap.configRef, pool)] : []),
      await this.#part('MachinePoolInfrastructure', infrastructureRef, pool),
    ];
    return parts.filter((part) => part !== undefined);
  }

  /** What an object consists of, unless it only repeats what the object says. */
  async #part(role: TreeRole, reference: ContractReference, parent: TreeObject): Promise<ClusterTreeNode | undefined> {
    const node = await this.#referred(role, reference);
    if (node.type !== 'object' || this.#options.echo) return node;
    return isEcho(node.conditions, objectNode(role, parent).conditions) ? undefined : node;
  }

  async #referred(
    role: TreeRole,
    reference: ContractReference,
    children: readonly ClusterTreeNode[] = [],
  ): Promise<ClusterTreeNode> {
    const found = await this.#references.read(role, reference);
    return 'metadata' in found ? objectNode(role, found, children) : { ...found, children };
  }

  async #resourceSets(): Promise<readonly ClusterTreeNode[]> {
    if (!this.#options.resourceSets) return [];
    const { name } = this.#cluster.metadata;
    const binding = await this.#client.find(ClusterResourceSetBinding, { name, namespace: this.#namespace }, this.#call);
    const children: ClusterTreeNode[] = [];
    for (const { clusterResourceSetName: set } of binding?.spec?.bindings ?? []) {
      const found = await this.#client.find(ClusterResourceSet, { name: set, namespace: this.#namespace }, this.#call);
      const problem = 'it is bound to the Cluster and does not exist';
      const missing = {
        type: 'missing',
        role: 'ClusterResourceSet',
        kind: 'ClusterResourceSet',
        name: set,
        problem,
        children: [],
      } as const;
      children.push(found ? objectNode('ClusterResourceSet', found) : missing);
    }
    return children.length > 0 ? [{ type: 'section', title: 'ClusterResourceSets', children }] : [];
  }

  /** Objects of the Cluster, by name. A kind that is not installed has none. */
  async #list<R extends ResourceType>(resource: R): Promise<readonly ObjectOf<R>[]> {
    const labels = { [capiLabels.clusterName]: this.#cluster.metadata.name };
    try {
      const objects = await Array.fromAsync(this.#client.list(resource, { namespace: this.#namespace, labels, ...this.#call }));
      return objects.sort((a, b) => (a.metadata.name < b.metadata.name ? -1 : 1));
    } catch (error) {
      if (isApiError(error, 'NotFound')) return [];
      throw error;
    }
  }
}

/** Those whose controller an object is; by kind and name, which survive a move to another management cluster. */
function controlledBy<O extends TreeObject>(objects: readonly O[], { kind, metadata }: Owner): readonly O[] {
  return objects.filter((object) =>
    object.metadata.ownerReferences?.some((owner) => owner.controller && owner.kind === kind && owner.name === metadata.name),
  );
}
