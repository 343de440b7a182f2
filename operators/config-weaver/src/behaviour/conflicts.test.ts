import { ConfigMap, RoleBinding } from '@capstan/schema';
import { expect, test } from 'vitest';
import { ConfigMapSync } from '../index.ts';
import {
  app,
  atOnce,
  deleteSync,
  grantOf,
  hasTrouble,
  isReady,
  makeSync,
  messageOf,
  openNamespace,
  openNamespaces,
  readyOf,
  readySync,
  reasonOf,
  refused,
  tenantNamespace,
} from '../test-support/tenants.ts';
import { weaverEnv } from '../test-support/weaver-env.ts';

test('2: a target that exists is refused with its owner named, untouched, and not deleted with the sync', async () => {
  await using weaver = await weaverEnv();
  const { env, client } = weaver;
  const from = await tenantNamespace(env);
  const to = await openNamespace(env, from);
  const theirs = await client.create(ConfigMap, { metadata: app(to), data: { theirs: 'yes' } });
  await makeSync(client, from, { syncToNamespaces: [to] });

  const sync = await env.eventually(ConfigMapSync, app(from), hasTrouble('TargetExists'));
  await deleteSync(env, from);

  const message = `ConfigMap ${to}/app exists and belongs to field manager testenv; delete it, name another target, or set spec.conflictPolicy: Adopt`;
  expect(sync.status?.targets?.[0]).toMatchObject({ state: 'Refused', reason: 'TargetExists', message });
  expect(readyOf(sync)).toMatchObject(refused('0 of 1', message));
  expect(await client.get(ConfigMap, app(to))).toEqual(theirs);
  expect(weaver.writersIn(to)).toEqual([]);
});

test('2: a target that stood in the way and goes is taken at once', async () => {
  await using weaver = await weaverEnv();
  const { env, client } = weaver;
  const from = await tenantNamespace(env);
  const to = await openNamespace(env, from);
  await client.create(ConfigMap, { metadata: app(to), data: { theirs: 'yes' } });
  await makeSync(client, from, { syncToNamespaces: [to] });
  await env.eventually(ConfigMapSync, app(from), hasTrouble('TargetExists'));

  await client.delete(ConfigMap, app(to));
  const copy = await env.eventually(ConfigMap, app(to), () => true, atOnce);

  expect(copy.data).toEqual({ color: 'blue' });
});

test('2: Adopt takes over what is there, and leaves it, without marks, when the sync is deleted', async () => {
  await using weaver = await weaverEnv();
  const { env, client } = weaver;
  const from = await tenantNamespace(env);
  const to = await openNamespace(env, from);
  const { metadata } = await client.create(ConfigMap, {
    metadata: { ...app(to), labels: { team: 'theirs' } },
    data: { theirs: 'yes' },
  });
  await makeSync(client, from, { syncToNamespaces: [to], conflictPolicy: 'Adopt' });

  await env.eventually(ConfigMapSync, app(from), isReady);
  const adopted = await client.get(ConfigMap, app(to));
  await deleteSync(env, from);
  const left = await client.get(ConfigMap, app(to));

  expect([adopted.metadata.uid, left.metadata.uid]).toEqual([metadata.uid, metadata.uid]);
  expect(adopted.data).toEqual({ color: 'blue' });
  expect(left).toMatchObject({ data: { color: 'blue' }, metadata: { labels: { team: 'theirs' } } });
  expect(JSON.stringify([left.metadata.labels, left.metadata.annotations ?? {}])).not.toContain('weaver.capstan.dev');
});

test('2: Adopt does not take the copy of another sync that is there', async () => {
  await using weaver = await weaverEnv();
  const { env, client } = weaver;
  const [first, second] = [await tenantNamespace(env), await tenantNamespace(env, { color: 'red' })];
  const to = await openNamespace(env, first);
  await makeSync(client, first, { syncToNamespaces: [to] });
  await env.eventually(ConfigMapSync, app(first), isReady);
  await client.apply(RoleBinding, {
    metadata: { name: 'second', namespace: to },
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: grantOf(first) },
    subjects: [{ kind: 'ServiceAccount', name: 'weaver', namespace: second }],
  });
  await makeSync(client, second, { syncToNamespaces: [to], conflictPolicy: 'Adopt' });

  const sync = await env.eventually(ConfigMapSync, app(second), hasTrouble('TargetExists'));

  const message = `ConfigMap ${to}/app exists and belongs to ConfigMapSync ${first}/app; delete that sync, or name another target`;
  expect(sync.status?.targets?.[0]).toMatchObject({ state: 'Refused', reason: 'TargetExists', message });
  expect(readyOf(sync)).toMatchObject(refused('0 of 1', message));
  expect((await client.get(ConfigMap, app(to))).data).toEqual({ color: 'blue' });
});

test('Merge owns its keys only, beside those of the owner and of another sync, and takes them along when it goes', async () => {
  await using weaver = await weaverEnv();
  const { env, client } = weaver;
  const from = await tenantNamespace(env);
  const to = await openNamespace(env, from);
  await client.create(ConfigMap, { metadata: app(to), data: { theirs: 'yes' } });
  await client.create(ConfigMap, { metadata: { name: 'more', namespace: from }, data: { size: 'large' } });
  await makeSync(client, from, { syncToNamespaces: [to], conflictPolicy: 'Merge' });
  await client.create(ConfigMapSync, {
    metadata: { name: 'more', namespace: from },
    spec: {
      source: { name: 'more' },
      targetName: 'app',
      syncToNamespaces: [to],
      conflictPolicy: 'Merge',
      serviceAccount: { name: 'weaver' },
    },
  });

  const merged = await env.eventually(ConfigMap, app(to), ({ data }) => data?.['color'] === 'blue' && data['size'] === 'large');
  await env.eventually(ConfigMapSync, app(from), isReady);
  await deleteSync(env, from);
  const left = await client.get(ConfigMap, app(to));

  expect(merged.data).toEqual({ theirs: 'yes', color: 'blue', size: 'large' });
  expect(left.data).toEqual({ theirs: 'yes', size: 'large' });
});

test('Merge leaves a key that somebody else holds with another value, and names both', async () => {
  await using weaver = await weaverEnv();
  const { env, client } = weaver;
  const from = await tenantNamespace(env);
  const to = await openNamespace(env, from);
  await client.create(ConfigMap, { metadata: app(to), data: { color: 'red' } });
  await makeSync(client, from, { syncToNamespaces: [to], conflictPolicy: 'Merge' });

  const sync = await env.eventually(ConfigMapSync, app(from), hasTrouble('TargetExists'));

  const message = `ConfigMap ${to}/app: key color belongs to testenv; leave it out with spec.keys.exclude`;
  expect(sync.status?.targets?.[0]).toMatchObject({ state: 'Refused', reason: 'TargetExists', message });
  expect(readyOf(sync)).toMatchObject(refused('0 of 1', message));
  expect((await client.get(ConfigMap, app(to))).data).toEqual({ color: 'red' });
});

test('2: Merge names the sync that holds a key with another value', async () => {
  await using weaver = await weaverEnv();
  const { env, client } = weaver;
  const { from, to } = await readySync(env, { conflictPolicy: 'Merge' });
  await client.create(ConfigMap, { metadata: { name: 'second', namespace: from }, data: { color: 'red' } });
  const metadata = { name: 'second', namespace: from };
  const spec = { source: { name: 'second' }, targetName: 'app', syncToNamespaces: [to], conflictPolicy: 'Merge' } as const;
  await client.create(ConfigMapSync, { metadata, spec: { ...spec, serviceAccount: { name: 'weaver' } } });

  const sync = await env.eventually(ConfigMapSync, metadata, hasTrouble('TargetExists'));

  expect(sync.status?.targets?.[0]?.message).toBe(
    `ConfigMap ${to}/app: key color belongs to ConfigMapSync ${from}/app; leave it out with spec.keys.exclude`,
  );
});

test('what Merge made and nothing else is in goes with the sync', async () => {
  await using weaver = await weaverEnv();
  const { env, client } = weaver;
  const { from, to } = await readySync(env, { conflictPolicy: 'Merge' });

  await deleteSync(env, from);

  expect(await client.find(ConfigMap, app(to))).toBeUndefined();
});

test('3: one failing target never stops the others, and Ready says how many are right', async () => {
  await using weaver = await weaverEnv();
  const { env, client } = weaver;
  const from = await tenantNamespace(env);
  const open = await openNamespaces(env, from, 3);
  const closed = await env.namespace();
  await makeSync(client, from, { syncToNamespaces: ['missing-namespace', closed, ...open] });

  const sync = await env.eventually(ConfigMapSync, app(from), ({ status }) => status?.progress === '3/5');

  expect(reasonOf(sync, 'Ready')).toBe('TargetsRefused');
  expect(messageOf(sync, 'Ready')).toContain('3 of 5 copies are up to date: ');
  expect(messageOf(sync, 'Ready')).toContain('(and 1 more)');
  expect(sync.status?.counts).toMatchObject({ targets: 5, synced: 3, refused: 2, failed: 0, copyBytes: 4, totalBytes: 12 });
  expect(sync.status?.targets?.map(({ state }) => state)).toEqual(['Refused', 'Refused', 'Synced', 'Synced', 'Synced']);
});

test('an object that Merge found empty is left empty when the sync goes', async () => {
  await using weaver = await weaverEnv();
  const { env, client } = weaver;
  const from = await tenantNamespace(env);
  const to = await openNamespace(env, from);
  const { metadata } = await client.create(ConfigMap, { metadata: app(to) });
  await makeSync(client, from, { syncToNamespaces: [to], conflictPolicy: 'Merge' });
  await env.eventually(ConfigMapSync, app(from), isReady);

  await deleteSync(env, from);
  const left = await client.get(ConfigMap, app(to));

  expect([left.metadata.uid, left.data ?? {}]).toEqual([metadata.uid, {}]);
});
