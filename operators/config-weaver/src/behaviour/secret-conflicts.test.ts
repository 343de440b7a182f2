import { ConfigMap, Secret } from '@capstan/schema';
import { expect, test } from 'vitest';
import { ConfigMapSync, SecretSync } from '../index.ts';
import { base64, db, deleteSecretSync, makeSecretSync, secretTenant } from '../test-support/secret-tenants.ts';
import {
  account,
  app,
  grant,
  hasReason,
  isReady,
  makeSync,
  merge,
  openNamespace,
  tenantNamespace,
} from '../test-support/tenants.ts';
import { weaverEnv } from '../test-support/weaver-env.ts';

const both = ['configmaps', 'secrets'];

test('2: Adopt takes over a Secret that is there, and leaves it, without marks, when the sync is deleted', async () => {
  await using weaver = await weaverEnv();
  const { env, client } = weaver;
  const from = await secretTenant(env);
  const to = await openNamespace(env, from, { resources: both });
  const before = await client.create(Secret, { metadata: db(to), data: { password: base64('theirs') } });
  await makeSecretSync(client, from, { syncToNamespaces: [to], conflictPolicy: 'Adopt' });
  await env.eventually(SecretSync, db(from), isReady);
  const adopted = await client.get(Secret, db(to));

  await deleteSecretSync(env, from);

  const after = await client.get(Secret, db(to));
  expect(adopted.data).toEqual({ password: base64('ours') });
  expect([after.metadata.uid, after.data]).toEqual([before.metadata.uid, { password: base64('ours') }]);
  expect(JSON.stringify([after.metadata.labels, after.metadata.annotations])).not.toContain('weaver');
});

test('2: Merge owns its keys of a Secret only, and takes them along when it goes', async () => {
  await using weaver = await weaverEnv();
  const { env, client } = weaver;
  const from = await secretTenant(env);
  const to = await openNamespace(env, from, { resources: both });
  await client.create(Secret, { metadata: db(to), data: { other: base64('theirs') } });
  await makeSecretSync(client, from, { syncToNamespaces: [to], conflictPolicy: 'Merge' });
  await env.eventually(SecretSync, db(from), isReady);
  const merged = await client.get(Secret, db(to));

  await deleteSecretSync(env, from);

  expect(merged.data).toEqual({ other: base64('theirs'), password: base64('ours') });
  expect((await client.get(Secret, db(to))).data).toEqual({ other: base64('theirs') });
});

test('6: a cycle of two SecretSyncs is stopped, with the cycle printed, and the source is not written to', async () => {
  await using weaver = await weaverEnv();
  const { env, client } = weaver;
  const [a, b] = [await secretTenant(env), await tenantNamespace(env)];
  await grant(client, { namespace: b, tenant: a, resources: both });
  await grant(client, { namespace: a, tenant: b, resources: both });
  // Each may still read its own source.
  await makeSecretSync(client, a, { syncToNamespaces: [b] });
  await env.eventually(Secret, db(b), () => true);

  await makeSecretSync(client, b, { syncToNamespaces: [a], conflictPolicy: 'Adopt' });
  const sync = await env.eventually(SecretSync, db(b), hasReason('Ready', 'TargetsRefused'));

  expect(sync.status?.targets?.[0]?.message).toContain(`Secret ${a}/db → ${b}/db → ${a}/db is a cycle`);
  expect(weaver.writersIn(a)).toEqual([]);
});

test('6: a cycle of syncs that merge is stopped, and the source is not written to', async () => {
  await using weaver = await weaverEnv();
  const { env, client } = weaver;
  const [a, b] = [await tenantNamespace(env), await tenantNamespace(env)];
  await client.patch(ConfigMap, app(b), merge({ data: { color: null, size: 'large' } }));
  await grant(client, { namespace: b, tenant: a });
  await grant(client, { namespace: a, tenant: b });
  await makeSync(client, a, { syncToNamespaces: [b], conflictPolicy: 'Merge' });
  await env.eventually(ConfigMap, app(b), ({ data }) => data?.['color'] === 'blue');

  await makeSync(client, b, { syncToNamespaces: [a], conflictPolicy: 'Merge' });
  const sync = await env.eventually(ConfigMapSync, app(b), hasReason('Ready', 'TargetsRefused'));

  expect(sync.status?.targets?.[0]?.message).toContain(`ConfigMap ${a}/app → ${b}/app → ${a}/app is a cycle`);
  expect((await client.get(ConfigMap, app(a))).data).toEqual({ color: 'blue' });
  expect(weaver.writersIn(a)).toEqual([]);
});

test('7: onSourceDeleted Remove takes the copies of a Secret away, Keep leaves them', async () => {
  await using weaver = await weaverEnv();
  const { env, client } = weaver;
  const from = await secretTenant(env);
  const to = await openNamespace(env, from, { resources: both });
  await grant(client, { namespace: from, tenant: from, verbs: ['get', 'list', 'watch'], resources: both });
  for (const onSourceDeleted of ['Keep', 'Remove'] as const) {
    const spec = { source: { name: 'db' }, serviceAccount: { name: account }, syncToNamespaces: [to], onSourceDeleted };
    const metadata = { name: onSourceDeleted.toLowerCase(), namespace: from };
    await client.create(SecretSync, { metadata, spec: { ...spec, targetName: metadata.name } });
    await env.eventually(SecretSync, metadata, isReady);
  }

  await client.delete(Secret, db(from));
  await env.eventuallyGone(Secret, { name: 'remove', namespace: to });
  await env.eventually(SecretSync, { name: 'keep', namespace: from }, hasReason('Ready', 'SourceNotFound'));

  expect((await client.get(Secret, { name: 'keep', namespace: to })).data).toEqual({ password: base64('ours') });
});
