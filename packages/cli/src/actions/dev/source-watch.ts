import { type FSWatcher, lstatSync, readdirSync, watch } from 'node:fs';
import { basename, dirname, join, relative, resolve, sep } from 'node:path';
import { UserError } from '../../report-error.ts';
import type { ExtensionEntry } from './find-entry.ts';
import { explainWatchFailure, hasGone } from './watch-failure.ts';

const settledAfterMs = 40;
const hasSuffix = /\.[a-z]+$/;
const passedOver = /^(node_modules|dist|\..*)$|~$|\.test\.[jt]s$|\.sw[a-z]$/;

/**
 * Sees what changes in an extension's source, from the moment it is made: in the package's own folder, for its package.json, and
 * in the module's with all below it. Links inside are not followed.
 */
export class SourceWatch implements Disposable {
  readonly #package: string;
  /** The folders of which all below is source. */
  readonly #roots: readonly string[];
  /** The roots, the package's folder and those between: followed by their name, whatever is put in their place. */
  readonly #kept: ReadonlySet<string>;
  /** By folder. Node's own watch of all below a folder is deaf on Linux to files that an editor puts in the place of others. */
  readonly #watchers = new Map<string, FSWatcher>();
  readonly #changed = new Set<string>();
  #failure: Error | undefined;
  #wake = Promise.withResolvers<void>();

  constructor({ folder, module }: ExtensionEntry, { also }: { readonly also: readonly string[] }) {
    this.#package = folder;
    this.#roots = [dirname(module), ...also.map((path) => resolve(path))];
    this.#kept = new Set([folder, ...this.#roots.flatMap((root) => between(folder, root))]);
    try {
      for (const path of this.#kept) this.#enterParent(path);
      for (const path of this.#kept) this.#enter(path, { isNew: false });
      const missing = this.#roots.find((root) => !this.#watchers.has(root));
      if (missing !== undefined)
        throw new UserError(`cannot watch ${missing}: it is not there, or may not be read`, {
          hint: 'Let it be read, or name another folder.',
        });
    } catch (error) {
      this[Symbol.dispose]();
      throw explainWatchFailure(error);
    }
  }

  /** The files that changed, each time the source has been still for a moment; until the signal. Throws when no more can be watched. */
  async *changes(signal: AbortSignal): AsyncGenerator<readonly string[], void, undefined> {
    signal.addEventListener('abort', () => this.#wake.resolve(), { once: true });
    while (!signal.aborted) {
      if (this.#changed.size === 0) await this.#wake.promise;
      // One save is several events, and one refactoring several files.
      for (let seen = -1; seen < this.#changed.size && !signal.aborted; ) {
        seen = this.#changed.size;
        await still(signal);
      }
      if (signal.aborted) return;
      if (this.#failure !== undefined) throw this.#failure;
      this.#wake = Promise.withResolvers<void>();
      const files = [...this.#changed].sort();
      this.#changed.clear();
      yield files;
    }
  }

  [Symbol.dispose](): void {
    for (const watcher of this.#watchers.values()) watcher.close();
    this.#watchers.clear();
  }

  /** What follows a folder that is removed and made again, or replaced. */
  #enterParent(path: string): void {
    unlessGone(() => this.#watch(dirname(path)));
  }

  /** Watches a folder and the source below; in one that has come, every file is a change. What is gone or closed to us meanwhile is left alone. */
  #enter(folder: string, { isNew }: { readonly isNew: boolean }): void {
    unlessGone(() => {
      this.#watch(folder); // before it is read, so that nothing comes between
      for (const entry of readdirSync(folder, { withFileTypes: true })) {
        const path = join(folder, entry.name);
        if (this.#kept.has(path) || (entry.isDirectory() && this.#isSource(path))) this.#enter(path, { isNew });
        else if (isNew) this.#note(path);
      }
    });
  }

  #watch(folder: string): void {
    if (this.#watchers.has(folder)) return;
    const watcher = watch(folder, (event, name) => {
      if (name !== null) this.#attempt(() => this.#hear(event, join(folder, name)));
    });
    this.#watchers.set(folder, watcher);
    watcher.on('error', (error) => {
      watcher.close();
      if (this.#watchers.get(folder) === watcher) this.#watchers.delete(folder);
      if (!hasGone(error)) this.#fail(error);
    });
  }

  #hear(event: string, path: string): void {
    this.#note(path);
    if (event === 'rename' && (this.#kept.has(path) || this.#isSource(path))) this.#follow(path);
  }

  /** Lets go of a folder that is gone or another one, and watches one that has come; files may have come with it. */
  #follow(path: string): void {
    for (const [folder, watcher] of this.#watchers) {
      if (folder !== path && !isBelow(folder, path)) continue;
      watcher.close();
      this.#watchers.delete(folder);
    }
    unlessGone(() => {
      if (this.#kept.has(path) || lstatSync(path).isDirectory()) this.#enter(path, { isNew: true });
    });
  }

  #isSource(path: string): boolean {
    const isPassedOver = (below: string) => below.split(sep).some((part) => passedOver.test(part));
    return this.#roots.some((root) => path === root || (isBelow(path, root) && !isPassedOver(relative(root, path))));
  }

  #note(path: string): void {
    const name = basename(path);
    if (!hasSuffix.test(name) || passedOver.test(name)) return;
    if (dirname(path) !== this.#package && !this.#isSource(path)) return;
    this.#changed.add(path);
    this.#wake.resolve();
  }

  /** Nobody catches what a watcher's listener throws. */
  #attempt(act: () => void): void {
    try {
      act();
    } catch (error) {
      this.#fail(error);
    }
  }

  #fail(error: unknown): void {
    this.#failure ??= explainWatchFailure(error);
    this.#wake.resolve();
  }
}

function unlessGone(act: () => void): void {
  try {
    act();
  } catch (error) {
    if (!hasGone(error)) throw error;
  }
}

function isBelow(path: string, folder: string): boolean {
  return path.startsWith(folder.endsWith(sep) ? folder : folder + sep);
}

/** A folder, and those that lead to it from an outer one. */
function between(outer: string, folder: string): readonly string[] {
  return isBelow(folder, outer) ? [...between(outer, dirname(folder)), folder] : [folder];
}

function still(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, settledAfterMs);
    signal.addEventListener('abort', end, { once: true });
  });
}
