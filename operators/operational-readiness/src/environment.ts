import { type BackgroundContext, type ClusterCache, clusterCache } from '@capstan/capi';
import type { Client } from '@capstan/client';
import { type Clock, systemClock } from '@capstan/runtime';
import { ScratchSpace } from './archive/scratch-space.ts';
import { ReadinessError } from './readiness-error.ts';
import { Slots } from './run/slots.ts';
import { cachedClusters, type WorkloadClusters } from './run/workload-clusters.ts';
import { type ReadinessSettings, type ResolvedSettings, resolveSettings } from './settings.ts';

export interface ReadinessOptions extends ReadinessSettings {
  /** The management cluster. Default: that of the server the extension runs in. */
  readonly client?: Client;
  /** Ways into workload clusters. Default: by their kubeconfig Secrets, from a cache that lives with the server. */
  readonly clusters?: WorkloadClusters;
  /** Default: the system's. */
  readonly clock?: Clock;
}

/** What the parts of this operator share in a process; what belongs to a server is there once it runs. */
export class Environment {
  readonly settings: ResolvedSettings;
  readonly clock: Clock;
  readonly #given: Pick<ReadinessOptions, 'client' | 'clusters'>;
  #background: (BackgroundContext & { readonly client: Client }) | undefined;
  #cache: ClusterCache | undefined;
  readonly scratch: ScratchSpace;
  #slots = new Slots();
  readonly #going = new Map<string, number>();
  #last: Promise<unknown> = Promise.resolve();

  constructor(options: ReadinessOptions) {
    this.settings = resolveSettings(options);
    this.scratch = new ScratchSpace(this.settings.workFolderBytes);
    this.clock = options.clock ?? systemClock;
    this.#given = options;
  }

  get management(): Client {
    const client = this.#given.client ?? this.#background?.client;
    if (client) return client;
    throw new ReadinessError('there is no management cluster to work with', {
      code: 'InvalidValue',
      hint: 'Run the extension with runExtensions(), or give operationalReadiness() a client.',
    });
  }

  get clusters(): WorkloadClusters {
    if (this.#given.clusters) return this.#given.clusters;
    const { management } = this;
    // Only the replica that works connects to clusters: the first call makes the cache.
    this.#cache ??= clusterCache({
      client: management,
      clock: this.clock,
      ...(this.#background && { signal: this.#background.signal, logger: this.#background.logger }),
    });
    return cachedClusters(this.#cache);
  }

  /** Who may run now, as far as this server decided it. */
  get slots(): Slots {
    return this.#slots;
  }

  /** Reading an archive takes memory: one after the other. */
  oneAtATime<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#last.then(work, work);
    this.#last = turn.catch(() => undefined);
    return turn;
  }

  /** Since when a report is being deleted, by this process's clock: the API server's may be another. */
  firstSeenGoing(uid: string): number {
    const since = this.#going.get(uid) ?? this.clock.now();
    this.#going.set(uid, since);
    return since;
  }

  forget(uid: string): void {
    this.#going.delete(uid);
  }

  /** Runs beside a server: lends its client, and takes back what was made of it. */
  async attach(context: BackgroundContext): Promise<void> {
    const { client, signal } = context;
    // A server leads once, and ends when another replica does: what was decided since is not known here.
    this.#slots = new Slots();
    if (client) this.#background = { ...context, client };
    const { promise, resolve } = Promise.withResolvers<void>();
    signal.addEventListener('abort', () => resolve(), { once: true });
    if (signal.aborted) resolve();
    await promise;
    await this.#cache?.[Symbol.asyncDispose]();
    this.#cache = undefined;
    this.#background = undefined;
  }
}
