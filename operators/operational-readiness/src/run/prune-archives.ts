import type { ReportStatus } from '../api/readiness-report.ts';
import type { PastRun, Run } from '../api/run-fields.ts';

export interface PruneOptions {
  readonly run: Run;
  readonly history: readonly PastRun[];
  readonly keep: number;
  /** Removes the archive at a place. */
  readonly remove: (location: string) => Promise<void>;
}

/**
 * Removes the archives of all but the newest runs, and says of those no more where they are. One that cannot be removed now
 * holds nothing up: it is tried again after the next run.
 */
export async function pruneArchives({ run, history, keep, remove }: PruneOptions): Promise<NonNullable<ReportStatus['history']>> {
  let kept = run.archive ? 1 : 0;
  const pruned: PastRun[] = [];
  for (const past of history) {
    const isOld = past.archive !== undefined && kept >= keep;
    if (past.archive && !isOld) kept += 1;
    pruned.push(isOld ? await withoutArchive(past, remove) : past);
  }
  return pruned;
}

async function withoutArchive(past: PastRun, remove: PruneOptions['remove']): Promise<PastRun> {
  const { archive, ...rest } = past;
  try {
    if (archive) await remove(archive.location);
    return rest;
  } catch {
    return past;
  }
}
