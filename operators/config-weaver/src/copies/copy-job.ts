import type { MetadataReader, TenantClient } from '@capstan/runtime';
import type { Sync } from '../api/sync.ts';
import type { targetReasons } from '../api/sync-status.ts';
import type { Content } from '../content/content.ts';
import type { CopyKind } from '../content/copy-kind.ts';
import type { Keeper } from '../marks/keepers.ts';
import type { Rights } from '../rights/rights.ts';
import type { CheckedCopies } from './checked-copies.ts';
import type { Fights } from './fights.ts';
import type { RemovedCopies } from './removed-copies.ts';

/** The copy that a sync wants, the same in every namespace. */
export interface Desired {
  readonly name: string;
  readonly content: Content;
  /** Tells contents apart. */
  readonly revision: string;
  /** Tells contents, labels and annotations apart. */
  readonly fingerprint: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  /** The sources and where they come from, as `namespace/name`. */
  readonly path: readonly string[];
  readonly sourceNamespaces: ReadonlySet<string>;
  /** Whether the server shall refuse changes of it. */
  readonly immutable: boolean;
}

/** What is remembered between visits. All of it can be lost: it saves requests, it decides nothing. */
export interface Memory {
  readonly rights: Rights;
  readonly checked: CheckedCopies;
  readonly removed: RemovedCopies;
  readonly fights: Fights;
}

/** What it takes to write the copies of one sync. */
export interface CopyJob {
  readonly sync: Sync;
  readonly kind: CopyKind;
  readonly tenant: TenantClient;
  readonly desired: Desired;
  /** What the operator's cache has of copies, where it has any. */
  readonly copies: MetadataReader | undefined;
  readonly namespaces: MetadataReader;
  /** Whether a sync that an object names as its owner is there. */
  readonly isLive: (owner: Keeper) => boolean;
  readonly memory: Memory;
  readonly signal: AbortSignal;
  /** Whether what was seen to be right is to be read again. */
  readonly verify: boolean;
}

export type TargetReason = (typeof targetReasons)[number];

/** How one target namespace stands after a visit. `change` tells what the visit did. */
export type TargetState =
  | {
      readonly namespace: string;
      readonly state: 'Synced';
      readonly change: 'none' | 'created' | 'updated' | 'repaired' | 'adopted';
    }
  | {
      readonly namespace: string;
      readonly state: 'Refused' | 'Failed';
      readonly reason: TargetReason;
      readonly message: string;
      /** When to look again, where that is known. */
      readonly retryAt?: number;
    };

/** A target that needs somebody's attention. */
export type TroubledTarget = Exclude<TargetState, { readonly state: 'Synced' }>;

export const isTroubled = (state: TargetState): state is TroubledTarget => state.state !== 'Synced';

export const refused = (namespace: string, reason: TargetReason, message: string): TroubledTarget => ({
  namespace,
  state: 'Refused',
  reason,
  message,
});
