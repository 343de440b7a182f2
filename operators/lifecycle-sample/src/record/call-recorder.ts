import { setImmediate as turnOfTheLoop } from 'node:timers/promises';
import type { BackgroundContext } from '@capstan/capi';
import type { Client } from '@capstan/client';
import { type Clock, errorFields, type Logger } from '@capstan/runtime';
import type { CallSubject } from '../describe-call.ts';
import { type AnsweredCall, type RecordedCall, recordedCall, withCalls } from './answered-call.ts';
import { type ClusterLife, isAnotherCluster, mergeLives } from './cluster-life.ts';
import { writeRecord } from './write-record.ts';

export interface CallRecorderOptions {
  readonly clock: Clock;
  /** Calls are gathered this long before they are written. */
  readonly gatherMs: number;
  /** Clusters with unwritten calls; beyond, the oldest are lost and counted. */
  readonly maxClusters: number;
}

/** Calls about one cluster that are not written yet. */
export interface PendingCalls {
  readonly cluster: CallSubject;
  readonly life: ClusterLife;
  readonly calls: readonly RecordedCall[];
  /** All calls, those in one entry and those that fell out included. */
  readonly total: number;
}

const longestPauseMs = 30_000;
const parallelWrites = 8;
const triesAtTheEnd = 3;

/**
 * Writes calls to the cluster behind their answers. **Guarantees**: `record` only takes note; whatever goes wrong with the
 * writing is retried and logged, and no caller waits for it.
 */
export class CallRecorder {
  readonly #options: CallRecorderOptions;
  readonly #pending = new Map<string, PendingCalls>();
  readonly #lives = new Map<string, ClusterLife>();
  #lost = 0;
  #wake = Promise.withResolvers<void>();

  constructor(options: CallRecorderOptions) {
    this.#options = options;
  }

  /** Takes note of a call; digests it once its answer is on the way. */
  record(call: AnsweredCall): void {
    const key = keyOf(call.cluster);
    this.#lives.set(key, mergeLives(this.lifeOf(call.cluster), call.life, { now: this.#options.clock.now() }));
    if (this.#lives.size > this.#options.maxClusters) dropOldest(this.#lives);
    setImmediate(() => this.#add(key, { cluster: call.cluster, life: call.life, calls: [recordedCall(call)], total: 1 }));
  }

  /** What this process remembers of a cluster. */
  lifeOf(cluster: CallSubject | undefined): ClusterLife {
    if (cluster === undefined) return { waits: [] };
    const life = this.#lives.get(keyOf(cluster));
    return life === undefined || isAnotherCluster(cluster.uid, life.uid) ? lifeOfUid(cluster.uid) : life;
  }

  /** Writes until the signal, and then what is left. */
  async run({ client, logger, signal }: BackgroundContext): Promise<void> {
    if (client === undefined) return;
    const stopped = new Promise<void>((resolve) => {
      if (signal.aborted) resolve();
      else signal.addEventListener('abort', () => resolve(), { once: true });
    });
    let pauseMs = this.#options.gatherMs;
    while (!signal.aborted) {
      if (this.#pending.size === 0) await Promise.race([this.#wake.promise, stopped]);
      await this.#pause(pauseMs, stopped);
      const written = await this.#write(client, logger);
      pauseMs = written ? this.#options.gatherMs : Math.min(pauseMs * 2, longestPauseMs);
    }
    await turnOfTheLoop(); // the last calls are digested by now
    for (let tries = 0; this.#pending.size > 0 && tries < triesAtTheEnd; tries += 1) await this.#write(client, logger);
  }

  #add(key: string, added: PendingCalls): void {
    const earlier = this.#pending.get(key);
    const isNew = earlier !== undefined && isAnotherCluster(added.cluster.uid, earlier.cluster.uid);
    this.#pending.set(key, earlier === undefined || isNew ? added : together(earlier, added, this.#options.clock));
    if (this.#pending.size > this.#options.maxClusters) this.#lost += dropOldest(this.#pending)?.total ?? 0;
    this.#wake.resolve();
  }

  async #pause(ms: number, stopped: Promise<void>): Promise<void> {
    const over = Promise.withResolvers<void>();
    using _timer = this.#options.clock.after(ms, over.resolve);
    await Promise.race([over.promise, stopped]);
  }

  /** Whether all went well. What did not stays pending, before what came meanwhile. */
  async #write(client: Client, logger: Logger): Promise<boolean> {
    const batch = [...this.#pending];
    this.#pending.clear();
    this.#wake = Promise.withResolvers<void>();
    this.#reportLost(logger);
    let failures = 0;
    for (let start = 0; start < batch.length; start += parallelWrites) {
      const writes = batch.slice(start, start + parallelWrites).map(async ([key, pending]) => {
        try {
          await writeRecord(client, pending, { now: this.#options.clock.now() });
        } catch (error) {
          failures += 1;
          if (failures === 1) logger.warn({ cluster: key, ...errorFields(error) }, 'calls could not be recorded; retrying');
          const meanwhile = this.#pending.get(key);
          this.#pending.delete(key);
          this.#add(key, pending);
          if (meanwhile) this.#add(key, meanwhile);
        }
      });
      await Promise.all(writes);
    }
    return failures === 0;
  }

  #reportLost(logger: Logger): void {
    if (this.#lost > 0) logger.warn({ calls: this.#lost }, 'calls were lost: too many clusters wait to be recorded');
    this.#lost = 0;
  }
}

function keyOf({ namespace, name }: CallSubject): string {
  return `${namespace}/${name}`;
}

function lifeOfUid(uid: string | undefined): ClusterLife {
  return { ...(uid !== undefined && { uid }), waits: [] };
}

function together(earlier: PendingCalls, later: PendingCalls, clock: Clock): PendingCalls {
  return {
    cluster: { ...earlier.cluster, ...later.cluster },
    life: mergeLives(earlier.life, later.life, { now: clock.now() }),
    calls: withCalls(earlier.calls, later.calls),
    total: earlier.total + later.total,
  };
}

function dropOldest<Value>(map: Map<string, Value>): Value | undefined {
  const [oldest] = map;
  if (oldest) map.delete(oldest[0]);
  return oldest?.[1];
}
