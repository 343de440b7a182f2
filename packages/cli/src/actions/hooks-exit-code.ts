import { isHookCallError } from '@capstan/capi';
import { reportError } from '../report-error.ts';

/** Runs an action: 0 when it finds that all is well, 1 when the extension is not as it should be, 2 for what the user has to mend. */
export async function withExitCode(action: () => Promise<boolean>): Promise<void> {
  try {
    process.exitCode = (await action()) ? 0 : 1;
  } catch (error) {
    if (error instanceof Error && error.name === 'AbortError') {
      process.exitCode = 130; // interrupted
      return;
    }
    const isForeseen = error instanceof Error && ('code' in error || error.name === 'UserError');
    const code = reportError(error);
    process.exitCode = isForeseen && !isHookCallError(error) ? 2 : code;
  }
}
