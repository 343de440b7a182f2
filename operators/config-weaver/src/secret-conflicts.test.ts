import { ConfigMap, type InputOf, Secret } from '@capstan/schema';
import type { TestEnv } from '@capstan/testenv';
import { expect, test } from 'vitest';
import { ConfigMapSync, SecretSync } from './index.ts';
import { account, grant, hasReason, isReady, makeSync, tenantNamespace } from './test-support/tenants.ts';
import { weaverEnv } from './test-support/weaver-env.ts';

const db = (namespace: string) => ({ name: 'db', namespace });
const base64 = (text: string) => Buffer.from(text).toString('base64');
const both = ['configmaps', 'secrets'];

type Spec = Partial<InputOf<typeof SecretSync>['spec']>;

/** A tenant that shares the Secret `db`, and a namespace that lets it in. */
async function secretTenant(env: TestEnv) {
  const from = await tenantNamespace(env);
  await env.client.create(Secret, { metadata: db(from), data: { password: base64('ours') } });
  const to = await env.namespace();
  await grant(env.client, { namespace: to, tenant: from, resources: both });
  return { from, to };
}

const secretSync = (env: TestEnv, namespace: string, spec: Spec) =>
  env.client.create(SecretSync, {
    metadata: db(namespace),
    spec: { source: { name: 'db' }, serviceAccount: { name: account }, ...spec },
  });

test('2: Adopt takes over a Secret that is there, and leaves it, without marks, when the sync is deleted', async () => {
  await using weaver = await weaverEnv();
  const { env, client } = weaver;
  const { from, to } = await secretTenant(env);
  const before = await client.create(Secret, { metadata: db(to), data: { password: base64('theirs') } });
  await secretSync(env, from, { syncToNamespaces: [to], conflictPolicy: 'Adopt' });
  await env.eventually(SecretSync, db(from), isReady);
  const adopted = await client.get(Secret, db(to));

  await client.delete(SecretSync, db(from));
  await env.eventuallyGone(SecretSync, db(from));

  const after = await client.get(Secret, db(to));
  expect(adopted.data).toEqual({ password: base64('ours') });
  expect([after.metadata.uid, after.data]).toEqual([before.metadata.uid, { password: base64('ours') }]);
  expect(JSON.stringify([after.metadata.labels, after.metadata.annotations])).not.toContain('weaver');
});

test('2: Merge owns its keys of a Secret only, and takes them along when it goes', async () => {
  await using weaver = await weaverEnv();
  const { env, client } = weaver;
  const { from, to } = await secretTenant(env);
  await client.create(Secret, { metadata: db(to), data: { other: base64('theirs') } });
  await secretSync(env, from, { syncToNamespaces: [to], conflictPolicy: 'Merge' });
  await env.eventually(SecretSync, db(from), isReady);
  const merged = await client.get(Secret, db(to));

  await client.delete(SecretSync, db(from));
  await env.eventuallyGone(SecretSync, db(from));

  expect(merged.data).toEqual({ other: base64('theirs'), password: base64('ours') });
  expect((await client.get(Secret, db(to))).data).toEqual({ other: base64('theirs') });
});

test('6: a cycle of two SecretSyncs is stopped, with the cycle printed, and the source is not written to', async () => {
  await using weaver = await weaverEnv();
  const { env, client } = weaver;
  const [a, b] = [await tenantNamespace(env), await tenantNamespace(env)];
  await grant(client, { namespace: b, tenant: a, resources: both });
  await grant(client, { namespace: a, tenant: b, resources: both });
  // Each may still read its own source.
  await client.create(Secret, { metadata: db(a), data: { password: base64('ours') } });
  await secretSync(env, a, { syncToNamespaces: [b] });
  await env.eventually(Secret, db(b), () => true);

  await secretSync(env, b, { syncToNamespaces: [a], conflictPolicy: 'Adopt' });
  const sync = await env.eventually(SecretSync, db(b), hasReason('Ready', 'TargetsRefused'));

  expect(sync.status?.targets?.[0]?.message).toContain(`Secret ${a}/db → ${b}/db → ${a}/db is a cycle`);
  expect(weaver.writersIn(a)).toEqual([]);
});

test('6: a cycle of syncs that merge is stopped, and the source is not written to', async () => {
  await using weaver = await weaverEnv();
  const { env, client } = weaver;
  const [a, b] = [await tenantNamespace(env), await tenantNamespace(env)];
  const app = (namespace: string) => ({ name: 'app', namespace });
  await client.patch(ConfigMap, app(b), { type: 'merge', body: { data: { color: null, size: 'large' } } });
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
  const { from, to } = await secretTenant(env);
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
