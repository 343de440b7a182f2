export type RuntimeErrorCode =
  | 'DuplicateController'
  | 'HealthAddressTaken'
  | 'LeadershipLost'
  | 'NotDeclared'
  | 'ServiceAccountNotFound'
  | 'Stopped';

/** What went wrong while running controllers, with the way out. */
export class RuntimeError extends Error {
  override readonly name = 'RuntimeError';
  readonly code: RuntimeErrorCode;
  readonly hint?: string;

  constructor(message: string, options: { readonly code: RuntimeErrorCode; readonly hint?: string; readonly cause?: unknown }) {
    super(message, { cause: options.cause });
    this.code = options.code;
    if (options.hint) this.hint = options.hint;
  }
}

/** Thrown by a reconciler when trying again can't help: logged and counted, not retried until something changes. */
export class TerminalError extends Error {
  override readonly name = 'TerminalError';
}
