import { rename, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** Saves a file as many editors do, all at once: whoever watches it never finds half of it, nor an empty one. */
export async function saveWhole(path: string, text: string): Promise<void> {
  const aside = join(dirname(path), '.saved');
  await writeFile(aside, text);
  await rename(aside, path);
}
