import pc from 'picocolors';

/** A mistake of the user's, or a state of their machine: told in a sentence, with the way out. */
export class UserError extends Error {
  override readonly name = 'UserError';
  readonly hint?: string;

  constructor(message: string, options: { readonly hint?: string; readonly cause?: unknown } = {}) {
    super(message, { cause: options.cause });
    if (options.hint) this.hint = options.hint;
  }
}

/** Prints an error for a person and answers the exit code. Only what nobody foresaw comes with its stack. */
export function reportError(error: unknown): number {
  if (!(error instanceof Error)) {
    process.stderr.write(`${pc.red('error')}: ${String(error)}\n`);
    return 1;
  }
  const foreseen = 'code' in error || error instanceof UserError;
  process.stderr.write(`${pc.red('error')}: ${foreseen ? error.message : (error.stack ?? error.message)}\n`);
  if ('hint' in error && typeof error.hint === 'string') process.stderr.write(`${error.hint}\n`);
  if ('code' in error && error.code === 'PortTaken')
    process.stderr.write("Another port: '--listen 127.0.0.1:0' picks a free one.\n");
  return 1;
}
