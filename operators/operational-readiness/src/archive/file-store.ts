import { copyFile, mkdir, readFile, rename, rm } from 'node:fs/promises';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ReadinessError } from '../readiness-error.ts';
import { type ArchiveStore, archiveName } from './archive-store.ts';

/** Keeps archives in a folder of the operator: a volume of its own, in a cluster. */
export function fileStore(folder: string): ArchiveStore {
  const root = resolve(folder);
  const pathOf = (location: string) => {
    const path = resolve(root, location.slice('file:'.length));
    const inside = relative(root, path);
    if (!location.startsWith('file:') || inside.startsWith('..') || inside === '' || inside.includes(`..${sep}`)) {
      throw new ReadinessError(`"${location}" is no place of this store`, { code: 'NotFound' });
    }
    return path;
  };
  return {
    async save(key, file) {
      const location = `file:${key.report.metadata.namespace ?? ''}/${archiveName(key)}.tar.gz`;
      const path = pathOf(location);
      await mkdir(dirname(path), { recursive: true });
      // Whole or not at all: a crash leaves the name free or with the archive that was there.
      await copyFile(file, `${path}.partial`);
      await rename(`${path}.partial`, path);
      return location;
    },
    async read({ location }) {
      try {
        return await readFile(pathOf(location));
      } catch (cause) {
        if (cause instanceof ReadinessError) throw cause;
        const where = pathToFileURL(join(root, location.slice('file:'.length))).href;
        throw new ReadinessError(`the archive ${where} cannot be read`, { code: 'NotFound', cause });
      }
    },
    remove: (location) => rm(pathOf(location), { force: true }),
  };
}
