import { program } from './program.ts';
import { reportError } from './report-error.ts';

/** Runs the command line; sets the exit code. */
export async function main(argv: readonly string[]): Promise<void> {
  process.stdout.on('error', endQuietlyWhenNobodyReads);
  try {
    await program().parseAsync(argv);
  } catch (error) {
    process.exitCode = reportError(error);
  }
}

/** As when the output goes to `head`. */
function endQuietlyWhenNobodyReads(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE') throw error;
  process.exit(0);
}

if (import.meta.main) await main(process.argv);
