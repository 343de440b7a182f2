import { ConfigMap } from '@capstan/schema';
import { expect, test } from 'vitest';
import { ConfigMapSync } from '../index.ts';
import {
  app,
  deleteSync,
  hasTrouble,
  isReady,
  makeSync,
  merge,
  openNamespace,
  readyOf,
  readySync,
  refused,
  tenantNamespace,
} from '../test-support/tenants.ts';
import { weaverEnv } from '../test-support/weaver-env.ts';

test('2: Adopt leaves an immutable object alone, and says why', async () => {
  await using weaver = await weaverEnv();
  const { env, client } = weaver;
  const from = await tenantNamespace(env);
  const to = await openNamespace(env, from);
  const theirs = await client.create(ConfigMap, { metadata: app(to), data: { theirs: 'yes' }, immutable: true });
  await makeSync(client, from, { syncToNamespaces: [to], conflictPolicy: 'Adopt' });

  const sync = await env.eventually(ConfigMapSync, app(from), hasTrouble('TypeDiffers'));

  const message = `ConfigMap ${to}/app is immutable, so it cannot be taken over; delete it, or name another target`;
  expect(sync.status?.targets?.[0]).toMatchObject({ state: 'Refused', reason: 'TypeDiffers', message });
  expect(readyOf(sync)).toMatchObject(refused('0 of 1', message));
  expect(await client.get(ConfigMap, app(to))).toEqual(theirs);
});

test('a copy that somebody made immutable is replaced when its source changes', async () => {
  await using weaver = await weaverEnv();
  const { env, client } = weaver;
  const { from, to } = await readySync(env);
  await client.patch(ConfigMap, app(to), merge({ immutable: true }));

  await client.patch(ConfigMap, app(from), merge({ data: { color: 'green' } }));
  const copy = await env.eventually(ConfigMap, app(to), ({ data }) => data?.['color'] === 'green');

  expect(copy.immutable).toBeUndefined();
});

test('2: what was adopted is not replaced when it became immutable, and is still left to its owner', async () => {
  await using weaver = await weaverEnv();
  const { env, client } = weaver;
  const from = await tenantNamespace(env);
  const to = await openNamespace(env, from);
  const { metadata } = await client.create(ConfigMap, { metadata: app(to), data: { theirs: 'yes' } });
  await makeSync(client, from, { syncToNamespaces: [to], conflictPolicy: 'Adopt' });
  await env.eventually(ConfigMapSync, app(from), isReady);
  await client.patch(ConfigMap, app(to), merge({ immutable: true }));

  await client.patch(ConfigMap, app(from), merge({ data: { color: 'green' } }));
  const sync = await env.eventually(ConfigMapSync, app(from), hasTrouble('TypeDiffers'));
  await deleteSync(env, from);

  expect(sync.status?.targets?.[0]).toMatchObject({
    reason: 'TypeDiffers',
    message: expect.stringContaining('is immutable, so'),
  });
  expect((await client.get(ConfigMap, app(to))).metadata.uid).toBe(metadata.uid);
});
