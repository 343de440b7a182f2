import { cloneJson, invalidError } from '@capstan/schema';
import { dropEmpty } from '../encoding/drop-empty.ts';
import { decodeAt } from '../encoding/stored-bytes.ts';
import { conflict, invalid, modified, notFound } from '../errors/status-error.ts';
import { equalIgnoringTimestamps } from '../managed-fields/equal-ignoring-timestamps.ts';
import type { MutableObject } from '../resources/served-kind.ts';
import { keepNamespaceSpec } from '../resources/strategies/namespace-strategy.ts';
import { strategyOf } from '../resources/strategies/strategies.ts';
import type { Strategy } from '../resources/strategies/strategy.ts';
import { keepStatusAndAnnotations, take } from '../resources/strategies/subresource-merge.ts';
import { StaleWriteError } from '../storage/storage-error.ts';
import type { StoredObject } from '../storage/store.ts';
import { trackWrite } from './field-ownership.ts';
import { contentDiffers, fillDefaults, isReleased, validateObject } from './object-rules.ts';
import type { Target, WriteContext } from './object-verbs.ts';
import { commit, keyOf, pretend, type WriteEnvironment } from './write-environment.ts';

export type Change = (live: MutableObject) => MutableObject;

/** How often a change is made anew on what another writer left. */
const attempts = 6;

/** Changes an object. `owned` when the change sets managed fields itself, as server-side apply does. */
export async function updateObject(
  env: WriteEnvironment,
  target: Target,
  change: Change,
  context: WriteContext,
  owned: 'untracked' | 'owned' = 'untracked',
): Promise<StoredObject> {
  for (let attempt = 1; ; attempt += 1) {
    const stored = env.store.get(keyOf(target));
    if (!stored) throw notFound(target.kind, target.name);
    try {
      return await updateOnce(env, target, stored, change, context, owned);
    } catch (error) {
      if (!(error instanceof StaleWriteError)) throw error;
      if (attempt === attempts) throw modified(target.kind, target.name);
    }
  }
}

async function updateOnce(
  env: WriteEnvironment,
  target: Target,
  stored: StoredObject,
  change: Change,
  context: WriteContext,
  owned: 'untracked' | 'owned',
): Promise<StoredObject> {
  const { kind, version } = target;
  const strategy = strategyOf(kind);
  const live = decodeAt(stored, kind, version);
  const next = changedObject(live, change, target, strategy, owned);
  dropEmpty(next, target);
  fillDefaults(next, target, strategy);
  if (owned === 'untracked') trackWrite(live, next, target, context, env.clock());
  const { user, dryRun, warn } = context;
  const request = { operation: 'UPDATE', target, object: next, oldObject: live, user, dryRun, warn } as const;
  const mutated = env.admission.mutate(request);
  if (mutated) await mutated;
  strategy.prepareUpdate?.(next, live);
  if (strategy.countsGenerations && contentDiffers(next, live, version)) {
    next.metadata.generation = (live.metadata.generation ?? 0) + 1;
  }
  validateObject(next, live, target, strategy);
  const validated = env.admission.validate(request);
  if (validated) await validated;
  const released = isReleased(next, strategy);
  if (!released && equalIgnoringTimestamps(live, next)) return stored;
  if (dryRun) return pretend(target, stored, next);
  const written = await commit(env, target, stored, released ? 'delete' : 'put', next);
  // Of an object that went with its last finalizer the answer is what was sent, of the version before.
  return released ? pretend(target, stored, next) : written;
}

/** What the change makes of the live object, as far as this part of it may be changed. */
function changedObject(
  live: MutableObject,
  change: Change,
  target: Target,
  strategy: Strategy,
  owned: 'untracked' | 'owned',
): MutableObject {
  const { subresource, kind, version } = target;
  const changed = change(cloneJson(live));
  checkPreconditions(changed, live, target, strategy);
  restoreSystemFields(changed, live);
  if (subresource === '' || subresource === 'scale') {
    if (version.subresources.status) take(changed, live, 'status');
    if (kind.storeResource === 'namespaces') keepNamespaceSpec(changed, live);
    return changed;
  }
  const merge = strategy.mergeSubresource?.[subresource] ?? keepStatusAndAnnotations;
  const next = cloneJson(live);
  merge(next, changed);
  const { managedFields } = owned === 'owned' ? changed.metadata : live.metadata;
  if (managedFields) next.metadata.managedFields = managedFields;
  return next;
}

function checkPreconditions(
  { metadata }: MutableObject,
  live: MutableObject,
  { kind, name, namespace }: Target,
  strategy: Strategy,
): void {
  const { uid, resourceVersion } = metadata;
  if (uid && uid !== live.metadata.uid) {
    const path = kind.custom ? `${kind.group}/${kind.plural}` : kind.plural;
    const key = `/registry/${path}/${namespace && `${namespace}/`}${name}`;
    const why = `Precondition failed: UID in precondition: ${uid}, UID in object meta: ${live.metadata.uid}`;
    throw conflict(
      kind,
      name,
      `StorageError: invalid object, Code: 4, Key: ${key}, ResourceVersion: 0, AdditionalErrorMsg: ${why}`,
    );
  }
  if (!resourceVersion || resourceVersion === '0') {
    if (!strategy.updatedConditionally) return;
    const error = invalidError('metadata.resourceVersion', 0, 'must be specified for an update');
    throw invalid({ group: kind.group, kind: kind.plural }, name, [error]);
  }
  if (resourceVersion !== live.metadata.resourceVersion) throw modified(kind, name);
}

const systemFields = [
  'name',
  'namespace',
  'uid',
  'resourceVersion',
  'generation',
  'creationTimestamp',
  'deletionTimestamp',
  'deletionGracePeriodSeconds',
  'generateName',
] as const;

/** What only the server may say stays as it is, and where it is. */
function restoreSystemFields(changed: MutableObject, { kind, apiVersion, metadata: live }: MutableObject): void {
  const { selfLink, ...sent } = changed.metadata;
  const metadata: Record<string, unknown> = {};
  for (const field of systemFields) {
    delete sent[field];
    if (live[field] !== undefined) metadata[field] = live[field];
  }
  changed.metadata = Object.assign(metadata, sent);
  if (kind !== undefined) changed.kind = kind;
  if (apiVersion !== undefined) changed.apiVersion = apiVersion;
}
