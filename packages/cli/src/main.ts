import { enableCompileCache } from 'node:module';

// Before anything else is imported: what was compiled once is read from a cache the next time.
enableCompileCache();

/** Runs the command line; sets the exit code. */
export async function main(argv: readonly string[]): Promise<void> {
  process.stdout.on('error', endQuietlyWhenNobodyReads);
  const { program } = await import('./program.ts');
  try {
    await program().parseAsync(argv);
  } catch (error) {
    const { reportError } = await import('./report-error.ts');
    process.exitCode = reportError(error);
  }
}

/** As when the output goes to `head`. */
function endQuietlyWhenNobodyReads(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE') throw error;
  process.exit(0);
}

if (import.meta.main) await main(process.argv);
