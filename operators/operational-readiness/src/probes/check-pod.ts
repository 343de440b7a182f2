import { Namespace, Pod } from '@capstan/schema';
import { ensure } from '../sonobuoy/dispatch.ts';
import { runObject } from '../sonobuoy/run-object.ts';
import type { ProbeContext } from './probe-context.ts';

export interface CheckPod {
  readonly name: string;
  readonly image: string;
  readonly operatingSystem: string | undefined;
  /** A claim to mount. */
  readonly claim?: string;
}

/** Makes a pod that does nothing: its command does not exist, so an image is pulled and none of it runs. */
export async function ensureCheckPod(pod: CheckPod, context: ProbeContext): Promise<Pod> {
  const { workload, namespace, owner, signal } = context;
  await ensureChecksNamespace(context);
  const volumes = pod.claim === undefined ? {} : { volumes: [{ name: 'data', persistentVolumeClaim: { claimName: pod.claim } }] };
  const mounts = pod.claim === undefined ? {} : { volumeMounts: [{ name: 'data', mountPath: '/data' }] };
  const object = runObject({ owner }, Pod, {
    metadata: { name: pod.name, namespace, labels: { component: 'readiness-check' } },
    spec: {
      restartPolicy: 'Never',
      automountServiceAccountToken: false,
      ...(pod.operatingSystem !== undefined && { nodeSelector: { 'kubernetes.io/os': pod.operatingSystem } }),
      containers: [{ name: 'check', image: pod.image, command: ['/readiness-check-that-does-not-exist'], ...mounts }],
      ...volumes,
    },
  });
  await ensure(workload, object, owner, { signal });
  return workload.get(Pod, object.ref, { signal });
}

export async function ensureChecksNamespace({ workload, namespace, owner, signal }: ProbeContext): Promise<void> {
  const object = runObject({ owner }, Namespace, {
    metadata: { name: namespace, labels: { 'pod-security.kubernetes.io/enforce': 'privileged' } },
  });
  await ensure(workload, object, owner, { signal });
}

/** What a kubelet says of a container whose image it has. Other reasons, also unknown ones, come before. */
const afterPull = new Set([
  'CreateContainerConfigError',
  'CreateContainerError',
  'RunContainerError',
  'CrashLoopBackOff',
  'PreStartHookError',
  'PostStartHookError',
]);

/** Whether the pod's image has been pulled; that its command cannot start is as intended. */
export function isPulled(pod: Pod): boolean {
  const [status] = pod.status?.containerStatuses ?? [];
  if (!status) return false;
  const { waiting, running, terminated } = status.state ?? {};
  if (waiting) return afterPull.has(waiting.reason ?? '');
  // The status of a pod that was never seen to run is made up when its node is lost.
  return running !== undefined || (terminated !== undefined && terminated?.reason !== 'ContainerStatusUnknown');
}

/** Why a pod does not get on, in words. */
export function podTrouble(pod: Pod): string {
  const unscheduled = pod.status?.conditions?.find(({ type, status }) => type === 'PodScheduled' && status === 'False');
  if (unscheduled) return `it cannot be scheduled: ${unscheduled.message ?? unscheduled.reason ?? ''}`;
  const waiting = pod.status?.containerStatuses?.[0]?.state?.waiting;
  return waiting
    ? `${waiting.reason ?? 'waiting'}${waiting.message ? `: ${waiting.message}` : ''}`
    : 'its pod has not started yet';
}
