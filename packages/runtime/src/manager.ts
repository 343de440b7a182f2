import type { Client } from '@capstan/client';
import type { Duration, ObjectRef } from '@capstan/schema';
import type { Clock } from './clock.ts';
import type { Controller, Logger } from './controller.ts';
import type { Outcome } from './outcome.ts';

export interface ManagerOptions {
  readonly client: Client;
  readonly controllers: readonly Controller[];
  /** Ends everything; `run` returns when all of it has ended. */
  readonly signal: AbortSignal;
  readonly logger?: Logger;
  /** Only one process at a time, by a Lease; `leader_election_master_status` tells which. Default: none, and no such metric. */
  readonly leaderElection?: LeaderElectionOptions;
  /** Serves `/healthz`, `/readyz` and `/metrics` here. Default: nowhere. Port 0 picks a free one. */
  readonly health?: { readonly host?: string; readonly port: number };
  /** How long running reconciles may go on after `signal`. Default: `'10s'`. */
  readonly gracePeriod?: Duration;
  /** Freezes cached objects, so that whoever changes one finds out at once. Costs time; for tests. Default: `false`. */
  readonly freezeObjects?: boolean;
  /** Where time comes from. Default: the system's. */
  readonly clock?: Clock;
  /** Told of what happens inside, as it happens. */
  readonly observe?: (event: ManagerEvent) => void;
}

export interface LeaderElectionOptions {
  readonly name: string;
  readonly namespace: string;
  /** Default: host name and a random suffix. */
  readonly identity?: string;
  /** Default: `'15s'`. */
  readonly leaseDuration?: Duration;
  /** Default: `'10s'`. */
  readonly renewDeadline?: Duration;
  /** Default: `'2s'`. */
  readonly retryPeriod?: Duration;
}

export type ManagerEvent =
  | { readonly type: 'listening'; readonly address: string }
  | { readonly type: 'leading' }
  | { readonly type: 'ready' }
  | {
      readonly type: 'reconciled';
      readonly controller: string;
      readonly ref: ObjectRef;
      readonly durationMs: number;
      readonly result: { readonly ok: true; readonly outcome: Outcome } | { readonly ok: false; readonly error: unknown };
    };
