import type { Condition, KubeObject } from '@capstan/schema';

/** A node of the tree of what belongs to a Cluster. */
export type ClusterTreeNode = ObjectNode | GroupNode | SectionNode | MissingNode;

/** What an object is to the object above it. */
export type TreeRole =
  | 'Cluster'
  | 'ClusterInfrastructure'
  | 'ControlPlane'
  | 'Machine'
  | 'MachineInfrastructure'
  | 'BootstrapConfig'
  | 'MachineDeployment'
  | 'MachineSet'
  | 'MachinePool'
  | 'MachinePoolInfrastructure'
  | 'ClusterResourceSet';

export interface ObjectNode {
  readonly type: 'object';
  readonly role: TreeRole;
  readonly object: TreeObject;
  readonly conditions: readonly Condition[];
  readonly children: readonly ClusterTreeNode[];
}

/** Objects of one kind whose Available, Ready and UpToDate say the same, for the same reason. */
export interface GroupNode {
  readonly type: 'group';
  readonly role: TreeRole;
  readonly members: readonly TreeObject[];
  /** Those they share. */
  readonly conditions: readonly Condition[];
  readonly children: readonly [];
}

/** A heading that no object stands for. */
export interface SectionNode {
  readonly type: 'section';
  readonly title: 'Workers' | 'Other' | 'ClusterResourceSets';
  readonly children: readonly ClusterTreeNode[];
}

/** Something that is referred to and can't be shown. */
export interface MissingNode {
  readonly type: 'missing';
  readonly role: TreeRole;
  readonly kind: string;
  readonly name: string;
  readonly problem: string;
  readonly children: readonly ClusterTreeNode[];
}

/** Any object; what else its status has (replicas, addresses) is for the reader to look up. */
export interface TreeObject extends KubeObject {
  readonly spec?: unknown;
  readonly status?: unknown;
}

/** The node of an object. */
export function objectNode(role: TreeRole, object: TreeObject, children: readonly ClusterTreeNode[] = []): ObjectNode {
  return { type: 'object', role, object, conditions: conditionsOf(object), children };
}

/** Conditions as v1beta2 objects have them; those of older contracts have another shape and are left out. */
function conditionsOf({ status }: TreeObject): readonly Condition[] {
  const { conditions } = (status ?? {}) as { readonly conditions?: unknown }; // an object of any kind
  if (!Array.isArray(conditions)) return [];
  return conditions.filter((condition): condition is Condition => typeof condition?.reason === 'string');
}
