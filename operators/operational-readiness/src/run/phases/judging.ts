import { createHash } from 'node:crypto';
import { createReadStream, existsSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import type { UndecidedReason } from '../../api/readiness-report.ts';
import type { CaseResult, Run, SourceResult } from '../../api/run-fields.ts';
import { redact } from '../../archive/redact.ts';
import { storeOf } from '../../archive/store-of.ts';
import { isReadinessError } from '../../readiness-error.ts';
import type { Problem, SourceOutcome } from '../../results/case-result.ts';
import { withKnownFailures } from '../../verdict/known-failures.ts';
import { mergeAttempts } from '../../verdict/merge-attempts.ts';
import { judge, type Verdict } from '../../verdict/verdict.ts';
import { jobOutcomes, pluginOutcomes, probeOutcomes, redactedFile } from '../outcomes.ts';
import { type Snapshot, snapshotOf } from '../resolve-profile.ts';
import { archiveFile } from '../run-places.ts';
import { isOver, next, type RunContext, type Step, wait } from '../run-step.ts';
import { attempted } from '../sonobuoy-plan.ts';
import { isWorkloadTrouble } from '../workload-clusters.ts';

/** Reads what the run brought, and says what it shows. */
export async function judging(context: RunContext): Promise<Step> {
  const { run, settings } = context;
  const snapshot = snapshotOf(run);
  const plugins = attempted(snapshot.plugins, run).length > 0;
  // The file is on one replica's disk, and may be gone with it; what it was made from is still there.
  if (plugins && run.stopped === undefined) {
    if (!existsSync(archiveFile(context))) return next('Retrieving');
    context.room.hold((await stat(archiveFile(context))).size); // else forgotten by a restart
  }
  let trouble: Problem | undefined = run.stopped && {
    reason: run.stopped.reason as UndecidedReason,
    message: run.stopped.message,
  }; // written by these phases
  const outcomes: SourceOutcome[] = [...probeOutcomes(snapshot, context)];
  try {
    outcomes.push(...(await jobsOf(snapshot, context)));
    if (plugins && trouble === undefined) outcomes.push(...(await context.alone(() => pluginOutcomes(snapshot, context))));
  } catch (error) {
    if (isWorkloadTrouble(error) && !isOver(context, snapshot.timeLimits.retrieval)) {
      return wait(settings.waitingInterval, error.message);
    }
    trouble = archiveTrouble(error);
    if (!trouble) throw error;
  }
  const verdict = verdictOf(outcomes, trouble, snapshot, context);
  const archive = trouble === undefined ? await keep(snapshot, context) : {};
  const shown = { ...shownOf(verdict, settings.maxCases), ...archive };
  const retrying = mayRetry(verdict, trouble, snapshot, context);
  if (retrying.length > 0) return next('CleaningUp', { ...shown, retrying });
  return next('CleaningUp', {
    ...shown,
    verdict: verdict.verdict,
    reason: verdict.reason,
    explanation: redact(verdict.message).slice(0, 1024),
  });
}

async function jobsOf(snapshot: Snapshot, context: RunContext): Promise<readonly SourceOutcome[]> {
  if (attempted(snapshot.jobs, context.run).length === 0) return [];
  return jobOutcomes(await context.workload(), snapshot, context);
}

function archiveTrouble(error: unknown): Problem | undefined {
  if (isReadinessError(error, 'ArchiveRefused')) return { reason: 'ResultsUnreadable', message: error.message };
  if (isReadinessError(error, 'ArchiveIncomplete')) return { reason: 'ResultsIncomplete', message: error.message };
  return isWorkloadTrouble(error) ? { reason: 'ClusterUnreachable', message: error.message } : undefined;
}

function verdictOf(
  outcomes: readonly SourceOutcome[],
  trouble: Problem | undefined,
  snapshot: Snapshot,
  { run, now }: RunContext,
): Verdict {
  const { knownFailures } = snapshot;
  if (run.attempt > 1) {
    const marked = outcomes.map((outcome) => ({ ...outcome, cases: withKnownFailures(outcome.cases, knownFailures, now) }));
    return mergeAttempts(run, marked);
  }
  const expected = [...snapshot.plugins, ...snapshot.jobs, ...snapshot.probes].map(({ name }) => name);
  return judge(outcomes, { expected, knownFailures, now, ...(trouble && { trouble }) });
}

/** What failed and could pass when it is tried again. Too many failures are no flakes. */
function mayRetry(
  { verdict, counts, sources }: Verdict,
  trouble: Problem | undefined,
  { retries }: Snapshot,
  { run, settings }: RunContext,
): string[] {
  if (verdict !== 'Failed' || trouble || run.attempt > retries || counts.failed > settings.maxCases) return [];
  return sources.filter((source) => (source.counts?.failed ?? 0) > 0).map(({ name }) => name);
}

function shownOf({ sources, cases, counts }: Verdict, maxCases: number): Partial<Run> {
  const short = (one: CaseResult): CaseResult => ({
    ...one,
    name: one.name.slice(0, 512),
    ...(one.node !== undefined && { node: one.node.slice(0, 253) }),
    ...(one.message !== undefined && { message: redact(one.message).slice(0, 1024) }),
  });
  const quiet = (source: SourceResult): SourceResult => ({
    ...source,
    ...(source.message !== undefined && { message: redact(source.message) }),
  });
  return { sources: sources.map(quiet), cases: cases.slice(0, maxCases).map(short), counts };
}

async function keep(snapshot: Snapshot, context: RunContext): Promise<Pick<Run, 'archive' | 'archiveProblem'>> {
  const { report, run, management, settings, signal } = context;
  const file = redactedFile(context);
  if (!existsSync(file)) return {};
  const { size } = await stat(file);
  const { maxBytes } = snapshot.archive;
  if (size > maxBytes) return { archiveProblem: `it has ${size} bytes, and ${maxBytes} are kept at most` };
  try {
    const store = await storeOf(snapshot.archive, { management, archiveFolder: settings.archiveFolder, signal });
    if (!store) return {};
    const location = await store.save({ report, number: run.number, attempt: run.attempt }, file);
    // Of an earlier attempt: nothing would say any more where it is.
    if (run.archive && run.archive.location !== location) await store.remove(run.archive.location, report);
    return { archive: { location, sha256: await digestOf(file), bytes: size } };
  } catch (error) {
    if (signal.aborted) throw error;
    // A verdict does not depend on where its papers are kept.
    return { archiveProblem: redact(error instanceof Error ? error.message : String(error)).slice(0, 512) };
  }
}

async function digestOf(file: string): Promise<string> {
  const digest = createHash('sha256');
  await pipeline(createReadStream(file), digest);
  return digest.digest('hex');
}
