import type { Container, ContainerStatus } from '../pod-types.ts';

/** Where a container is in its life. */
export type ContainerPhase =
  | { readonly phase: 'waiting'; readonly reason: string; readonly message?: string }
  | { readonly phase: 'running'; readonly startedAt: string }
  | Ended;

export interface Ended {
  readonly phase: 'ended';
  readonly exitCode: number;
  readonly startedAt: string;
  readonly finishedAt: string;
  readonly reason: string;
  readonly message?: string;
}

export interface ContainerState {
  readonly now: ContainerPhase;
  /** How it ended the last time, once it was restarted. */
  readonly last?: Ended;
  readonly restarts: number;
}

export const creating: ContainerState = { now: { phase: 'waiting', reason: 'ContainerCreating' }, restarts: 0 };

/** A container's status as the API has it. */
export function containerStatus(container: Container, state: ContainerState, podUid: string): ContainerStatus {
  const { now, last, restarts } = state;
  const running = now.phase === 'running';
  const started = now.phase !== 'waiting' || last !== undefined;
  return {
    name: container.name,
    image: container.image ?? '',
    imageID: started ? `simulated://${container.image}` : '',
    ready: running,
    started: running,
    restartCount: restarts,
    state: stateOf(now),
    lastState: last ? stateOf(last) : {},
    ...(started && { containerID: `simulated://${podUid}/${container.name}/${restarts}` }),
  };
}

function stateOf(phase: ContainerPhase): NonNullable<ContainerStatus['state']> {
  switch (phase.phase) {
    case 'waiting':
      return { waiting: { reason: phase.reason, ...(phase.message !== undefined && { message: phase.message }) } };
    case 'running':
      return { running: { startedAt: phase.startedAt } };
    case 'ended': {
      const { phase: _, ...terminated } = phase;
      return { terminated };
    }
  }
}

/** What an earlier life of the node wrote about a container whose program ended with that node. */
export function lostState(status: ContainerStatus | undefined, now: string): ContainerState | undefined {
  const { state, restartCount = 0 } = status ?? {};
  if (state?.terminated) {
    const { exitCode, reason = 'Error', startedAt = now, finishedAt = now, message } = state.terminated;
    const ended = { phase: 'ended', exitCode, reason, startedAt, finishedAt, ...(message !== undefined && { message }) } as const;
    return { now: ended, restarts: restartCount };
  }
  if (!state?.running) return undefined;
  const ended = {
    phase: 'ended',
    exitCode: 137,
    reason: 'ContainerStatusUnknown',
    message: 'the node was restarted, and the program ended with it',
    startedAt: state.running.startedAt ?? now,
    finishedAt: now,
  } as const;
  return { now: ended, restarts: restartCount };
}
