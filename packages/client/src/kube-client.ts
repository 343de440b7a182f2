import type { ApplyOf, InputOf, MetadataObject, ObjectOf, ObjectRef, ResourceType, StatusOf } from '@capstan/schema';
import type {
  ApplyOptions,
  Client,
  ClientOverrides,
  DeleteOptions,
  ListOptions,
  ListPage,
  Patch,
  RawRequest,
  RawResponse,
  ReadOptions,
  WriteOptions,
} from './client.ts';
import type { Discovery } from './discovery.ts';
import { execInPod } from './pod-streams/exec-pod.ts';
import { podLogs } from './pod-streams/pod-logs.ts';
import type { Exec, ExecOptions, LogOptions } from './pod-streams.ts';
import { deleteAll, deleteObject } from './verbs/delete-verbs.ts';
import { listAll, listOnePage } from './verbs/list-verbs.ts';
import { sendRaw } from './verbs/raw-request.ts';
import { findObject, getObject, getSubresource } from './verbs/read-verbs.ts';
import type { Session } from './verbs/session.ts';
import { applyObject, createObject, createSubresource, patchObject, replaceObject } from './verbs/write-verbs.ts';
import { watchKind } from './watch/watch-kind.ts';
import type { WatchEvent, WatchOptions } from './watch-event.ts';

export interface KubeClientParts {
  readonly server: string;
  readonly defaultNamespace: string;
  readonly session: Session;
  readonly discovery: Discovery;
  /** A client on the same connections with other defaults. */
  readonly derive: (overrides: ClientOverrides) => Client;
  readonly close: () => Promise<void>;
}

/**
 * The verbs, typed. What the server answers is taken to be what the resource says it is: checking every object again
 * here would cost more than the rest of the call, so the one `as` of each verb is where the wire becomes a type.
 */
export class KubeClient implements Client {
  readonly server: string;
  readonly defaultNamespace: string;
  readonly discovery: Discovery;
  readonly #session: Session;
  readonly #derive: KubeClientParts['derive'];
  readonly #close: KubeClientParts['close'];

  constructor(parts: KubeClientParts) {
    this.server = parts.server;
    this.defaultNamespace = parts.defaultNamespace;
    this.discovery = parts.discovery;
    this.#session = parts.session;
    this.#derive = parts.derive;
    this.#close = parts.close;
  }

  get<R extends ResourceType>(resource: R, ref: ObjectRef, options: ReadOptions = {}): Promise<ObjectOf<R>> {
    return getObject(this.#session, resource, ref, options) as Promise<ObjectOf<R>>;
  }

  find<R extends ResourceType>(resource: R, ref: ObjectRef, options: ReadOptions = {}): Promise<ObjectOf<R> | undefined> {
    return findObject(this.#session, resource, ref, options) as Promise<ObjectOf<R> | undefined>;
  }

  list<R extends ResourceType>(resource: R, options: ListOptions = {}): AsyncIterable<ObjectOf<R>> {
    return iterable(() => listAll(this.#session, resource, 'object', options) as AsyncGenerator<ObjectOf<R>>);
  }

  listMetadata(resource: ResourceType, options: ListOptions = {}): AsyncIterable<MetadataObject> {
    return iterable(() => listAll(this.#session, resource, 'metadata', options) as AsyncGenerator<MetadataObject>);
  }

  listPage<R extends ResourceType>(
    resource: R,
    options: ListOptions & { readonly continue?: string } = {},
  ): Promise<ListPage<ObjectOf<R>>> {
    return listOnePage(this.#session, resource, 'object', options) as Promise<ListPage<ObjectOf<R>>>;
  }

  create<R extends ResourceType>(resource: R, object: InputOf<R>, options: WriteOptions = {}): Promise<ObjectOf<R>> {
    return createObject(this.#session, resource, object, options) as Promise<ObjectOf<R>>;
  }

  apply<R extends ResourceType>(resource: R, object: ApplyOf<R>, options: ApplyOptions = {}): Promise<ObjectOf<R>> {
    return applyObject(this.#session, resource, object, options) as Promise<ObjectOf<R>>;
  }

  applyStatus<R extends ResourceType>(
    resource: R,
    { name, namespace }: ObjectRef,
    status: StatusOf<R>,
    options: ApplyOptions = {},
  ): Promise<ObjectOf<R>> {
    const object = { metadata: { name, namespace: resource.scope === 'Cluster' ? undefined : namespace }, status };
    return applyObject(this.#session, resource, object, { subresource: 'status', ...options }) as Promise<ObjectOf<R>>;
  }

  replace<R extends ResourceType>(resource: R, object: InputOf<R>, options: WriteOptions = {}): Promise<ObjectOf<R>> {
    return replaceObject(this.#session, resource, object, options) as Promise<ObjectOf<R>>;
  }

  patch<R extends ResourceType>(resource: R, ref: ObjectRef, patch: Patch, options: WriteOptions = {}): Promise<ObjectOf<R>> {
    return patchObject(this.#session, { resource, ref, patch }, options) as Promise<ObjectOf<R>>;
  }

  delete<R extends ResourceType>(resource: R, ref: ObjectRef, options: DeleteOptions = {}): Promise<ObjectOf<R> | undefined> {
    return deleteObject(this.#session, resource, ref, options) as Promise<ObjectOf<R> | undefined>;
  }

  deleteCollection(resource: ResourceType, options: ListOptions & DeleteOptions): Promise<void> {
    return deleteAll(this.#session, resource, options);
  }

  getSubresource(resource: ResourceType, ref: ObjectRef, subresource: string, options: ReadOptions = {}): Promise<unknown> {
    return getSubresource(this.#session, { resource, ref, subresource }, options);
  }

  createSubresource(
    resource: ResourceType,
    ref: ObjectRef,
    subresource: string,
    body: unknown,
    options: WriteOptions = {},
  ): Promise<unknown> {
    return createSubresource(this.#session, { resource, ref, subresource, body }, options);
  }

  watch<R extends ResourceType>(resource: R, options: WatchOptions = {}): AsyncIterable<WatchEvent<ObjectOf<R>>> {
    return watchKind(this.#session, resource, 'object', options) as AsyncIterable<WatchEvent<ObjectOf<R>>>;
  }

  watchMetadata(resource: ResourceType, options: WatchOptions = {}): AsyncIterable<WatchEvent<MetadataObject>> {
    return watchKind(this.#session, resource, 'metadata', options) as AsyncIterable<WatchEvent<MetadataObject>>;
  }

  exec(pod: ObjectRef, options: ExecOptions): Exec {
    return execInPod(this.#session, pod, options);
  }

  logs(pod: ObjectRef, options: LogOptions = {}): AsyncIterable<Uint8Array> {
    return iterable(() => podLogs(this.#session, pod, options));
  }

  request(request: RawRequest): Promise<RawResponse> {
    return sendRaw(this.#session, request);
  }

  with(overrides: ClientOverrides): Client {
    return this.#derive(overrides);
  }

  /** Closes the sockets of the client that `createClient` made; those derived from it leave them open. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.#close();
  }
}

/** Iterated twice, it starts anew. */
function iterable<T>(start: () => AsyncGenerator<T>): AsyncIterable<T> {
  return { [Symbol.asyncIterator]: start };
}
