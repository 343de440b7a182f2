import type { Logger } from '@capstan/runtime';
import pc from 'picocolors';
import { printable, printableLine } from '../../printable.ts';

type Fields = Readonly<Record<string, unknown>>;

/** Prints logs for a person who watches: a call a line, without the fields nobody reads. */
export class PersonLogger implements Logger {
  /** Whether calls are printed; warnings always are. */
  calls = true;
  readonly #write: (line: string) => void;
  #toldBy: unknown;

  constructor(write: (line: string) => void = (line) => void process.stdout.write(line)) {
    this.#write = write;
  }

  debug(): void {}

  info(fields: Fields, message: string): void {
    const { hook } = fields;
    // An extension that tells of its calls itself need not be told of twice.
    const isTold = message === 'hook called' && this.#toldBy === hook;
    this.#toldBy = message === 'hook called' ? undefined : hook;
    if (isTold || (hook !== undefined && !this.calls)) return;
    this.#print('', lineOf(fields, message));
  }

  warn(fields: Fields, message: string): void {
    this.#print(pc.yellow('! '), lineOf(fields, message));
  }

  error(fields: Fields, message: string): void {
    this.#print(pc.red('✗ '), lineOf(fields, message));
  }

  #print(mark: string, line: string): void {
    this.#write(`${pc.dim(new Date().toTimeString().slice(0, 8))} ${mark}${line}\n`);
  }
}

function lineOf(fields: Fields, message: string): string {
  if (message === 'hook called') {
    const { hook, cluster, result, answer, ms } = fields;
    const about = [pc.bold(String(hook)), cluster && printableLine(String(cluster))].filter(Boolean).join(' ');
    return `${about} ${outcome(String(result))}${answer === undefined ? '' : `: ${printableLine(String(answer))}`} ${pc.dim(`${ms} ms`)}`;
  }
  const { controllers, error, hint } = fields;
  if (Array.isArray(controllers)) return printableLine(`${message} ${counted(controllers)} ${controllers.join(', ')}`);
  return printable(
    `${message}${error === undefined ? '' : `: ${String(error)}`}${hint === undefined ? '' : `\n  ${String(hint)}`}`,
  );
}

const counted = ({ length }: readonly unknown[]) => (length === 1 ? 'the controller' : 'the controllers');

function outcome(result: string): string {
  if (result === 'proceed' || result === 'provide') return pc.green(result);
  return result === 'retry' ? pc.yellow(result) : pc.red(result);
}
