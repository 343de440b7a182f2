import { ConfigMap } from '@capstan/schema';
import { expect, test } from 'vitest';
import { ConfigMapSync } from '../index.ts';
import { untilCaughtUp } from '../test-support/caught-up.ts';
import { toldIn } from '../test-support/events.ts';
import { account, app, deleteSync, isReady, makeSync, openNamespace, tenantNamespace } from '../test-support/tenants.ts';
import { type WeaverEnv, weaverEnv } from '../test-support/weaver-env.ts';

/** Lets the writes of merges wait that are about to be done in a namespace. */
const holdMerges = (weaver: WeaverEnv, namespace: string) =>
  weaver.hold(({ method, path }) => method === 'PATCH' && path.includes(`/namespaces/${namespace}/configmaps/app`));

test('2: what was there goes while keys are merged into it, and what Merge then makes goes with its sync', async () => {
  await using weaver = await weaverEnv();
  const { env, client } = weaver;
  const from = await tenantNamespace(env);
  const to = await openNamespace(env, from);
  await client.create(ConfigMap, { metadata: app(to), data: { theirs: 'yes' } });
  const held = holdMerges(weaver, to);

  await makeSync(client, from, { syncToNamespaces: [to], conflictPolicy: 'Merge' });
  await held.caught;
  await client.delete(ConfigMap, app(to));
  held[Symbol.dispose]();
  await env.eventually(ConfigMapSync, app(from), isReady);
  const made = await client.get(ConfigMap, app(to));
  await deleteSync(env, from);

  expect(made.data).toEqual({ color: 'blue' });
  expect(await client.find(ConfigMap, app(to))).toBeUndefined();
});

test('2: two syncs that make an object by Merge at the same moment share it, and none is refused', async () => {
  await using weaver = await weaverEnv();
  const { env, client } = weaver;
  const from = await tenantNamespace(env);
  const to = await openNamespace(env, from);
  await client.create(ConfigMap, { metadata: { name: 'more', namespace: from }, data: { size: 'large' } });
  await untilCaughtUp(weaver); // or one is refused for a namespace that is not seen yet
  const waiting = new Set<string>();
  const both = Promise.withResolvers<void>();
  const held = weaver.hold(({ method, path }) => {
    const isMerge = method === 'PATCH' && path.includes(`/namespaces/${to}/configmaps/app`);
    if (isMerge && waiting.add(path).size === 2) both.resolve();
    return isMerge;
  });

  await makeSync(client, from, { syncToNamespaces: [to], conflictPolicy: 'Merge' });
  const { metadata } = await client.create(ConfigMapSync, {
    metadata: { name: 'beside', namespace: from },
    spec: {
      source: { name: 'more' },
      targetName: 'app',
      conflictPolicy: 'Merge',
      syncToNamespaces: [to],
      serviceAccount: { name: account },
    },
  });
  await both.promise;
  held[Symbol.dispose]();
  for (const name of [app(from), metadata]) await env.eventually(ConfigMapSync, name, isReady);

  expect((await client.get(ConfigMap, app(to))).data).toEqual({ color: 'blue', size: 'large' });
  expect(await toldIn(client, from, 'TargetRefused')).toEqual([]);
});
