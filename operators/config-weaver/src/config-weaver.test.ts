import { ConfigMap, ServiceAccount } from '@capstan/schema';
import { type TestEnv, testEnv } from '@capstan/testenv';
import { expect, test } from 'vitest';
import { ConfigMapSync, configMapSync } from './index.ts';
import {
  account,
  app,
  deleteSync,
  grant,
  hasReason,
  hasTrouble,
  isReady,
  makeSync,
  merge,
  openNamespace,
  readyOf,
  readySync,
  reasonOf,
  refused,
  tenantNamespace,
} from './test-support/tenants.ts';
import { weaverEnv } from './test-support/weaver-env.ts';

/** A control plane with the controller as it is exported. */
async function weaver(): Promise<TestEnv> {
  const running = await weaverEnv({ controllers: () => [configMapSync] });
  return { ...running.env, [Symbol.asyncDispose]: () => running[Symbol.asyncDispose]() };
}

test('a source is copied with data and binaryData, and follows its changes', async () => {
  await using env = await weaver();
  const from = await tenantNamespace(env, { color: 'blue', gone: 'soon' });
  const to = await openNamespace(env, from);
  const binaryData = { blob: Buffer.from([0, 1, 255]).toString('base64') };
  await env.client.patch(ConfigMap, app(from), merge({ binaryData }));
  await makeSync(env.client, from, { syncToNamespaces: [to] });
  const first = await env.eventually(ConfigMap, app(to), () => true);

  await env.client.patch(ConfigMap, app(from), merge({ data: { color: 'green', gone: null } }));
  const second = await env.eventually(ConfigMap, app(to), (copy) => copy.data?.['color'] === 'green');

  expect(first).toMatchObject({ data: { color: 'blue', gone: 'soon' }, binaryData });
  expect(second.data).toEqual({ color: 'green' });
});

test('conditions and progress say what was done', async () => {
  await using env = await weaver();
  const from = await tenantNamespace(env);
  const to = await openNamespace(env, from);
  await makeSync(env.client, from, { syncToNamespaces: [to] });

  const sync = await env.eventually(ConfigMapSync, app(from), isReady);

  expect(sync.status).toMatchObject({ progress: '1/1', observedGeneration: 1, targets: [{ namespace: to, state: 'Synced' }] });
  expect([reasonOf(sync, 'Ready'), reasonOf(sync, 'SourceFound'), reasonOf(sync, 'TargetsSynced')]).toEqual([
    'Synced',
    'Found',
    'AllSynced',
  ]);
});

test('a target whose owner did not let the tenant in is refused with the missing right, and the others are served', async () => {
  await using env = await weaver();
  const from = await tenantNamespace(env);
  const [open, closed] = [await openNamespace(env, from), await env.namespace()];
  await makeSync(env.client, from, { syncToNamespaces: [closed, open] });

  const sync = await env.eventually(ConfigMapSync, app(from), ({ status }) => status?.progress === '1/2');

  const message = `ServiceAccount ${from}/weaver cannot create configmaps in namespace ${closed}`;
  expect(sync.status?.targets?.[0]).toMatchObject({ namespace: closed, state: 'Refused', reason: 'Forbidden', message });
  expect(readyOf(sync)).toMatchObject(refused('1 of 2', message));
  expect(await env.client.find(ConfigMap, app(open))).toBeDefined();
  expect(await env.client.find(ConfigMap, app(closed))).toBeUndefined();
});

test('a ConfigMap that exists and is not ours is refused and stays untouched, also when the sync goes', async () => {
  await using env = await weaver();
  const from = await tenantNamespace(env);
  const to = await openNamespace(env, from);
  await env.client.create(ConfigMap, { metadata: app(to), data: { theirs: 'yes' } });
  await makeSync(env.client, from, { syncToNamespaces: [to] });

  const sync = await env.eventually(ConfigMapSync, app(from), hasTrouble('TargetExists'));
  await deleteSync(env, from);

  const { message = '' } = sync.status?.targets?.[0] ?? {};
  expect(message).toContain('exists and belongs to field manager testenv');
  expect(readyOf(sync)).toMatchObject(refused('0 of 1', message));
  expect((await env.client.get(ConfigMap, app(to))).data).toEqual({ theirs: 'yes' });
});

test('an edited or deleted copy is repaired', async () => {
  await using env = await weaver();
  const { to } = await readySync(env);
  const copy = app(to);
  const { metadata } = await env.client.get(ConfigMap, copy);

  await env.client.patch(ConfigMap, copy, merge({ data: { color: 'red', extra: 'x' } }));
  const repaired = await env.eventually(ConfigMap, copy, ({ data }) => data?.['color'] === 'blue' && data['extra'] === undefined);
  await env.client.delete(ConfigMap, copy);
  const remade = await env.eventually(ConfigMap, copy, (object) => object.metadata.uid !== metadata.uid);

  expect(repaired.data).toEqual({ color: 'blue' });
  expect(remade.data).toEqual({ color: 'blue' });
});

test('deleting the sync removes its copies and nothing else', async () => {
  await using env = await weaver();
  const { from, to } = await readySync(env);

  await deleteSync(env, from);

  expect(await env.client.find(ConfigMap, app(to))).toBeUndefined();
  expect(await env.client.find(ConfigMap, app(from))).toBeDefined();
});

test('deleting the sync with propagation Orphan leaves its copies', async () => {
  await using env = await weaver();
  const { from, to } = await readySync(env);

  await env.client.delete(ConfigMapSync, app(from), { propagation: 'Orphan' });
  await env.eventuallyGone(ConfigMapSync, app(from));

  expect((await env.client.get(ConfigMap, app(to))).data).toEqual({ color: 'blue' });
});

test('a namespace that is no longer named loses its copy', async () => {
  await using env = await weaver();
  const { from, targets } = await readySync(env, { targets: 2 });
  const [kept = '', dropped = ''] = targets;

  await env.client.patch(ConfigMapSync, app(from), merge({ spec: { syncToNamespaces: [kept] } }));
  await env.eventuallyGone(ConfigMap, app(dropped));

  expect(await env.client.find(ConfigMap, app(kept))).toBeDefined();
});

test('a source and a ServiceAccount that appear later are picked up', async () => {
  await using env = await weaver();
  const from = await env.namespace();
  const to = await env.namespace();
  await makeSync(env.client, from, { syncToNamespaces: [to] });
  const before = await env.eventually(ConfigMapSync, app(from), (sync) => reasonOf(sync, 'Ready') !== undefined);

  await grant(env.client, { namespace: from, tenant: from, verbs: ['get'] });
  await grant(env.client, { namespace: to, tenant: from });
  await env.client.create(ServiceAccount, { metadata: { name: account, namespace: from } });
  await env.client.create(ConfigMap, { metadata: app(from), data: { color: 'blue' } });
  const copy = await env.eventually(ConfigMap, app(to), () => true);

  expect(reasonOf(before, 'Ready')).toBe('ServiceAccountNotFound');
  expect(copy.data).toEqual({ color: 'blue' });
});

test('the namespace of the source is refused as a target', async () => {
  await using env = await weaver();
  const from = await tenantNamespace(env);
  await makeSync(env.client, from, { syncToNamespaces: [from] });

  const sync = await env.eventually(ConfigMapSync, app(from), hasReason('Ready', 'TargetsRefused'));

  expect(sync.status?.targets?.[0]?.message).toContain('cannot be a target; take it out of syncToNamespaces');
});

test('a spec without targets, with an unknown field or a wrong type is refused by the API server', async () => {
  await using env = await testEnv({ resources: [ConfigMapSync] });
  const namespace = await env.namespace();
  const create = (spec: object) =>
    env.client.create(ConfigMapSync, { metadata: { name: 'bad', namespace }, spec: spec as never });

  await expect(create({ source: { name: 'a' }, syncToNamespaces: [] })).rejects.toMatchObject({
    reason: 'Invalid',
    causes: [{ field: 'spec.syncToNamespaces' }],
  });
  await expect(create({ source: { name: 'a' }, syncToNamespaces: ['b'], other: 1 })).rejects.toMatchObject({
    reason: 'BadRequest',
    message: expect.stringContaining('unknown field "spec.other"'),
  });
  await expect(create({ source: { name: 7 }, syncToNamespaces: ['b'] })).rejects.toMatchObject({ reason: 'Invalid', code: 422 });
});
