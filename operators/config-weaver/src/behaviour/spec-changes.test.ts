import { ConfigMap } from '@capstan/schema';
import { expect, test } from 'vitest';
import { ConfigMapSync } from '../index.ts';
import {
  app,
  deleteSync,
  hasReason,
  isReady,
  makeSync,
  merge,
  openNamespace,
  readySync,
  revoke,
  tenantNamespace,
} from '../test-support/tenants.ts';
import { weaverEnv } from '../test-support/weaver-env.ts';

test('4: a namespace that is dropped while the operator is down loses its copy when it is back', async () => {
  await using weaver = await weaverEnv();
  const { env, client } = weaver;
  const { from, targets } = await readySync(env, { targets: 2 });
  const [kept = '', dropped = ''] = targets;
  await weaver.stop();
  await client.patch(ConfigMapSync, app(from), merge({ spec: { syncToNamespaces: [kept] } }));

  await weaver.start();
  await env.eventuallyGone(ConfigMap, app(dropped));

  expect(await client.find(ConfigMap, app(kept))).toBeDefined();
});

test('4: a renamed target leaves no copy under the old name, also across a restart', async () => {
  await using weaver = await weaverEnv();
  const { env, client } = weaver;
  const { from, to } = await readySync(env);
  await weaver.stop();
  await client.patch(ConfigMapSync, app(from), merge({ spec: { targetName: 'renamed' } }));

  await weaver.start();
  await env.eventuallyGone(ConfigMap, app(to));
  const sync = await env.eventually(ConfigMapSync, app(from), isReady);

  expect((await client.get(ConfigMap, { name: 'renamed', namespace: to })).data).toEqual({ color: 'blue' });
  expect(sync.status?.copyNames).toEqual(['renamed']);
});

test('4: a copy whose namespace no longer lets the tenant in stays, and the status says so', async () => {
  await using weaver = await weaverEnv();
  const { env, client } = weaver;
  const { from, targets } = await readySync(env, { targets: 2 });
  const [kept = '', dropped = ''] = targets;
  await revoke(client, dropped, from);

  await client.patch(ConfigMapSync, app(from), merge({ spec: { syncToNamespaces: [kept] } }));
  const sync = await env.eventually(ConfigMapSync, app(from), ({ status }) => (status?.counts?.refused ?? 0) > 0);

  expect(sync.status?.targets?.[0]).toMatchObject({
    namespace: dropped,
    message: `ConfigMap ${dropped}/app is no longer wanted and stays: ServiceAccount ${from}/weaver cannot delete configmaps in namespace ${dropped}`,
  });
});

test('several sources make one copy, key by key, with keys picked and renamed', async () => {
  await using weaver = await weaverEnv();
  const { env, client } = weaver;
  const from = await tenantNamespace(env, { color: 'blue', size: 'large' });
  const to = await openNamespace(env, from);
  await client.create(ConfigMap, { metadata: { name: 'over', namespace: from }, data: { color: 'red', secret: 'no' } });
  await makeSync(client, from, {
    sources: [{ name: 'app' }, { name: 'over' }],
    targetName: 'both',
    syncToNamespaces: [to],
    keys: { exclude: ['secret'], rename: { size: 'format' } },
  });

  const sync = await env.eventually(ConfigMapSync, app(from), isReady);
  const copy = await client.get(ConfigMap, { name: 'both', namespace: to });

  expect(copy.data).toEqual({ color: 'red', format: 'large' });
  expect(sync.status?.conditions?.find(({ type }) => type === 'SourceFound')?.message).toContain(
    `key color of ${from}/app is overridden by ${from}/over`,
  );
});

test('copies carry the labels and annotations that the spec names, and lose those it no longer names', async () => {
  await using weaver = await weaverEnv();
  const { env, client } = weaver;
  const from = await tenantNamespace(env);
  const to = await openNamespace(env, from);
  await client.patch(ConfigMap, app(from), merge({ metadata: { labels: { tier: 'web', hidden: 'x' } } }));
  await makeSync(client, from, {
    syncToNamespaces: [to],
    metadata: { labels: { shared: 'yes' }, copyLabels: ['tier'], annotations: { note: 'copy' } },
  });
  await env.eventually(ConfigMapSync, app(from), isReady);
  const first = await client.get(ConfigMap, app(to));

  await client.patch(
    ConfigMapSync,
    app(from),
    merge({ spec: { metadata: { labels: null, annotations: null, copyLabels: ['tier'] } } }),
  );
  const second = await env.eventually(ConfigMap, app(to), ({ metadata }) => metadata.labels?.['shared'] === undefined);

  expect(first.metadata).toMatchObject({ labels: { shared: 'yes', tier: 'web' }, annotations: { note: 'copy' } });
  expect(first.metadata.labels).not.toHaveProperty('hidden');
  expect(second.metadata.labels).toMatchObject({ tier: 'web' });
  expect(second.metadata.annotations).not.toHaveProperty('note');
});

test('suspend leaves copies as they are until it is lifted', async () => {
  await using weaver = await weaverEnv();
  const { env, client } = weaver;
  const { from, to } = await readySync(env);
  await client.patch(ConfigMapSync, app(from), merge({ spec: { suspend: true } }));
  await env.eventually(ConfigMapSync, app(from), hasReason('Ready', 'Suspended'));

  await client.patch(ConfigMap, app(from), merge({ data: { color: 'green' } }));
  await client.patch(ConfigMapSync, app(from), merge({ metadata: { labels: { touched: 'yes' } } }));
  const during = await client.get(ConfigMap, app(to));
  await client.patch(ConfigMapSync, app(from), merge({ spec: { suspend: false } }));
  const after = await env.eventually(ConfigMap, app(to), ({ data }) => data?.['color'] === 'green');

  expect(during.data).toEqual({ color: 'blue' });
  expect(after.data).toEqual({ color: 'green' });
});

test('a sync that is told to merge keeps the copies it made before, and takes them along when it goes', async () => {
  await using weaver = await weaverEnv();
  const { env, client } = weaver;
  const { from, to } = await readySync(env);
  await client.patch(ConfigMapSync, app(from), merge({ spec: { conflictPolicy: 'Merge' } }));
  await env.eventually(ConfigMapSync, app(from), ({ status }) => status?.observedGeneration === 2);

  await client.patch(ConfigMap, app(from), merge({ data: { color: 'green' } }));
  const copy = await env.eventually(ConfigMap, app(to), ({ data }) => data?.['color'] === 'green');
  await deleteSync(env, from);

  expect(copy.data).toEqual({ color: 'green' });
  expect(await client.find(ConfigMap, app(to))).toBeUndefined();
});
