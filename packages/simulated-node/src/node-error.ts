export type NodeErrorCode = 'CannotListen' | 'ReadOnlyFile' | 'NotAbsolute';

/** Something that a simulated node cannot do. */
export class NodeError extends Error {
  override readonly name = 'NodeError';
  readonly code: NodeErrorCode;
  readonly hint?: string;

  constructor(message: string, details: { readonly code: NodeErrorCode; readonly hint?: string; readonly cause?: unknown }) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.code = details.code;
    if (details.hint !== undefined) this.hint = details.hint;
  }
}
