import type { Client } from '@capstan/client';
import type { ObjectRef } from '@capstan/schema';

/** A way into a workload cluster. */
export interface ClusterConnection {
  /** The Cluster on the management cluster. */
  readonly cluster: ObjectRef;
  /** Speaks to the workload cluster; nothing is cached. Belongs to the cache: don't dispose it. */
  readonly client: Client;
  /** Aborts when this connection ends: the cluster went silent, its kubeconfig was replaced, or it is gone. */
  readonly signal: AbortSignal;
}

/** What is known of a workload cluster. Times are milliseconds since 1970. */
export interface ClusterHealth {
  /**
   * `waiting` for its infrastructure; `connecting` for the first time; `connected`; `unreachable` and tried again
   * from time to time.
   */
  readonly state: 'waiting' | 'connecting' | 'connected' | 'unreachable';
  readonly lastProbe?: number;
  readonly lastSuccess?: number;
  /** Probes and attempts to connect that failed since the last success. */
  readonly failures: number;
  /** Why the last one failed, or why the kubeconfig of now is not used; without credentials. */
  readonly problem?: string;
}

/** A change of what can be reached. */
export type ClusterChange =
  | { readonly type: 'connected'; readonly cluster: ObjectRef; readonly connection: ClusterConnection }
  /** A connection was lost, or an attempt to connect failed. */
  | { readonly type: 'unreachable'; readonly cluster: ObjectRef; readonly problem: string }
  /** The Cluster does not exist any more. */
  | { readonly type: 'gone'; readonly cluster: ObjectRef };
