import { isApiError } from '@capstan/client';
import { ConfigMap, type ObjectRef, Role, RoleBinding, ServiceAccount } from '@capstan/schema';
import { type TestEnv, testEnv } from '@capstan/testenv';
import { expect, test } from 'vitest';
import type { TenantClient } from '../controller.ts';
import { ServiceAccountTokens } from './service-account-tokens.ts';
import { tenantClient } from './tenant-client.ts';

const serviceAccount = 'weaver';

/** A namespace with a ServiceAccount that may do all with its ConfigMaps, and the ConfigMap `app`. */
async function tenantNamespace({ client, namespace: makeNamespace, eventuallyAllowed }: TestEnv): Promise<string> {
  const namespace = await makeNamespace();
  const metadata = { name: serviceAccount, namespace };
  await client.create(ServiceAccount, { metadata });
  const verbs = ['get', 'create', 'patch', 'delete'];
  await client.create(Role, { metadata, rules: [{ apiGroups: [''], resources: ['configmaps'], verbs }] });
  await client.create(RoleBinding, {
    metadata,
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: serviceAccount },
    subjects: [{ kind: 'ServiceAccount', name: serviceAccount, namespace }],
  });
  await client.create(ConfigMap, { metadata: { name: 'app', namespace }, data: { color: 'blue' } });
  await eventuallyAllowed({ serviceAccount, namespace }, ConfigMap, { namespace, verbs });
  return namespace;
}

/** Makes the ServiceAccount anew, and answers when the server takes none of its old tokens any more. */
async function remakeAccount({ client }: TestEnv, namespace: string): Promise<void> {
  const old = await new ServiceAccountTokens(client).token({ serviceAccount, namespace });
  await client.delete(ServiceAccount, { name: serviceAccount, namespace });
  await client.create(ServiceAccount, { metadata: { name: serviceAccount, namespace } });
  const late = client.with({ token: () => old });
  const answer = () =>
    late.get(ConfigMap, { name: 'app', namespace }).then(
      () => 'ok',
      (error: unknown) => isApiError(error) && error.reason,
    );
  await expect.poll(answer, { timeout: 60_000, interval: 100 }).toBe('Unauthorized');
}

type Call = (tenant: TenantClient, ref: ObjectRef & { readonly namespace: string }) => Promise<unknown>;
const calls: readonly (readonly [string, Call])[] = [
  ['get', (tenant, ref) => tenant.get(ConfigMap, ref)],
  ['find', (tenant, ref) => tenant.find(ConfigMap, ref)],
  ['create', (tenant, ref) => tenant.create(ConfigMap, { metadata: { ...ref, name: 'new' } })],
  ['apply', (tenant, ref) => tenant.apply(ConfigMap, { metadata: { ...ref, name: 'new' } })],
  ['patch', (tenant, ref) => tenant.patch(ConfigMap, ref, { type: 'merge', body: { data: { color: 'red' } } })],
  ['delete', (tenant, ref) => tenant.delete(ConfigMap, ref)],
  ['can', (tenant, ref) => tenant.can('get', ConfigMap, ref)],
];

test.for(calls)('a token that the server no longer takes is replaced, and %s goes on', async ([, call]) => {
  await using env = await testEnv();
  const namespace = await tenantNamespace(env);
  const tokens = new ServiceAccountTokens(env.client);
  const who = { serviceAccount, namespace };
  const tenant = await tenantClient(env.client, tokens, who, 'test');
  const old = await tokens.token(who);
  await remakeAccount(env, namespace);

  await call(tenant, { name: 'app', namespace });

  expect(await tokens.token(who)).not.toBe(old);
});

test('a ServiceAccount that is gone by the time of a call is named', async () => {
  await using env = await testEnv();
  const namespace = await tenantNamespace(env);
  const tokens = new ServiceAccountTokens(env.client);
  const tenant = await tenantClient(env.client, tokens, { serviceAccount, namespace }, 'test');
  await remakeAccount(env, namespace);
  await env.client.delete(ServiceAccount, { name: serviceAccount, namespace });

  const call = tenant.get(ConfigMap, { name: 'app', namespace });

  await expect(call).rejects.toMatchObject({
    code: 'ServiceAccountNotFound',
    message: `ServiceAccount ${namespace}/${serviceAccount} does not exist`,
  });
});
