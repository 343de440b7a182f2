import type { Client } from '@capstan/client';
import { durationMs, type KubeObject } from '@capstan/schema';
import type { CacheRegistry } from '../cache/cache-registry.ts';
import type { CacheChange, Informer } from '../cache/informer.ts';
import { keyOfObject, refOfKey, resourceId } from '../cache/object-key.ts';
import type { Clock } from '../clock.ts';
import type { Controller, ErasedDefinition, Logger } from '../controller.ts';
import type { ManagerEvent } from '../manager.ts';
import { done, type Outcome } from '../outcome.ts';
import { BackOff } from '../queue/back-off.ts';
import { meteredQueue } from '../queue/metered-queue.ts';
import type { WorkQueue } from '../queue/work-queue.ts';
import { TerminalError } from '../runtime-error.ts';
import type { ManagerMetrics } from '../serving/metrics.ts';
import type { Measure } from '../serving/own-metrics.ts';
import { FollowedObjects } from '../tenants/followed-objects.ts';
import type { ServiceAccountTokens } from '../tenants/service-account-tokens.ts';
import { EventRecorder } from './event-recorder.ts';
import { isNoNews, mappedKeys } from './mapped-wakes.ts';
import { ObjectEnds } from './object-ends.ts';
import { OwnFinalizer } from './own-finalizer.ts';
import { OwnWrites } from './own-writes.ts';
import { type ContextParts, ReconcileContext } from './reconcile-context.ts';
import { ReconcileReports } from './reconcile-reports.ts';
import { TrackedReads } from './tracked-reads.ts';

export interface RunnerOptions {
  readonly client: Client;
  readonly caches: CacheRegistry;
  readonly tokens: ServiceAccountTokens;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly metrics: ManagerMetrics;
  readonly observe: (event: ManagerEvent) => void;
}

/** Runs one controller: from changes of its caches to reconciles, one at a time for each object. */
export class ControllerRunner {
  readonly #definition: ErasedDefinition;
  readonly #options: RunnerOptions;
  readonly #client: Client;
  readonly #own: Informer;
  readonly #queue: WorkQueue<string>;
  readonly #begin: () => void;
  readonly #backOff = new BackOff();
  readonly #tracked = new TrackedReads();
  readonly #ownWrites: OwnWrites;
  readonly #finalizer: OwnFinalizer | undefined;
  readonly #events: EventRecorder;
  readonly #reports: ReconcileReports;
  readonly #measure: Measure;
  readonly #followed: FollowedObjects;
  readonly #ends: ObjectEnds;
  readonly #subscriptions = new DisposableStack();

  constructor({ definition }: Controller, options: RunnerOptions) {
    const { caches, clock, metrics, client, logger, observe } = options;
    const { name, finalizer } = definition;
    this.#definition = definition;
    this.#options = options;
    this.#client = client.with({ fieldManager: name });
    this.#own = caches.informer(definition.for);
    this.#followed = new FollowedObjects({ client, tokens: options.tokens, logger, wake: (key) => this.#queue.add(key) });
    this.#measure = metrics.own(definition);
    this.#events = new EventRecorder({ client, component: name, clock, logger });
    this.#ownWrites = this.#subscriptions.use(
      new OwnWrites({ clock, onStale: () => metrics.staleReads.inc({ controller: name }) }),
    );
    this.#finalizer =
      finalizer && new OwnFinalizer(finalizer.name, { client: this.#client, own: this.#own, ownWrites: this.#ownWrites });
    this.#reports = new ReconcileReports({ controller: name, metrics, logger, observe });
    this.#ends = new ObjectEnds(definition.gone);
    ({ queue: this.#queue, begin: this.#begin } = meteredQueue(definition, { clock, metrics }));
    this.#subscribe();
  }

  /** Works until `stopping`; what runs then may go on until `cut`. */
  async run(stopping: AbortSignal, cut: AbortSignal): Promise<void> {
    const close = () => this.#queue[Symbol.dispose]();
    stopping.addEventListener('abort', close, { once: true });
    if (stopping.aborted) close();
    this.#begin();
    const workers = Array.from({ length: this.#definition.concurrency ?? 10 }, () => this.#work(stopping, cut));
    await Promise.all(workers);
    stopping.removeEventListener('abort', close);
    this.#subscriptions.dispose();
    await this.#followed[Symbol.asyncDispose]();
    await this.#events.flushed(cut);
  }

  #subscribe(): void {
    const definition = this.#definition;
    const { caches } = this.#options;
    this.#subscriptions.use(this.#own.subscribe((change) => this.#onOwn(change)));
    for (const resource of definition.reads ?? []) {
      const informer = caches.informer(resource);
      this.#subscriptions.use(informer.subscribe((change) => this.#onRead(informer, change)));
    }
    for (const read of definition.readsMetadata ?? []) {
      const informer = caches.metadata(read);
      this.#subscriptions.use(informer.subscribe((change) => this.#onRead(informer, change)));
    }
    for (const watch of definition.watches ?? []) {
      const wake = (change: CacheChange) => {
        for (const key of mappedKeys(watch, change, this.#own, this.#options.logger)) this.#queue.add(key, priorityOf(change));
      };
      this.#subscriptions.use(caches.informer(watch.resource, watch).subscribe(wake));
    }
  }

  #onOwn(change: CacheChange): void {
    const { object } = change;
    const key = keyOfObject(object);
    if (change.type === 'deleted') {
      this.#forgetObject(object);
      this.#queue.add(key); // forgets it
      return;
    }
    const { previous } = change;
    if (previous && previous.metadata.uid !== object.metadata.uid) this.#forgetObject(previous);
    this.#ends.remember(object);
    if (previous && isNoNews(this.#definition.when, previous, object)) return;
    this.#queue.add(key, priorityOf(change));
  }

  #onRead(informer: Informer, change: CacheChange): void {
    const previous = change.type === 'put' ? change.previous : undefined;
    const found = [change.object, ...(previous ? [previous] : [])].flatMap((object) => informer.indexIds(object));
    for (const key of this.#tracked.concerned(informer.resource, change.object, previous, found)) this.#queue.add(key);
  }

  #forgetObject(object: KubeObject): void {
    this.#ends.forget(object);
    this.#events.forget(object.metadata.uid);
  }

  async #work(stopping: AbortSignal, cut: AbortSignal): Promise<void> {
    const { metrics } = this.#options;
    const { name } = this.#definition;
    for (;;) {
      const item = await this.#queue.take();
      if (!item) return;
      metrics.activeWorkers.inc({ controller: name });
      const started = performance.now();
      try {
        await this.#process(item.key, stopping, cut);
      } finally {
        item.done();
        metrics.activeWorkers.dec({ controller: name });
        metrics.workSeconds.observe({ name }, (performance.now() - started) / 1000);
      }
    }
  }

  async #process(key: string, stopping: AbortSignal, cut: AbortSignal): Promise<void> {
    if (this.#own.get(refOfKey(key))) await this.#ownWrites.seen(key, stopping);
    if (stopping.aborted) return; // nothing new is begun
    this.#ends.tell(key);
    const object = this.#own.get(refOfKey(key));
    if (!object) {
      this.#tracked.forget(key);
      this.#followed.replace(key, new Set());
      this.#backOff.forget(key);
      this.#ownWrites.forget(key);
      return;
    }
    const started = performance.now();
    try {
      const outcome = await this.#reconcile(key, object, cut);
      this.#succeeded(key, outcome, performance.now() - started);
    } catch (error) {
      if (!cut.aborted) this.#failed(key, error, performance.now() - started);
    }
  }

  async #reconcile(key: string, cached: KubeObject, cut: AbortSignal): Promise<Outcome> {
    const definition = this.#definition;
    const { finalizer, timeout = '5m' } = definition;
    const deleting = cached.metadata.deletionTimestamp !== undefined;
    const held = finalizer !== undefined && (cached.metadata.finalizers?.includes(finalizer.name) ?? false);
    if (deleting && !held) return done();
    const signal = AbortSignal.any([cut, AbortSignal.timeout(durationMs(timeout))]);
    const object = this.#finalizer && !held ? await this.#finalizer.add(key, cached, signal) : cached;
    const context = new ReconcileContext(this.#contextParts(key), object);
    this.#tracked.begin(key, context.reads);
    const deletion = this.#ends.deletionOf(object);
    const view = context.view({ signal, log: this.#options.logger, ...(deletion && { deletion }) });
    try {
      const outcome = finalizer && deleting ? await finalizer.run(object, view) : await definition.reconcile(object, view);
      await context.flush(signal);
      if (deleting && outcome.outcome === 'done') {
        await this.#events.told(object.metadata.uid, signal); // who sees that it is gone finds what was told of its end, where the server takes it in time
        await this.#finalizer?.remove(key, object, signal);
      }
      return outcome;
    } catch (error) {
      await context
        .flush(signal)
        .catch((cause: unknown) => this.#options.logger.debug({ error: String(cause) }, 'cannot write status after a failure'));
      throw error;
    } finally {
      this.#tracked.replace(key, context.reads);
      this.#followed.replace(key, context.follows);
    }
  }

  #contextParts(key: string): ContextParts {
    const { caches, tokens, clock } = this.#options;
    const cached = [this.#definition.for, ...(this.#definition.reads ?? [])];
    return {
      definition: this.#definition,
      client: this.#client,
      caches,
      tokens,
      events: this.#events,
      measure: this.#measure,
      follow: (who, resource, ref) => this.#followed.follow(key, who, resource, ref),
      clock,
      wrote: (resource, object) => {
        if (cached.some((known) => resourceId(known) === resourceId(resource)))
          this.#ownWrites.wrote(key, caches.informer(resource), object);
      },
    };
  }

  #succeeded(key: string, outcome: Outcome, tookMs: number): void {
    this.#backOff.forget(key);
    if (outcome.outcome === 'requeue') this.#queue.addAfter(key, durationMs(outcome.after));
    this.#reports.succeeded(key, outcome, tookMs);
  }

  #failed(key: string, error: unknown, tookMs: number): void {
    if (error instanceof TerminalError) {
      this.#reports.failedForGood(key, error, tookMs);
      return;
    }
    this.#queue.addAfter(key, this.#backOff.next(key));
    this.#reports.failed(key, error, { tookMs, failures: this.#backOff.failures(key) });
  }
}

const priorityOf = (change: CacheChange) => (change.type === 'put' && change.initial ? 'low' : 'high');
