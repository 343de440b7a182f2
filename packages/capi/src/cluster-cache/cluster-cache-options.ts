import type { Client } from '@capstan/client';
import { type Clock, type Logger, silentLogger, systemClock } from '@capstan/runtime';
import { type Duration, durationMs } from '@capstan/schema';

export interface ClusterCacheOptions {
  /** The management cluster, with the rights of `clusterCacheRules`. */
  readonly client: Client;
  /** Ends everything, as disposing the cache does. */
  readonly signal?: AbortSignal;
  /** Default: nothing is logged. */
  readonly logger?: Logger;
  /** Default: the system's. */
  readonly clock?: Clock;
  /** Numbers from 0 to 1 for jitter. Default: `Math.random`. */
  readonly random?: () => number;
  /** Only Clusters with these labels. Default: all that the client may list. */
  readonly labels?: string | Readonly<Record<string, string>>;
  /** Time between probes of a connected cluster. Default: `'10s'`. */
  readonly probeInterval?: Duration;
  /** A probe, or an attempt to connect, gives up after this long. Default: `'5s'`. */
  readonly probeTimeout?: Duration;
  /** So many failed probes one after the other end a connection. Default: 5. */
  readonly probeFailures?: number;
  /** Time between attempts to connect, give or take a fifth, so that what failed together is not tried together. Default: `'30s'`. */
  readonly retryInterval?: Duration;
  /** Probes at one time; as many first and as many repeated attempts to connect run beside them. Default: 64. */
  readonly concurrency?: number;
  /**
   * Follows the metadata of Secrets with the label `cluster.x-k8s.io/cluster-name`, so that a new kubeconfig is used at once;
   * one in a Secret without the label is looked for every `retryInterval`. `false`: it is used when the old one is refused
   * (401) or fails; then the client needs to read single Secrets only. Default: `true`.
   */
  readonly watchSecrets?: boolean;
  /** Sockets for calls to one cluster at one time. Default: 16. */
  readonly maxConnections?: number;
  /** A call to a workload cluster gives up after this long, unless it says otherwise. Default: `'10s'`. */
  readonly timeout?: Duration;
  /** Default: `'capstan'`. */
  readonly userAgent?: string;
}

/** The options, with nothing left open. */
export interface ResolvedCacheOptions {
  readonly client: Client;
  readonly logger: Logger;
  readonly clock: Clock;
  readonly random: () => number;
  readonly labels: ClusterCacheOptions['labels'];
  readonly probeIntervalMs: number;
  readonly probeTimeout: Duration;
  readonly probeFailures: number;
  readonly retryIntervalMs: number;
  readonly concurrency: number;
  readonly watchSecrets: boolean;
  readonly maxConnections: number;
  readonly timeout: Duration;
  readonly userAgent: string;
}

export function resolveCacheOptions(options: ClusterCacheOptions): ResolvedCacheOptions {
  return {
    client: options.client,
    logger: options.logger ?? silentLogger,
    clock: options.clock ?? systemClock,
    random: options.random ?? Math.random,
    labels: options.labels,
    probeIntervalMs: durationMs(options.probeInterval ?? '10s'),
    probeTimeout: options.probeTimeout ?? '5s',
    probeFailures: options.probeFailures ?? 5,
    retryIntervalMs: durationMs(options.retryInterval ?? '30s'),
    concurrency: options.concurrency ?? 64,
    watchSecrets: options.watchSecrets ?? true,
    maxConnections: options.maxConnections ?? 16,
    timeout: options.timeout ?? '10s',
    userAgent: options.userAgent ?? 'capstan',
  };
}
