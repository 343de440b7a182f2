import type { PlannedTarget, SecretSync } from '@capstan/config-weaver';
import { stringify } from 'yaml';
import { printable } from '../printable.ts';
import type { Write } from './weaver-table.ts';

/** How `plan` and `status` print. */
export type WeaverOutput = 'table' | 'json' | 'yaml';

/** What `capstan weaver plan -o json` prints. Fields are added in later versions, never renamed. */
export interface PlanDocument {
  /** Whether nothing would be refused, which the exit code says, too. */
  readonly ok: boolean;
  /** The syncs of the file, in its order. */
  readonly syncs: readonly SyncPlan[];
}

/**
 * `planned`: targets are as told. `sourceUnusable`: nothing would be copied, `message` says why. `invalid`: the sync cannot be
 * planned, `message` says why, and `hint` what to do where that is known.
 */
export type SyncPlan =
  | (PlanHead &
      PlanTerms & { readonly result: 'planned'; readonly notes: readonly string[]; readonly targets: readonly PlannedTarget[] })
  | (PlanHead & PlanTerms & { readonly result: 'sourceUnusable'; readonly message: string })
  | (PlanHead & { readonly result: 'invalid'; readonly message: string; readonly hint?: string });

export interface PlanHead {
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
}

interface PlanTerms {
  /** Name of the ServiceAccount, in the namespace of the sync. */
  readonly serviceAccount: string;
  /** Nothing of the plan happens while this is true. */
  readonly suspended: boolean;
}

type SyncStatus = NonNullable<SecretSync['status']>;

/** What `capstan weaver status -o json` prints. Fields are added in later versions, never renamed. */
export interface StatusDocument {
  /** Whether all syncs are ready, which the exit code says, too. */
  readonly ok: boolean;
  readonly syncs: readonly SyncReport[];
}

export interface SyncReport {
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
  /** The condition Ready; Unknown where no operator has looked at the sync yet, without a reason. */
  readonly ready: { readonly status: 'True' | 'False' | 'Unknown'; readonly reason?: string; readonly message: string };
  /** Copies that are right, of those wanted: `2/3`. */
  readonly progress?: string;
  readonly counts?: NonNullable<SyncStatus['counts']>;
  /** Copies that differ from what they should be; null where they were not read, or may not be. */
  readonly drift: number | null;
  /** As in the status of the sync: at most 50, those that need attention first. */
  readonly targets: NonNullable<SyncStatus['targets']>;
}

/** Prints a document whole, with what moves a terminal's cursor escaped. */
export function printDocument(document: object, output: Exclude<WeaverOutput, 'table'>, write: Write): void {
  const text =
    output === 'json'
      ? `${JSON.stringify(document, null, 2)}\n`
      : // In double quotes, where an escaped character is the same character to who reads it.
        stringify(document, {
          aliasDuplicateObjects: false,
          defaultKeyType: 'PLAIN',
          defaultStringType: 'QUOTE_DOUBLE',
          lineWidth: 0,
        });
  write(printable(text));
}
