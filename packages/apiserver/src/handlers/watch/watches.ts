import type { ServedVersion } from '../../resources/served-kind.ts';
import type { WatchStream } from './watch-stream.ts';

export interface WatchesOptions {
  /** How often watches that want bookmarks get one, in milliseconds. */
  readonly bookmarkMs: number;
  /** A watch whose client has so many bytes still to take is dropped. */
  readonly bufferBytes: number;
}

/** All open watches of a server. */
export class Watches {
  readonly bufferBytes: number;
  readonly #open = new Set<WatchStream>();
  readonly #timer: NodeJS.Timeout;

  constructor({ bookmarkMs, bufferBytes }: WatchesOptions) {
    this.bufferBytes = bufferBytes;
    this.#timer = setInterval(() => this.#bookmark(), bookmarkMs);
    this.#timer.unref();
  }

  get size(): number {
    return this.#open.size;
  }

  add(stream: WatchStream): Disposable {
    this.#open.add(stream);
    return { [Symbol.dispose]: () => void this.#open.delete(stream) };
  }

  /** Ends those of a version that is no longer served. */
  endVersion(version: ServedVersion): void {
    for (const stream of [...this.#open]) if (stream.version === version) stream.end();
  }

  /** Ends all of them, cleanly: clients come back when there is a server again. */
  [Symbol.dispose](): void {
    clearInterval(this.#timer);
    for (const stream of [...this.#open]) stream.end();
  }

  #bookmark(): void {
    for (const stream of this.#open) stream.bookmark();
  }
}
