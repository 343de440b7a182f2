import type { Client } from '@capstan/client';
import { ConfigMapSync } from '@capstan/config-weaver';
import { ConfigMap, Namespace, Role, RoleBinding, ServiceAccount } from '@capstan/schema';

const tenant = 'team-a';
const account = 'weaver';
/** Namespaces whose owners let the tenant in, and one whose owner does not. */
const open = ['team-b', 'team-c'];
const closed = 'team-x';

/** Whether the demo was applied before; then it is the user's to change, and left alone. */
export async function demoExists(client: Client): Promise<boolean> {
  return (await client.find(Namespace, { name: tenant })) !== undefined;
}

/** A tenant with a source and two syncs: one all of whose targets are allowed, one with a target that is not. */
export async function applyDemo(client: Client): Promise<void> {
  for (const name of [tenant, ...open, closed]) await client.apply(Namespace, { metadata: { name } });
  await client.apply(ServiceAccount, { metadata: { name: account, namespace: tenant } });
  await grant(client, tenant, ['get']);
  for (const namespace of open) await grant(client, namespace, ['get', 'create', 'patch', 'delete']);
  await client.apply(ConfigMap, {
    metadata: { name: 'app', namespace: tenant },
    data: { color: 'blue', 'app.properties': 'greeting=hello\n' },
  });
  await client.apply(ConfigMap, { metadata: { name: 'partners', namespace: tenant }, data: { contact: 'team-a@example.com' } });
  await client.apply(ConfigMapSync, sync('app', open));
  await client.apply(ConfigMapSync, sync('partners', ['team-b', closed]));
}

const sync = (source: string, syncToNamespaces: readonly string[]) => ({
  metadata: { name: source, namespace: tenant },
  spec: { source: { name: source }, syncToNamespaces, serviceAccount: { name: account } },
});

async function grant(client: Client, namespace: string, verbs: readonly string[]): Promise<void> {
  const name = 'weaver-of-team-a';
  await client.apply(Role, { metadata: { name, namespace }, rules: [{ apiGroups: [''], resources: ['configmaps'], verbs }] });
  await client.apply(RoleBinding, {
    metadata: { name, namespace },
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name },
    subjects: [{ kind: 'ServiceAccount', name: account, namespace: tenant }],
  });
}
