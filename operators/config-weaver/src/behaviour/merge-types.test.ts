import { Secret } from '@capstan/schema';
import { expect, test } from 'vitest';
import { planSync, SecretSync } from '../index.ts';
import { base64, db, deleteSecretSync, makeSecretSync, secretTenant } from '../test-support/secret-tenants.ts';
import { grant, isReady, merge, openNamespace } from '../test-support/tenants.ts';
import { type WeaverEnv, weaverEnv } from '../test-support/weaver-env.ts';

const type = 'kubernetes.io/dockerconfigjson';
const pull = { type, data: { '.dockerconfigjson': base64('{"auths":{}}') } };

async function mergedSecret({ env, client }: WeaverEnv, secret: typeof pull | { readonly type: string }) {
  const from = await secretTenant(env, secret);
  const to = await openNamespace(env, from, { resources: ['secrets'] });
  await makeSecretSync(client, from, { syncToNamespaces: [to], conflictPolicy: 'Merge' });
  await env.eventually(SecretSync, db(from), isReady);
  return { from, to };
}

test('2: what Merge made of a type that demands a key goes with its sync', async () => {
  await using weaver = await weaverEnv();
  const { env, client } = weaver;
  const { from, to } = await mergedSecret(weaver, pull);
  const made = await client.get(Secret, db(to));

  await deleteSecretSync(env, from);

  expect(made).toMatchObject(pull);
  expect(await client.find(Secret, db(to))).toBeUndefined();
});

test('2: what Merge made of a type that demands a key goes where it is no longer wanted', async () => {
  await using weaver = await weaverEnv();
  const { env, client } = weaver;
  const { from, to } = await mergedSecret(weaver, pull);
  const other = await env.namespace();
  await grant(client, { namespace: other, tenant: from, resources: ['secrets'] });

  await client.patch(SecretSync, db(from), merge({ spec: { syncToNamespaces: [other] } }));
  await env.eventually(SecretSync, db(from), (sync) => sync.metadata.generation === 2 && isReady(sync));

  expect(await client.find(Secret, db(to))).toBeUndefined();
});

test('2: a Secret of a type of its own that Merge made and its owner has put a key into keeps its type', async () => {
  await using weaver = await weaverEnv();
  const { env, client } = weaver;
  const { from, to } = await mergedSecret(weaver, { type: 'example.com/settings' });
  await client.patch(Secret, db(to), merge({ data: { theirs: base64('yes') } }), { fieldManager: 'owner' });

  await deleteSecretSync(env, from);

  const left = await client.get(Secret, db(to));
  expect(left).toMatchObject({ type: 'example.com/settings', data: { theirs: base64('yes') } });
  expect(left.metadata.annotations ?? {}).toEqual({});
});

test('2: an alias of hashed Secrets makes way for a merged one of another type', async () => {
  await using weaver = await weaverEnv();
  const { env, client } = weaver;
  const from = await secretTenant(env, pull);
  const to = await openNamespace(env, from, { resources: ['secrets'] });
  await makeSecretSync(client, from, { syncToNamespaces: [to], immutable: 'Hashed' });
  await env.eventually(SecretSync, db(from), isReady);
  const alias = await client.get(Secret, db(to));

  await client.patch(SecretSync, db(from), merge({ spec: { immutable: 'Never', conflictPolicy: 'Merge' } }));
  await env.eventually(SecretSync, db(from), (sync) => sync.metadata.generation === 2 && isReady(sync));
  const merged = await client.get(Secret, db(to));
  await deleteSecretSync(env, from);

  expect(alias.type).toBe('Opaque');
  expect(merged).toMatchObject(pull);
  expect(await Array.fromAsync(client.list(Secret, { namespace: to }))).toEqual([]);
});

test('2: what Merge made is made anew when its source has another type, as plan tells, and goes where plan says so', async () => {
  await using weaver = await weaverEnv();
  const { env, client } = weaver;
  const { from, to } = await mergedSecret(weaver, { type: 'Opaque' });
  await client.patch(SecretSync, db(from), merge({ spec: { suspend: true } })); // until it is planned
  const before = await env.eventually(SecretSync, db(from), ({ status }) => status?.observedGeneration === 2);
  const planned = async (syncToNamespaces: readonly string[]) => {
    const plan = await planSync(client, { ...before, spec: { ...before.spec, syncToNamespaces: [...syncToNamespaces] } }, before);
    return plan.ok && plan.targets.map(({ namespace, action, detail }) => [namespace, action, detail]);
  };
  await client.delete(Secret, db(from));
  await client.create(Secret, { metadata: db(from), ...pull });

  const plan = [await planned([to]), await planned(['nowhere'])];
  await client.patch(SecretSync, db(from), merge({ spec: { suspend: false } }));
  await env.eventually(SecretSync, db(from), (sync) => sync.metadata.generation === 3 && isReady(sync));

  expect(plan[0]).toEqual([[to, 'update', 'deletes it and makes it anew: its type cannot be changed, nor what is immutable']]);
  expect(plan[1]).toContainEqual([to, 'remove', `Secret ${to}/db is no longer wanted`]);
  expect(await client.get(Secret, db(to))).toMatchObject(pull);
});
