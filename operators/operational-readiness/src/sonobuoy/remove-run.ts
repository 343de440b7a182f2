import { type Client, isApiError } from '@capstan/client';
import { ClusterRole, ClusterRoleBinding, Namespace, type ObjectRef, type ResourceType } from '@capstan/schema';
import { ownership } from './dispatch.ts';
import { clusterRoleName } from './permission-objects.ts';
import type { RunOwner } from './sonobuoy-run.ts';

export interface RemoveRunOptions {
  readonly namespace: string;
  /** More namespaces that were made for the run. */
  readonly others?: readonly string[];
  readonly owner: RunOwner;
  readonly signal?: AbortSignal;
}

/**
 * Removes what a report made in a workload cluster: its rights first, then the namespace with all that is in it.
 * **Guarantees**: only objects with the report's uid on them go. `true` once nothing of it is left.
 */
export async function removeRun(workload: Client, options: RemoveRunOptions): Promise<boolean> {
  const gone = [await removeRights(workload, options)];
  for (const name of [options.namespace, ...(options.others ?? [])]) {
    gone.push(await removeOwn(workload, Namespace, { name }, options));
  }
  return gone.every((isGone) => isGone);
}

/** Takes the rights in the whole cluster away, which nobody needs once the plugins have ended. `true` once they are gone. */
export async function removeRights(workload: Client, options: RemoveRunOptions): Promise<boolean> {
  const role = { name: clusterRoleName(options.namespace) };
  const binding = await removeOwn(workload, ClusterRoleBinding, role, options);
  return (await removeOwn(workload, ClusterRole, role, options)) && binding;
}

async function removeOwn(
  workload: Client,
  resource: ResourceType,
  ref: ObjectRef,
  { owner, signal }: RemoveRunOptions,
): Promise<boolean> {
  const options = { ...(signal && { signal }) };
  const existing = await workload.find(resource, ref, options);
  if (!existing || ownership(existing, owner) === 'foreign') return true;
  if (existing.metadata.deletionTimestamp !== undefined) return false;
  try {
    const preconditions = { uid: existing.metadata.uid };
    return (await workload.delete(resource, ref, { ...options, preconditions, propagation: 'Background' })) === undefined;
  } catch (error) {
    if (isApiError(error, 'Conflict')) return false; // another object of that name by now: looked at again
    if (isApiError(error, 'NotFound')) return true;
    throw error;
  }
}
