import type { ReportStatus } from '../api/readiness-report.ts';
import type { PastRun, Run } from '../api/run-fields.ts';
import { timestamp } from '../timestamps.ts';
import { sonobuoyNamespaces } from './run-places.ts';

export interface BeginOptions {
  readonly cause: string;
  readonly request: string | undefined;
  readonly now: number;
  /** Earlier runs that are remembered. */
  readonly history: number;
}

/** The status of a report with a new run; the one before becomes history. */
export function beginRun(status: ReportStatus, { cause, request, now, history }: BeginOptions): Partial<ReportStatus> {
  const earlier = status.run;
  const remembered = [...(earlier ? [pastRun(earlier)] : []), ...(status.history ?? [])];
  const startedAt = timestamp(now);
  const run: Run = {
    number: (earlier?.number ?? 0) + 1,
    attempt: 1,
    cause,
    ...(request !== undefined && { request }),
    startedAt,
    phases: [{ name: 'Pending', startedAt }],
    ...(earlier && leftIn(earlier)),
  };
  // One at least: while a run goes on, the result before it is what counts.
  return { phase: 'Pending', run, history: remembered.slice(0, Math.max(1, history)), summary: '' };
}

/** What could not be removed is not forgotten with the run that made it. */
function leftIn(earlier: Run): Pick<Run, 'leftNamespaces'> {
  const leftNamespaces = earlier.leftBehind === undefined ? (earlier.leftNamespaces ?? []) : sonobuoyNamespaces(earlier);
  return leftNamespaces.length > 0 ? { leftNamespaces: [...leftNamespaces] } : {};
}

export function pastRun(run: Run): PastRun {
  return {
    number: run.number,
    startedAt: run.startedAt,
    endedAt: run.endedAt ?? run.startedAt,
    verdict: run.verdict ?? 'Unknown',
    reason: run.reason ?? 'NothingRan',
    ...(run.explanation !== undefined && { explanation: run.explanation }),
    ...(run.cluster && { kubernetesVersion: run.cluster.kubernetesVersion }),
    ...(run.counts && { counts: run.counts }),
    ...(run.archive && { archive: run.archive }),
  };
}
