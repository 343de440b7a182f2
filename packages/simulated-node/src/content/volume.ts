import { Changes } from '../changes.ts';

/** The files of one volume, by path relative to it, in memory. Whoever waits is told of every change. */
export class Volume {
  readonly readOnly: boolean;
  readonly #files = new Map<string, Uint8Array>();
  readonly #changes = new Changes();

  constructor(options: { readonly readOnly: boolean; readonly files?: Readonly<Record<string, Uint8Array>> }) {
    this.readOnly = options.readOnly;
    for (const [path, content] of Object.entries(options.files ?? {})) this.#files.set(path, content);
  }

  get(path: string): Uint8Array | undefined {
    return this.#files.get(path);
  }

  set(path: string, content: Uint8Array): void {
    this.#files.set(path, content);
    this.#changes.tell();
  }

  delete(path: string): void {
    if (this.#files.delete(path)) this.#changes.tell();
  }

  paths(): readonly string[] {
    return [...this.#files.keys()];
  }

  /** Resolves at the next change. Rejects with the signal's reason. */
  changed(signal: AbortSignal): Promise<void> {
    return this.#changes.next(signal);
  }
}
