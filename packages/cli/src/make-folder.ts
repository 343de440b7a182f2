import { mkdirSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { UserError } from './report-error.ts';

/** Makes a folder, for its owner alone unless it is told otherwise, and those above it. One at a time: `recursive` never returns where nothing can be made, as below /proc. */
export function makeFolder(path: string, { mode = 0o700 }: { readonly mode?: number } = {}): void {
  const existing = statSync(path, { throwIfNoEntry: false });
  if (existing?.isDirectory()) return;
  if (existing) throw new UserError(`${path} is a file, not a folder`, { hint: 'Name another one.' });
  makeFolder(dirname(path), { mode });
  try {
    mkdirSync(path, { mode });
  } catch (error) {
    const why = error instanceof Error ? error.message.replace(/, mkdir .*/, '') : String(error);
    throw new UserError(`cannot make the folder ${path}: ${why}`, { hint: 'Name one that you may write to.', cause: error });
  }
}
