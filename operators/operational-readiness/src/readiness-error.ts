export type ReadinessErrorCode =
  /** A plugin's definition cannot be understood, or is not what the profile says it is. */
  | 'InvalidPlugin'
  /** Objects that this run would make are there already, and are somebody else's. */
  | 'ForeignRun'
  /** What an earlier run made is still being removed. */
  | 'StillRemoving'
  /** An archive that is cut off, or does not have the size or digest it should. */
  | 'ArchiveIncomplete'
  /** An archive that cannot be read, or that no honest program makes. */
  | 'ArchiveRefused'
  /** Results in a format that cannot be read. */
  | 'ResultsUnreadable'
  /** An archive cannot be stored or fetched. */
  | 'StoreFailed'
  /** A value of a profile or an annotation that cannot be understood. */
  | 'InvalidValue'
  /** What answers for a workload cluster is no API server. */
  | 'NoApiServer'
  /** No report, run or archive of that name. */
  | 'NotFound';

export interface ReadinessErrorDetails {
  readonly code: ReadinessErrorCode;
  /** What the reader can do. */
  readonly hint?: string;
  readonly cause?: unknown;
}

/** What goes wrong in this operator. */
export class ReadinessError extends Error {
  override readonly name = 'ReadinessError';
  readonly code: ReadinessErrorCode;
  readonly hint: string | undefined;

  constructor(message: string, { code, hint, cause }: ReadinessErrorDetails) {
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
    this.hint = hint;
  }
}

export function isReadinessError(error: unknown, code: ReadinessErrorCode): error is ReadinessError {
  return error instanceof Error && error.name === 'ReadinessError' && 'code' in error && error.code === code;
}
