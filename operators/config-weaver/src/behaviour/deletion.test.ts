import { ConfigMap, Namespace, ServiceAccount } from '@capstan/schema';
import { expect, test } from 'vitest';
import { ConfigMapSync, configMapSyncController } from '../index.ts';
import { untilCaughtUp } from '../test-support/caught-up.ts';
import { toldIn } from '../test-support/events.ts';
import {
  account,
  app,
  deleteSync,
  hasReason,
  makeSync,
  namespaceGone,
  openNamespaces,
  readySync,
  revoke,
  tenantNamespace,
} from '../test-support/tenants.ts';
import { weaverEnv } from '../test-support/weaver-env.ts';

test('5: with the RoleBinding gone first, the deletion is released, the copy stays, and an event says which', async () => {
  await using weaver = await weaverEnv();
  const { env, client } = weaver;
  const { from, targets } = await readySync(env, { targets: 2 });
  const [to = '', other = ''] = targets;

  await revoke(client, to, from);
  await deleteSync(env, from);

  expect(await client.find(ConfigMap, app(to))).toBeDefined();
  expect(await client.find(ConfigMap, app(other))).toBeUndefined();
  await expect
    .poll(() => toldIn(client, from, 'CopiesKept'))
    .toEqual([`ConfigMaps ${to}/app stay: ServiceAccount ${from}/weaver cannot delete configmaps in namespace ${to}`]);
});

test('5: with the ServiceAccount gone first, the deletion is released and copies stay', async () => {
  await using weaver = await weaverEnv();
  const { env, client } = weaver;
  const { from, to } = await readySync(env);

  await client.delete(ServiceAccount, { name: account, namespace: from });
  // The operator knows, whose token the server would take for a while.
  await env.eventually(ConfigMapSync, app(from), hasReason('Ready', 'ServiceAccountNotFound'));
  await deleteSync(env, from);

  expect(await client.find(ConfigMap, app(to))).toBeDefined();
  await expect
    .poll(() => toldIn(client, from, 'CopiesKept'))
    .toEqual([`ConfigMaps ${to}/app stay: ServiceAccount ${from}/weaver no longer exists`]);
});

test('5: deleting the namespaces of the tenant and of its targets together never sticks', async () => {
  await using weaver = await weaverEnv();
  const { env, client } = weaver;
  const { from, targets } = await readySync(env, { targets: 2 });

  for (const name of [from, ...targets]) await client.delete(Namespace, { name });

  for (const name of [from, ...targets]) await namespaceGone(env, name);
});

test('deletionPolicy Orphan leaves the copies, also when the operator was down during the deletion', async () => {
  await using weaver = await weaverEnv();
  const { env, client } = weaver;
  const { from, to } = await readySync(env, { deletionPolicy: 'Orphan' });
  await weaver.stop();
  await client.delete(ConfigMapSync, app(from));

  await weaver.start();
  await env.eventuallyGone(ConfigMapSync, app(from));

  expect((await client.get(ConfigMap, app(to))).data).toEqual({ color: 'blue' });
});

test('a sync deleted while the operator is down takes its copies along when it is back', async () => {
  await using weaver = await weaverEnv();
  const { env, client } = weaver;
  const { from, targets } = await readySync(env, { targets: 3 });
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

  await untilCaughtUp(weaver); // it goes by the marks of what it has been shown
  for (const namespace of [to, other]) await revoke(client, namespace, from);
  await deleteSync(env, from);

  expect(await client.find(ConfigMap, app(to))).toBeUndefined();
  expect((await client.get(ConfigMap, app(other))).data).toEqual({ theirs: 'yes' });
});
