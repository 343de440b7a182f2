import { tmpdir } from 'node:os';
import { type Duration, durationMs } from '@capstan/schema';
import { type ArchiveLimits, defaultArchiveLimits } from './archive/archive-limits.ts';

export interface ReadinessSettings {
  /** Time between looks at a run that goes on. Default: `'15s'`. */
  readonly runningInterval?: Duration;
  /** Time between looks at what is awaited: preconditions, a turn, removal. Default: `'5s'`. */
  readonly waitingInterval?: Duration;
  /** Time between looks at a cluster that is not being checked. Default: `'2m'`. */
  readonly idleInterval?: Duration;
  /**
   * How long a cluster that cannot be looked at still counts as it was seen last. Default: twice the time between looks, five
   * minutes at least.
   */
  readonly unseenLimit?: Duration;
  /** How long nodes must have been the same ones before they are checked anew. Default: `'2m'`. */
  readonly settleTime?: Duration;
  /** Time before a run that could not check anything is tried anew. Default: `'10m'`. */
  readonly retryInterval?: Duration;
  /** Runs of all profiles at one time. Default: 50. */
  readonly parallel?: number;
  /** Cases that a report lists. Default: 100. */
  readonly maxCases?: number;
  /** Where archives are while they are read. Default: the system's folder for temporary files. */
  readonly workFolder?: string;
  /**
   * How much archives may take there together, with the copies that are made of them; further ones wait. Default: 3.5 GiB, which
   * the volume of the manifests has.
   */
  readonly workFolderBytes?: number;
  /** Where the store `Files` keeps archives. Default: there is no such store. */
  readonly archiveFolder?: string;
  /** What an archive from a workload cluster may be. */
  readonly archiveLimits?: Partial<ArchiveLimits>;
}

/** The settings, with nothing left open. */
export type ResolvedSettings = Required<Omit<ReadinessSettings, 'archiveFolder' | 'archiveLimits'>> & {
  readonly archiveFolder: string | undefined;
  readonly archiveLimits: ArchiveLimits;
};

export function resolveSettings(settings: ReadinessSettings = {}): ResolvedSettings {
  const idleInterval = settings.idleInterval ?? '2m';
  return {
    runningInterval: settings.runningInterval ?? '15s',
    waitingInterval: settings.waitingInterval ?? '5s',
    idleInterval,
    unseenLimit: settings.unseenLimit ?? `${Math.max(2 * durationMs(idleInterval), 5 * 60_000)}ms`,
    settleTime: settings.settleTime ?? '2m',
    retryInterval: settings.retryInterval ?? '10m',
    parallel: settings.parallel ?? 50,
    maxCases: settings.maxCases ?? 100,
    workFolder: settings.workFolder ?? tmpdir(),
    workFolderBytes: settings.workFolderBytes ?? 3.5 * 2 ** 30,
    archiveFolder: settings.archiveFolder,
    archiveLimits: { ...defaultArchiveLimits, ...settings.archiveLimits },
  };
}
