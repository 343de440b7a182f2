import { isApiError } from '@capstan/client';
import type { TenantClient } from '@capstan/runtime';
import { ConfigMap } from '@capstan/schema';
import type { ConfigMapSync } from './config-map-sync.ts';
import { describeOwner, isCopyOf, ownershipMarks } from './ownership.ts';
import { accountOf, isForbidden, missingRight } from './rights.ts';

/** How one target namespace stands after a visit. `change` tells what the visit did. */
export type TargetState =
  | { readonly namespace: string; readonly state: 'Synced'; readonly change: 'none' | 'created' | 'updated' }
  | { readonly namespace: string; readonly state: 'Refused' | 'Failed'; readonly message: string };

/** Makes the copy in one namespace what the source is, or says why it can't be. */
export async function syncTarget(
  sync: ConfigMapSync,
  source: ConfigMap,
  namespace: string,
  tenant: TenantClient,
): Promise<TargetState> {
  if (namespace === source.metadata.namespace) {
    return { namespace, state: 'Refused', message: 'the namespace of the source cannot be a target' };
  }
  try {
    return await writeCopy(sync, source, namespace, tenant);
  } catch (error) {
    if (isForbidden(error))
      return { namespace, state: 'Refused', message: await explainRefusal(error, sync, source, namespace, tenant) };
    return { namespace, state: 'Failed', message: error instanceof Error ? error.message : String(error) };
  }
}

async function writeCopy(sync: ConfigMapSync, source: ConfigMap, namespace: string, tenant: TenantClient): Promise<TargetState> {
  const { name } = source.metadata;
  const existing = await tenant.find(ConfigMap, { name, namespace });
  if (existing && !isCopyOf(existing, sync)) {
    const message = `ConfigMap ${namespace}/${name} exists and belongs to ${describeOwner(existing)}; delete it or name another target`;
    return { namespace, state: 'Refused', message };
  }
  const copy = {
    metadata: { name, namespace, ...ownershipMarks(sync) },
    ...(source.data && { data: source.data }),
    ...(source.binaryData && { binaryData: source.binaryData }),
  };
  if (existing && isCurrent(existing, source, sync)) return { namespace, state: 'Synced', change: 'none' };
  // Apply leaves what other managers added; a copy has nothing that its source does not.
  if (existing) await removeStrangers(existing, source, tenant);
  await tenant.apply(ConfigMap, copy, { force: true });
  return { namespace, state: 'Synced', change: existing ? 'updated' : 'created' };
}

/** Removes the copy, if it is this sync's. A namespace that no longer lets us is left as it is. */
export async function removeTarget(
  sync: ConfigMapSync,
  namespace: string,
  tenant: TenantClient,
): Promise<'removed' | 'absent' | 'forbidden'> {
  const ref = { name: sync.spec.source.name, namespace };
  try {
    const copy = await tenant.find(ConfigMap, ref);
    if (!copy || !isCopyOf(copy, sync)) return 'absent';
    await tenant.delete(ConfigMap, ref, { preconditions: { uid: copy.metadata.uid } });
    return 'removed';
  } catch (error) {
    if (isForbidden(error)) return 'forbidden';
    if (isApiError(error, 'NotFound')) return 'absent';
    throw error;
  }
}

function isCurrent(copy: ConfigMap, source: ConfigMap, sync: ConfigMapSync): boolean {
  const { annotations } = ownershipMarks(sync);
  return (
    sameEntries(copy.data, source.data) &&
    sameEntries(copy.binaryData, source.binaryData) &&
    Object.entries(annotations).every(([key, value]) => copy.metadata.annotations?.[key] === value)
  );
}

type Entries = { readonly [key: string]: string } | undefined;

function sameEntries(left: Entries = {}, right: Entries = {}): boolean {
  const keys = Object.keys(left);
  return keys.length === Object.keys(right).length && keys.every((key) => left[key] === right[key]);
}

async function removeStrangers(copy: ConfigMap, source: ConfigMap, tenant: TenantClient): Promise<void> {
  const strange = (left: Entries, right: Entries) =>
    Object.fromEntries(Object.keys(left ?? {}).flatMap((key) => (right?.[key] === undefined ? [[key, null]] : [])));
  const data = strange(copy.data, source.data);
  const binaryData = strange(copy.binaryData, source.binaryData);
  if (Object.keys({ ...data, ...binaryData }).length === 0) return;
  const { name, namespace, resourceVersion } = copy.metadata;
  await tenant.patch(
    ConfigMap,
    { name, namespace },
    { type: 'merge', body: { metadata: { resourceVersion }, data, binaryData } },
  );
}

async function explainRefusal(
  error: Error,
  sync: ConfigMapSync,
  source: ConfigMap,
  namespace: string,
  tenant: TenantClient,
): Promise<string> {
  const verb = await missingRight(tenant, { name: source.metadata.name, namespace }, ['create', 'patch', 'get']);
  return verb ? `ServiceAccount ${accountOf(sync)} cannot ${verb} configmaps in namespace ${namespace}` : error.message;
}
