import { join } from 'node:path';
import type { Run } from '../api/run-fields.ts';
import { type Snapshot, snapshotOf } from './resolve-profile.ts';
import type { RunContext } from './run-step.ts';

interface Places {
  readonly sonobuoy: Pick<Snapshot['sonobuoy'], 'namespace'>;
}

/** Where Sonobuoy runs in the workload cluster. */
export const sonobuoyNamespace = ({ sonobuoy }: Places): string => sonobuoy.namespace ?? 'sonobuoy';

/** Where the operator's own pods and Jobs run. */
export const checksNamespace = (snapshot: Places): string => `${sonobuoyNamespace(snapshot).slice(0, 56)}-checks`;

/** The namespaces of Sonobuoy where something may be of a run, or of those before it. */
export const sonobuoyNamespaces = (run: Run): readonly string[] => [
  ...new Set([...(run.profile ? [sonobuoyNamespace(snapshotOf(run))] : []), ...(run.leftNamespaces ?? [])]),
];

/** Where the archive of a run is while it is read; the statuses that came with it are beside it. */
export const archiveFile = ({ report, run, settings }: Pick<RunContext, 'report' | 'run' | 'settings'>): string =>
  join(settings.workFolder, `readiness-${report.metadata.uid}-${run.number}-${run.attempt}.tar.gz`);
