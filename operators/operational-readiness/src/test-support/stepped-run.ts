import { systemClock } from '@capstan/runtime';
import { ReadinessProfile } from '../api/readiness-profile.ts';
import type { ReadinessReport, ReportStatus } from '../api/readiness-report.ts';
import type { Phase } from '../api/run-fields.ts';
import { recordReport } from '../fleet/record-report.ts';
import { advance } from '../run/advance.ts';
import { beginRun } from '../run/begin-run.ts';
import { advanced, type RunContext, type Step } from '../run/run-step.ts';
import { type ReadinessSettings, resolveSettings } from '../settings.ts';
import type { FleetEnv } from './fleet-env.ts';

export interface SteppedRun {
  readonly phase: Phase;
  readonly status: ReportStatus;
  /** As it would be read back. */
  readonly report: ReadinessReport;
  /** Whether no turn is to be had. */
  full: boolean;
  /** Whether no room for an archive is to be had. */
  crowded: boolean;
  /** How far its clock is ahead, in milliseconds. */
  aheadMs: number;
  /** Makes a step, and forgets what it led to: the operator was killed before it could write that down. */
  killed(): Promise<Step>;
  /** Makes a step and keeps what it led to. */
  step(): Promise<Step>;
  /** Steps until the phase. */
  until(phase: Phase): Promise<void>;
}

export interface SteppedRunOptions extends ReadinessSettings {
  /** The test's own: nothing goes on once its time is up. */
  readonly signal: AbortSignal;
}

/** A run that is driven by hand, step by step, as the controller would. */
export async function steppedRun(
  fleet: FleetEnv,
  profileName: string,
  { signal, ...changes }: SteppedRunOptions,
): Promise<SteppedRun> {
  const profile = await fleet.management.client.get(ReadinessProfile, { name: profileName });
  const cluster = await fleet.cluster('web');
  const { report } = await recordReport(fleet.operator, cluster, { profile: profileName });
  const settings = resolveSettings(changes);
  const clock = { now: () => systemClock.now() + stepped.aheadMs };
  let status: ReportStatus = { ...beginRun({}, { cause: 'test', request: undefined, now: systemClock.now(), history: 5 }) };
  const asRead = () => ({ ...report, status }) as ReadinessReport; // in memory, its status may have fields that are undefined
  const take = async () => {
    const { run, phase } = status;
    if (!run || !phase) throw new Error('there is a run');
    const context: RunContext = {
      report: asRead(),
      run,
      phase,
      management: fleet.operator,
      workload: async () => fleet.workload.client,
      settings,
      now: clock.now(),
      signal,
      alone: (work) => work(),
      isFull: () => false,
      admit: () => !stepped.full,
      room: { take: () => !stepped.crowded, hold: () => undefined, leave: () => undefined },
    };
    return advance(profile, context);
  };
  const stepped: SteppedRun = {
    full: false,
    crowded: false,
    aheadMs: 0,
    get phase() {
      return status.phase ?? 'Pending';
    },
    get status() {
      return status;
    },
    get report() {
      return asRead();
    },
    killed: take,
    async step() {
      const step = await take();
      const run = status.run && advanced(status.run, step, clock.now());
      status = { ...status, ...(run && { run }), ...(step.step === 'next' && { phase: step.phase }) };
      return step;
    },
    async until(phase) {
      while (status.phase !== phase) {
        signal.throwIfAborted();
        await stepped.step();
        await new Promise(setImmediate);
      }
    },
  };
  return stepped;
}
