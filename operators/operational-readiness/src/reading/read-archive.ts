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
  if (!chosen?.archive) throw noArchive(report, options.run);
  const archive = run?.profile
    ? snapshotOf(run).archive
    : (await client.get(ReadinessProfile, { name: report.spec.profile })).spec.archive;
  const store = await storeOf(archive, { management: client, archiveFolder: options.archiveFolder });
  if (!store) throw new ReadinessError('the profile keeps no archives any more', { code: 'NotFound' });
  return store.read(chosen.archive, report);
}

function noArchive({ metadata, status }: ReadinessReport, wanted: number | undefined): ReadinessError {
  const { run, history = [] } = status ?? {};
  const runs = [...(run ? [run] : []), ...history];
  const kept = runs.filter(({ archive }) => archive).map(({ number }) => number);
  const problem = run && (wanted ?? run.number) === run.number ? run.archiveProblem : undefined;
  const isKnown = runs.some(({ number }) => number === wanted);
  const what = wanted === undefined ? 'no archive of any run' : `no ${isKnown ? 'archive of ' : ''}run ${wanted}`;
  return new ReadinessError(`${metadata.namespace}/${metadata.name} has ${what}${problem === undefined ? '' : `: ${problem}`}`, {
    code: 'NotFound',
    hint: kept.length > 0 ? `Runs with an archive: ${kept.join(', ')}.` : 'A profile says in spec.archive whether runs keep one.',
  });
}
