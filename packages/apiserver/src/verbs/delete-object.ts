import { decodeAt } from '../encoding/stored-bytes.ts';
import { conflict, forbidden, notFound } from '../errors/status-error.ts';
import type { MutableObject } from '../resources/served-kind.ts';
import { strategyOf } from '../resources/strategies/strategies.ts';
import type { Strategy } from '../resources/strategies/strategy.ts';
import { StaleWriteError } from '../storage/storage-error.ts';
import type { StoredObject } from '../storage/store.ts';
import type { DeletionOptions, Target, WriteContext } from './object-verbs.ts';
import { commit, keyOf, pretend, timestamp, type WriteEnvironment } from './write-environment.ts';

interface Deleted {
  readonly object: StoredObject;
  readonly gone: boolean;
}

/** Deletes an object, or marks it when finalizers or a grace period hold it. */
export async function deleteObject(
  env: WriteEnvironment,
  target: Target,
  options: DeletionOptions,
  context: WriteContext,
): Promise<Deleted> {
  const strategy = strategyOf(target.kind);
  for (;;) {
    const stored = env.store.get(keyOf(target));
    if (!stored) throw notFound(target.kind, target.name);
    try {
      return await deleteOnce(env, target, stored, strategy, options, context);
    } catch (error) {
      if (!(error instanceof StaleWriteError)) throw error;
    }
  }
}

async function deleteOnce(
  env: WriteEnvironment,
  target: Target,
  stored: StoredObject,
  strategy: Strategy,
  options: DeletionOptions,
  { user, dryRun, warn }: WriteContext,
): Promise<Deleted> {
  const { kind, version, name } = target;
  const live = decodeAt(stored, kind, version);
  checkPreconditions(live, target, options);
  const request = { operation: 'DELETE', target, oldObject: live, user, dryRun, warn } as const;
  await env.admission.mutate(request);
  const refusal = strategy.refuseDeletion?.(live);
  if (refusal) throw forbidden(kind, name, refusal);
  await env.admission.validate(request);
  const next = decodeAt(stored, kind, version);
  const step = markDeleted(next, strategy, options, env.clock());
  if (step === 'unchanged') return { object: stored, gone: false };
  const gone = step === 'remove';
  const object = dryRun ? pretend(target, stored, next) : await commit(env, target, stored, gone ? 'delete' : 'put', next);
  return { object, gone };
}

function checkPreconditions({ metadata }: MutableObject, { kind, name }: Target, { preconditions = {} }: DeletionOptions): void {
  const { uid, resourceVersion } = preconditions;
  // kube-apiserver names the kind here, not the resource.
  const subject = { group: kind.group, plural: kind.kind };
  if (uid !== undefined && uid !== metadata.uid) {
    const why = `the UID in the precondition (${uid}) does not match the UID in record (${metadata.uid}). The object might have been deleted and then recreated`;
    throw conflict(subject, name, why);
  }
  if (resourceVersion !== undefined && resourceVersion !== metadata.resourceVersion) {
    const why = `the ResourceVersion in the precondition (${resourceVersion}) does not match the ResourceVersion in record (${metadata.resourceVersion}). The object might have been modified`;
    throw conflict(subject, name, why);
  }
}

/** Does to the object what a deletion does, and tells what is to be done with it. */
function markDeleted(
  object: MutableObject,
  strategy: Strategy,
  options: DeletionOptions,
  now: number,
): 'remove' | 'store' | 'unchanged' {
  const { metadata } = object;
  const before = metadata.deletionTimestamp;
  const graceBefore = metadata.deletionGracePeriodSeconds;
  const grace = strategy.gracePeriod?.(object, options.gracePeriodSeconds) ?? 0;
  if (before && graceBefore && grace > 0) {
    if (grace >= graceBefore) return 'unchanged';
    metadata.deletionTimestamp = timestamp(Date.parse(before) - (graceBefore - grace) * 1000);
    metadata.deletionGracePeriodSeconds = grace;
    return 'store';
  }
  const finalizersChanged = setCollectorFinalizers(metadata, options.propagationPolicy, strategy);
  const held = (metadata.finalizers?.length ?? 0) > 0 || strategy.isHeld?.(object);
  if (!held && grace === 0) return 'remove';
  if (before && !finalizersChanged && !(graceBefore && grace === 0)) return 'unchanged';
  if (!before && metadata.generation) metadata.generation += 1;
  if (!before || graceBefore) metadata.deletionTimestamp = timestamp(now + grace * 1000);
  if (!strategy.isHeld) metadata.deletionGracePeriodSeconds = grace;
  strategy.markDeleted?.(object);
  return 'store';
}

/** An explicit policy wins over the finalizers that are there, and those over the kind's default. */
function setCollectorFinalizers(
  metadata: MutableObject['metadata'],
  policy: DeletionOptions['propagationPolicy'],
  strategy: Strategy,
): boolean {
  const { finalizers = [] } = metadata;
  const orphans = finalizers.includes('orphan');
  const waits = finalizers.includes('foregroundDeletion');
  const wanted = policy ?? (orphans ? 'Orphan' : waits ? 'Foreground' : strategy.orphansByDefault ? 'Orphan' : 'Background');
  if (orphans === (wanted === 'Orphan') && waits === (wanted === 'Foreground')) return false;
  const others = finalizers.filter((name) => name !== 'orphan' && name !== 'foregroundDeletion');
  if (wanted === 'Orphan') others.push('orphan');
  if (wanted === 'Foreground') others.push('foregroundDeletion');
  if (others.length > 0) metadata.finalizers = others;
  else delete metadata.finalizers;
  return true;
}
