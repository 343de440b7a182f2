import { posix } from 'node:path';
import type { PodFiles } from '../../content/pod-files.ts';
import { packTarball } from './tarball.ts';

/** `sonobuoy splat FOLDER`: the archives in a folder, packed once more. */
export function splat(files: PodFiles, folder: string): Promise<Buffer> {
  const archives = files
    .list(folder)
    .filter((path) => path.endsWith('.tar.gz') && posix.dirname(path) === posix.normalize(folder));
  return packTarball(new Map(archives.map((path) => [posix.basename(path), files.read(path) ?? new Uint8Array()])));
}
