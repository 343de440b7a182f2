import { StatusError } from '../errors/status-error.ts';
import type { Store } from '../storage/store.ts';
import type { ObjectVerbs, WriteContext } from '../verbs/object-verbs.ts';
import type { Definition } from './definition.ts';
import { customKind } from './served-custom-kind.ts';

interface InstanceDeletionOptions {
  readonly store: Store;
  readonly verbs: ObjectVerbs;
  readonly context: WriteContext;
}

interface Left {
  /** The store's resource of the custom resources. */
  readonly resource: string;
  /** How many are still there, held by their finalizers. */
  readonly remaining: number;
  readonly failures: readonly unknown[];
}

/** Deletes in this many at a time, so that writes reach the disk together. */
const concurrency = 64;

/** Deletes all custom resources of a definition, also those of versions that are no longer served. */
export async function deleteInstances(definition: Definition, { store, verbs, context }: InstanceDeletionOptions): Promise<Left> {
  const kind = customKind(definition, definition.spec.versions);
  const version = kind.versions.find(({ version: name }) => name === kind.storageVersion);
  const resource = kind.storeResource;
  const failures: unknown[] = [];
  if (!version) return { resource, remaining: 0, failures };
  const { items } = store.list(resource);
  for (let start = 0; start < items.length; start += concurrency) {
    const deletions = items
      .slice(start, start + concurrency)
      .map(({ namespace, name }) =>
        verbs.delete({ kind, version, namespace, name, subresource: '' }, { propagationPolicy: 'Background' }, context),
      );
    for (const outcome of await Promise.allSettled(deletions)) {
      if (outcome.status === 'rejected' && !isGone(outcome.reason)) failures.push(outcome.reason);
    }
  }
  return { resource, remaining: store.count(resource), failures };
}

const isGone = (error: unknown) => error instanceof StatusError && error.status.code === 404;
