import { ReadinessError } from '../readiness-error.ts';
import type { StoreOf, StoreOptions } from './archive-store.ts';
import { fileStore } from './file-store.ts';
import { secretStore } from './secret-store.ts';

/** The store that a profile names. */
export const storeOf: StoreOf = async ({ store, s3 }, { management, archiveFolder, signal }) => {
  const options = { ...(signal && { signal }) };
  switch (store) {
    case 'Secrets':
      return secretStore(management.with({ fieldManager: 'operational-readiness' }), options);
    case 'Files':
      if (archiveFolder !== undefined) return fileStore(archiveFolder);
      throw new ReadinessError('the operator was given no folder for archives', {
        code: 'StoreFailed',
        hint: 'Start it with an archive folder, or choose another spec.archive.store.',
      });
    case 'S3': {
      if (!s3)
        throw new ReadinessError('spec.archive.s3 is missing', {
          code: 'StoreFailed',
          hint: 'It says how to reach the bucket; archives of earlier runs need it also in a profile that keeps new ones elsewhere.',
        });
      const { s3Store } = await import('./s3-store.ts'); // few profiles need it
      return s3Store(s3, { management, ...options });
    }
    case 'None':
      return undefined;
    default:
      return store satisfies never;
  }
};

const schemes = { secrets: 'Secrets', file: 'Files', s3: 'S3' } as const;

/** The store that has an archive, which the profile may have changed since. */
export const storeAt = (location: string, archive: Parameters<StoreOf>[0], options: StoreOptions): ReturnType<StoreOf> => {
  const [, store] = Object.entries(schemes).find(([scheme]) => location.startsWith(`${scheme}:`)) ?? [];
  return storeOf({ ...archive, store: store ?? archive.store }, options);
};
