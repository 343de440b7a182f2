import type { Client } from '@capstan/client';
import type { ProfileSpec } from '../api/readiness-profile.ts';
import type { ReadinessReport } from '../api/readiness-report.ts';
import type { Archived } from '../api/run-fields.ts';

/** Where an archive belongs. */
export interface ArchiveKey {
  readonly report: Pick<ReadinessReport, 'metadata' | 'spec'>;
  readonly number: number;
  readonly attempt: number;
}

/** Keeps archives. Saving one again replaces it. */
export interface ArchiveStore {
  /** Stores a file and says where. */
  save(key: ArchiveKey, file: string): Promise<string>;
  /** Its bytes. Throws `NotFound`. */
  read(archive: Archived, report: Pick<ReadinessReport, 'metadata'>): Promise<Uint8Array>;
  remove(location: string, report: Pick<ReadinessReport, 'metadata'>): Promise<void>;
}

export interface StoreOptions {
  readonly management: Client;
  /** The folder of the store `Files`. */
  readonly archiveFolder: string | undefined;
  readonly signal?: AbortSignal;
}

/** The store a profile asks for; `undefined` where archives are not kept. */
export type StoreOf = (archive: ProfileSpec['archive'], options: StoreOptions) => Promise<ArchiveStore | undefined>;

export const archiveName = ({ report, number, attempt }: ArchiveKey): string =>
  `${report.metadata.name}-${number}${attempt > 1 ? `.${attempt}` : ''}`;
