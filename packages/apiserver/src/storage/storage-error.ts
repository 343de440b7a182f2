import type { ObjectKey } from './store.ts';

export type StorageErrorCode =
  /** The data was written by a newer version. */
  | 'DataTooNew'
  /** The file is something else. */
  | 'NotADatabase'
  /** Another process has it open. */
  | 'Locked'
  /** No room on the device, or the size limit is reached. */
  | 'DiskFull'
  /** No permission to read or write it. */
  | 'NoPermission'
  /** The device or the file failed. */
  | 'Unusable'
  /** The store was closed. */
  | 'Closed';

/** The data can't be read, or a write was refused. The message is for people; the hint says what they can do. */
export class StorageError extends Error {
  override readonly name = 'StorageError';
  readonly code: StorageErrorCode;
  readonly hint: string;

  constructor(message: string, options: { readonly code: StorageErrorCode; readonly hint: string; readonly cause?: unknown }) {
    super(message, 'cause' in options ? { cause: options.cause } : {});
    this.code = options.code;
    this.hint = options.hint;
  }
}

/** The object to be replaced is no longer the stored one: read it again. */
export class StaleWriteError extends Error {
  override readonly name = 'StaleWriteError';

  constructor(key: ObjectKey) {
    super(`${key.resource} ${key.namespace === '' ? '' : `${key.namespace}/`}${key.name} was changed by another write`);
  }
}

/** History does not reach back to the revision asked for. */
export class CompactedError extends Error {
  override readonly name = 'CompactedError';
  readonly revision: number;
  /** The oldest revision that would work. */
  readonly compacted: number;

  constructor(revision: number, compacted: number) {
    super(`revision ${revision} was compacted, the oldest is ${compacted}`);
    this.revision = revision;
    this.compacted = compacted;
  }
}
