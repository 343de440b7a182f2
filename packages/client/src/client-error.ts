import type { ErrorSubject } from './api-error.ts';

/** What this package itself refuses or cannot do; each code is explained in `docs/errors.md`. */
export type ClientErrorCode =
  | 'ClientClosed'
  | 'CommandFailed'
  | 'ExecPluginFailed'
  | 'FieldManagerRequired'
  | 'InvalidAnswer'
  | 'InvalidName'
  | 'InvalidRequest'
  | 'KindNotServed'
  | 'NamespaceRequired'
  | 'TokenUnavailable';

export interface ClientErrorDetails {
  readonly code: ClientErrorCode;
  /** What the reader can do about it. */
  readonly hint?: string;
  readonly subject?: ErrorSubject;
  readonly cause?: unknown;
}

/** A request that was wrong before it was sent, or an answer that is not the API's. */
export class ClientError extends Error {
  override readonly name = 'ClientError';
  readonly code: ClientErrorCode;
  readonly hint?: string;
  readonly subject?: ErrorSubject;

  constructor(message: string, details: ClientErrorDetails) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.code = details.code;
    if (details.hint !== undefined) this.hint = details.hint;
    if (details.subject !== undefined) this.subject = details.subject;
  }
}
