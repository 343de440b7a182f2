import { posix } from 'node:path';
import { Changes } from '../../changes.ts';
import { unpackTarball } from '../archive/tarball.ts';
import { type Progress, type ProgressUpdate, withUpdate } from './progress.ts';
import { type ExpectedResult, keyOf } from './run-status.ts';

/** A result as it was handed in, by a worker or, with an error, by whoever watches over a plugin. */
export interface Result extends ExpectedResult {
  readonly mimeType: string;
  readonly fileName: string;
  readonly body: Uint8Array;
  readonly error?: string;
}

/** Why a result is not taken, as the worker is told. */
export interface Refusal {
  readonly code: 403 | 409 | 500;
  readonly message: string;
}

/** The results that a run waits for, and those that have come. */
export class ReceivedResults {
  readonly expected: readonly ExpectedResult[];
  /** By path below the run's folder. */
  readonly files: Map<string, Uint8Array>;
  readonly progress = new Map<string, Progress>();
  readonly #expectedKeys: ReadonlySet<string>;
  readonly #received = new Map<string, Result>();
  readonly #unreadable = new Set<string>();
  readonly #changes = new Changes();

  constructor(expected: readonly ExpectedResult[], files: Map<string, Uint8Array>) {
    this.expected = expected;
    this.files = files;
    this.#expectedKeys = new Set(expected.map(keyOf));
  }

  get received(): ReadonlyMap<string, Result> {
    return this.#received;
  }

  /** Whether everything of a plugin, or of all plugins, has come. */
  isComplete(plugin?: string): boolean {
    return this.expected.every(
      (result) => (plugin !== undefined && result.plugin !== plugin) || this.#received.has(keyOf(result)),
    );
  }

  /** Resolves once everything of a plugin, or of all, has come. Rejects with the signal's reason. */
  async complete(plugin: string | undefined, signal: AbortSignal): Promise<void> {
    while (!this.isComplete(plugin)) await this.#changes.next(signal);
  }

  /** Stores a result once; again only if the first of it could not be read. */
  async take(result: Result): Promise<Refusal | undefined> {
    const key = keyOf(result);
    if (!this.#expectedKeys.has(key)) return { code: 403, message: `result ${key} unexpected` };
    if (this.#received.has(key) && !this.#unreadable.has(key)) return { code: 409, message: `result ${key} already received` };
    this.#received.set(key, result);
    try {
      await this.#store(result);
      this.#unreadable.delete(key);
      return undefined;
    } catch (error) {
      this.#unreadable.add(key);
      return { code: 500, message: `error handling result ${key}: ${error instanceof Error ? error.message : error}` };
    } finally {
      this.#changes.tell();
    }
  }

  takeProgress(of: ExpectedResult, update: ProgressUpdate): Refusal | undefined {
    const key = keyOf(of);
    if (!this.#expectedKeys.has(key)) return { code: 403, message: `progress update for ${key} unexpected` };
    const timestamp = new Date().toISOString();
    this.progress.set(key, withUpdate(this.progress.get(key), update, { name: of.plugin, node: of.node, timestamp }));
    return undefined;
  }

  async #store({ plugin, node, mimeType, fileName, body, error }: Result): Promise<void> {
    const folder = posix.join('plugins', plugin, error === undefined ? 'results' : 'errors', node);
    const files = mimeType === 'application/gzip' ? await unpackTarball(body) : new Map([[fileName || 'result', body]]);
    for (const [name, content] of files) {
      const path = posix.join(folder, name);
      if (!path.startsWith(`${folder}/`)) throw new Error(`the name ${name} leaves the folder of results`);
      this.files.set(path, content);
    }
  }
}
