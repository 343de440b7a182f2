import { ConfigMap } from '@capstan/schema';
import { expect, test } from 'vitest';
import type { Sync } from '../api/sync.ts';
import { ConfigMapSync, configMapSyncController } from '../index.ts';
import { app, deleteSync, isReady, merge, readySync } from '../test-support/tenants.ts';
import { weaverEnv } from '../test-support/weaver-env.ts';
import { supersededCopies } from './hashed-names.ts';

const isAt = (revision: string | undefined) => (sync: ConfigMapSync) =>
  isReady(sync) && sync.status?.sourceRevision !== undefined && sync.status.sourceRevision !== revision;

test('hashed copies are immutable, the alias names the newest, and the one before stays for a while', async () => {
  await using weaver = await weaverEnv();
  const { env, client } = weaver;
  const { from, to, sync: before } = await readySync(env, { immutable: 'Hashed' });
  const first = await client.get(ConfigMap, app(to));

  await client.patch(ConfigMap, app(from), merge({ data: { color: 'green' } }));
  await env.eventually(ConfigMapSync, app(from), isAt(before.status?.sourceRevision));
  const second = await client.get(ConfigMap, app(to));
  const [old, newest] = await Promise.all(
    [first, second].map((alias) => client.get(ConfigMap, { name: alias.data?.['name'] ?? '', namespace: to })),
  );

  expect(first.data?.['name']).toBe(`app-${before.status?.sourceRevision}`);
  expect([old?.immutable, old?.data, newest?.immutable, newest?.data]).toEqual([
    true,
    { color: 'blue' },
    true,
    { color: 'green' },
  ]);
});

test('hashed copies of before are collected after the grace, and everything goes with the sync', async () => {
  await using weaver = await weaverEnv({ controllers: () => [configMapSyncController({ hashedGrace: '1s' })] });
  const { env, client } = weaver;
  const { from, to, sync: before } = await readySync(env, { immutable: 'Hashed' });
  const old = { name: `app-${before.status?.sourceRevision}`, namespace: to };
  await client.patch(ConfigMap, app(from), merge({ data: { color: 'green' } }));

  await env.eventuallyGone(ConfigMap, old);
  const sync = await env.eventually(ConfigMapSync, app(from), ({ status }) => status?.copyNames?.length === 2);
  await deleteSync(env, from);

  expect(sync.status?.copyNames).not.toContain(old.name);
  expect(await Array.fromAsync(client.list(ConfigMap, { namespace: to, labels: 'weaver.capstan.dev/owner-uid' }))).toEqual([]);
});

test('hashed copies stay when the source is deleted', async () => {
  await using weaver = await weaverEnv();
  const { env, client } = weaver;
  const {
    from,
    to,
    sync: { status },
  } = await readySync(env, { immutable: 'Hashed' });

  await client.delete(ConfigMap, app(from));
  await env.eventually(ConfigMapSync, app(from), (sync) => !isReady(sync));

  expect(await client.find(ConfigMap, { name: `app-${status?.sourceRevision}`, namespace: to })).toBeDefined();
  expect(await client.find(ConfigMap, app(to))).toBeDefined();
});

test('a hashed copy that was deleted is made again', async () => {
  await using weaver = await weaverEnv();
  const { env, client } = weaver;
  const {
    to,
    sync: { status },
  } = await readySync(env, { immutable: 'Hashed' });
  const ref = { name: `app-${status?.sourceRevision}`, namespace: to };
  const { metadata } = await client.get(ConfigMap, ref);

  await client.delete(ConfigMap, ref);

  await env.eventually(ConfigMap, ref, (copy) => copy.metadata.uid !== metadata.uid && copy.immutable === true);
});

test('12: of a source that changes very often no more hashed copies stay than the status can name', () => {
  const names = Array.from({ length: 64 }, (_, index) => `app-${index}`);
  const sync = { spec: { immutable: 'Hashed', source: { name: 'app' } }, metadata: {}, status: { copyNames: names } };
  const superseded = supersededCopies(sync as unknown as Sync, 'app-new', { grace: '10m', now: 0 }); // what it looks at

  // With the alias and the newest one they must fit into 64.
  expect(superseded.length).toBeLessThanOrEqual(62);
});

test('a long name is cut for its hash where a name may end', async () => {
  await using weaver = await weaverEnv();
  const { env } = weaver;

  const { sync } = await readySync(env, { immutable: 'Hashed', targetName: `${'a'.repeat(235)}.${'b'.repeat(10)}` });

  expect(sync.status?.copyNames).toContain(`${'a'.repeat(235)}-${sync.status?.sourceRevision}`);
});
