import { posix } from 'node:path';
import { NodeError } from '../node-error.ts';
import { Volume } from './volume.ts';

export interface Mount {
  readonly mountPath: string;
  readonly volume: Volume;
  /** A file or folder of the volume that is mounted instead of all of it. */
  readonly subPath?: string | undefined;
  readonly readOnly?: boolean | undefined;
}

interface Place {
  readonly volume: Volume;
  readonly path: string;
  readonly readOnly: boolean;
}

/** The file tree of one container: its mounts, and beside them a root of its own. */
export class PodFiles {
  readonly #mounts: readonly Mount[];
  readonly #root = new Volume({ readOnly: false });

  constructor(mounts: readonly Mount[]) {
    // The deepest mount that holds a path is where it is.
    this.#mounts = mounts.toSorted((a, b) => b.mountPath.length - a.mountPath.length);
  }

  read(path: string): Uint8Array | undefined {
    const { volume, path: inside } = this.#at(path);
    return volume.get(inside);
  }

  readText(path: string): string | undefined {
    const content = this.read(path);
    return content && Buffer.from(content).toString('utf8');
  }

  write(path: string, content: Uint8Array | string): void {
    const { volume, path: inside, readOnly } = this.#at(path);
    if (readOnly || volume.readOnly) throw new NodeError(`${path} is on a read-only file system`, { code: 'ReadOnlyFile' });
    volume.set(inside, typeof content === 'string' ? Buffer.from(content) : content);
  }

  remove(path: string): void {
    const { volume, path: inside } = this.#at(path);
    volume.delete(inside);
  }

  /** Absolute paths of all files below a folder, in order. */
  list(folder: string): readonly string[] {
    const base = normalized(folder);
    const { volume, path: inside } = this.#at(base);
    const prefix = inside === '' ? '' : `${inside}/`;
    const found = volume.paths().filter((path) => path.startsWith(prefix));
    return found.map((path) => posix.join(base, path.slice(prefix.length))).toSorted();
  }

  /** The content of a file, once it is there. Rejects with the signal's reason. */
  async appears(path: string, signal: AbortSignal): Promise<Uint8Array> {
    const { volume, path: inside } = this.#at(path);
    for (;;) {
      const content = volume.get(inside);
      if (content) return content;
      await volume.changed(signal);
    }
  }

  #at(path: string): Place {
    const wanted = normalized(path);
    for (const { mountPath, volume, subPath = '', readOnly = false } of this.#mounts) {
      const mounted = normalized(mountPath);
      if (wanted !== mounted && !wanted.startsWith(mounted === '/' ? '/' : `${mounted}/`)) continue;
      return { volume, path: relative(posix.join(subPath, wanted.slice(mounted.length))), readOnly };
    }
    return { volume: this.#root, path: relative(wanted), readOnly: false };
  }
}

function normalized(path: string): string {
  if (!path.startsWith('/')) throw new NodeError(`"${path}" is not an absolute path`, { code: 'NotAbsolute' });
  const plain = posix.normalize(path);
  return plain.length > 1 && plain.endsWith('/') ? plain.slice(0, -1) : plain;
}

const relative = (path: string) => path.replace(/^(\.?\/)+/, '').replace(/^\.$/, '');
