import { existsSync, type FSWatcher, watch } from 'node:fs';
import { dirname, join } from 'node:path';
import type { ExtensionEntry } from './find-entry.ts';

const settledAfterMs = 40;
const hasSuffix = /\.[a-z]+$/;
const passedOver = /(^|[/\\])(node_modules|dist|\.[^/\\]+)([/\\]|$)|~$|\.test\.[jt]s$|\.sw[a-z]$/;

/** Sees what changes in an extension's source, from the moment it is made. */
export class SourceWatch implements Disposable {
  readonly #watchers: readonly FSWatcher[];
  readonly #changed = new Set<string>();
  #wake = Promise.withResolvers<void>();

  constructor(entry: ExtensionEntry, { also }: { readonly also: readonly string[] }) {
    this.#watchers = [...foldersOf(entry, also)].map(([path, recursive]) =>
      watch(path, { recursive }, (_event, name) => this.#note(name)),
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
    for (const watcher of this.#watchers) watcher.close();
  }

  #note(name: string | null): void {
    if (name === null || !hasSuffix.test(name) || passedOver.test(name)) return;
    this.#changed.add(name);
    this.#wake.resolve();
  }
}

/** The package's own folder, for its package.json; the module's with all below it, unless packages are installed there. */
function foldersOf({ folder, module }: ExtensionEntry, also: readonly string[]): ReadonlyMap<string, boolean> {
  const deep = [dirname(module), ...also].map((path) => [path, !existsSync(join(path, 'node_modules'))] as const);
  return new Map([[folder, false], ...deep]);
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
