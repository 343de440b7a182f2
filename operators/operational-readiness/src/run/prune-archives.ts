import type { ReadinessReport, ReportStatus } from '../api/readiness-report.ts';
import type { PastRun, Run } from '../api/run-fields.ts';
import type { ArchiveStore } from '../archive/archive-store.ts';

/** Removes the archives of all but the newest runs, and says of those no more where they are. */
export async function pruneArchives(
  store: ArchiveStore,
  report: ReadinessReport,
  runs: { readonly run: Run; readonly history: readonly PastRun[]; readonly keep: number },
): Promise<NonNullable<ReportStatus['history']>> {
  let kept = runs.run.archive ? 1 : 0;
  const history: PastRun[] = [];
  for (const past of runs.history) {
    if (past.archive && kept >= runs.keep) {
      await store.remove(past.archive.location, report);
      const { archive: _removed, ...rest } = past;
      history.push(rest);
    } else {
      if (past.archive) kept += 1;
      history.push(past);
    }
  }
  return history;
}
