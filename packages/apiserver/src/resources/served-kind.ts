import type { PrinterColumn, Scope, StructuralSchema } from '@capstan/schema';

/** A JSON object of any kind, as handlers pass it on: owned by the request, free to be changed until it is stored. */
export interface MutableObject {
  apiVersion?: string;
  kind?: string;
  metadata: MutableMetadata;
  [field: string]: unknown;
}

export interface MutableMetadata {
  name?: string;
  namespace?: string;
  generateName?: string;
  uid?: string;
  resourceVersion?: string;
  generation?: number;
  creationTimestamp?: string | null;
  deletionTimestamp?: string;
  deletionGracePeriodSeconds?: number;
  labels?: Record<string, string>;
  annotations?: Record<string, string>;
  finalizers?: string[];
  ownerReferences?: {
    apiVersion: string;
    kind: string;
    name: string;
    uid: string;
    controller?: boolean;
    blockOwnerDeletion?: boolean;
  }[];
  managedFields?: unknown[];
  [field: string]: unknown;
}

/** One served version of a kind. */
export interface ServedVersion {
  readonly version: string;
  /** The whole object's schema, linked. */
  readonly schema: StructuralSchema;
  /** Moves when a CRD's schema of this version changes; 0 for built-in kinds. */
  readonly schemaVersion: number;
  readonly columns: readonly PrinterColumn[];
  readonly subresources: {
    readonly status: boolean;
    readonly scale?: {
      readonly specReplicasPath: string;
      readonly statusReplicasPath: string;
      readonly labelSelectorPath?: string;
    };
    /** Others by name (`token`, `eviction`, `binding`, `finalize`, …), with the kind they take and the verbs. */
    readonly others: readonly {
      readonly name: string;
      readonly group: string;
      readonly version: string;
      readonly kind: string;
      readonly verbs: readonly string[];
    }[];
  };
  readonly verbs: readonly string[];
  /** JSON paths of fields usable in field selectors, besides name and namespace. */
  readonly selectableFields: readonly string[];
  readonly deprecation?: string;
}

/** A kind that the server serves, built-in or from a CustomResourceDefinition. */
export interface ServedKind {
  readonly group: string;
  readonly kind: string;
  readonly listKind: string;
  readonly plural: string;
  readonly singular: string;
  readonly shortNames: readonly string[];
  readonly categories: readonly string[];
  readonly scope: Scope;
  /** Served versions, the preferred first. */
  readonly versions: readonly ServedVersion[];
  readonly storageVersion: string;
  readonly custom: boolean;
  /** The store's resource: `plural` or `plural.group`; `events` for both groups of Event. */
  readonly storeResource: string;
}

/** All kinds served at this moment. `version` moves with every change, so that derived documents can be kept. */
export interface KindRegistry {
  readonly version: number;
  readonly kinds: Iterable<ServedKind>;
  find(
    group: string,
    version: string,
    plural: string,
  ): { readonly kind: ServedKind; readonly version: ServedVersion } | undefined;
  /** By kind name, for owner references and manifests. */
  findKind(group: string, kind: string): ServedKind | undefined;
}
