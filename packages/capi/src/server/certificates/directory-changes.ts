import { type FSWatcher, watch } from 'node:fs';
import type { Clock } from '@capstan/runtime';
import { Wake } from './wake.ts';

/** A folder that is itself replaced, or on a network, tells nothing. */
const pollMs = 60_000;

/** Tells that something in a folder may have changed: at once where the system says so, and once a minute in any case. */
export class DirectoryChanges implements Disposable {
  readonly #wake: Wake;
  #watcher: FSWatcher | undefined;

  constructor(directory: string, clock: Clock) {
    this.#wake = new Wake(clock);
    try {
      // The kubelet swaps the symbolic link `..data`, which is an entry of the folder.
      this.#watcher = watch(directory, () => this.#wake.tell()).on('error', () => this.#watcher?.close());
    } catch {
      // Not there yet, or no watches left: whoever reads will find out, and polling does.
    }
  }

  /** Waits for the next change; `false` when the signal came first. */
  next(signal: AbortSignal): Promise<boolean> {
    return this.#wake.next(pollMs, signal);
  }

  [Symbol.dispose](): void {
    this.#watcher?.close();
  }
}
