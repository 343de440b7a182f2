import { ConfigMap } from '@capstan/schema';
import { expect, test } from 'vitest';
import { ConfigMapSync, configMapSyncController } from '../index.ts';
import { untilCaughtUp } from '../test-support/caught-up.ts';
import { app, deleteSync, isReady, makeSync, openNamespaces, revoke, tenantNamespace } from '../test-support/tenants.ts';
import { weaverEnv } from '../test-support/weaver-env.ts';

test('5: reclaiming leaves what was there before, and what others marked to look like a copy', async () => {
  await using weaver = await weaverEnv({
    controllers: () => [configMapSyncController({ reclaimWithOperatorRights: true })],
    allowed: /^DELETE .*\/configmaps\/app/,
  });
  const { env, client } = weaver;
  const from = await tenantNamespace(env);
  const [made = '', adopted = ''] = await openNamespaces(env, from, 2);
  const victim = await env.namespace();
  await client.create(ConfigMap, { metadata: app(adopted), data: { theirs: 'yes' } });
  await makeSync(client, from, { syncToNamespaces: [made, adopted], conflictPolicy: 'Adopt' });
  await env.eventually(ConfigMapSync, app(from), isReady);
  const { metadata } = await client.get(ConfigMap, app(made));
  const forged = { labels: metadata.labels ?? {}, annotations: metadata.annotations ?? {} };
  await client.create(ConfigMap, { metadata: { ...app(victim), ...forged }, data: { theirs: 'yes' } });
  await untilCaughtUp(weaver); // of a copy that no cache shows it could not tell that it is its own

  for (const namespace of [made, adopted]) await revoke(client, namespace, from);
  await deleteSync(env, from);

  const reclaimed = weaver.requests().filter(({ user, method }) => user === weaver.operator && method === 'DELETE');
  expect(reclaimed.map(({ path, body }) => [path.includes(`/${made}/`), JSON.parse(body).preconditions])).toEqual([
    [true, { uid: metadata.uid, resourceVersion: metadata.resourceVersion }],
  ]);
  expect(await client.find(ConfigMap, app(made))).toBeUndefined();
  expect(await client.find(ConfigMap, app(adopted))).toBeDefined();
  expect((await client.get(ConfigMap, app(victim))).data).toEqual({ theirs: 'yes' });
});
