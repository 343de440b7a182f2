import type { Cluster } from '@capstan/capi';
import { Event } from '@capstan/schema';
import type { ReadinessReport } from '../api/readiness-report.ts';
import type { Phase, Run } from '../api/run-fields.ts';
import { type ClusterNews, eventAbout } from '../fleet/cluster-event.ts';

interface Announcing {
  apply(resource: typeof Event, object: ReturnType<typeof eventAbout>, options: { readonly force: boolean }): Promise<unknown>;
}

/** Tells on the Cluster what became of a run when it enters a phase. */
export async function announce(
  cluster: Cluster,
  report: ReadinessReport,
  entered: { readonly phase: Phase; readonly run: Run; readonly now: number },
  ctx: Announcing,
): Promise<void> {
  const news = newsOf(report, entered.phase, entered.run);
  if (news) await ctx.apply(Event, eventAbout(cluster, news, entered.now), { force: true });
}

function newsOf({ spec: { profile } }: ReadinessReport, phase: Phase, run: Run): ClusterNews | undefined {
  const which = `${profile}, run ${run.number}`;
  if (phase === 'Dispatching' && run.attempt === 1) {
    return { type: 'Normal', reason: 'ReadinessStarted', message: `${which}: checking (${run.cause})` };
  }
  if (phase === 'Dispatching') return { type: 'Normal', reason: 'ReadinessRetried', message: `${which}: attempt ${run.attempt}` };
  if (phase !== 'Done') return undefined;
  const left = run.leftBehind === undefined ? '' : `; left behind: ${run.leftBehind}`;
  const message = `${which}: ${run.explanation ?? run.reason ?? ''}${left}`;
  switch (run.verdict) {
    case 'Passed':
      return { type: 'Normal', reason: 'ReadinessPassed', message };
    case 'NotApplicable':
      return { type: 'Normal', reason: 'ReadinessNotApplicable', message };
    case 'Failed':
      return { type: 'Warning', reason: 'ReadinessFailed', message };
    default:
      return { type: 'Warning', reason: 'ReadinessUndecided', message: `${run.reason}: ${message}` };
  }
}
