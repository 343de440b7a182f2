import { StorageError } from './storage-error.ts';

/** SQLite's primary result code of an error it threw; `undefined` for errors of others. */
function resultCode(error: unknown): number | undefined {
  if (!(error instanceof Error && 'errcode' in error && typeof error.errcode === 'number')) return undefined;
  return error.errcode & 0xff;
}

const resultCodes = { permission: 3, busy: 5, readOnly: 8, corrupt: 11, full: 13, cantOpen: 14, notADatabase: 26 } as const;

export const isBusy = (error: unknown) => resultCode(error) === resultCodes.busy;

/** Whether the file's content is the reason, and not the device or the rights. */
export function isDamage(error: unknown): boolean {
  const code = resultCode(error);
  return code === resultCodes.corrupt || code === resultCodes.notADatabase;
}

/** What a failure of SQLite or of the file system means to the person who chose `path`. */
export function storageError(error: unknown, path: string): StorageError {
  if (error instanceof StorageError) return error;
  const cause = error;
  const reason = error instanceof Error ? error.message : String(error);
  switch (resultCode(error) ?? fileSystemCode(error)) {
    case resultCodes.full:
    case 'ENOSPC':
      return new StorageError(`no room left to write ${path}: the write was refused`, {
        code: 'DiskFull',
        hint: 'Make room on the device; reading goes on meanwhile, and writing goes on once there is room.',
        cause,
      });
    case resultCodes.permission:
    case resultCodes.readOnly:
    case resultCodes.cantOpen:
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return new StorageError(`no permission to write ${path}: ${reason}`, {
        code: 'NoPermission',
        hint: 'Give this user the right to read and write it and its folder, or choose another data directory.',
        cause,
      });
    default:
      return new StorageError(`${path} can't be used: ${reason}`, {
        code: 'Unusable',
        hint: 'Check the device; a restart keeps what can be read of a damaged file.',
        cause,
      });
  }
}

function fileSystemCode(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}
