import { ConfigMap, Secret } from '@capstan/schema';
import { expect, test } from 'vitest';
import { ConfigMapSync, configMapSyncController, SecretSync, secretSyncController } from '../index.ts';
import { untilCaughtUp } from '../test-support/caught-up.ts';
import {
  account,
  grant,
  hasTrouble,
  isReady,
  merge,
  openNamespaces,
  readyOf,
  refused,
  tenantNamespace,
} from '../test-support/tenants.ts';
import { weaverEnv } from '../test-support/weaver-env.ts';

const syncOf = (namespace: string, name: string, spec: object) => ({
  metadata: { name, namespace },
  spec: { source: { name: 'app' }, targetName: name, serviceAccount: { name: account }, ...spec },
});

test('12: copies that a deleted sync has left count in the quota of its namespace until they are gone', async () => {
  await using weaver = await weaverEnv({ controllers: () => [configMapSyncController({ quota: { copies: 2 } })] });
  const { env, client } = weaver;
  const from = await tenantNamespace(env);
  const targets = await openNamespaces(env, from, 2);
  const one = { name: 'one', namespace: from };
  const two = { name: 'two', namespace: from };
  await client.create(ConfigMapSync, syncOf(from, 'one', { syncToNamespaces: targets, deletionPolicy: 'Orphan' }));
  await env.eventually(ConfigMapSync, one, isReady);
  await client.delete(ConfigMapSync, one);
  await env.eventuallyGone(ConfigMapSync, one);
  await untilCaughtUp(weaver); // with what is left

  await client.create(ConfigMapSync, syncOf(from, 'two', { syncToNamespaces: targets.slice(0, 1) }));
  const sync = await env.eventually(ConfigMapSync, two, hasTrouble('QuotaExceeded'));
  await client.delete(ConfigMap, { name: 'one', namespace: targets[0] ?? '' });
  await env.eventually(ConfigMapSync, two, isReady);

  const message = `the syncs of namespace ${from} may have 2 copies together, with those that deleted syncs have left; take targets out of one, delete what was left, or ask the operator's administrator for more`;
  expect(sync.status?.targets?.[0]).toMatchObject({ state: 'Refused', reason: 'QuotaExceeded', message });
  expect(readyOf(sync)).toMatchObject(refused('0 of 1', message));
});

test('12: a copy that is there is kept up to date when the quota is used up by what others have left', async () => {
  await using weaver = await weaverEnv({ controllers: () => [configMapSyncController({ quota: { copies: 1 } })] });
  const { env, client } = weaver;
  const from = await tenantNamespace(env);
  const [to = '', other = ''] = await openNamespaces(env, from, 2);
  const one = { name: 'one', namespace: from };
  await client.create(ConfigMapSync, syncOf(from, 'one', { syncToNamespaces: [to] }));
  await env.eventually(ConfigMapSync, one, isReady);
  const { annotations = {} } = (await client.get(ConfigMap, { name: 'one', namespace: to })).metadata;
  const left = { ...annotations, 'weaver.capstan.dev/owner-uid': 'of-a-sync-that-is-gone' };
  const leftover = { metadata: { name: 'left', namespace: other, annotations: left } };
  await client.create(ConfigMap, leftover, { fieldManager: 'config-weaver' });
  await untilCaughtUp(weaver);

  await client.patch(ConfigMap, { name: 'app', namespace: from }, merge({ data: { color: 'green' } }));

  await env.eventually(ConfigMap, { name: 'one', namespace: to }, ({ data }) => data?.['color'] === 'green');
});

test('12: of Secrets every name that a status tells counts, also after a restart', async () => {
  await using weaver = await weaverEnv({ controllers: () => [secretSyncController({ quota: { copies: 3 } })] });
  const { env, client } = weaver;
  const from = await tenantNamespace(env);
  const targets = await openNamespaces(env, from, 2);
  for (const namespace of targets) await grant(client, { namespace, tenant: from, resources: ['secrets'] });
  await client.create(Secret, { metadata: { name: 'app', namespace: from }, data: { pin: 'MTIzNA==' } });
  const one = { name: 'one', namespace: from };
  await client.create(SecretSync, syncOf(from, 'one', { syncToNamespaces: targets.slice(0, 1), immutable: 'Hashed' }));
  await env.eventually(SecretSync, one, isReady);
  await weaver.stop();
  await client.patch(SecretSync, one, merge({ spec: { suspend: true } })); // so that it is only known by its status
  await weaver.start();

  const two = await client.create(SecretSync, syncOf(from, 'two', { syncToNamespaces: targets }));
  const sync = await env.eventually(SecretSync, { name: 'two', namespace: from }, hasTrouble('QuotaExceeded'));

  expect([two.spec.immutable, sync.status?.counts]).toMatchObject(['Never', { synced: 1, refused: 1 }]);
});
