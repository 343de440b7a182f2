import { isApiError } from '@capstan/client';
import type { TenantClient } from '@capstan/runtime';
import { ConfigMap, type ObjectRef } from '@capstan/schema';
import type { ConfigMapSync } from './config-map-sync.ts';

/** The ServiceAccount a sync acts as, as `namespace/name`. */
export function accountOf(sync: ConfigMapSync): string {
  return `${sync.metadata.namespace}/${sync.spec.serviceAccount.name}`;
}

export function isForbidden(error: unknown): error is Error {
  return isApiError(error, 'Forbidden');
}

/** The first of these verbs on ConfigMaps that the tenant lacks. */
export async function missingRight(tenant: TenantClient, ref: ObjectRef, verbs: readonly string[]): Promise<string | undefined> {
  for (const verb of verbs) if (!(await tenant.can(verb, ConfigMap, ref))) return verb;
  return undefined;
}
