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
  const strangers = existing ? strangeKeys(existing, source) : undefined;
  // A field that another manager added goes only when we own it first: take it over, then apply without it.
  if (strangers) await tenant.apply(ConfigMap, { ...copy, ...strangers }, { force: true });
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

/** What a copy has that the source does not, together with what the source has. */
function strangeKeys(copy: ConfigMap, source: ConfigMap): Pick<ConfigMap, 'data' | 'binaryData'> | undefined {
  const has = (left: Entries, right: Entries) => Object.keys(left ?? {}).some((key) => right?.[key] === undefined);
  if (!has(copy.data, source.data) && !has(copy.binaryData, source.binaryData)) return undefined;
  return { data: { ...copy.data, ...source.data }, binaryData: { ...copy.binaryData, ...source.binaryData } };
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
