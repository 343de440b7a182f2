import { type CacheChange, Informer, WorkQueue } from '@capstan/runtime';
import { type KubeObject, type ObjectRef, Secret } from '@capstan/schema';
import { capiLabels } from '../api/labels.ts';
import { CapiError } from '../capi-error.ts';
import { Cluster } from '../generated/kinds.ts';
import type { ClusterCache } from './cluster-cache.ts';
import type { ResolvedCacheOptions } from './cluster-cache-options.ts';
import type { ClusterChange, ClusterConnection, ClusterHealth } from './cluster-connection.ts';
import { SecretUsers } from './secret-users.ts';
import { type NextStep, unreachable, WorkloadCluster } from './workload-cluster.ts';

/** `probe ns/name`. Each step has a limit of its own, so that dead clusters hold up neither live nor new ones. */
type Work = `${NextStep} ${string}`;

/** Turns changes of Clusters and Secrets, and the passing of time, into steps of each workload cluster. */
export class FollowedClusters implements ClusterCache {
  readonly #options: ResolvedCacheOptions;
  readonly #clusters = new Map<string, WorkloadCluster>();
  /** Clusters whose infrastructure is not there yet. */
  readonly #waiting = new Set<string>();
  readonly #users = new SecretUsers();
  readonly #listeners = new Set<(change: ClusterChange) => void>();
  readonly #queue: WorkQueue<Work>;
  readonly #ending = new AbortController();
  /** Connections that are being closed. */
  readonly #closing = new Set<Promise<void>>();
  readonly #running: Promise<unknown>;
  readonly synced: Promise<void>;
  #isSynced = false;

  constructor(options: ResolvedCacheOptions, signal: AbortSignal | undefined) {
    this.#options = options;
    const { clock, concurrency } = options;
    this.#queue = new WorkQueue<Work>({ clock, groupOf: stepOf, groupLimit: concurrency });
    const clusters = this.#follow();
    const ended = Promise.withResolvers<void>();
    this.#ending.signal.addEventListener('abort', () => this.#forgetAll(ended.resolve));
    this.synced = Promise.race([clusters[0].synced, ended.promise]).then(() => {
      this.#isSynced = true;
    });
    const workers = Array.from({ length: concurrency * steps }, () => this.#work());
    this.#running = Promise.all([...clusters.map((informer) => informer.run(this.#ending.signal)), ...workers]);
    this.#endWith(signal);
  }

  connection(ref: ObjectRef): ClusterConnection {
    const known = this.#clusters.get(keyOf(ref));
    if (known) return known.connection;
    const why = this.#ending.signal.aborted
      ? 'its connections have ended'
      : this.#waiting.has(keyOf(ref))
        ? 'its infrastructure is not provisioned yet'
        : this.#isSynced
          ? 'there is no such Cluster'
          : 'Clusters are still being read';
    throw unreachable(ref, new CapiError(why, { code: 'ClusterUnreachable' }));
  }

  health(ref: ObjectRef): ClusterHealth | undefined {
    const key = keyOf(ref);
    return this.#clusters.get(key)?.health ?? (this.#waiting.has(key) ? { state: 'waiting', failures: 0 } : undefined);
  }

  subscribe(listener: (change: ClusterChange) => void): Disposable {
    this.#listeners.add(listener);
    return { [Symbol.dispose]: () => this.#listeners.delete(listener) };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#ending.abort();
    await this.#running;
    await Promise.all(this.#closing);
  }

  #follow(): readonly [Informer, ...Informer[]] {
    const { client, logger, clock, labels, watchSecrets } = this.#options;
    const shared = { client, logger, clock, freezeObjects: false };
    const ofClusters = { resource: Cluster, metadataOnly: false, keep: essence, ...(labels !== undefined && { labels }) };
    const clusters = new Informer({ ...shared, ...ofClusters });
    clusters.subscribe((change) => this.#onCluster(change));
    if (!watchSecrets) return [clusters];
    // Only their metadata: what they hold is read when it is needed, and not kept.
    const ofSecrets = { resource: Secret, metadataOnly: true, keep: essence, labels: capiLabels.clusterName };
    const secrets = new Informer({ ...shared, ...ofSecrets });
    secrets.subscribe((change) => this.#onSecret(change));
    return [clusters, secrets];
  }

  #onCluster(change: CacheChange): void {
    const cluster = change.object as Cluster; // the kind that is followed
    const key = keyOf(cluster.metadata);
    const known = this.#clusters.get(key);
    if (known && (change.type === 'deleted' || known.uid !== cluster.metadata.uid)) this.#forget(key, known);
    if (change.type === 'deleted') {
      this.#waiting.delete(key);
      return;
    }
    const current = this.#clusters.get(key);
    if (current) {
      if (current.update(cluster)) this.#use(key, current);
      return;
    }
    if (!cluster.status?.initialization?.infrastructureProvisioned) {
      this.#waiting.add(key);
      return;
    }
    this.#waiting.delete(key);
    const added = new WorkloadCluster(cluster, this.#options, (told) => this.#tell(told));
    this.#clusters.set(key, added);
    this.#use(key, added);
  }

  /** A new kubeconfig; or the first one, for which nobody has to wait until the next attempt. */
  #onSecret({ type, object }: CacheChange): void {
    if (type === 'deleted') return;
    for (const cluster of this.#users.of(object.metadata)) this.#queue.add(`connect ${cluster}`);
  }

  #use(key: string, cluster: WorkloadCluster): void {
    this.#users.set(key, cluster.secret);
    this.#queue.add(`connect ${key}`);
  }

  #forget(key: string, cluster: WorkloadCluster): void {
    this.#clusters.delete(key);
    this.#users.delete(key);
    const closing = cluster.forget('the Cluster is gone').finally(() => this.#closing.delete(closing));
    this.#closing.add(closing);
    this.#tell({ type: 'gone', cluster: cluster.ref });
  }

  #forgetAll(then: () => void): void {
    this.#queue[Symbol.dispose]();
    this.#listeners.clear();
    for (const [key, cluster] of this.#clusters) this.#forget(key, cluster);
    then();
  }

  async #work(): Promise<void> {
    for (let item = await this.#queue.take(); item; item = await this.#queue.take()) {
      const step = stepOf(item.key);
      const key = item.key.slice(step.length + 1);
      const cluster = this.#clusters.get(key);
      const next = await (step === 'probe' ? cluster?.check() : cluster?.connect());
      if (cluster && next && this.#clusters.get(key) === cluster) this.#plan(next, key, cluster);
      item.done();
    }
  }

  #plan(next: NextStep, key: string, { isUnwatched }: WorkloadCluster): void {
    const { probeIntervalMs, retryIntervalMs, random } = this.#options;
    if (next === 'connect') this.#queue.add(`connect ${key}`);
    if (next === 'probe') this.#queue.addAfter(`probe ${key}`, probeIntervalMs);
    // Clusters behind one broken proxy fail together: they drift apart.
    if (next === 'retry' || isUnwatched) this.#queue.addAfter(`retry ${key}`, retryIntervalMs * (0.8 + 0.4 * random()));
  }

  #tell(change: ClusterChange): void {
    for (const listener of this.#listeners) {
      try {
        listener(change);
      } catch (error) {
        this.#options.logger.error({ error: String(error) }, 'a listener for changes of clusters threw');
      }
    }
  }

  #endWith(signal: AbortSignal | undefined): void {
    if (!signal) return;
    const end = () => this.#ending.abort();
    if (signal.aborted) end();
    signal.addEventListener('abort', end);
    this.#ending.signal.addEventListener('abort', () => signal.removeEventListener('abort', end));
  }
}

/** `probe`, `connect` and `retry`. */
const steps = 3;

const stepOf = (work: Work): string => work.slice(0, work.indexOf(' '));

const keyOf = ({ namespace, name }: ObjectRef): string => `${namespace ?? ''}/${name}`;

/** What of an object is kept: enough to know it by, and where its kubeconfig is. */
function essence({ apiVersion, kind, metadata, status }: KubeObject & { readonly status?: Cluster['status'] }): KubeObject {
  const { name, namespace, uid, resourceVersion, creationTimestamp, annotations } = metadata;
  const kept = { name, namespace, uid, resourceVersion, creationTimestamp, annotations };
  const object = { apiVersion, kind, metadata: kept, status: { initialization: status?.initialization } };
  return object as KubeObject; // fields that are undefined are as good as absent here
}
