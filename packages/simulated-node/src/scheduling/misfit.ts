import type { Node, Pod } from '@capstan/schema';
import type { NodeSelectorRequirement, NodeSelectorTerm, Taint, Toleration } from '../pod-types.ts';

/** Why a pod may not run on a node, in the scheduler's words; `undefined`: it may. Resources are not counted. */
export function misfit(pod: Pick<Pod, 'spec'>, node: Node): string | undefined {
  const { nodeSelector = {}, affinity, tolerations = [] } = pod.spec ?? {};
  const labels = node.metadata.labels ?? {};
  const selected = Object.entries(nodeSelector).every(([name, value]) => labels[name] === value);
  const terms = affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms;
  if (!selected || (terms && !terms.some((term) => matchesTerm(term, node)))) {
    return "1 node(s) didn't match Pod's node affinity/selector";
  }
  const taint = node.spec?.taints?.find((each) => each.effect !== 'PreferNoSchedule' && !isTolerated(each, tolerations));
  if (taint) return `1 node(s) had untolerated taint {${taint.key}: ${taint.value ?? ''}}`;
  return node.spec?.unschedulable ? '1 node(s) were unschedulable' : undefined;
}

function matchesTerm({ matchExpressions = [], matchFields = [] }: NodeSelectorTerm, node: Node): boolean {
  if (matchExpressions.length + matchFields.length === 0) return false;
  return (
    matchExpressions.every((each) => matchesRequirement(each, node.metadata.labels?.[each.key])) &&
    matchFields.every((each) => each.key === 'metadata.name' && matchesRequirement(each, node.metadata.name))
  );
}

function matchesRequirement({ operator, values = [] }: NodeSelectorRequirement, value: string | undefined): boolean {
  switch (operator) {
    case 'In':
      return value !== undefined && values.includes(value);
    case 'NotIn':
      return value === undefined || !values.includes(value);
    case 'Exists':
      return value !== undefined;
    case 'DoesNotExist':
      return value === undefined;
    case 'Gt':
      return Number(value) > Number(values[0]);
    case 'Lt':
      return Number(value) < Number(values[0]);
    default:
      return false;
  }
}

function isTolerated(taint: Taint, tolerations: readonly Toleration[]): boolean {
  return tolerations.some(
    ({ key = '', operator = 'Equal', value = '', effect = '' }) =>
      (effect === '' || effect === taint.effect) &&
      (key === '' ? operator === 'Exists' : key === taint.key) &&
      (operator === 'Exists' || value === (taint.value ?? '')),
  );
}
