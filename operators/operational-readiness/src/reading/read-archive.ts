import type { Client } from '@capstan/client';
import { ReadinessProfile } from '../api/readiness-profile.ts';
import type { ReadinessReport } from '../api/readiness-report.ts';
import { storeOf } from '../archive/store-of.ts';
import { ReadinessError } from '../readiness-error.ts';
import { snapshotOf } from '../run/resolve-profile.ts';

export interface ReadArchiveOptions {
  /** Number of the run. Default: the last one that has an archive. */
  readonly run?: number;
  /** Folder of the store `Files`, where that is used. */
  readonly archiveFolder?: string;
}

/** The archive of a run, as it is kept: a gzipped tar that `sonobuoy results` reads. */
export async function readArchive(
  client: Client,
  report: ReadinessReport,
  options: ReadArchiveOptions = {},
): Promise<Uint8Array> {
  const { run, history = [] } = report.status ?? {};
  const runs = [...(run ? [run] : []), ...history];
  const chosen = runs.find(({ number, archive }) => archive && (options.run === undefined || number === options.run));
  if (!chosen?.archive) {
    const which = options.run === undefined ? 'no run' : `run ${options.run}`;
    const why = run?.archiveProblem === undefined ? '' : `: ${run.archiveProblem}`;
    throw new ReadinessError(`${which} of ${report.metadata.namespace}/${report.metadata.name} has an archive${why}`, {
      code: 'NotFound',
    });
  }
  const archive = run?.profile
    ? snapshotOf(run).archive
    : (await client.get(ReadinessProfile, { name: report.spec.profile })).spec.archive;
  const store = await storeOf(archive, { management: client, archiveFolder: options.archiveFolder });
  if (!store) throw new ReadinessError('the profile keeps no archives any more', { code: 'NotFound' });
  return store.read(chosen.archive, report);
}
