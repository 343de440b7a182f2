import { Changes } from '../changes.ts';

/** What answers a request within a pod. */
export type LocalHandler = (request: Request) => Promise<Response> | Response;

/**
 * The loopback interface of one pod. The pods of this node share one host, and two of them could not listen on the same
 * port of it; what the containers of a pod say to each other over `localhost` goes this way instead.
 */
export class PodLocalhost {
  readonly #handlers = new Map<number, LocalHandler>();
  readonly #changes = new Changes();

  /** Listens on a port until disposed. */
  serve(port: number, handler: LocalHandler): Disposable {
    if (this.#handlers.has(port)) throw new Error(`listen EADDRINUSE: address already in use :::${port}`);
    this.#handlers.set(port, handler);
    this.#changes.tell();
    return { [Symbol.dispose]: () => void this.#handlers.delete(port) };
  }

  /** Resolves once somebody listens on a port. Rejects with the signal's reason. */
  async listening(port: number, signal: AbortSignal): Promise<void> {
    while (!this.#handlers.has(port)) await this.#changes.next(signal);
  }

  /** Asks whoever listens on the URL's port. */
  async fetch(url: string, init?: RequestInit): Promise<Response> {
    const request = new Request(url, init);
    const { port, protocol } = new URL(url);
    const handler = this.#handlers.get(Number(port) || (protocol === 'https:' ? 443 : 80));
    if (!handler) throw new Error(`connect ECONNREFUSED 127.0.0.1:${port}`);
    return handler(request);
  }
}
