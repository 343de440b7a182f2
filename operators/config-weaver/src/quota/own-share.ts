import type { MetadataObject, ObjectMeta } from '@capstan/schema';
import { namespaceOf, type Sync } from '../api/sync.ts';
import { bytesOf } from '../content/content.ts';
import { configMaps } from '../content/copy-kind.ts';
import type { Desired } from '../copies/copy-job.ts';
import { tenanciesOf } from '../marks/copy-marks.ts';
import type { Visit } from '../visit/visit.ts';
import { type Share, shareOf, type Usage } from './quota.ts';

/**
 * What a sync may have of what it wants, next to all that its tenant has: what other syncs have or are about to make, what
 * those have that are being deleted, and what the deleted ones have left, as far as it can be seen.
 */
export function ownShare(visit: Visit, desired: Desired, wanted: readonly string[]): Share {
  const { sync, memory, options } = visit;
  const { quota } = options;
  if (!quota) return { allowed: wanted, denied: [], message: '' };
  const copyBytes = bytesOf(desired.content);
  const perTarget = desired.immutable ? 2 : 1; // with the alias
  const own = ownPlaces(visit);
  const there = new Set(own);
  // What all the tenant has is only looked at when there is a new place: whoever looks is woken by each of its copies.
  const isGrowing = wanted.some((namespace) => !there.has(namespace));
  const share = shareOf(wanted, {
    tenant: namespaceOf(sync),
    quota,
    others: usageOfOthers(visit, isGrowing),
    own: own.length,
    perTarget,
    copyBytes,
    isThere: (namespace) => there.has(namespace),
  });
  const { length } = share.allowed;
  memory.usage.set(sync.metadata.uid, { copies: length * perTarget, bytes: length * copyBytes });
  return share;
}

/** The namespace of each copy that the sync has. Of Secrets those that this process has seen. */
function ownPlaces({ sync, ctx, kind, memory }: Visit): readonly string[] {
  const { uid } = sync.metadata;
  const seen = kind.cached ? ctx.metadata(kind.resource).byIndex('owner', uid) : [];
  const refs = [...seen.map(({ metadata }) => metadata), ...memory.checked.all(uid).map(({ ref }) => ref)];
  return [...new Map(refs.map(({ name, namespace = '' }) => [`${namespace}/${name}`, namespace])).values()];
}

function usageOfOthers({ sync, ctx, kind, memory, siblings }: Visit, isGrowing: boolean): readonly Usage[] {
  const tenant = namespaceOf(sync);
  const counts =
    kind.cached && isGrowing ? countBySync(ctx.metadata(kind.resource).byIndex('tenant', tenant), tenant) : new Map();
  const others = siblings().filter(({ metadata }) => metadata.uid !== sync.metadata.uid);
  const uids = new Set([sync, ...others].map(({ metadata }) => metadata.uid));
  const left = [...counts].reduce((sum, [uid, count]) => (uids.has(uid) ? sum : sum + count), 0);
  const had = others.map((other): Usage => {
    const { uid, deletionTimestamp } = other.metadata;
    const { copies, bytes } = memory.usage.get(uid) ?? usageIn(other);
    const count = counts.get(uid) ?? 0;
    return { copies: deletionTimestamp && kind.cached ? count : Math.max(copies, count), bytes };
  });
  return [...had, { copies: left, bytes: 0 }];
}

/** How many copies each sync of a tenant has, by its uid. */
function countBySync(copies: readonly MetadataObject[], tenant: string): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { metadata } of copies)
    for (const owner of tenanciesOf(metadata, configMaps.fieldManager))
      if (owner.namespace === tenant) counts.set(owner.uid, (counts.get(owner.uid) ?? 0) + 1);
  return counts;
}

/** What finds the copies of a tenant: the namespaces of the syncs that have marked an object. */
export const tenantsOf = ({ metadata }: { readonly metadata: ObjectMeta }): readonly string[] => [
  ...new Set(tenanciesOf(metadata, configMaps.fieldManager).map(({ namespace }) => namespace)),
];

/** What a status says that a sync has: of Secrets, a copy of each name where one is right. */
function usageIn({ kind, status }: Sync): Usage {
  const { synced = 0, totalBytes = 0 } = status?.counts ?? {};
  const names = kind === 'SecretSync' ? (status?.copyNames?.length ?? 1) : 1;
  return { copies: synced * names, bytes: totalBytes };
}
