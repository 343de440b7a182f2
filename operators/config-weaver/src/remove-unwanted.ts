import type { ObjectMeta, ObjectRef } from '@capstan/schema';
import pMap from 'p-map';
import { refused, type TargetState } from './copy-job.ts';
import { isStuck, type Removal, type RemovalJob, removeCopy } from './remove-copy.ts';
import { parallelTargets, type Visit } from './visit.ts';

/** A copy, with its metadata where the operator's cache has them. */
export interface Found {
  readonly ref: ObjectRef;
  readonly metadata?: ObjectMeta;
}

/**
 * Copies of a sync, wherever they are: by the marks in the operator's cache, by what this process has just made, and where
 * there is no cache by what the status says. Only under names that the sync has had: marks alone can be forged.
 */
export function findCopies({ sync, ctx, kind, memory }: Visit, wanted: ReadonlySet<string>): readonly Found[] {
  const { uid } = sync.metadata;
  const names = new Set([...wanted, ...(sync.status?.copyNames ?? [])]);
  const found = new Map<string, Found>();
  for (const { ref } of memory.checked.all(uid)) found.set(`${ref.namespace}/${ref.name}`, { ref });
  if (kind.cached) {
    for (const { metadata } of ctx.metadata(kind.resource).byIndex('owner', uid)) {
      const ref = { name: metadata.name, namespace: metadata.namespace };
      found.set(`${ref.namespace}/${ref.name}`, { ref, metadata });
    }
  } else {
    for (const namespace of sync.status?.placedIn ?? [])
      for (const copy of names) found.set(`${namespace}/${copy}`, { ref: { name: copy, namespace } });
  }
  return [...found.values()].filter(({ ref }) => names.has(ref.name));
}

/** Removes the copies that are no longer wanted. Answers those that could not be. */
export async function removeUnwanted(
  visit: Visit,
  job: RemovalJob,
  wanted: { readonly names: ReadonlySet<string>; readonly namespaces: ReadonlySet<string> },
): Promise<readonly TargetState[]> {
  const isWanted = ({ namespace = '', name }: ObjectRef) => wanted.names.has(name) && wanted.namespaces.has(namespace);
  const unwanted = findCopies(visit, wanted.names).filter(({ ref }) => !isWanted(ref));
  const removals = await pMap(unwanted, ({ ref, metadata }) => removeCopy(job, ref, metadata), {
    concurrency: parallelTargets,
    signal: job.signal,
  });
  announceRemovals(visit, removals);
  return removals.flatMap((removal) => leftover(removal, visit));
}

function leftover(removal: Removal, { kind }: Visit): readonly TargetState[] {
  if (!isStuck(removal)) return [];
  const { namespace = '', name } = removal.ref;
  const message = `${kind.resource.kind} ${namespace}/${name} is no longer wanted and stays: ${removal.message}`;
  if (removal.result === 'forbidden') return [refused(namespace, 'Forbidden', message)];
  return [{ namespace, state: 'Failed', reason: 'Failed', message }];
}

function announceRemovals({ ctx, kind }: Visit, removals: readonly Removal[]): void {
  const removed = removals.filter(({ result }) => result === 'removed' || result === 'released');
  if (removed.length > 20) {
    ctx.event('Normal', 'CopiesRemoved', `removed ${removed.length} copies that are no longer wanted`);
    return;
  }
  for (const { ref } of removed)
    ctx.event('Normal', 'CopyRemoved', `removed ${kind.resource.kind} ${ref.namespace}/${ref.name}: it is no longer wanted`);
}
