import type { JsonObject, JsonValue } from '@capstan/schema';
import type { Cluster } from '../generated/cluster-v1beta2.ts';

/** A Cluster as hooks carry it: without status and managed fields. Whoever needs conditions reads the Cluster itself. */
export type HookCluster = Omit<Cluster, 'status'>;

/** An object of which the hook's caller vouches for no more than that it is one. */
export interface HookObject extends JsonObject {
  readonly apiVersion: string;
  readonly kind: string;
}

/** What an item or object is held by, and where. */
export interface HolderReference {
  readonly apiVersion: string;
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
  /** Where the holder refers to it: `spec.infrastructureRef`. */
  readonly fieldPath: string;
}

/** A value of a variable, of the user or `builtin`. */
export interface HookVariable {
  readonly name: string;
  readonly value: JsonValue;
}
