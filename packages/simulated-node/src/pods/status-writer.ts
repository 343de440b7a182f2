import { type Client, isApiError } from '@capstan/client';
import { Pod } from '@capstan/schema';
import type { PodStatus } from '../pod-types.ts';

/** Writes the status of one pod: one write at a time, and of several changes in between only the last. */
export class StatusWriter {
  readonly #client: Client;
  readonly #pod: Pod;
  readonly #status: () => PodStatus;
  #writing: Promise<void> | undefined;
  #changed = false;
  #closed = false;
  #failure: unknown;

  constructor(client: Client, pod: Pod, status: () => PodStatus) {
    this.#client = client;
    this.#pod = pod;
    this.#status = status;
  }

  /** Something changed that the status has to tell. */
  touch(): void {
    this.#changed = true;
    this.#writing ??= this.#write().finally(() => {
      this.#writing = undefined;
    });
  }

  /** Resolves when everything is written. Throws what made a write impossible. */
  async flushed(): Promise<void> {
    await this.#writing;
    if (this.#failure !== undefined && !this.#closed) throw this.#failure;
  }

  /** Nothing is written from now on. */
  close(): void {
    this.#closed = true;
  }

  async #write(): Promise<void> {
    const { name, namespace, uid } = this.#pod.metadata;
    try {
      while (this.#changed && !this.#closed) {
        this.#changed = false;
        // With the uid: another pod of the same name is none of ours.
        const body = { metadata: { uid }, status: this.#status() };
        await this.#client.patch(Pod, { name, namespace }, { type: 'strategic', body }, { subresource: 'status' });
      }
    } catch (error) {
      if (!isApiError(error, 'NotFound', 'Conflict')) this.#failure = error;
      this.#closed ||= isApiError(error, 'NotFound', 'Conflict');
    }
  }
}
