import { type Client, isApiError } from '@capstan/client';
import type { KubeObject, ObjectRef } from '@capstan/schema';
import { ConfigMapSync } from '../api/config-map-sync.ts';
import { SecretSync } from '../api/secret-sync.ts';
import type { Sync } from '../api/sync.ts';
import { contentOf, sameContent } from '../content/content.ts';
import type { CopyKind } from '../content/copy-kind.ts';
import type { Desired } from '../copies/copy-job.ts';
import { describeError } from '../copies/explain-failure.ts';
import { heldKeys } from '../copies/held-keys.ts';
import { applyKeys, isMerged, isOwn } from '../copies/merge-keys.ts';
import { mustBeReplaced } from '../copies/write-copy.ts';
import { claimOf, hasMetadata } from '../marks/copy-marks.ts';
import { isNamed, type Keeper, otherKeepers, otherOwner } from '../marks/keepers.ts';
import { mergedClaim } from '../marks/merge-marks.ts';
import type { PlanJob, PlannedTarget } from './plan.ts';

type Planned = Pick<PlannedTarget, 'action' | 'detail'>;

/** What the operator would do with an object that is there. */
export function planExisting(job: PlanJob, existing: KubeObject): Promise<Planned> {
  return job.sync.spec.conflictPolicy === 'Merge' ? planMerge(job, existing) : planWhole(job, existing);
}

async function planMerge(job: PlanJob, existing: KubeObject): Promise<Planned> {
  const { sync, kind, desired, isLive } = job;
  const { metadata } = existing;
  if (isMerged(job, metadata)) return { action: 'nothing', detail: 'up to date' };
  const owner = otherOwner(existing, sync);
  if (owner && (await isLive(owner))) return belongsTo(kind, existing, owner);
  const merge = { action: 'merge', detail: `${keysInWords(desired)} into what is there` } as const;
  if (isOwn(job, existing) && mustBeReplaced(existing, job))
    return { action: 'update', detail: 'deletes it and makes it anew: its type cannot be changed, nor what is immutable' };
  if (claimOf(metadata, sync, kind.fieldManager) === 'ours') return merge; // which nobody else has a part in
  try {
    await applyKeys(job, metadata, existing, { dryRun: true });
    return merge;
  } catch (error) {
    if (!isApiError(error)) throw error;
    return { action: 'refuse', detail: heldKeys(error, job, existing) ?? describeError(error, kind) };
  }
}

async function planWhole({ sync, kind, desired, isLive }: PlanJob, existing: KubeObject): Promise<Planned> {
  const claim = claimOf(existing.metadata, sync, kind.fieldManager);
  if (claim === 'none') {
    if (mergedClaim(existing, sync, kind) === 'own') return { action: 'update', detail: 'goes on with what it has merged' };
    const keepers = otherKeepers(existing, sync);
    const live = (await Promise.all(keepers.map(async (keeper) => ((await isLive(keeper)) ? [keeper] : [])))).flat();
    if (sync.spec.conflictPolicy === 'Adopt' && live.length === 0) return { action: 'adopt', detail: 'takes over what is there' };
    return belongsTo(kind, existing, live[0] ?? keepers[0]);
  }
  const isRight = sameContent(contentOf(existing), desired.content) && hasMetadata(existing.metadata, desired, kind.fieldManager);
  if (claim === 'ours' && isRight) return { action: 'nothing', detail: 'up to date' };
  return {
    action: 'update',
    detail: claim === 'legacy' ? 'taken over from the former operator' : changedKeys(existing, desired),
  };
}

function belongsTo({ resource }: CopyKind, { metadata: { name, namespace } }: KubeObject, keeper: Keeper | undefined): Planned {
  const whose = keeper ? `${keeper.kind} ${keeper.namespace}/${keeper.name}` : 'somebody else';
  return { action: 'refuse', detail: `${resource.kind} ${namespace}/${name} belongs to ${whose}` };
}

/** Finds out whether another sync is there; one that the caller may not see is taken to be. */
export function liveness(client: Client, sync: Sync): PlanJob['isLive'] {
  const find = (ref: ObjectRef) => (sync.kind === 'SecretSync' ? client.find(SecretSync, ref) : client.find(ConfigMapSync, ref));
  return async (keeper) => {
    const { kind, name, namespace } = keeper;
    if (kind !== sync.kind) return false;
    try {
      return isNamed(await find({ name, namespace }), keeper);
    } catch (error) {
      if (isApiError(error, 'Forbidden')) return true;
      throw error;
    }
  };
}

/** How many keys there are, or which. */
export const keysInWords = ({ content }: Desired) => {
  const keys = [...Object.keys(content.data), ...Object.keys(content.binaryData)];
  return keys.length === 1 ? `key ${keys[0]}` : `${keys.length} keys`;
};

function changedKeys(existing: KubeObject, { content }: Desired): string {
  const before = contentOf(existing);
  const all = (of: typeof content) => ({ ...of.data, ...of.binaryData });
  const [old, wanted] = [all(before), all(content)];
  const changed = [...new Set([...Object.keys(old), ...Object.keys(wanted)])].filter((key) => old[key] !== wanted[key]).sort();
  return changed.length === 0
    ? 'labels and annotations'
    : `changes ${changed.slice(0, 8).join(', ')}${changed.length > 8 ? ', …' : ''}`;
}
