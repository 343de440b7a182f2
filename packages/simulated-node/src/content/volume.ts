/** The files of one volume, by path relative to it, in memory. Whoever waits is told of every change. */
export class Volume {
  readonly readOnly: boolean;
  readonly #files = new Map<string, Uint8Array>();
  readonly #waiting = new Set<() => void>();

  constructor(options: { readonly readOnly: boolean; readonly files?: Readonly<Record<string, Uint8Array>> }) {
    this.readOnly = options.readOnly;
    for (const [path, content] of Object.entries(options.files ?? {})) this.#files.set(path, content);
  }

  get(path: string): Uint8Array | undefined {
    return this.#files.get(path);
  }

  set(path: string, content: Uint8Array): void {
    this.#files.set(path, content);
    this.#tell();
  }

  delete(path: string): void {
    if (this.#files.delete(path)) this.#tell();
  }

  paths(): readonly string[] {
    return [...this.#files.keys()];
  }

  /** Resolves at the next change. Rejects with the signal's reason. */
  changed(signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      signal.throwIfAborted();
      const end = (then: () => void) => () => {
        this.#waiting.delete(told);
        signal.removeEventListener('abort', aborted);
        then();
      };
      const told = end(resolve);
      const aborted = end(() => reject(signal.reason));
      this.#waiting.add(told);
      signal.addEventListener('abort', aborted);
    });
  }

  #tell(): void {
    for (const told of this.#waiting) told();
  }
}
