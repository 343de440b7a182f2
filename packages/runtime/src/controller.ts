import type { ApplyOptions, DeleteOptions, ListOptions, ObjectClient } from '@capstan/client';
import type {
  ApplyOf,
  Duration,
  KubeObject,
  LabelSelector,
  MetadataObject,
  ObjectOf,
  ObjectRef,
  ReasonsOf,
  ResourceType,
} from '@capstan/schema';
import type { Outcome } from './outcome.ts';
import type { Predicate } from './predicate.ts';
import type { Watch } from './watch.ts';

/** Who `ctx.as` acts as. */
export interface ServiceAccountRef {
  readonly serviceAccount: string;
  readonly namespace: string;
  /** Of the ServiceAccount. A token for another uid is not used. Default: whichever has the name. */
  readonly uid?: string;
}

/**
 * What a reconciler is given. `get` and `list` read caches and are remembered: when what they read changes, this
 * object is reconciled again. `apply` and `delete` are the operator's own writes, allowed for `writes` only.
 */
export interface Context<For extends ResourceType, Reads extends ResourceType = never, Writes extends ResourceType = never> {
  /** Ends with the manager, or when the reconcile's time is up. */
  readonly signal: AbortSignal;
  readonly log: Logger;
  /** In a finalizer: how the object was deleted, where that was seen. An operator that was not running then sees nothing. */
  readonly deletion?: 'Orphan' | 'Foreground';
  /** From the cache, and tracked. `undefined` when there is none. */
  get<R extends Reads>(resource: R, ref: ObjectRef): ObjectOf<R> | undefined;
  /** From the cache, and tracked by its selector. */
  list<R extends Reads>(resource: R, options?: Pick<ListOptions, 'namespace' | 'labels'>): readonly ObjectOf<R>[];
  /** The cache of a kind in `readsMetadata`. What is read of it is tracked. */
  metadata(resource: ResourceType): MetadataReader;
  /** Records a value under one of the controller's `metrics`: adds to a counter, sets a gauge, observes in a histogram. */
  measure(metric: string, value: number, labels?: Readonly<Record<string, string>>): void;
  /** Whether the object is still as this reconcile was given it: not deleted, its spec not changed. A long one ends early by it. */
  isCurrent(): boolean;
  /** Server-side apply under the controller's name. */
  apply<R extends Writes>(resource: R, object: ApplyOf<R>, options?: ApplyOptions): Promise<ObjectOf<R>>;
  delete<R extends Writes>(resource: R, ref: ObjectRef, options?: DeleteOptions): Promise<ObjectOf<R> | undefined>;
  /** Collected; written once after the reconcile, also when it throws. */
  condition<C extends keyof ReasonsOf<For> & string>(
    type: C,
    status: boolean | 'Unknown',
    reason: ReasonOf<For, C>,
    message: string,
  ): void;
  /** Fields of `status` besides the conditions; merged into the one status write. */
  status(status: Partial<Omit<NonNullable<StatusShape<For>>, 'conditions'>>): void;
  /** Writes conditions and status collected so far, now. */
  flush(): Promise<void>;
  /** An Event about this object. Repeats are counted, not stored again. */
  event(type: 'Normal' | 'Warning', reason: string, message: string): void;
  /**
   * Wakes this object when another one changes, by a watch with the rights of a ServiceAccount, which must be allowed to
   * list and watch it. `false` when too many are followed as that ServiceAccount. Lasts until a reconcile does not ask again.
   */
  follow(who: ServiceAccountRef, resource: ResourceType, ref: ObjectRef): boolean;
  /** A client with the rights of a ServiceAccount and no others, by TokenRequest. Needs `actsAs: 'serviceAccounts'`. */
  as(who: ServiceAccountRef): Promise<TenantClient>;
}

type ReasonOf<R extends ResourceType, C> = C extends keyof ReasonsOf<R>
  ? Extract<ReasonsOf<R>[C], readonly string[]>[number]
  : never;

type StatusShape<R extends ResourceType> = ObjectOf<R> extends { readonly status?: infer S } ? S : never;

/** The API as one ServiceAccount sees it; writes carry the controller's name as field manager. */
export interface TenantClient extends ObjectClient {
  /** `system:serviceaccount:<namespace>:<name>`. */
  readonly user: string;
  /** Asks the server whether this ServiceAccount may (SelfSubjectAccessReview). */
  can(verb: string, resource: ResourceType, ref: Partial<ObjectRef>): Promise<boolean>;
}

/** Objects of one kind, of which only metadata is known. */
export interface MetadataReader {
  get(ref: ObjectRef): MetadataObject | undefined;
  /** Objects for which the index function gave this key. */
  byIndex(index: string, key: string): readonly MetadataObject[];
  /** Objects whose labels match. */
  list(selector: LabelSelector): readonly MetadataObject[];
}

/** A kind whose metadata a controller reads, in a cache that never holds the rest. */
export interface MetadataCache {
  readonly resource: ResourceType;
  /** What is kept of an object, to save memory. Default: all metadata but managedFields. */
  keep?(object: MetadataObject): MetadataObject;
  readonly indexes?: { readonly [index: string]: (object: MetadataObject) => readonly string[] };
}

/** A metric of a controller's own, by its name beside the manager's. Two controllers may share one. */
export interface MetricDefinition {
  readonly type: 'counter' | 'gauge' | 'histogram';
  readonly help: string;
  /** Names of its labels. Default: none. */
  readonly labels?: readonly string[];
  /** Of a gauge: its values, asked for whenever somebody reads it. What is not among them is not there any more. */
  read?(): Iterable<MetricValue>;
}

export interface MetricValue {
  readonly labels?: Readonly<Record<string, string>>;
  readonly value: number;
}

export interface ControllerDefinition<For extends ResourceType, Reads extends ResourceType, Writes extends ResourceType> {
  /** Unique in a process; the field manager, the leader election id's part, and the label of logs and metrics. */
  readonly name: string;
  readonly for: For;
  /** Kinds that `ctx.get` and `ctx.list` may read; each gets a shared cache. */
  readonly reads?: readonly Reads[];
  /** Kinds of which `ctx.metadata` gives the metadata. */
  readonly readsMetadata?: readonly MetadataCache[];
  /** Kinds that `ctx.apply` and `ctx.delete` may write. */
  readonly writes?: readonly Writes[];
  /** Kinds that `ctx.delete` may delete, without any other right on them. */
  readonly deletes?: readonly Writes[];
  /** Other kinds whose changes wake objects of `for`. */
  readonly watches?: readonly Watch<For>[];
  /** Which changes of the object itself matter. Default: all. Deletion and the finalizer always do. */
  readonly when?: Predicate<ObjectOf<For>>;
  /** Grants `ctx.as`: the right to create tokens of ServiceAccounts. */
  readonly actsAs?: 'serviceAccounts';
  /** Further rules the reconciler needs of the operator's own client. */
  readonly rules?: readonly PolicyRule[];
  reconcile(object: ObjectOf<For>, context: Context<For, Reads, Writes>): Promise<Outcome>;
  /** Runs before an object goes; the framework adds and removes the finalizer. */
  readonly finalizer?: {
    readonly name: string;
    run(object: ObjectOf<For>, context: Context<For, Reads, Writes>): Promise<Outcome>;
  };
  /** Called when an object is gone, however it went, and no reconcile of it runs any more: drops what is remembered of it. */
  gone?(object: ObjectOf<For>): void;
  /** Metrics that `ctx.measure` records, by their names. */
  readonly metrics?: Readonly<Record<string, MetricDefinition>>;
  /** Objects reconciled at the same time. Default: 10. */
  readonly concurrency?: number;
  /** Of these, how many of one namespace, so that nobody's long reconciles hold up everybody. Default: no limit. */
  readonly concurrencyPerNamespace?: number;
  /** Longest time of one reconcile. Default: `'5m'`. */
  readonly timeout?: Duration;
}

/** A rule as RBAC writes it. */
export interface PolicyRule {
  readonly apiGroups?: readonly string[];
  readonly resources?: readonly string[];
  readonly resourceNames?: readonly string[];
  readonly nonResourceURLs?: readonly string[];
  readonly verbs: readonly string[];
}

/** A controller, ready to be run or to have its manifests made. Types are erased: a manager runs many kinds. */
export interface Controller {
  readonly name: string;
  readonly for: ResourceType;
  /** The least rights it needs, merged and sorted. */
  rules(): readonly PolicyRule[];
  /** What it was defined with; for the manager. */
  readonly definition: ErasedDefinition;
}

/** A definition whose kinds the compiler has checked and forgotten. */
export interface ErasedDefinition
  extends Omit<
    ControllerDefinition<ResourceType, ResourceType, ResourceType>,
    'reconcile' | 'finalizer' | 'gone' | 'when' | 'watches'
  > {
  readonly watches?: readonly Watch<ResourceType>[];
  readonly when?: { value(object: KubeObject): unknown };
  reconcile(object: KubeObject, context: ErasedContext): Promise<Outcome>;
  gone?(object: KubeObject): void;
  readonly finalizer?: { readonly name: string; run(object: KubeObject, context: ErasedContext): Promise<Outcome> };
}

/** A context whose kinds are checked at run time. */
export interface ErasedContext extends Omit<Context<ResourceType, ResourceType, ResourceType>, 'condition' | 'status'> {
  condition(type: string, status: boolean | 'Unknown', reason: string, message: string): void;
  status(status: object): void;
}

export interface Logger {
  debug(fields: object, message: string): void;
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}
