import type { Logger } from '@capstan/runtime';
import pc from 'picocolors';
import { printable, printableLine } from '../../printable.ts';

type Fields = Readonly<Record<string, unknown>>;

/** Prints logs for a person who watches: a call a line, without the fields nobody reads. */
export class PersonLogger implements Logger {
  /** Whether calls are printed; warnings always are. */
  calls = true;
  #toldBy: unknown;

  debug(): void {}

  info(fields: Fields, message: string): void {
    const { hook } = fields;
    // An extension that tells of its calls itself need not be told of twice.
    const isTold = message === 'hook called' && this.#toldBy === hook;
    this.#toldBy = message === 'hook called' ? undefined : hook;
    if (isTold || (hook !== undefined && !this.calls)) return;
    print('', lineOf(fields, message));
  }

  warn(fields: Fields, message: string): void {
    print(pc.yellow('! '), lineOf(fields, message));
  }

  error(fields: Fields, message: string): void {
    print(pc.red('✗ '), lineOf(fields, message));
  }
}

function print(mark: string, line: string): void {
  process.stdout.write(`${pc.dim(new Date().toTimeString().slice(0, 8))} ${mark}${line}\n`);
}

function lineOf(fields: Fields, message: string): string {
  if (message === 'hook called') {
    const { hook, cluster, result, answer, ms } = fields;
    const about = [pc.bold(String(hook)), cluster && printableLine(String(cluster))].filter(Boolean).join(' ');
    return `${about} ${outcome(String(result))}${answer === undefined ? '' : `: ${printableLine(String(answer))}`} ${pc.dim(`${ms} ms`)}`;
  }
  const error = fields['error'];
  return printable(error === undefined ? message : `${message}: ${String(error)}`);
}

function outcome(result: string): string {
  if (result === 'proceed' || result === 'provide') return pc.green(result);
  return result === 'retry' ? pc.yellow(result) : pc.red(result);
}
