import { createHash } from 'node:crypto';
import { type Client, isApiError } from '@capstan/client';
import { Event, type KubeObject } from '@capstan/schema';
import type { Clock } from '../clock.ts';
import type { Logger } from '../controller.ts';

interface Recorded {
  readonly name: string;
  count: number;
}

/** Events of one object in a row, and how many come back per minute. */
const burst = 100;
const refillMs = 12_000;

/**
 * Writes Events about objects, one for each object, type, reason and message; repeats are counted in it. An Event that
 * can't be written is a line in the log and nothing more.
 */
export class EventRecorder {
  readonly #client: Client;
  readonly #component: string;
  readonly #clock: Clock;
  readonly #logger: Logger;
  readonly #startedAt: number;
  readonly #recorded = new Map<string, Recorded>();
  readonly #budgets = new Map<string, { left: number; at: number }>();
  /** The last write about each object, so that they stay in order. */
  readonly #writing = new Map<string, Promise<void>>();

  constructor(options: { readonly client: Client; readonly component: string; readonly clock: Clock; readonly logger: Logger }) {
    this.#client = options.client;
    this.#component = options.component;
    this.#clock = options.clock;
    this.#logger = options.logger;
    this.#startedAt = options.clock.now();
  }

  record(object: KubeObject, type: 'Normal' | 'Warning', reason: string, message: string): void {
    const { uid } = object.metadata;
    if (!this.#spend(uid)) return;
    const before = this.#writing.get(uid) ?? Promise.resolve();
    const writing = before.then(() => this.#write(object, type, reason, message));
    this.#writing.set(uid, writing);
    void writing.then(() => {
      if (this.#writing.get(uid) === writing) this.#writing.delete(uid);
    });
  }

  /** Resolves when everything recorded so far was written or given up. */
  async flushed(): Promise<void> {
    await Promise.all(this.#writing.values());
  }

  /** Drops what is remembered of an object that is gone. */
  forget(uid: string): void {
    this.#budgets.delete(uid);
    for (const key of this.#recorded.keys()) if (key.startsWith(`${uid} `)) this.#recorded.delete(key);
  }

  #spend(uid: string): boolean {
    const now = this.#clock.now();
    const budget = this.#budgets.get(uid) ?? { left: burst, at: now };
    budget.left = Math.min(burst, budget.left + (now - budget.at) / refillMs);
    budget.at = now;
    this.#budgets.set(uid, budget);
    if (budget.left < 1) return false;
    budget.left -= 1;
    return true;
  }

  async #write(object: KubeObject, type: 'Normal' | 'Warning', reason: string, message: string): Promise<void> {
    const key = `${object.metadata.uid} ${type} ${reason} ${message}`;
    try {
      const known = this.#recorded.get(key);
      if (known && (await this.#countUp(object, known))) return;
      const name = `${object.metadata.name.slice(0, 236)}.${createHash('sha256').update(`${this.#startedAt} ${key}`).digest('hex').slice(0, 16)}`;
      await this.#client.create(Event, this.#event(object, { name, type, reason, message }));
      this.#recorded.set(key, { name, count: 1 });
    } catch (error) {
      this.#logger.debug({ error: String(error), reason }, 'cannot write an event');
    }
  }

  /** Whether the Event was still there to be counted up. */
  async #countUp(object: KubeObject, known: Recorded): Promise<boolean> {
    const ref = { name: known.name, namespace: object.metadata.namespace ?? 'default' };
    const body = { count: known.count + 1, lastTimestamp: seconds(this.#clock.now()) };
    try {
      await this.#client.patch(Event, ref, { type: 'merge', body });
      known.count += 1;
      return true;
    } catch (error) {
      if (isApiError(error, 'NotFound')) return false;
      throw error;
    }
  }

  #event(
    object: KubeObject,
    what: { readonly name: string; readonly type: string; readonly reason: string; readonly message: string },
  ) {
    const { apiVersion, kind, metadata } = object;
    const namespace = metadata.namespace ?? 'default';
    const now = seconds(this.#clock.now());
    return {
      metadata: { name: what.name, namespace },
      involvedObject: {
        apiVersion,
        kind,
        name: metadata.name,
        uid: metadata.uid,
        ...(metadata.namespace && { namespace: metadata.namespace }),
      },
      type: what.type,
      reason: what.reason,
      message: what.message.slice(0, 1024),
      source: { component: this.#component },
      reportingComponent: this.#component,
      reportingInstance: this.#component,
      firstTimestamp: now,
      lastTimestamp: now,
      count: 1,
    };
  }
}

const seconds = (ms: number) => new Date(ms).toISOString().replace(/\.\d+Z$/, 'Z');
