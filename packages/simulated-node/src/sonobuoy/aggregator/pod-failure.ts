import type { Pod } from '@capstan/schema';

export interface FailureLimits {
  /** How long an image may be missing. */
  readonly imageMs: number;
  /** How long after the end of a container its results may still come. */
  readonly endedMs: number;
}

/** Why a plugin's pod is not going to bring results; `undefined`: it may. */
export function podFailure({ status }: Pod, now: number, limits: FailureLimits): string | undefined {
  const unscheduled = status?.conditions?.find(({ reason }) => reason === 'Unschedulable');
  if (unscheduled) return `Can't schedule pod: ${unscheduled.message}`;
  const age = now - Date.parse(status?.startTime ?? '');
  for (const { name, image, restartCount, state } of status?.containerStatuses ?? []) {
    if (restartCount > 2) return `Container ${name} has restarted unsuccessfully ${restartCount} times`;
    const { waiting, terminated } = state ?? {};
    if (waiting && age > limits.imageMs && /^(ImagePullBackOff|ErrImagePull)$/.test(waiting.reason ?? '')) {
      const within = `${Math.round(limits.imageMs / 60_000)}m0s`;
      return `Failed to pull image ${image} for container ${name} within ${within}. Container is in state ${waiting.reason}`;
    }
    if (terminated && now - Date.parse(terminated.finishedAt ?? '') > limits.endedMs) {
      const { exitCode, reason = '', message = '' } = terminated;
      return `Container ${name} is in a terminated state (exit code ${exitCode}) due to reason: ${reason}: ${message}`;
    }
  }
  return undefined;
}
