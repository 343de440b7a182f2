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
        try {
          await this.#client.patch(Pod, { name, namespace }, { type: 'strategic', body }, { subresource: 'status' });
        } catch (error) {
          await this.#afterRefusal(error);
        }
      }
    } catch (error) {
      this.#failure = error;
    }
  }

  /** A pod that is gone, or another one by now, needs no status; one that others were writing to is tried again. */
  async #afterRefusal(error: unknown): Promise<void> {
    if (!isApiError(error, 'NotFound', 'Conflict')) throw error;
    const { name, namespace, uid } = this.#pod.metadata;
    const now = await this.#client.find(Pod, { name, namespace });
    if (now?.metadata.uid === uid) this.#changed = true;
    else this.#closed = true;
  }
}
