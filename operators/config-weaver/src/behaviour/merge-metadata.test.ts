import { ConfigMap } from '@capstan/schema';
import { expect, test } from 'vitest';
import { ConfigMapSync } from '../index.ts';
import {
  app,
  hasTrouble,
  isReady,
  makeSync,
  merge,
  openNamespace,
  readyOf,
  refused,
  tenantNamespace,
} from '../test-support/tenants.ts';
import { weaverEnv } from '../test-support/weaver-env.ts';

test('Merge follows the labels and annotations of the spec, too, and puts back what somebody changes', async () => {
  await using weaver = await weaverEnv();
  const { env, client } = weaver;
  const from = await tenantNamespace(env);
  const to = await openNamespace(env, from);
  await client.create(ConfigMap, { metadata: { ...app(to), labels: { theirs: 'yes' } }, data: { theirs: 'yes' } });
  await makeSync(client, from, {
    syncToNamespaces: [to],
    conflictPolicy: 'Merge',
    metadata: { labels: { team: 'a', tier: 'web' }, annotations: { note: 'one' } },
  });
  await env.eventually(ConfigMapSync, app(from), isReady);

  const metadata = { labels: { team: 'b', tier: null }, annotations: { note: 'two' } };
  await client.patch(ConfigMapSync, app(from), merge({ spec: { metadata } }));
  const changed = await env.eventually(ConfigMap, app(to), (copy) => copy.metadata.labels?.['team'] === 'b');
  await client.patch(ConfigMap, app(to), merge({ metadata: { labels: { team: null } } }));
  const repaired = await env.eventually(ConfigMap, app(to), (copy) => copy.metadata.labels?.['team'] === 'b');

  expect(changed.metadata.labels).toEqual({ theirs: 'yes', team: 'b' });
  expect(changed.metadata.annotations).toMatchObject({ note: 'two' });
  expect(repaired.metadata.labels).toEqual({ theirs: 'yes', team: 'b' });
});

test('Merge leaves a label that somebody else holds with another value, and says the way out', async () => {
  await using weaver = await weaverEnv();
  const { env, client } = weaver;
  const from = await tenantNamespace(env);
  const to = await openNamespace(env, from);
  await client.create(ConfigMap, { metadata: { ...app(to), labels: { team: 'theirs' } }, data: { theirs: 'yes' } });
  await makeSync(client, from, { syncToNamespaces: [to], conflictPolicy: 'Merge', metadata: { labels: { team: 'a' } } });

  const sync = await env.eventually(ConfigMapSync, app(from), hasTrouble('TargetExists'));

  const message = `ConfigMap ${to}/app: label team belongs to testenv; leave it out of spec.metadata`;
  expect(sync.status?.targets?.[0]?.message).toBe(message);
  expect(readyOf(sync)).toMatchObject(refused('0 of 1', message));
});
