import { ConfigMap } from '@capstan/schema';
import { testEnv } from '@capstan/testenv';
import { expect, test } from 'vitest';
import { ConfigMapSync, SecretSync } from '../index.ts';
import { after, isRemoval } from '../test-support/in-the-middle.ts';
import type { RecordedRequest } from '../test-support/recording-proxy.ts';
import { bury, controllers, fillsCache, replica, targetsFor } from '../test-support/replicas.ts';
import { app, isReady, makeSync, tenantNamespace } from '../test-support/tenants.ts';
import { operatorAccount } from '../test-support/weaver-env.ts';

test('15: a leader that dies in the middle of a finalization is replaced, and each copy is removed once', {
  timeout: 300_000,
}, async () => {
  await using env = await testEnv({ resources: [ConfigMapSync, SecretSync] });
  const identity = await operatorAccount(env, controllers());
  const from = await tenantNamespace(env);
  const targets = await targetsFor(env, from, 600);
  const first = await replica(env, identity, 'first');
  await expect.poll(first.isLeading).toBe(true);
  await makeSync(env.client, from, { syncToNamespaces: targets });
  await env.eventually(ConfigMapSync, app(from), isReady, { timeout: '120s' });
  const second = await replica(env, identity, 'second');
  using filling = second.proxy.hold(fillsCache);
  await using _second = { [Symbol.asyncDispose]: second.stop };
  const died = first.proxy.cutAt(after(100, isRemoval));

  await env.client.delete(ConfigMapSync, app(from));
  await died;
  await bury(env, identity, first);
  const held = await env.client.find(ConfigMapSync, app(from));
  filling[Symbol.dispose]();
  await env.eventuallyGone(ConfigMapSync, app(from), { timeout: '120s' });

  const removedByFirst = new Set(removals(first.proxy.requests));
  const removedBySecond = removals(second.proxy.requests);
  expect(held?.metadata.finalizers).toEqual(['weaver.capstan.dev/copies']);
  expect(removedByFirst.size).toBeLessThan(targets.length);
  expect(new Set(removedBySecond).size).toBe(removedBySecond.length); // each once
  expect(new Set([...removedByFirst, ...removedBySecond]).size).toBe(targets.length);
  expect(removedBySecond.filter((path) => removedByFirst.has(path)).length).toBeLessThan(64); // those on their way when it died
  for (const namespace of targets) expect(await env.client.find(ConfigMap, app(namespace))).toBeUndefined();
  const released = ({ proxy }: typeof first) =>
    proxy.requests.filter(
      ({ method, path, body }) => method === 'PATCH' && path.includes('/configmapsyncs/app?') && body.includes('"remove"'),
    );
  expect([released(first), released(second)].map(({ length }) => length)).toEqual([0, 1]);
});

/** Where copies were removed, or tried to be. */
const removals = (requests: readonly RecordedRequest[]): readonly string[] => requests.filter(isRemoval).map(({ path }) => path);
