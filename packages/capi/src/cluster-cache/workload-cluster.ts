import { type Client, type ClusterConfig, createClient } from '@capstan/client';
import type { KubeObject, ObjectRef } from '@capstan/schema';
import { CapiError } from '../capi-error.ts';
import type { ResolvedCacheOptions } from './cluster-cache-options.ts';
import type { ClusterChange, ClusterConnection, ClusterHealth } from './cluster-connection.ts';
import { kubeconfigSecretOf, readKubeconfigSecret } from './kubeconfig-source.ts';
import { isRefusedCredential, probe } from './probe.ts';

/** What comes after an attempt to connect or a probe. */
export type NextStep = 'probe' | 'retry' | 'connect';

interface OpenConnection extends ClusterConnection {
  readonly digest: string;
  end(reason: string): Promise<void>;
}

/** One workload cluster: its connection and what is known of it. Says what to do next; when is for others to decide. */
export class WorkloadCluster {
  readonly ref: ObjectRef;
  readonly uid: string;
  readonly #options: ResolvedCacheOptions;
  readonly #tell: (change: ClusterChange) => void;
  readonly #gone = new AbortController();
  #secret: ObjectRef;
  #connection: OpenConnection | undefined;
  #isLabelled = true;
  #lastProbe: number | undefined;
  #lastSuccess: number | undefined;
  #failures = 0;
  #problem: Error | undefined;
  /** Why the kubeconfig of now is not used; the connection that an earlier one made goes on. */
  #unused: string | undefined;
  /** What was last told to be the problem, so that the same is not told every time. */
  #told: string | undefined;
  /** Two changes of the kubeconfig are worked off one after the other. */
  #connecting: Promise<unknown> = Promise.resolve();

  constructor(cluster: KubeObject, options: ResolvedCacheOptions, tell: (change: ClusterChange) => void) {
    this.ref = { name: cluster.metadata.name, namespace: cluster.metadata.namespace };
    this.uid = cluster.metadata.uid;
    this.#options = options;
    this.#tell = tell;
    this.#secret = kubeconfigSecretOf(cluster);
  }

  /** Whether nobody tells of a new kubeconfig, so that it has to be read again from time to time. */
  get isUnwatched(): boolean {
    return this.#options.watchSecrets && !this.#isLabelled;
  }

  get secret(): ObjectRef {
    return this.#secret;
  }

  /** Takes over what changed on the Cluster; whether another Secret is to be used from now on. */
  update(cluster: KubeObject): boolean {
    const before = this.#secret;
    this.#secret = kubeconfigSecretOf(cluster);
    return before.name !== this.#secret.name;
  }

  /** The connection. Throws `ClusterUnreachable` when there is none. */
  get connection(): ClusterConnection {
    if (this.#connection) return this.#connection;
    throw unreachable(this.ref, this.#problem);
  }

  get health(): ClusterHealth {
    const problem = this.#problem?.message ?? this.#unused;
    return {
      state: this.#connection ? 'connected' : this.#problem ? 'unreachable' : 'connecting',
      failures: this.#failures,
      ...(this.#lastProbe !== undefined && { lastProbe: this.#lastProbe }),
      ...(this.#lastSuccess !== undefined && { lastSuccess: this.#lastSuccess }),
      ...(problem !== undefined && { problem }),
    };
  }

  /** Connects, or replaces the connection if the kubeconfig is another one by now. Never throws. */
  connect(): Promise<NextStep> {
    const connecting = this.#connecting.then(() => this.#connect());
    this.#connecting = connecting;
    return connecting;
  }

  /** Asks the server whether it is there. Never throws. */
  async check(): Promise<NextStep> {
    const connection = this.#connection;
    if (!connection) return 'retry';
    try {
      await this.#probe(connection.client);
      return 'probe';
    } catch (error) {
      if (this.#connection !== connection) return 'probe'; // replaced meanwhile: the failure is not the new one's
      this.#failed(error);
      const refused = isRefusedCredential(error);
      if (!refused && this.#failures < this.#options.probeFailures) return 'probe';
      this.#connection = undefined;
      await connection.end(this.#problem?.message ?? 'unreachable');
      this.#tellUnreachable();
      // The kubeconfig may have been renewed a moment ago.
      return refused ? 'connect' : 'retry';
    }
  }

  /** Ends whatever runs. Afterwards nothing is told any more. */
  async forget(reason: string): Promise<void> {
    this.#gone.abort(new CapiError(reason, { code: 'ClusterUnreachable' }));
    const connection = this.#connection;
    this.#connection = undefined;
    this.#problem = new CapiError(reason, { code: 'ClusterUnreachable' });
    await connection?.end(reason);
  }

  async #connect(): Promise<NextStep> {
    try {
      const read = await readKubeconfigSecret(this.#options.client, this.#secret, this.#gone.signal);
      const { config, digest } = read;
      this.#isLabelled = read.isLabelled;
      if (this.#connection?.digest !== digest) await this.#open(config, digest);
      this.#unused = undefined;
      return 'probe';
    } catch (error) {
      // A connection that works is kept although the new kubeconfig does not.
      if (this.#connection) this.#passOver(error);
      else {
        this.#failed(error);
        this.#tellUnreachable();
      }
      return 'retry';
    }
  }

  /** Said once: until the old credentials end, nobody would notice. */
  #passOver(error: unknown): void {
    const problem = error instanceof Error ? error.message : String(error);
    if (this.#gone.signal.aborted || this.#unused === problem) return;
    this.#unused = problem;
    this.#options.logger.warn(
      { cluster: this.ref, problem },
      'the kubeconfig cannot be used; the connection of the last one stays',
    );
  }

  async #open(config: ClusterConfig, digest: string): Promise<void> {
    const { timeout, maxConnections, userAgent } = this.#options;
    const client = createClient(config, { timeout, maxConnections, userAgent });
    try {
      await this.#probe(client);
    } catch (error) {
      await client[Symbol.asyncDispose]();
      throw error;
    }
    await this.#replace(client, digest);
  }

  async #probe(client: Client): Promise<void> {
    this.#lastProbe = this.#options.clock.now();
    await probe(client, { timeout: this.#options.probeTimeout, signal: this.#gone.signal });
    this.#lastSuccess = this.#options.clock.now();
    this.#failures = 0;
    this.#problem = undefined;
  }

  async #replace(client: Client, digest: string): Promise<void> {
    const ended = new AbortController();
    const end = async (reason: string) => {
      ended.abort(new CapiError(reason, { code: 'ClusterUnreachable' }));
      await client[Symbol.asyncDispose]();
    };
    if (this.#gone.signal.aborted) return end('gone');
    const before = this.#connection;
    const connection = { cluster: this.ref, client: client.with({}), signal: ended.signal, digest, end };
    this.#connection = connection;
    this.#told = undefined;
    this.#options.logger.info({ cluster: this.ref, server: client.server }, 'connected to a workload cluster');
    this.#tell({ type: 'connected', cluster: this.ref, connection });
    await before?.end('the kubeconfig was replaced');
  }

  #failed(error: unknown): void {
    if (this.#gone.signal.aborted) return;
    this.#failures++;
    this.#problem = error instanceof Error ? error : new Error(String(error));
    this.#options.logger.debug({ cluster: this.ref, problem: this.#problem.message }, 'a workload cluster did not answer');
  }

  #tellUnreachable(): void {
    const problem = this.#problem?.message ?? 'unreachable';
    if (this.#gone.signal.aborted || this.#told === problem) return;
    this.#told = problem;
    this.#options.logger.info({ cluster: this.ref, problem }, 'a workload cluster cannot be reached');
    this.#tell({ type: 'unreachable', cluster: this.ref, problem });
  }
}

/** The error of a cluster without a connection. */
export function unreachable({ namespace, name }: ObjectRef, cause: Error | undefined): CapiError {
  const hint = cause && 'hint' in cause && typeof cause.hint === 'string' ? cause.hint : 'Try again; the connection is watched.';
  return new CapiError(`cluster ${namespace}/${name} cannot be reached: ${cause?.message ?? 'not connected yet'}`, {
    code: 'ClusterUnreachable',
    hint,
    cause,
  });
}
