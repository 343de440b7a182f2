import type { RecordedRequest } from './recording-proxy.ts';

/** Requests that wait until it is disposed of. */
export interface Hold extends Disposable {
  /** Resolves when a request waits. */
  readonly caught: Promise<void>;
}

/** Where requests wait on their way. */
export class Gate {
  readonly #holds = new Set<(request: RecordedRequest) => Promise<void> | undefined>();

  /** Resolves when nothing holds the request. */
  async passed(request: RecordedRequest): Promise<void> {
    for (const hold of this.#holds) await hold(request);
  }

  hold(isIt: (request: RecordedRequest) => boolean): Hold {
    const [caught, released] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const check = (request: RecordedRequest) => {
      if (!isIt(request)) return undefined;
      caught.resolve();
      return released.promise;
    };
    this.#holds.add(check);
    const release = () => {
      this.#holds.delete(check);
      released.resolve();
    };
    return { caught: caught.promise, [Symbol.dispose]: release };
  }
}
