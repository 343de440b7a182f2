import type { Pod } from '@capstan/schema';
import type { Container, PodCondition, PodStatus } from '../pod-types.ts';
import { type ContainerState, containerStatus, creating } from './container-state.ts';

export interface StatusSource {
  readonly pod: Pod;
  readonly states: ReadonlyMap<string, ContainerState>;
  readonly address: string;
  /** When the node took the pod. */
  readonly startTime: string;
  readonly now: string;
}

/** The whole status of a pod, from where its containers are. */
export function podStatus({ pod, states, address, startTime, now }: StatusSource): PodStatus {
  const { containers = [], initContainers = [] } = pod.spec ?? {};
  const stateOf = ({ name }: Container) => states.get(name) ?? creating;
  const status = (container: Container) => containerStatus(container, stateOf(container), pod.metadata.uid);
  const phase = phaseOf(pod, stateOf);
  const ready = phase === 'Running' && containers.every((container) => stateOf(container).now.phase === 'running');
  const initialized = initContainers.every((container) => succeeded(stateOf(container)));
  return {
    phase,
    hostIP: address,
    hostIPs: [{ ip: address }],
    podIP: address,
    podIPs: [{ ip: address }],
    startTime,
    qosClass: qosClass(pod),
    conditions: conditions(pod, { Initialized: initialized, Ready: ready, ContainersReady: ready, PodScheduled: true }, now),
    containerStatuses: containers.map(status),
    ...(initContainers.length > 0 && { initContainerStatuses: initContainers.map(status) }),
  };
}

type Phase = NonNullable<PodStatus['phase']>;

/** As a kubelet computes it. */
function phaseOf(pod: Pod, stateOf: (container: Container) => ContainerState): Phase {
  const { containers = [], initContainers = [], restartPolicy = 'Always' } = pod.spec ?? {};
  const first = initContainers.map(stateOf).find((state) => !succeeded(state));
  if (first) return first.now.phase === 'ended' && restartPolicy === 'Never' ? 'Failed' : 'Pending';
  const states = containers.map(stateOf);
  if (states.some(({ now, last }) => now.phase === 'waiting' && !last)) return 'Pending';
  if (restartPolicy === 'Always' || states.some(({ now }) => now.phase === 'running')) return 'Running';
  if (states.every(succeeded)) return 'Succeeded';
  return restartPolicy === 'Never' ? 'Failed' : 'Running';
}

const succeeded = ({ now }: ContainerState) => now.phase === 'ended' && now.exitCode === 0;

type ConditionType = 'Initialized' | 'Ready' | 'ContainersReady' | 'PodScheduled';

function conditions(pod: Pod, values: Readonly<Record<ConditionType, boolean>>, now: string): PodCondition[] {
  return Object.entries(values).map(([type, value]) => {
    const status = value ? 'True' : 'False';
    const before = pod.status?.conditions?.find((condition) => condition.type === type);
    const lastTransitionTime = before?.status === status ? before.lastTransitionTime : now;
    return { type, status, ...(lastTransitionTime && { lastTransitionTime }), ...(!value && reasonOf(pod)) };
  });
}

function reasonOf({ spec }: Pod) {
  const names = spec?.containers.map(({ name }) => name).join(' ');
  return { reason: 'ContainersNotReady', message: `containers with unready status: [${names}]` };
}

function qosClass({ spec }: Pod): NonNullable<PodStatus['qosClass']> {
  const asked = spec?.containers.some(({ resources }) => resources?.requests ?? resources?.limits) ?? false;
  return asked ? 'Burstable' : 'BestEffort';
}
