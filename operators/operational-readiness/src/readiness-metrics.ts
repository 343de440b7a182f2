import type { Context } from '@capstan/runtime';
import type { Phase, Run } from './api/run-fields.ts';

type Measure = Context<never>['measure'];

/** Metrics of runs, recorded as they go on. */
export const runMetrics = {
  capstan_readiness_runs_total: { type: 'counter', help: 'Runs that ended', labels: ['profile', 'verdict', 'reason'] },
  capstan_readiness_phase_seconds_total: {
    type: 'counter',
    help: 'Time that runs spent in a phase',
    labels: ['profile', 'phase'],
  },
  capstan_readiness_retries_total: { type: 'counter', help: 'Attempts that tried failed cases again', labels: ['profile'] },
  capstan_readiness_left_behind_total: {
    type: 'counter',
    help: 'Runs whose objects could not be removed from the workload cluster',
    labels: ['profile'],
  },
} as const;

/** Metrics of the fleet, as it stands. */
export const fleetMetrics = {
  capstan_readiness_clusters: { type: 'gauge', help: 'Clusters of a profile by how they stand', labels: ['profile', 'state'] },
  capstan_readiness_gates_held: { type: 'gauge', help: 'Upgrades that a profile holds', labels: ['profile'] },
} as const;

/** Records that a run entered a phase, and the time it spent in the one before. */
export function measurePhase(measure: Measure, profile: string, entered: { readonly phase: Phase; readonly run: Run }): void {
  const { phase, run } = entered;
  const [left, now] = run.phases.slice(-2);
  if (left && now) {
    const seconds = Math.max(0, Date.parse(now.startedAt) - Date.parse(left.startedAt)) / 1000;
    measure('capstan_readiness_phase_seconds_total', seconds, { profile, phase: left.name });
  }
  if (phase === 'Dispatching' && run.attempt > 1) measure('capstan_readiness_retries_total', 1, { profile });
  if (phase !== 'Done') return;
  measure('capstan_readiness_runs_total', 1, { profile, verdict: run.verdict ?? 'Unknown', reason: run.reason ?? '' });
  if (run.leftBehind !== undefined) measure('capstan_readiness_left_behind_total', 1, { profile });
}
