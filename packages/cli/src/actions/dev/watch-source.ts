import { existsSync, type FSWatcher, watch } from 'node:fs';
import { dirname, join } from 'node:path';
import type { ExtensionEntry } from './find-entry.ts';

const settledAfterMs = 40;
const hasSuffix = /\.[a-z]+$/;
const passedOver = /(^|[/\\])(node_modules|dist|\.[^/\\]+)([/\\]|$)|~$|\.test\.[jt]s$|\.sw[a-z]$/;

/** The files that changed, each time the source has been still for a moment; until the signal. */
export async function* watchSource(
  entry: ExtensionEntry,
  options: { readonly also: readonly string[]; readonly signal: AbortSignal },
): AsyncGenerator<readonly string[], void, undefined> {
  const { signal } = options;
  const changed = new Set<string>();
  let wake = Promise.withResolvers<void>();
  const note = (name: string | null) => {
    if (name === null || !hasSuffix.test(name) || passedOver.test(name)) return;
    changed.add(name);
    wake.resolve();
  };
  using _watchers = watchFolders(foldersOf(entry, options.also), note);
  signal.addEventListener('abort', () => wake.resolve(), { once: true });
  while (!signal.aborted) {
    if (changed.size === 0) await wake.promise;
    // One save is several events, and one refactoring several files.
    for (let seen = -1; seen < changed.size && !signal.aborted; ) {
      seen = changed.size;
      await still(signal);
    }
    wake = Promise.withResolvers<void>();
    if (signal.aborted) return;
    const files = [...changed].sort();
    changed.clear();
    yield files;
  }
}

/** The package's own folder, for its package.json; the module's with all below it, unless packages are installed there. */
function foldersOf({ folder, module }: ExtensionEntry, also: readonly string[]): ReadonlyMap<string, boolean> {
  const deep = [dirname(module), ...also].map((path) => [path, !existsSync(join(path, 'node_modules'))] as const);
  return new Map([[folder, false], ...deep]);
}

function watchFolders(folders: ReadonlyMap<string, boolean>, note: (name: string | null) => void): Disposable {
  const watchers: FSWatcher[] = [...folders].map(([path, recursive]) => watch(path, { recursive }, (_event, name) => note(name)));
  return {
    [Symbol.dispose]() {
      for (const watcher of watchers) watcher.close();
    },
  };
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
