import { program } from './program.ts';
import { reportError } from './report-error.ts';

/** Runs the command line; sets the exit code. */
export async function main(argv: readonly string[]): Promise<void> {
  try {
    await program().parseAsync(argv);
  } catch (error) {
    process.exitCode = reportError(error);
  }
}

if (import.meta.main) await main(process.argv);
