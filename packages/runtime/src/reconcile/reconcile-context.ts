import type { Client } from '@capstan/client';
import {
  type KubeObject,
  type LabelSelector,
  labelSelectorOf,
  matchesLabels,
  type ObjectRef,
  parseLabelSelector,
  type ResourceType,
} from '@capstan/schema';
import type { CacheRegistry } from '../cache/cache-registry.ts';
import { resourceId } from '../cache/object-key.ts';
import type { Clock } from '../clock.ts';
import type { ErasedContext, ErasedDefinition, Logger, MetadataReader, ServiceAccountRef } from '../controller.ts';
import { RuntimeError } from '../runtime-error.ts';
import type { Measure } from '../serving/own-metrics.ts';
import type { ServiceAccountTokens } from '../tenants/service-account-tokens.ts';
import { tenantClient } from '../tenants/tenant-client.ts';
import type { EventRecorder } from './event-recorder.ts';
import { StatusDraft } from './status-draft.ts';
import { ReadSet } from './tracked-reads.ts';

/** What the contexts of one controller share. */
export interface ContextParts {
  readonly definition: ErasedDefinition;
  /** Writes under the controller's name. */
  readonly client: Client;
  readonly caches: CacheRegistry;
  readonly tokens: ServiceAccountTokens;
  readonly events: EventRecorder;
  readonly clock: Clock;
  readonly measure: Measure;
  /** Follows an object for this key; `undefined` when there are too many. */
  readonly follow: (who: ServiceAccountRef, resource: ResourceType, ref: ObjectRef) => string | undefined;
  /** Told of objects this key wrote, so that its next reconcile waits for the cache. */
  readonly wrote: (resource: ResourceType, object: KubeObject) => void;
}

/** The context of one reconcile of one object. */
export class ReconcileContext {
  readonly reads = new ReadSet();
  /** What was asked to be followed. */
  readonly follows = new Set<string>();
  readonly #parts: ContextParts;
  readonly #draft = new StatusDraft();
  #object: KubeObject;

  constructor(parts: ContextParts, object: KubeObject) {
    this.#parts = parts;
    this.#object = object;
  }

  /** What the reconciler sees. */
  view(options: {
    readonly signal: AbortSignal;
    readonly log: Logger;
    readonly deletion?: 'Orphan' | 'Foreground';
  }): ErasedContext {
    const { client, events, definition, tokens } = this.#parts;
    const { signal } = options;
    const view = {
      ...options,
      get: (resource: ResourceType, ref: ObjectRef) => this.#get(resource, ref),
      list: (resource: ResourceType, scope: ListScope = {}) => this.#list(resource, scope),
      metadata: (resource: ResourceType) => this.#metadata(resource),
      isCurrent: () => this.#isCurrent(),
      measure: this.#parts.measure,
      apply: async (resource: ResourceType, object: never, applyOptions: object = {}) => {
        this.#mustDeclare('writes', resource);
        const applied: KubeObject = await client.apply(resource, object, { signal, ...applyOptions });
        this.#parts.wrote(resource, applied);
        return applied;
      },
      delete: async (resource: ResourceType, ref: ObjectRef, deleteOptions: object = {}) => {
        this.#mustDeclare(isDeclared(definition.deletes, resource) ? 'deletes' : 'writes', resource);
        return client.delete(resource, ref, { signal, ...deleteOptions });
      },
      condition: (type: string, status: boolean | 'Unknown', reason: string, message: string) =>
        this.#draft.condition(type, { status, reason, message }),
      status: (fields: object) => this.#draft.fields(fields),
      flush: () => this.flush(signal),
      event: (type: 'Normal' | 'Warning', reason: string, message: string) => events.record(this.#object, type, reason, message),
      follow: (who: ServiceAccountRef, resource: ResourceType, ref: ObjectRef) => {
        this.#mustAct('ctx.follow');
        const id = this.#parts.follow(who, resource, ref);
        if (id !== undefined) this.follows.add(id);
        return id !== undefined;
      },
      as: (who: ServiceAccountRef) => {
        this.#mustAct('ctx.as');
        return tenantClient(client, tokens, who, definition.name);
      },
    };
    return view as ErasedContext; // the erased signatures of a generic interface
  }

  /** Writes conditions and status, if they differ from what the object has. */
  async flush(signal: AbortSignal): Promise<void> {
    if (this.#draft.isEmpty) return;
    const { definition, client, clock } = this.#parts;
    const status = this.#draft.merged(this.#object, clock.now());
    if (!status) return;
    const { name, namespace } = this.#object.metadata;
    const written: KubeObject = await client.applyStatus(definition.for, { name, namespace }, status as never, {
      force: true,
      signal,
    });
    this.#object = written;
    this.#parts.wrote(definition.for, written);
  }

  #get(resource: ResourceType, ref: ObjectRef): KubeObject | undefined {
    this.#mustDeclare('reads', resource);
    this.reads.object(resource, ref);
    return this.#parts.caches.informer(resource).get(ref);
  }

  #list(resource: ResourceType, { namespace, labels }: ListScope): readonly KubeObject[] {
    this.#mustDeclare('reads', resource);
    const selector = selectorOf(labels);
    this.reads.list(resource, namespace, selector);
    const objects = this.#parts.caches.informer(resource).list(namespace);
    return selector.length === 0 ? objects : objects.filter(({ metadata }) => matchesLabels(selector, metadata.labels));
  }

  #metadata(resource: ResourceType): MetadataReader {
    const { definition, caches } = this.#parts;
    const declared = definition.readsMetadata?.find((read) => resourceId(read.resource) === resourceId(resource));
    if (!declared) throw notDeclared(`${resource.kind} is not in 'readsMetadata' of controller ${definition.name}`);
    const informer = caches.metadata(declared);
    const reader = {
      get: (ref: ObjectRef) => {
        this.reads.object(resource, ref);
        return informer.get(ref);
      },
      byIndex: (index: string, key: string) => {
        this.reads.index(resource, index, key);
        return informer.byIndex(index, key);
      },
      list: (selector: LabelSelector) => {
        this.reads.list(resource, undefined, selector);
        return informer.list().filter(({ metadata }) => matchesLabels(selector, metadata.labels));
      },
    };
    return reader as MetadataReader; // a metadata-only informer holds metadata objects
  }

  #isCurrent(): boolean {
    const { definition, caches } = this.#parts;
    const { name, namespace, uid, generation, deletionTimestamp } = this.#object.metadata;
    const now = caches.informer(definition.for).get({ name, namespace })?.metadata;
    return now?.uid === uid && now.generation === generation && now.deletionTimestamp === deletionTimestamp;
  }

  #mustAct(what: string): void {
    const { actsAs, name } = this.#parts.definition;
    if (!actsAs) throw notDeclared(`${what} needs actsAs: 'serviceAccounts' in controller ${name}`);
  }

  /** The compiler refuses this already; plain JavaScript has only us. */
  #mustDeclare(where: 'reads' | 'writes' | 'deletes', resource: ResourceType): void {
    const { definition } = this.#parts;
    if (isDeclared(definition[where], resource)) return;
    throw notDeclared(`${resource.kind} is not in '${where}' of controller ${definition.name}`);
  }
}

const isDeclared = (declared: readonly ResourceType[] = [], resource: ResourceType) =>
  declared.some((one) => resourceId(one) === resourceId(resource));

interface ListScope {
  readonly namespace?: string;
  readonly labels?: string | Readonly<Record<string, string>>;
}

function selectorOf(labels: ListScope['labels']): LabelSelector {
  if (labels === undefined) return [];
  return typeof labels === 'string' ? parseLabelSelector(labels) : labelSelectorOf({ matchLabels: labels });
}

const notDeclared = (message: string) =>
  new RuntimeError(message, { code: 'NotDeclared', hint: 'Declare it: rights and caches follow from the declaration.' });
