import type { HookBody, LifecycleHook } from '@capstan/capi';
import type { HookCaller } from './hook-caller.ts';
import type { SimulatedClock } from './simulated-clock.ts';
import type { SimulatedCluster } from './simulated-cluster.ts';
import type { LifecyclePhase, PhaseEntry, TimelineEntry } from './timeline.ts';

/** How long what Cluster API waits for takes, in simulated milliseconds. */
export interface Durations {
  readonly controlPlaneInitialisingMs: number;
  readonly controlPlaneRollMs: number;
  readonly workersRollMs: number;
}

export interface Simulation {
  readonly cluster: SimulatedCluster;
  readonly hooks: HookCaller;
  readonly clock: SimulatedClock;
  readonly durations: Durations;
}

/** What a part of a reconcile shows, and what it results in. */
export type Steps<Result = void> = AsyncGenerator<TimelineEntry, Result>;

/** Asks about the cluster; whether what the hook holds may go on. */
export function ask<H extends LifecycleHook>(
  { cluster, hooks }: Simulation,
  hook: H,
  fields: Omit<HookBody<H>, 'cluster' | 'settings'>,
): Steps<boolean> {
  const request = { cluster: cluster.object, ...fields } as unknown as HookBody<H>; // the cluster is what was left out
  return hooks.ask(hook, { subject: cluster.object, request });
}

/** Asks for a hook that is owed, and settles it when it proceeds, or when nobody handles it. */
export async function* settle<H extends LifecycleHook>(
  simulation: Simulation,
  hook: H,
  fields: Omit<HookBody<H>, 'cluster' | 'settings'>,
): Steps<boolean> {
  const { cluster, hooks } = simulation;
  if (hooks.handles(hook, cluster.object) && !(yield* ask(simulation, hook, fields))) return false;
  cluster.settle(hook);
  return true;
}

export function phase({ cluster, clock }: Simulation, name: LifecyclePhase, message: string): PhaseEntry {
  return { type: 'phase', seconds: clock.now() / 1000, phase: name, message, cluster: cluster.object };
}
