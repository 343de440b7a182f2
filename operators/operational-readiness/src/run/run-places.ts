import { join } from 'node:path';
import type { Snapshot } from './resolve-profile.ts';
import type { RunContext } from './run-step.ts';

/** Where Sonobuoy runs in the workload cluster. */
export const sonobuoyNamespace = ({ sonobuoy }: Pick<Snapshot, 'sonobuoy'>): string => sonobuoy.namespace ?? 'sonobuoy';

/** Where the operator's own pods and Jobs run. */
export const checksNamespace = (snapshot: Pick<Snapshot, 'sonobuoy'>): string =>
  `${sonobuoyNamespace(snapshot).slice(0, 56)}-checks`;

/** Where the archive of a run is while it is read; the statuses that came with it are beside it. */
export const archiveFile = ({ report, run, settings }: Pick<RunContext, 'report' | 'run' | 'settings'>): string =>
  join(settings.workFolder, `readiness-${report.metadata.uid}-${run.number}-${run.attempt}.tar.gz`);
