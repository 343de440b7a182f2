/** What can be wrong with a kubeconfig; each code is explained in `docs/errors.md`. */
export type KubeconfigErrorCode =
  | 'ContextNotFound'
  | 'EntryNotFound'
  | 'FieldInvalid'
  | 'FileNotFound'
  | 'FileUnreadable'
  | 'NoContext'
  | 'NotInCluster'
  | 'NotYaml';

export interface KubeconfigErrorDetails {
  readonly code: KubeconfigErrorCode;
  /** What the reader can do about it. */
  readonly hint: string;
  /** The file it is about, if it came from one. */
  readonly file?: string | undefined;
  /** Path of the field: `users[admin].user.token`. */
  readonly field?: string | undefined;
  readonly cause?: unknown;
}

/** A kubeconfig that cannot be used. The message names file and field, and never holds a value that may be secret. */
export class KubeconfigError extends Error {
  override readonly name = 'KubeconfigError';
  readonly code: KubeconfigErrorCode;
  readonly hint: string;
  readonly file?: string;
  readonly field?: string;

  constructor(what: string, details: KubeconfigErrorDetails) {
    const where = [details.file, details.field].filter((part) => part !== undefined).join(': ');
    super(where === '' ? what : `${where}: ${what}`, details.cause === undefined ? undefined : { cause: details.cause });
    this.code = details.code;
    this.hint = details.hint;
    if (details.file !== undefined) this.file = details.file;
    if (details.field !== undefined) this.field = details.field;
  }
}
