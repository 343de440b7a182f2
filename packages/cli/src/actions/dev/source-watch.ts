import { type FSWatcher, readdirSync, statSync, watch } from 'node:fs';
import { dirname, join, sep } from 'node:path';
import type { ExtensionEntry } from './find-entry.ts';

const settledAfterMs = 40;
const hasSuffix = /\.[a-z]+$/;
const passedOver = /^(node_modules|dist|\..*)$|~$|\.test\.[jt]s$|\.sw[a-z]$/;

/** Sees what changes in an extension's source, from the moment it is made. */
export class SourceWatch implements Disposable {
  /** By folder. Node's own watch of all below a folder is deaf on Linux to files that an editor puts in the place of others. */
  readonly #watchers = new Map<string, FSWatcher>();
  readonly #changed = new Set<string>();
  #wake = Promise.withResolvers<void>();

  /** Watches the package's own folder, for its package.json, and the module's with all below it. */
  constructor({ folder, module }: ExtensionEntry, { also }: { readonly also: readonly string[] }) {
    const deep = [dirname(module), ...also];
    for (const path of deep) this.#watchAllBelow(path);
    if (!this.#watchers.has(folder))
      this.#watchers.set(
        folder,
        watch(folder, (_event, name) => this.#note(folder, name)),
      );
  }

  /** The files that changed, each time the source has been still for a moment; until the signal. */
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
      this.#wake = Promise.withResolvers<void>();
      const files = [...this.#changed].sort();
      this.#changed.clear();
      yield files;
    }
  }

  [Symbol.dispose](): void {
    for (const watcher of this.#watchers.values()) watcher.close();
  }

  #watchAllBelow(folder: string): void {
    if (this.#watchers.has(folder)) return;
    const onChange = (event: string, name: string | null) => {
      this.#note(folder, name);
      if (event === 'rename' && name !== null && !passedOver.test(name)) this.#follow(join(folder, name));
    };
    this.#watchers.set(folder, watch(folder, onChange));
    for (const entry of readdirSync(folder, { withFileTypes: true }))
      if (entry.isDirectory() && !passedOver.test(entry.name)) this.#watchAllBelow(join(folder, entry.name));
  }

  /** Lets go of a folder that is gone or another one, and watches one that has come; files may have come with it. */
  #follow(path: string): void {
    for (const [folder, watcher] of this.#watchers) {
      if (folder !== path && !folder.startsWith(path + sep)) continue;
      watcher.close();
      this.#watchers.delete(folder);
    }
    if (!statSync(path, { throwIfNoEntry: false })?.isDirectory()) return;
    this.#watchAllBelow(path);
    for (const name of readdirSync(path, { recursive: true, encoding: 'utf8' })) this.#note(path, name);
  }

  #note(folder: string, name: string | null): void {
    if (name === null || !hasSuffix.test(name) || name.split(sep).some((part) => passedOver.test(part))) return;
    this.#changed.add(join(folder, name));
    this.#wake.resolve();
  }
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
