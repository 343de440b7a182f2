import { setTimeout as sleep } from 'node:timers/promises';
import { isApiError } from '../api-error.ts';
import { ClientError } from '../client-error.ts';
import { statusError } from '../transport/answer-error.ts';
import { backOffMs } from '../transport/retry-policy.ts';
import { listOnePage } from '../verbs/list-verbs.ts';
import type { WatchEvent } from '../watch-event.ts';
import { decodeEvent } from './decode-event.ts';
import { WatchConnection } from './watch-connection.ts';
import { type WatchPlan, watchRequest } from './watch-plan.ts';

type Events = Iterable<WatchEvent<unknown>>;

/** Where a watch stands: which version it has seen, its connection, and how often it has failed since it last worked. */
export class WatchFollower {
  readonly #plan: WatchPlan;
  readonly #onAbort = (): void => this.#connection?.close();
  /** The version seen last; `undefined` while the set has to be listed. */
  #version: string | undefined;
  #continueToken: string | undefined;
  #connection: WatchConnection | undefined;
  /** The server has agreed to all this once, so what fails now may pass. */
  #established = false;
  #renewed = false;
  #listWhole = false;
  #failures = 0;

  constructor(plan: WatchPlan) {
    this.#plan = plan;
    this.#version = plan.resourceVersion;
    plan.signal?.addEventListener('abort', this.#onAbort);
  }

  /** What comes next: a page of the set, or the changes that have arrived. Decoded one at a time as they are taken. */
  next(): Promise<Events> {
    return this.#version === undefined ? this.#nextPage() : this.#nextChanges(this.#version);
  }

  /** Decides what to do about a failure: returns when it is time to go on, or throws when there is no point. */
  async recover(error: unknown): Promise<void> {
    const { signal, onInterruption } = this.#plan;
    const connection = this.#letGo();
    if (signal?.aborted) return;
    if (connection?.accepted && isApiError(error) && error.code === 0) this.#established = true;
    if (connection && (await this.#canRenew(error, connection))) return;
    if (isExpired(error)) this.#startOver();
    else if (!this.#established || isFinal(error)) throw error;
    else if (this.#version === undefined) this.#continueToken = undefined;
    onInterruption?.(error);
    await this.#pause(retryAfterMs(error));
  }

  close(): void {
    this.#letGo();
    this.#plan.signal?.removeEventListener('abort', this.#onAbort);
  }

  async #nextPage(): Promise<Events> {
    const { session, resource, form, list } = this.#plan;
    const token = this.#continueToken;
    const pages = this.#listWhole ? { ...list, pageSize: 0 } : { ...list, continue: token };
    const page = await listOnePage(session, resource, form, pages);
    const events: WatchEvent<unknown>[] = token === undefined ? [{ type: 'restarted' }] : [];
    for (const object of page.items) events.push({ type: 'listed', object });
    this.#continueToken = page.metadata.continue || undefined; // the last page may carry an empty one
    if (this.#continueToken === undefined) {
      this.#established = true;
      this.#listWhole = false;
      this.#version = page.metadata.resourceVersion;
      events.push({ type: 'synced', resourceVersion: this.#version });
    }
    return events;
  }

  async #nextChanges(version: string): Promise<Events> {
    const connection = this.#connection ?? (await this.#connect(version));
    const lines = await connection.read();
    if (lines) return this.#decode(lines);
    this.#letGo();
    this.#established = true;
    if (connection.worthwhile) this.#failures = 0;
    else await this.#pause(0);
    return [];
  }

  async #connect(version: string): Promise<WatchConnection> {
    const { session, idleMs, signal } = this.#plan;
    const request = watchRequest(this.#plan, version);
    const credential = await session.transport.credentialFor(request);
    signal?.throwIfAborted();
    this.#connection = new WatchConnection(session.transport, request, credential, idleMs);
    return this.#connection;
  }

  *#decode(lines: readonly Buffer[]): Generator<WatchEvent<unknown>> {
    for (const line of lines) {
      const event = decodeEvent(line);
      if (event.type === 'ERROR') {
        throw statusError(event.object, watchRequest(this.#plan, this.#version ?? ''), {
          code: 500,
          retryAfterSeconds: undefined,
        });
      }
      this.#established = true;
      this.#failures = 0;
      this.#renewed = false;
      this.#version = event.version;
      if (event.type === 'DELETED') yield { type: 'deleted', object: event.object };
      else if (event.type !== 'BOOKMARK') yield { type: 'applied', object: event.object };
    }
  }

  #letGo(): WatchConnection | undefined {
    const connection = this.#connection;
    this.#connection = undefined;
    connection?.close();
    return connection;
  }

  /** History is gone: the whole set has to come again, in one piece if it was forgotten between two pages. */
  #startOver(): void {
    this.#listWhole = this.#version === undefined;
    this.#version = undefined;
    this.#continueToken = undefined;
  }

  async #canRenew(error: unknown, connection: WatchConnection): Promise<boolean> {
    if (this.#renewed || !isApiError(error, 'Unauthorized')) return false;
    this.#renewed = true;
    return this.#plan.session.transport.renew(connection.credential);
  }

  async #pause(atLeastMs: number): Promise<void> {
    const { session, signal } = this.#plan;
    this.#failures++;
    const ms = Math.max(atLeastMs, backOffMs(this.#failures, session.transport.random));
    await sleep(ms, undefined, signal ? { signal } : {}).catch((error: unknown) => {
      if (!signal?.aborted) throw error;
    });
  }
}

function isExpired(error: unknown): boolean {
  return isApiError(error, 'Expired', 'Gone');
}

/** What trying again does not change: a refusal, or a client that is closed. */
function isFinal(error: unknown): boolean {
  if (error instanceof ClientError) return error.code === 'ClientClosed' || error.code === 'InvalidRequest';
  if (!isApiError(error)) return true;
  return error.code >= 400 && error.code < 500 && error.code !== 408 && error.code !== 429;
}

function retryAfterMs(error: unknown): number {
  return isApiError(error) ? (error.retryAfterSeconds ?? 0) * 1000 : 0;
}
