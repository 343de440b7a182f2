import { ConfigMap } from '@capstan/schema';
import { expect, test } from 'vitest';
import { ConfigMapSync } from '../index.ts';
import {
  account,
  app,
  deleteSync,
  hasTrouble,
  isReady,
  makeSync,
  openNamespace,
  readyOf,
  readySync,
  refused,
  tenantNamespace,
} from '../test-support/tenants.ts';
import { weaverEnv } from '../test-support/weaver-env.ts';

const beside = (namespace: string, to: string) => ({
  metadata: { name: 'beside', namespace },
  spec: {
    source: { name: 'more' },
    targetName: 'app',
    conflictPolicy: 'Merge' as const,
    syncToNamespaces: [to],
    serviceAccount: { name: account },
  },
});

test('2: Merge does not put keys into the copy of another sync, which would take them out again', async () => {
  await using weaver = await weaverEnv();
  const { env, client } = weaver;
  const { from, to } = await readySync(env);
  await client.create(ConfigMap, { metadata: { name: 'more', namespace: from }, data: { size: 'large' } });
  const before = await client.get(ConfigMap, app(to));
  const { metadata } = await client.create(ConfigMapSync, beside(from, to));

  const sync = await env.eventually(ConfigMapSync, metadata, hasTrouble('TargetExists'));
  const untouched = await client.get(ConfigMap, app(to));
  await deleteSync(env, from);
  await env.eventually(ConfigMapSync, metadata, isReady);

  const message = `ConfigMap ${to}/app exists and belongs to ConfigMapSync ${from}/app; delete that sync, or name another target`;
  expect(sync.status?.targets?.[0]).toMatchObject({ state: 'Refused', reason: 'TargetExists', message });
  expect(readyOf(sync)).toMatchObject(refused('0 of 1', message));
  expect(untouched).toEqual(before);
  expect((await client.get(ConfigMap, app(to))).data).toEqual({ size: 'large' });
});

test('2: Merge shares what a sync that is gone has left', async () => {
  await using weaver = await weaverEnv();
  const { env, client } = weaver;
  const { from, to } = await readySync(env, { deletionPolicy: 'Orphan' });
  await client.create(ConfigMap, { metadata: { name: 'more', namespace: from }, data: { size: 'large' } });
  await deleteSync(env, from);

  const { metadata } = await client.create(ConfigMapSync, beside(from, to));
  await env.eventually(ConfigMapSync, metadata, isReady);

  expect((await client.get(ConfigMap, app(to))).data).toEqual({ color: 'blue', size: 'large' });
});

test('2: Merge tells how to get at an object in which somebody keeps an empty map', async () => {
  await using weaver = await weaverEnv();
  const { env, client } = weaver;
  const from = await tenantNamespace(env);
  const to = await openNamespace(env, from);
  await client.apply(ConfigMap, { metadata: app(to), data: {} }, { fieldManager: 'somebody' });

  const { metadata } = await makeSync(client, from, { syncToNamespaces: [to], conflictPolicy: 'Merge' });
  const { status } = await env.eventually(ConfigMapSync, metadata, hasTrouble('TargetExists'));

  expect(status?.targets?.[0]?.message).toBe(
    `ConfigMap ${to}/app: the empty data belongs to somebody; delete the object, or let its owner put something in there`,
  );
});
