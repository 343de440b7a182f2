import type { Condition } from '@capstan/schema';
import type { ClusterTreeNode, GroupNode, ObjectNode } from './tree-node.ts';

const compared = ['Available', 'Ready', 'UpToDate'];

/** Puts siblings that say the same into one group; one that stands alone stays as it is. */
export function groupSiblings(nodes: readonly ClusterTreeNode[]): readonly ClusterTreeNode[] {
  const groups = Map.groupBy(nodes, (node) => (node.type === 'object' ? `${node.role} ${summary(node)}` : node));
  return [...groups.values()].flatMap((members) => {
    const objects = members.filter((node): node is ObjectNode => node.type === 'object');
    return objects.length > 1 ? [groupNode(objects)] : members;
  });
}

/** A child that only repeats what the one above it says. */
export function isEcho(child: readonly Condition[], parent: readonly Condition[]): boolean {
  const [ready, above] = [child, parent].map((conditions) => conditions.find(({ type }) => type === 'Ready'));
  return ready?.status === 'True' || stateOf(ready) === stateOf(above);
}

function groupNode(objects: readonly ObjectNode[]): GroupNode {
  const [first] = objects;
  const conditions = (first?.conditions ?? []).filter(({ type }) => compared.includes(type));
  return {
    type: 'group',
    role: first?.role ?? 'Machine',
    members: objects.map(({ object }) => object),
    conditions,
    children: [],
  };
}

const summary = ({ conditions }: ObjectNode): string =>
  compared.map((wanted) => stateOf(conditions.find(({ type }) => type === wanted))).join(' ');

const stateOf = (condition: Condition | undefined): string => (condition ? `${condition.status}/${condition.reason}` : '-');
