import pc from 'picocolors';
import { printable } from './printable.ts';

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
    process.stderr.write(`${pc.red('error')}: ${printable(String(error))}\n`);
    return 1;
  }
  const foreseen = 'code' in error || error instanceof UserError;
  process.stderr.write(`${pc.red('error')}: ${printable(foreseen ? error.message : (error.stack ?? error.message))}\n`);
  const hint = hintOf(error);
  if (hint !== undefined) process.stderr.write(`${printable(hint)}\n`);
  return 1;
}

/** The way out of an error, where it is known. */
export function hintOf(error: Error): string | undefined {
  if ('code' in error && error.code === 'PortTaken')
    return "End what listens there, or listen elsewhere: '--listen 127.0.0.1:0' picks a free port.";
  if ('code' in error && error.code === 'Locked') return "End that one first, or name another folder with '--data-dir'.";
  return 'hint' in error && typeof error.hint === 'string' ? error.hint : undefined;
}
