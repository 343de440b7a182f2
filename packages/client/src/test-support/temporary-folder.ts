import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

export interface TemporaryFolder extends AsyncDisposable {
  readonly path: string;
  /** The path of a file in it. */
  file(name: string): string;
  /** Writes a file in it, with the folders above, and answers its path. */
  write(name: string, text: string): Promise<string>;
}

/** A folder that is gone when its test ends. */
export async function temporaryFolder(): Promise<TemporaryFolder> {
  const folder = await mkdtemp(path.join(tmpdir(), 'capstan-client-'));
  const file = (name: string): string => path.join(folder, name);
  return {
    path: folder,
    file,
    async write(name, text) {
      await mkdir(path.dirname(file(name)), { recursive: true });
      await writeFile(file(name), text);
      return file(name);
    },
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true }),
  };
}
