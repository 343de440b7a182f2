import { ConfigMap, Event, Namespace, ServiceAccount } from '@capstan/schema';
import type { TestEnv } from '@capstan/testenv';
import { expect, test } from 'vitest';
import { ConfigMapSync, configMapSyncController } from './index.ts';
import { account, isReady, makeSync, openNamespaces, revoke, tenantNamespace } from './test-support/tenants.ts';
import { weaverEnv } from './test-support/weaver-env.ts';

const app = (namespace: string) => ({ name: 'app', namespace });

/** The message of the event that tells of copies that stay. */
async function keptEvent(env: TestEnv, namespace: string): Promise<string> {
  for await (const event of env.client.watch(Event, { namespace, signal: AbortSignal.timeout(10_000) })) {
    if (event.type !== 'listed' && event.type !== 'applied') continue;
    if (event.object.reason === 'CopiesKept') return event.object.message ?? '';
  }
  throw new Error('no event tells of copies that stay');
}

test('5: with the RoleBinding gone first, the deletion is released, the copy stays, and an event says which', async () => {
  await using weaver = await weaverEnv();
  const { env, client } = weaver;
  const from = await tenantNamespace(env);
  const [to = '', other = ''] = await openNamespaces(env, from, 2);
  await makeSync(client, from, { syncToNamespaces: [to, other] });
  await env.eventually(ConfigMapSync, app(from), isReady);

  await revoke(client, to, from);
  await client.delete(ConfigMapSync, app(from));
  await env.eventuallyGone(ConfigMapSync, app(from));

  expect(await client.find(ConfigMap, app(to))).toBeDefined();
  expect(await client.find(ConfigMap, app(other))).toBeUndefined();
  expect(await keptEvent(env, from)).toBe(
    `ConfigMaps ${to}/app stay: ServiceAccount ${from}/weaver cannot delete configmaps in namespace ${to}`,
  );
});

test('5: with the ServiceAccount gone first, the deletion is released and copies stay', async () => {
  await using weaver = await weaverEnv();
  const { env, client } = weaver;
  const from = await tenantNamespace(env);
  const [to = ''] = await openNamespaces(env, from, 1);
  await makeSync(client, from, { syncToNamespaces: [to] });
  await env.eventually(ConfigMapSync, app(from), isReady);

  await client.delete(ServiceAccount, { name: account, namespace: from });
  await client.delete(ConfigMapSync, app(from));
  await env.eventuallyGone(ConfigMapSync, app(from));

  expect(await client.find(ConfigMap, app(to))).toBeDefined();
  expect(await keptEvent(env, from)).toContain(`${to}/app stay: ServiceAccount ${from}/weaver no longer exists`);
});

test('5: deleting the namespaces of the tenant and of its targets together never sticks', async () => {
  await using weaver = await weaverEnv();
  const { env, client } = weaver;
  const from = await tenantNamespace(env);
  const targets = await openNamespaces(env, from, 2);
  await makeSync(client, from, { syncToNamespaces: targets });
  await env.eventually(ConfigMapSync, app(from), isReady);

  for (const name of [from, ...targets]) await client.delete(Namespace, { name });

  for (const name of [from, ...targets]) await env.eventuallyGone(Namespace, { name }, { timeout: '25s' });
});

test('deletionPolicy Orphan leaves the copies, also when the operator was down during the deletion', async () => {
  await using weaver = await weaverEnv();
  const { env, client } = weaver;
  const from = await tenantNamespace(env);
  const [to = ''] = await openNamespaces(env, from, 1);
  await makeSync(client, from, { syncToNamespaces: [to], deletionPolicy: 'Orphan' });
  await env.eventually(ConfigMapSync, app(from), isReady);
  await weaver.stop();
  await client.delete(ConfigMapSync, app(from));

  await weaver.start();
  await env.eventuallyGone(ConfigMapSync, app(from));

  expect((await client.get(ConfigMap, app(to))).data).toEqual({ color: 'blue' });
});

test('a sync deleted while the operator is down takes its copies along when it is back', async () => {
  await using weaver = await weaverEnv();
  const { env, client } = weaver;
  const from = await tenantNamespace(env);
  const targets = await openNamespaces(env, from, 3);
  await makeSync(client, from, { syncToNamespaces: targets });
  await env.eventually(ConfigMapSync, app(from), isReady);
  await weaver.stop();
  await client.delete(ConfigMapSync, app(from));

  await weaver.start();
  await env.eventuallyGone(ConfigMapSync, app(from));

  for (const namespace of targets) expect(await client.find(ConfigMap, app(namespace))).toBeUndefined();
});

test('5: an administrator can have copies reclaimed with rights of the operator, by their marks and nothing else', async () => {
  await using weaver = await weaverEnv({
    controllers: () => [configMapSyncController({ reclaimWithOperatorRights: true })],
    allowed: /^DELETE .*\/configmaps\/app/,
  });
  const { env, client } = weaver;
  const from = await tenantNamespace(env);
  const [to = '', other = ''] = await openNamespaces(env, from, 2);
  await client.create(ConfigMap, { metadata: app(other), data: { theirs: 'yes' } });
  await makeSync(client, from, { syncToNamespaces: [to, other] });
  await env.eventually(ConfigMapSync, app(from), ({ status }) => status?.counts?.synced === 1);

  for (const namespace of [to, other]) await revoke(client, namespace, from);
  await client.delete(ConfigMapSync, app(from));
  await env.eventuallyGone(ConfigMapSync, app(from));

  expect(await client.find(ConfigMap, app(to))).toBeUndefined();
  expect((await client.get(ConfigMap, app(other))).data).toEqual({ theirs: 'yes' });
});
