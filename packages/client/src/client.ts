import type {
  ApplyOf,
  Duration,
  InputOf,
  KubeObject,
  ListMeta,
  MetadataObject,
  ObjectOf,
  ObjectRef,
  ResourceType,
  StatusOf,
} from '@capstan/schema';
import type { Discovery } from './discovery.ts';
import type { Exec, ExecOptions, LogOptions } from './pod-streams.ts';
import type { WatchEvent, WatchOptions } from './watch-event.ts';

/** Options every call takes. */
export interface CallOptions {
  /** Ends the call with the signal's reason. */
  readonly signal?: AbortSignal;
  /** Gives up after this long, retries included. Default: the client's `timeout` (`'30s'`). */
  readonly timeout?: Duration;
}

export interface ReadOptions extends CallOptions {
  /** `'0'` reads from the server's cache; a version reads something not older. Default: the newest. */
  readonly resourceVersion?: string;
}

export interface ListOptions extends ReadOptions {
  /** Only this namespace. Default: all namespaces. */
  readonly namespace?: string | undefined;
  /** Label selector, as `kubectl -l` takes it, or labels that must be equal. */
  readonly labels?: string | Readonly<Record<string, string>>;
  /** Field selector, as `kubectl --field-selector` takes it. */
  readonly fields?: string;
  /** Objects per page; 0 asks for all at once. Default: 500. */
  readonly pageSize?: number;
}

export interface WriteOptions extends CallOptions {
  /** Who owns the written fields. Default: the client's `fieldManager`. */
  readonly fieldManager?: string;
  /** The server does everything but store. Default: `false`. */
  readonly dryRun?: boolean;
  /** What the server does with unknown fields. Default: `'Strict'`. */
  readonly fieldValidation?: 'Strict' | 'Warn' | 'Ignore';
  /** A subresource to write instead of the object: `'status'`, `'scale'`, … */
  readonly subresource?: string;
}

export interface ApplyOptions extends WriteOptions {
  /** Takes fields over from other managers instead of answering `Conflict`. Default: `false`. */
  readonly force?: boolean;
}

export interface DeleteOptions extends CallOptions {
  readonly propagation?: 'Background' | 'Foreground' | 'Orphan';
  readonly gracePeriodSeconds?: number;
  /** Refused with `Conflict` when the object is another one by now. */
  readonly preconditions?: { readonly uid?: string; readonly resourceVersion?: string };
  readonly dryRun?: boolean;
}

export type JsonPatchOperation =
  | { readonly op: 'add' | 'replace' | 'test'; readonly path: string; readonly value: unknown }
  | { readonly op: 'remove'; readonly path: string }
  | { readonly op: 'move' | 'copy'; readonly from: string; readonly path: string };

/** A patch names its own kind, so that a merge patch is never sent as a JSON patch. */
export type Patch =
  | { readonly type: 'json'; readonly ops: readonly JsonPatchOperation[] }
  | { readonly type: 'merge'; readonly body: unknown }
  | { readonly type: 'strategic'; readonly body: unknown };

/** One page of a list. */
export interface ListPage<Object> {
  readonly items: readonly Object[];
  readonly metadata: ListMeta;
}

/** A request that no typed verb covers. */
export interface RawRequest extends CallOptions {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Path and query below the server's address: `/version`, `/api/v1/namespaces?limit=1`. */
  readonly path: string;
  /** Sent as JSON, or as it is when it is a string or bytes. */
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface RawResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  text(): string;
  json(): unknown;
}

/** The verbs that a tenant's and an operator's client share. */
export interface ObjectClient {
  /** The object. Throws an `ApiError` with reason `NotFound` when there is none. */
  get<R extends ResourceType>(resource: R, ref: ObjectRef, options?: ReadOptions): Promise<ObjectOf<R>>;
  /** The object, or `undefined`. Still throws `NotFound` when the server does not serve the kind at all. */
  find<R extends ResourceType>(resource: R, ref: ObjectRef, options?: ReadOptions): Promise<ObjectOf<R> | undefined>;
  /** Every object, page by page as they are consumed. */
  list<R extends ResourceType>(resource: R, options?: ListOptions): AsyncIterable<ObjectOf<R>>;
  create<R extends ResourceType>(resource: R, object: InputOf<R>, options?: WriteOptions): Promise<ObjectOf<R>>;
  /** Server-side apply: what this field manager wants of the object; creates it when it is missing. */
  apply<R extends ResourceType>(resource: R, object: ApplyOf<R>, options?: ApplyOptions): Promise<ObjectOf<R>>;
  patch<R extends ResourceType>(resource: R, ref: ObjectRef, patch: Patch, options?: WriteOptions): Promise<ObjectOf<R>>;
  /** Starts the deletion. `undefined` when the object was gone already or is gone now; the object while finalizers hold it. */
  delete<R extends ResourceType>(resource: R, ref: ObjectRef, options?: DeleteOptions): Promise<ObjectOf<R> | undefined>;
}

/** Talks to one API server as one user. Cheap to derive, safe to share. */
export interface Client extends ObjectClient, AsyncDisposable {
  /** The server's address, without a path. */
  readonly server: string;
  /** The namespace of the kubeconfig's context, or of the pod. */
  readonly defaultNamespace: string;
  listPage<R extends ResourceType>(
    resource: R,
    options?: ListOptions & { readonly continue?: string },
  ): Promise<ListPage<ObjectOf<R>>>;
  listMetadata<R extends ResourceType>(resource: R, options?: ListOptions): AsyncIterable<MetadataObject>;
  /** Writes the whole object back; `metadata.resourceVersion` makes it an optimistic lock. */
  replace<R extends ResourceType>(resource: R, object: InputOf<R>, options?: WriteOptions): Promise<ObjectOf<R>>;
  /** Server-side apply of the status subresource. */
  applyStatus<R extends ResourceType>(
    resource: R,
    ref: ObjectRef,
    status: StatusOf<R>,
    options?: ApplyOptions,
  ): Promise<ObjectOf<R>>;
  deleteCollection<R extends ResourceType>(resource: R, options: ListOptions & DeleteOptions): Promise<void>;
  /** Reads a subresource: `'scale'`, `'status'`, `'log'` answers of other shapes are `unknown`. */
  getSubresource(resource: ResourceType, ref: ObjectRef, subresource: string, options?: ReadOptions): Promise<unknown>;
  /** POSTs to a subresource: `'token'`, `'eviction'`, `'binding'`. */
  createSubresource(
    resource: ResourceType,
    ref: ObjectRef,
    subresource: string,
    body: unknown,
    options?: WriteOptions,
  ): Promise<unknown>;
  /**
   * Follows a kind for as long as it is iterated; resumes, re-lists on 410, notices dead connections. Throws what the
   * server refuses (`Forbidden`, a kind that is gone) and, until it has worked once, whatever else goes wrong.
   */
  watch<R extends ResourceType>(resource: R, options?: WatchOptions): AsyncIterable<WatchEvent<ObjectOf<R>>>;
  /** As `watch`, with only the metadata on the wire and in memory. */
  watchMetadata<R extends ResourceType>(resource: R, options?: WatchOptions): AsyncIterable<WatchEvent<MetadataObject>>;
  /** Runs a command in a container of a pod; see {@link Exec}. */
  exec(pod: ObjectRef, options: ExecOptions): Exec;
  /** The log of a container of a pod, in pieces as they arrive. */
  logs(pod: ObjectRef, options?: LogOptions): AsyncIterable<Uint8Array>;
  /** Any other request; an answer that is a failure is thrown as `ApiError` all the same. */
  request(request: RawRequest): Promise<RawResponse>;
  readonly discovery: Discovery;
  /** The same connection pool with other defaults, or as another user; disposing it leaves the pool open. */
  with(overrides: ClientOverrides): Client;
}

export interface ClientOverrides {
  readonly fieldManager?: string;
  /** Called before each request, so that a token can be renewed; replaces the kubeconfig's credentials (a client certificate too). */
  readonly token?: () => Promise<string> | string;
  /** Impersonation; needs the right to do so. */
  readonly impersonate?: { readonly user: string; readonly groups?: readonly string[]; readonly uid?: string };
}

/** Any object, for tools that learn the kind at run time. */
export type AnyObject = KubeObject & { readonly [field: string]: unknown };
