import type { Client } from '@capstan/client';
import { type ProfileSpec, ReadinessProfile } from '../api/readiness-profile.ts';
import type { ReadinessReport } from '../api/readiness-report.ts';
import { storeAt } from '../archive/store-of.ts';
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
  const { location } = chosen.archive;
  const place = await placeOf(location, client, report);
  const store = await storeAt(location, place, { management: client, archiveFolder: options.archiveFolder });
  if (!store) throw new ReadinessError(`"${location}" is no place where archives are kept`, { code: 'NotFound' });
  return store.read(chosen.archive, report);
}

/** What profiles said about the place. Of a bucket it takes more than its name, and the profile may name another one by now. */
async function placeOf(location: string, client: Client, report: ReadinessReport): Promise<ProfileSpec['archive']> {
  const { run } = report.status ?? {};
  const profile = await client.find(ReadinessProfile, { name: report.spec.profile });
  const places = [...(run?.profile ? [snapshotOf(run).archive] : []), ...(profile ? [profile.spec.archive] : [])];
  const own = places.find(({ s3 }) => s3 !== undefined && location.startsWith(`s3://${s3.bucket}/`)) ?? places[0];
  return own ?? { store: 'None', keep: 1, maxBytes: 1 }; // of a profile that is gone: Secrets and files need none
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
