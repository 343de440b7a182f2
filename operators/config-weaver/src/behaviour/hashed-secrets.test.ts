import { type InputOf, Secret } from '@capstan/schema';
import type { TestEnv } from '@capstan/testenv';
import { expect, test } from 'vitest';
import { digestOf } from '../content/content.ts';
import { SecretSync, secretSyncController } from '../index.ts';
import { base64, db, deleteSecretSync, makeSecretSync, secretTenant } from '../test-support/secret-tenants.ts';
import { grant, isReady, merge, openNamespace } from '../test-support/tenants.ts';
import { type WeaverOptions, weaverEnv } from '../test-support/weaver-env.ts';

const textOf = ({ data }: Secret, key: string) => Buffer.from(data?.[key] ?? '', 'base64').toString();
const pin = { pin: base64('pin-4711') };

/** A tenant whose Secret is copied under hashed names into one namespace. */
async function hashedSync(env: TestEnv, options: { readonly secret?: Partial<InputOf<typeof Secret>> } = {}) {
  const from = await secretTenant(env, { data: pin, ...options.secret });
  await grant(env.client, { namespace: from, tenant: from, verbs: ['get', 'list', 'watch'], resources: ['secrets'] });
  const to = await openNamespace(env, from, { resources: ['secrets'] });
  await makeSecretSync(env.client, from, { syncToNamespaces: [to], immutable: 'Hashed' });
  const sync = await env.eventually(SecretSync, db(from), isReady);
  return { from, to, first: `db-${sync.status?.sourceRevision}` };
}

const changed = (env: TestEnv, { from, first }: { readonly from: string; readonly first: string }) =>
  env.eventually(SecretSync, db(from), (sync) => isReady(sync) && `db-${sync.status?.sourceRevision}` !== first);

test('hashed copies of a Secret are immutable, a Secret of the plain name names the newest, and the one before stays', async () => {
  await using weaver = await weaverEnv();
  const { env, client } = weaver;
  const tenant = await hashedSync(env);
  const { from, to, first } = tenant;
  const before = textOf(await client.get(Secret, db(to)), 'name');

  await client.patch(Secret, db(from), merge({ data: { pin: base64('pin-0815') } }));
  await changed(env, tenant);
  const after = textOf(await client.get(Secret, db(to)), 'name');
  const [old, newest] = await Promise.all([before, after].map((name) => client.get(Secret, { name, namespace: to })));

  expect(before).toBe(first);
  expect([old, newest].map((copy) => copy && [copy.immutable, textOf(copy, 'pin')])).toEqual([
    [true, 'pin-4711'],
    [true, 'pin-0815'],
  ]);
});

test('hashed copies of a Secret keep its type, also where a mutable copy has the plain name', async () => {
  await using weaver = await weaverEnv();
  const { env, client } = weaver;
  const type = 'kubernetes.io/basic-auth';
  const { from, to, first } = await hashedSync(env, { secret: { type, data: { password: base64('a password') } } });
  await client.patch(SecretSync, db(from), merge({ spec: { immutable: 'Never' } }));
  await env.eventually(Secret, db(to), (copy) => copy.type === type);

  await client.patch(SecretSync, db(from), merge({ spec: { immutable: 'Hashed' } }));

  const alias = await env.eventually(Secret, db(to), (copy) => copy.type === 'Opaque' && textOf(copy, 'name') === first);
  expect(Object.keys(alias.data ?? {})).toEqual(['name']);
  expect(await client.get(Secret, { name: first, namespace: to })).toMatchObject({ type, immutable: true });
});

test('13: the name of a hashed copy of a Secret tells nothing of what is in it', async () => {
  await using weaver = await weaverEnv();
  const { env, client } = weaver;
  const [one, other] = [await hashedSync(env), await hashedSync(env)];

  const copies = await Promise.all([one, other].map(({ first, to }) => client.get(Secret, { name: first, namespace: to })));

  // The same value has another name each time, and not the one that who guesses it could work out.
  expect(one.first).not.toBe(other.first);
  const guess = digestOf({ data: pin, binaryData: {} });
  expect(JSON.stringify(copies.map(({ metadata }) => metadata))).not.toContain(guess);
});

const shortGrace: WeaverOptions = { controllers: () => [secretSyncController({ hashedGrace: '1s' })] };

test('hashed copies of a Secret are collected after the grace, also across a restart, and everything goes with the sync', async () => {
  await using weaver = await weaverEnv(shortGrace);
  const { env, client } = weaver;
  const tenant = await hashedSync(env);
  const { from, to, first } = tenant;
  await weaver.stop();
  await client.patch(Secret, db(from), merge({ data: { pin: base64('pin-0815') } }));

  await weaver.start();
  await changed(env, tenant);
  await env.eventuallyGone(Secret, { name: first, namespace: to });
  const { status } = await env.eventually(SecretSync, db(from), (sync) => sync.status?.copyNames?.length === 2);
  await deleteSecretSync(env, from);

  expect(status?.copyNames).not.toContain(first);
  expect(await Array.fromAsync(client.list(Secret, { namespace: to, labels: 'app.kubernetes.io/managed-by' }))).toEqual([]);
});
