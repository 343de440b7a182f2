import { createHash } from 'node:crypto';
import { type Client, isApiError } from '@capstan/client';
import { cutName, Event, type KubeObject } from '@capstan/schema';
import type { Clock } from '../clock.ts';
import type { Logger } from '../controller.ts';
import { pause } from '../pause.ts';

interface What {
  readonly type: 'Normal' | 'Warning';
  readonly reason: string;
  readonly message: string;
}

/** What is remembered of one object, until it is gone. */
interface Account {
  /** Events it may still have now. */
  left: number;
  at: number;
  /** How often each was recorded, by its digest: messages are long, and there may be many. */
  readonly recorded: Map<string, number>;
  /** The last write, so that they stay in order. */
  writing: Promise<void> | undefined;
}

/** Events of one object in a row, and how many come back per minute. */
const burst = 100;
const refillMs = 12_000;
/** Different Events of one object that are counted up; of more, the oldest is written anew when it comes again. */
const remembered = 100;
/** How long the end of an object waits for what is told of it: a server that takes no Events holds no deletion up. */
const toldWithinMs = 10_000;

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
  readonly #accounts = new Map<string, Account>();
  readonly #writing = new Set<Promise<void>>();
  /** Whether the server took the last event that somebody waited for. */
  #isTaken = true;
  readonly #stop = new AbortController();

  constructor(options: { readonly client: Client; readonly component: string; readonly clock: Clock; readonly logger: Logger }) {
    this.#client = options.client;
    this.#component = options.component;
    this.#clock = options.clock;
    this.#logger = options.logger;
    this.#startedAt = options.clock.now();
  }

  record(object: KubeObject, type: 'Normal' | 'Warning', reason: string, message: string): void {
    const account = this.#account(object.metadata.uid);
    if (!this.#spend(account)) return;
    const writing = (account.writing ?? Promise.resolve()).then(() => this.#write(object, account, { type, reason, message }));
    account.writing = writing;
    this.#writing.add(writing);
    void writing.then(() => {
      this.#writing.delete(writing);
      if (account.writing === writing) account.writing = undefined;
    });
  }

  /** Resolves when everything recorded so far was written or given up, which `cut` makes happen at once. */
  async flushed(cut: AbortSignal): Promise<void> {
    const stop = () => this.#stop.abort(cut.reason);
    cut.addEventListener('abort', stop, { once: true });
    if (cut.aborted) stop();
    await Promise.all(this.#writing);
    cut.removeEventListener('abort', stop);
  }

  /**
   * Resolves when everything recorded so far about an object was written or given up, or after ten seconds: what is not
   * written by then may be later. Once these have passed nobody waits before the server has taken an event again. Rejects with the
   * signal's reason.
   */
  async told(uid: string, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    const writing = this.#accounts.get(uid)?.writing;
    if (!writing || !this.#isTaken) return;
    const written = new AbortController();
    const stop = () => written.abort();
    signal.addEventListener('abort', stop, { once: true });
    void writing.then(stop);
    await pause(toldWithinMs, this.#clock, written.signal);
    signal.removeEventListener('abort', stop);
    signal.throwIfAborted();
    if (written.signal.aborted) return;
    this.#isTaken = false;
    this.#logger.warn({ uid, afterMs: toldWithinMs }, 'the server takes no events; the object goes before they are written');
  }

  /** Drops what is remembered of an object that is gone. */
  forget(uid: string): void {
    this.#accounts.delete(uid);
  }

  /** Objects of which something is remembered. */
  get size(): number {
    return this.#accounts.size;
  }

  #account(uid: string): Account {
    const known = this.#accounts.get(uid);
    if (known) return known;
    const made = { left: burst, at: this.#clock.now(), recorded: new Map(), writing: undefined };
    this.#accounts.set(uid, made);
    return made;
  }

  #spend(account: Account): boolean {
    const now = this.#clock.now();
    account.left = Math.min(burst, account.left + (now - account.at) / refillMs);
    account.at = now;
    if (account.left < 1) return false;
    account.left -= 1;
    return true;
  }

  async #write(object: KubeObject, { recorded }: Account, what: What): Promise<void> {
    const { uid, name } = object.metadata;
    const text = `${this.#startedAt} ${uid} ${what.type} ${what.reason} ${what.message}`;
    const digest = createHash('sha256').update(text).digest().toString('hex', 0, 8);
    const eventName = `${cutName(name, 236)}.${digest}`;
    try {
      const count = recorded.get(digest);
      if (count !== undefined && (await this.#countUp(object, eventName, count + 1))) {
        recorded.set(digest, count + 1);
        this.#isTaken = true;
        return;
      }
      await this.#client.create(Event, this.#event(object, { ...what, name: eventName }), { signal: this.#stop.signal });
      this.#isTaken = true;
      recorded.delete(digest);
      recorded.set(digest, 1);
      const [oldest] = recorded.keys();
      if (recorded.size > remembered && oldest !== undefined) recorded.delete(oldest);
    } catch (error) {
      this.#logger.debug({ error: String(error), reason: what.reason }, 'cannot write an event');
    }
  }

  /** Whether the Event was still there to be counted up. */
  async #countUp(object: KubeObject, name: string, count: number): Promise<boolean> {
    const ref = { name, namespace: object.metadata.namespace ?? 'default' };
    const body = { count, lastTimestamp: seconds(this.#clock.now()) };
    try {
      await this.#client.patch(Event, ref, { type: 'merge', body }, { signal: this.#stop.signal });
      return true;
    } catch (error) {
      if (isApiError(error, 'NotFound')) return false;
      throw error;
    }
  }

  #event(object: KubeObject, what: What & { readonly name: string }) {
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
