import { ConfigMap } from '@capstan/schema';
import { testEnv } from '@capstan/testenv';
import { expect, test } from 'vitest';
import { ConfigMapSync, SecretSync } from '../index.ts';
import { untilCaughtUp } from '../test-support/caught-up.ts';
import { after, isCreation, isRemoval } from '../test-support/in-the-middle.ts';
import type { RecordedRequest } from '../test-support/recording-proxy.ts';
import { bury, controllers, fillsCache, replica, targetsFor } from '../test-support/replicas.ts';
import { app, isReady, makeSync, tenantNamespace } from '../test-support/tenants.ts';
import { operatorAccount } from '../test-support/weaver-env.ts';

test('15: a leader that dies in the middle of a fan-out to 1,000 targets is replaced, and each copy is made and removed once', {
  timeout: 300_000,
}, async () => {
  await using env = await testEnv({ resources: [ConfigMapSync, SecretSync] });
  const identity = await operatorAccount(env, controllers());
  const from = await tenantNamespace(env);
  const targets = await targetsFor(env, from, 1_000);
  const first = await replica(env, identity, 'first');
  await expect.poll(first.isLeading).toBe(true);
  const second = await replica(env, identity, 'second');
  using filling = second.proxy.hold(fillsCache);
  await using _second = { [Symbol.asyncDispose]: second.stop };
  const died = first.proxy.cutAt(after(200, isCreation));

  const sync = await makeSync(env.client, from, { syncToNamespaces: targets });
  await died;
  await bury(env, identity, first);
  const madeByFirst = creations(first.proxy.requests);
  filling[Symbol.dispose]();
  const ready = await env.eventually(ConfigMapSync, app(from), isReady, { timeout: '120s' });
  const copies = new Map<string, ConfigMap>();
  for await (const copy of env.client.list(ConfigMap, { labels: { 'weaver.capstan.dev/owner-uid': sync.metadata.uid } }))
    copies.set(copy.metadata.namespace ?? '', copy);
  await untilCaughtUp({ env, client: env.client }); // what it is told later of a copy that it made makes it look again
  await env.client.delete(ConfigMapSync, app(from));
  await env.eventuallyGone(ConfigMapSync, app(from), { timeout: '120s' });

  expect(madeByFirst.size).toBeLessThan(targets.length);
  expect(ready.status?.counts).toMatchObject({ targets: 1_000, synced: 1_000 });
  expect([...copies.keys()].sort()).toEqual(targets);
  expect([...copies.values()].every(({ data }) => data?.['color'] === 'blue')).toBe(true);
  const again = [...creations(second.proxy.requests)].filter((path) => madeByFirst.has(path));
  expect(again.length).toBeLessThan(64); // those that were on their way when the first one died
  expect(
    second.proxy.requests.filter(({ method }) => method === 'PATCH').filter(({ path }) => path.includes('/configmaps/')),
  ).toEqual([]);
  const deletions = second.proxy.requests.filter(isRemoval);
  expect(deletions).toHaveLength(targets.length);
});

/** Where copies were made, or tried to be. */
const creations = (requests: readonly RecordedRequest[]): ReadonlySet<string> =>
  new Set(requests.filter(isCreation).map(({ path }) => path));
