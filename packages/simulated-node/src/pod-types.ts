import type { Node, Pod } from '@capstan/schema';

/** Parts of pods and nodes, by the names that Kubernetes has for them. */
export type PodSpec = NonNullable<Pod['spec']>;
export type PodStatus = NonNullable<Pod['status']>;
export type PodCondition = NonNullable<PodStatus['conditions']>[number];
export type Container = PodSpec['containers'][number];
export type ContainerStatus = NonNullable<PodStatus['containerStatuses']>[number];
export type EnvVar = NonNullable<Container['env']>[number];
export type VolumeSpec = NonNullable<PodSpec['volumes']>[number];
export type Toleration = NonNullable<PodSpec['tolerations']>[number];
export type Taint = NonNullable<NonNullable<Node['spec']>['taints']>[number];
type RequiredAffinity = NonNullable<
  NonNullable<NonNullable<PodSpec['affinity']>['nodeAffinity']>['requiredDuringSchedulingIgnoredDuringExecution']
>;
export type NodeSelectorTerm = RequiredAffinity['nodeSelectorTerms'][number];
export type NodeSelectorRequirement = NonNullable<NodeSelectorTerm['matchExpressions']>[number];
