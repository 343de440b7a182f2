import { Secret } from '@capstan/schema';
import type { TestEnv } from '@capstan/testenv';
import { afterEach, expect, test, vi } from 'vitest';
import { SecretSync } from '../index.ts';
import { toldIn } from '../test-support/events.ts';
import { base64, db } from '../test-support/secret-tenants.ts';
import { account, grant, isReady, merge, openNamespace, tenantNamespace } from '../test-support/tenants.ts';
import { type WeaverEnv, weaverEnv } from '../test-support/weaver-env.ts';

afterEach(() => {
  vi.useRealTimers();
});

/** A tenant that may watch its own Secrets, and a namespace that takes some. */
async function watchingTenant(env: TestEnv, verbs: readonly string[]) {
  const from = await tenantNamespace(env);
  await grant(env.client, { namespace: from, tenant: from, verbs, resources: ['secrets'] });
  const to = await openNamespace(env, from, { resources: ['secrets'] });
  const secret = (name: string) =>
    env.client.create(Secret, { metadata: { name, namespace: from }, data: { password: base64('old') } });
  const sync = async (name: string, sources: readonly string[], targetName: string) => {
    const spec = {
      sources: sources.map((source) => ({ name: source })),
      targetName,
      syncToNamespaces: [to],
      serviceAccount: { name: account },
    };
    await env.client.create(SecretSync, { metadata: { name, namespace: from }, spec });
    await env.eventually(SecretSync, { name, namespace: from }, isReady);
  };
  return { from, to, secret, sync };
}

/** The single Secrets that the operator watches, once for each watch. */
const watched = (weaver: WeaverEnv): readonly string[] =>
  weaver
    .requests()
    .filter(({ path }) => path.includes('/secrets?') && path.includes('watch=true'))
    .map(({ path }) => `${new URL(path, 'http://server').searchParams.get('fieldSelector')}`);

const watching = ['get', 'list', 'watch'];

test('14: syncs of one Secret with the same ServiceAccount share one watch', async () => {
  await using weaver = await weaverEnv();
  const { env, client } = weaver;
  const { from, to, secret, sync } = await watchingTenant(env, watching);
  await secret('db');
  for (const name of ['one', 'two', 'three']) await sync(name, ['db'], name);

  await client.patch(Secret, db(from), merge({ data: { password: base64('new') } }));
  for (const name of ['one', 'two', 'three'])
    await env.eventually(Secret, { name, namespace: to }, ({ data }) => data?.['password'] === base64('new'));

  await expect.poll(() => watched(weaver)).toEqual(['metadata.name=db']);
});

test('14: one ServiceAccount has at most 50 watches, however many sources its syncs have', async () => {
  await using weaver = await weaverEnv();
  const { env } = weaver;
  const { secret, sync } = await watchingTenant(env, watching);
  const names = Array.from({ length: 60 }, (_, index) => `source-${index}`);
  await Promise.all(names.map(secret));
  for (let first = 0; first < names.length; first += 15)
    await sync(`sync-${first}`, names.slice(first, first + 15), `copy-${first}`);

  await expect.poll(() => new Set(watched(weaver)).size).toBe(50);

  expect(watched(weaver)).toHaveLength(50);
});

test('14: where the tenant may not watch its source, a change reaches the copies at the resync', async () => {
  await using weaver = await weaverEnv();
  const { env, client } = weaver;
  const { from, to, secret, sync } = await watchingTenant(env, ['get']);
  await secret('db');
  await sync('db', ['db'], 'db');
  const visits = () =>
    weaver.events().flatMap((event) => (event.type === 'reconciled' && event.ref.name === 'db' ? [event.result] : []));

  await client.patch(Secret, db(from), merge({ data: { password: base64('new') } }));
  await client.patch(SecretSync, db(from), merge({ metadata: { labels: { look: 'again' } } })); // as the resync does
  await env.eventually(Secret, db(to), ({ data }) => data?.['password'] === base64('new'));

  const resync = { ok: true, outcome: { outcome: 'requeue', after: '600000ms', reason: 'resync' } };
  expect(visits()).toContainEqual(resync);
});

test('10: a copy of a Secret that was edited, or deleted, is repaired at the resync', async () => {
  await using weaver = await weaverEnv();
  const { env, client } = weaver;
  const { from, to, secret, sync } = await watchingTenant(env, ['get']);
  await secret('db');
  await sync('db', ['db'], 'db');
  const resync = async (after: number) => {
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + after });
    await client.patch(SecretSync, db(from), merge({ metadata: { labels: { look: `${after}` } } }));
  };

  await client.patch(Secret, db(to), merge({ data: { password: base64('theirs') } }));
  await resync(600_000);
  await env.eventually(Secret, db(to), ({ data }) => data?.['password'] === base64('old'));
  await expect.poll(() => toldIn(client, from, 'CopyRepaired')).toHaveLength(1); // that look at all copies is over
  await client.delete(Secret, db(to));
  await resync(600_001);

  const copy = await env.eventually(Secret, db(to), () => true);
  expect(copy.data).toEqual({ password: base64('old') });
});

test('10: changes of the source are no fight, however many there are', async () => {
  await using weaver = await weaverEnv();
  const { env, client } = weaver;
  const { from, to, secret, sync } = await watchingTenant(env, watching);
  await secret('db');
  await sync('db', ['db'], 'db');

  for (const text of ['one', 'two', 'three', 'four', 'five', 'six', 'seven']) {
    await client.patch(Secret, db(from), merge({ data: { password: base64(text) } }));
    await env.eventually(Secret, db(to), ({ data }) => data?.['password'] === base64(text));
  }

  expect(isReady(await env.eventually(SecretSync, db(from), isReady))).toBe(true);
});
