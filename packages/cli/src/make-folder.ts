import { existsSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { UserError } from './report-error.ts';

/** Makes a folder for its owner alone, and those above it. One at a time: `recursive` never returns where nothing can be made, as below /proc. */
export function makeFolder(path: string): void {
  if (existsSync(path)) return;
  makeFolder(dirname(path));
  try {
    mkdirSync(path, { mode: 0o700 });
  } catch (error) {
    const why = error instanceof Error ? error.message.replace(/, mkdir .*/, '') : String(error);
    throw new UserError(`cannot make the folder ${path}: ${why}`, { hint: 'Name another one with --data-dir.', cause: error });
  }
}
