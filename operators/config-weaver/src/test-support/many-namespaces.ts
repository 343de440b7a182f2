import { ClusterRole, ClusterRoleBinding } from '@capstan/schema';
import { type TestEnv, untilRightsAre } from '@capstan/testenv';
import { account, everything, rightsOn, tenantNamespace, userOf } from './tenants.ts';

/** A tenant that may write ConfigMaps everywhere. */
export async function platformTenant(env: TestEnv): Promise<string> {
  const tenant = await tenantNamespace(env);
  await letInEverywhere(env, tenant);
  return tenant;
}

export async function letInEverywhere(env: TestEnv, tenant: string): Promise<void> {
  const name = `everywhere-${tenant}`;
  await env.client.create(ClusterRole, {
    metadata: { name },
    rules: [{ apiGroups: [''], resources: ['configmaps'], verbs: everything }],
  });
  await env.client.create(ClusterRoleBinding, {
    metadata: { name },
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name },
    subjects: [{ kind: 'ServiceAccount', name: account, namespace: tenant }],
  });
  await untilRightsAre(env.client, 'given', userOf(tenant), rightsOn(tenant, everything, ['configmaps'])); // there as everywhere
}

/** Namespaces that nobody is let into yet, sorted. */
export async function manyNamespaces(env: TestEnv, count: number): Promise<readonly string[]> {
  const names: string[] = [];
  while (names.length < count) names.push(...(await Promise.all(Array.from({ length: 20 }, () => env.namespace()))));
  return names.slice(0, count).sort();
}
