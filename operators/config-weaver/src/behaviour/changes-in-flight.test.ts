import { ConfigMap } from '@capstan/schema';
import { expect, test } from 'vitest';
import { ConfigMapSync, configMapSyncController } from '../index.ts';
import { untilTold } from '../test-support/caught-up.ts';
import { after, isCreation } from '../test-support/in-the-middle.ts';
import { manyNamespaces, platformTenant } from '../test-support/many-namespaces.ts';
import {
  account,
  app,
  hasTrouble,
  isReady,
  makeSync,
  merge,
  openNamespaces,
  readyOf,
  refused,
  tenantNamespace,
} from '../test-support/tenants.ts';
import { weaverEnv } from '../test-support/weaver-env.ts';

/** Small turns, so that the change falls into the middle of the work. */
const inSmallTurns = () => [configMapSyncController({ turnMs: 5 })];

test('12: the newest change goes first: targets that are dropped in the middle of a fan-out are not written any more', {
  timeout: 120_000,
}, async () => {
  await using weaver = await weaverEnv({ controllers: inSmallTurns });
  const { env, client } = weaver;
  const from = await platformTenant(env);
  const targets = await manyNamespaces(env, 300);
  const kept = targets.slice(-10);
  using held = weaver.hold(after(50, isCreation));
  await makeSync(client, from, { syncToNamespaces: targets });
  await held.caught;

  await client.patch(ConfigMapSync, app(from), merge({ spec: { syncToNamespaces: kept } }));
  await untilTold(weaver, from);
  held[Symbol.dispose]();
  const isThrough = (sync: ConfigMapSync) => isReady(sync) && sync.status?.progress === '10/10';
  await env.eventually(ConfigMapSync, app(from), isThrough, { timeout: '60s' });

  const created = weaver.requests().filter(isCreation);
  expect(created.length).toBeLessThan(targets.length);
  const left: string[] = [];
  for await (const { metadata } of client.listMetadata(ConfigMap, {
    labels: { 'app.kubernetes.io/managed-by': 'config-weaver' },
  }))
    if (targets.includes(metadata.namespace ?? '')) left.push(metadata.namespace ?? '');
  expect(left.toSorted()).toEqual(kept);
});

test('12: a source that changes in the middle of a fan-out reaches all targets as it is last', { timeout: 120_000 }, async () => {
  await using weaver = await weaverEnv({ controllers: inSmallTurns });
  const { env, client } = weaver;
  const from = await platformTenant(env);
  const targets = await manyNamespaces(env, 200);
  using held = weaver.hold(after(50, isCreation));
  await makeSync(client, from, { syncToNamespaces: targets });
  await held.caught;

  await client.patch(ConfigMap, app(from), merge({ data: { color: 'green' } }));
  held[Symbol.dispose]();
  await client.patch(ConfigMap, app(from), merge({ data: { color: 'red' } }));
  const last = await env.eventually(ConfigMap, app(targets.at(-1) ?? ''), ({ data }) => data?.['color'] === 'red', {
    timeout: '60s',
  });
  // It may have been through with the change before.
  const isThrough = (sync: ConfigMapSync) =>
    isReady(sync) && sync.status?.sourceRevision === last.metadata.annotations?.['weaver.capstan.dev/revision'];
  await env.eventually(ConfigMapSync, app(from), isThrough, { timeout: '60s' });

  const colors = await Promise.all(
    targets.map(async (namespace) => (await client.get(ConfigMap, app(namespace))).data?.['color']),
  );
  expect(new Set(colors)).toEqual(new Set(['red']));
});

test('12: a policy that changes in the middle of a fan-out counts for the targets that were reached before', {
  timeout: 120_000,
}, async () => {
  await using weaver = await weaverEnv({ controllers: inSmallTurns });
  const { env, client } = weaver;
  const from = await platformTenant(env);
  const targets = await manyNamespaces(env, 200);
  const [taken = ''] = targets;
  await client.create(ConfigMap, { metadata: app(taken), data: { color: 'theirs' } });
  using held = weaver.hold(after(50, isCreation));
  await makeSync(client, from, { syncToNamespaces: targets });
  await held.caught;

  await client.patch(ConfigMapSync, app(from), merge({ spec: { conflictPolicy: 'Adopt' } }));
  held[Symbol.dispose]();

  await env.eventually(ConfigMapSync, app(from), isReady, { timeout: '60s' });
  expect((await client.get(ConfigMap, app(taken))).data).toEqual({ color: 'blue' });
});

test('12: a quota of bytes holds over all targets, and says what it is', async () => {
  await using weaver = await weaverEnv({ controllers: () => [configMapSyncController({ quota: { bytes: 100 } })] });
  const { env, client } = weaver;
  const from = await tenantNamespace(env, { text: 'x'.repeat(40) });
  const targets = await openNamespaces(env, from, 3);
  await makeSync(client, from, { syncToNamespaces: targets });

  const sync = await env.eventually(ConfigMapSync, app(from), hasTrouble('QuotaExceeded'));

  const message = `the syncs of namespace ${from} may have 100 bytes of copies together; take targets out of one, or ask the operator's administrator for more`;
  expect(sync.status?.targets?.[0]).toMatchObject({ state: 'Refused', reason: 'QuotaExceeded', message });
  expect(readyOf(sync)).toMatchObject(refused('2 of 3', message));
  expect(sync.status?.counts).toMatchObject({ synced: 2, refused: 1, copyBytes: 40, totalBytes: 80 });
});

test('12: what a sync had that is being deleted is left to the others of its namespace at once', async () => {
  await using weaver = await weaverEnv({ controllers: () => [configMapSyncController({ quota: { copies: 1 } })] });
  const { env, client } = weaver;
  const from = await tenantNamespace(env);
  const [first = '', second = ''] = await openNamespaces(env, from, 2);
  await makeSync(client, from, { syncToNamespaces: [first] });
  const { metadata } = await env.eventually(ConfigMapSync, app(from), isReady);
  const finalizers = [...(metadata.finalizers ?? []), 'example.com/hold'];
  await client.patch(ConfigMapSync, app(from), merge({ metadata: { finalizers } }));
  await client.delete(ConfigMapSync, app(from));
  await env.eventuallyGone(ConfigMap, app(first));

  const next = { name: 'next', namespace: from };
  const spec = { source: { name: 'app' }, syncToNamespaces: [second], serviceAccount: { name: account } };
  await client.create(ConfigMapSync, { metadata: next, spec });

  const sync = await env.eventually(ConfigMapSync, next, isReady);
  expect(sync.status?.counts).toMatchObject({ synced: 1, refused: 0 });
  await client.patch(ConfigMapSync, app(from), merge({ metadata: { finalizers: null } }));
});
