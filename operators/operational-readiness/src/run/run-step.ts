import type { Client } from '@capstan/client';
import type { Duration } from '@capstan/schema';
import type { ReadinessReport, UndecidedReason } from '../api/readiness-report.ts';
import type { Phase, Run } from '../api/run-fields.ts';
import type { ResolvedSettings } from '../settings.ts';
import type { RunOwner } from '../sonobuoy/sonobuoy-run.ts';
import { limitMs, timestamp } from '../timestamps.ts';

/** What a step of a run works with. */
export interface RunContext {
  readonly report: ReadinessReport;
  /** As the report has it; every step may have been made before, and its end been lost. */
  readonly run: Run;
  readonly phase: Phase;
  readonly management: Client;
  /** Throws `ClusterUnreachable` at once. */
  workload(): Promise<Client>;
  readonly settings: ResolvedSettings;
  /** Milliseconds since 1970. */
  readonly now: number;
  readonly signal: AbortSignal;
  /** Does what takes much memory, when nobody else does. */
  alone<T>(work: () => Promise<T>): Promise<T>;
  /** Whether no turn is to be had now, which spares looking further. */
  isFull(): boolean;
  /** Takes a turn among the fleet's runs. */
  admit(): boolean;
  /** Where its archive is while it is read; shared with the others. */
  readonly room: Room;
}

/** A run's part of the disk. */
export interface Room {
  /** Takes room for an archive of so many bytes, if there is any. */
  take(bytes: number): boolean;
  /** Counts an archive that is there already. */
  hold(bytes: number): void;
  leave(): void;
}

/** What a step leads to. Its fields replace those of the run. */
export type Step =
  | { readonly step: 'wait'; readonly after: Duration; readonly message: string; readonly run?: Partial<Run> }
  | { readonly step: 'next'; readonly phase: Phase; readonly run?: Partial<Run> };

export const wait = (after: Duration, message: string, run: Partial<Run> = {}): Step => ({ step: 'wait', after, message, run });
export const next = (phase: Phase, run: Partial<Run> = {}): Step => ({ step: 'next', phase, run });

/** Ends a run that shows nothing; what was made is removed. */
export function breakOff(reason: UndecidedReason, explanation: string): Step {
  return next('CleaningUp', { verdict: 'Unknown', reason, explanation: explanation.slice(0, 1024) });
}

/** When the phase began. */
export const phaseStart = ({ run, now }: Pick<RunContext, 'run' | 'now'>): number =>
  Date.parse(run.phases.at(-1)?.startedAt ?? timestamp(now));

/** Whether the phase has taken longer than a limit of the profile, since it waited for others last. */
export const isOver = (context: Pick<RunContext, 'run' | 'now'>, limit: string): boolean =>
  context.now - Math.max(phaseStart(context), Date.parse(context.run.turnWaitedUntil ?? context.run.startedAt)) > limitMs(limit);

/** The run with what a step changed, in the phase it leads to. */
export function advanced(run: Run, step: Step, now: number): Run {
  const { message: _old, ...rest } = run;
  const all = Object.entries({ ...rest, ...step.run });
  const changed = Object.fromEntries(all.filter(([, value]) => value !== undefined)) as Run; // none of those it must have
  if (step.step === 'wait') return { ...changed, message: step.message.slice(0, 1024) };
  return { ...changed, phases: [...run.phases, { name: step.phase, startedAt: timestamp(now) }].slice(-64) };
}

export const runName = ({ metadata }: ReadinessReport, { number, attempt }: Run): string =>
  `${metadata.namespace}/${metadata.name}#${number}.${attempt}`;

export function ownerOf({ report, run, now }: Pick<RunContext, 'report' | 'run' | 'now'>, lifetime: string): RunOwner {
  const startedAt = Date.parse(run.phases.findLast(({ name }) => name === 'Dispatching')?.startedAt ?? timestamp(now));
  return {
    reportUid: report.metadata.uid,
    run: runName(report, run),
    expiresAt: timestamp(startedAt + limitMs(lifetime)),
  };
}
