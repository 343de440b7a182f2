import type { UserInfo } from '../authentication/user-info.ts';
import type { MutableObject, ServedKind, ServedVersion } from '../resources/served-kind.ts';
import type { StoredObject } from '../storage/store.ts';

/** Which object, at which version, and which part of it. */
export interface Target {
  readonly kind: ServedKind;
  readonly version: ServedVersion;
  /** `''` at cluster scope. */
  readonly namespace: string;
  /** `''` for a create whose name is in the body, or generated. */
  readonly name: string;
  /** `''` for the object itself; else `status`, `scale`, `finalize`, … */
  readonly subresource: string;
}

/** Who writes, and how. */
export interface WriteContext {
  readonly user: UserInfo;
  readonly fieldManager: string;
  readonly dryRun: boolean;
  readonly fieldValidation: 'Ignore' | 'Warn' | 'Strict';
  /** Adds a `Warning` header to the answer. */
  readonly warn: (text: string) => void;
}

export interface DeletionOptions {
  readonly propagationPolicy?: 'Orphan' | 'Background' | 'Foreground';
  readonly gracePeriodSeconds?: number;
  readonly preconditions?: { readonly uid?: string; readonly resourceVersion?: string };
}

/**
 * The verbs on objects, below HTTP: defaulting, managed fields, admission, validation and storage happen here, decoding,
 * authentication and authorization above. Handlers call it for requests; the server's own controllers call it directly.
 * Every failure is a `StatusError`.
 */
export interface ObjectVerbs {
  create(target: Target, object: MutableObject, context: WriteContext): Promise<StoredObject>;
  /**
   * Reads, changes, admits, validates and stores. `change` gets a copy it may alter and return; it is called again when
   * another writer came between and the change did not insist on a resourceVersion. No change, no write.
   */
  update(target: Target, change: (live: MutableObject) => MutableObject, context: WriteContext): Promise<StoredObject>;
  /** Server-side apply. */
  apply(
    target: Target,
    configuration: MutableObject,
    context: WriteContext & { readonly force: boolean },
  ): Promise<{ readonly object: StoredObject; readonly created: boolean }>;
  /** `gone` is false while finalizers or a grace period hold the object. */
  delete(
    target: Target,
    options: DeletionOptions,
    context: WriteContext,
  ): Promise<{ readonly object: StoredObject; readonly gone: boolean }>;
}
