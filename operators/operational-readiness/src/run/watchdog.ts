import type { Node, Pod } from '@capstan/schema';
import type { UndecidedReason } from '../api/readiness-report.ts';
import type { Run } from '../api/run-fields.ts';
import { timestamp } from '../timestamps.ts';
import { isReady } from './observe-cluster.ts';

export interface Cause {
  readonly reason: UndecidedReason;
  readonly message: string;
}

/** Pods of a run that don't get on, and why. The worst first. */
export function causeOf(pods: readonly Pod[], nodes: readonly Node[]): Cause | undefined {
  const causes = pods.flatMap((pod) => {
    const cause = podCause(pod, nodes);
    return cause ? [cause] : [];
  });
  return causes.toSorted((left, right) => order.indexOf(left.reason) - order.indexOf(right.reason))[0];
}

const order: readonly UndecidedReason[] = ['NodeLost', 'Unschedulable', 'ImageUnavailable'];
const pullTrouble = new Set(['ErrImagePull', 'ImagePullBackOff', 'InvalidImageName', 'ErrImageNeverPull', 'RegistryUnavailable']);

function podCause(pod: Pod, nodes: readonly Node[]): Cause | undefined {
  const { name } = pod.metadata;
  const scheduled = pod.status?.conditions?.find(({ type }) => type === 'PodScheduled');
  if (scheduled?.status === 'False' || pod.spec?.nodeName === undefined) {
    const why = scheduled?.message ?? scheduled?.reason ?? 'no scheduler has looked at it';
    return { reason: 'Unschedulable', message: `pod ${name} has no node: ${why}` };
  }
  const node = nodes.find(({ metadata }) => metadata.name === pod.spec?.nodeName);
  if (!node) return { reason: 'NodeLost', message: `the node ${pod.spec.nodeName} of pod ${name} does not exist any more` };
  if (!isReady(node)) return { reason: 'NodeLost', message: `the node ${node.metadata.name} of pod ${name} is not Ready` };
  for (const { state, image } of [...(pod.status?.initContainerStatuses ?? []), ...(pod.status?.containerStatuses ?? [])]) {
    const waiting = state?.waiting;
    if (waiting?.reason !== undefined && pullTrouble.has(waiting.reason)) {
      return {
        reason: 'ImageUnavailable',
        message: `pod ${name}: ${image}: ${waiting.reason}${waiting.message ? `: ${waiting.message}` : ''}`,
      };
    }
  }
  return undefined;
}

/**
 * Since when a cause has been there, by the operator's own clock: those of workload clusters may be wrong. `undefined` when
 * there is none now.
 */
export function troubleOf(cause: Cause | undefined, earlier: Run['trouble'], now: number): Run['trouble'] {
  if (!cause) return undefined;
  return { ...cause, since: earlier?.reason === cause.reason ? earlier.since : timestamp(now) };
}
