import type { Client } from '@capstan/client';
import { ConfigMap, Role, RoleBinding, ServiceAccount } from '@capstan/schema';
import { type TestEnv, testEnv } from '@capstan/testenv';
import { expect, test } from 'vitest';
import { ConfigMapSync, configMapSync } from './index.ts';
import { weaverEnv } from './test-support/weaver-env.ts';

/** A control plane with the controller as it is exported. */
async function weaver(): Promise<TestEnv> {
  const running = await weaverEnv({ controllers: () => [configMapSync] });
  return { ...running.env, [Symbol.asyncDispose]: () => running[Symbol.asyncDispose]() };
}

const all = ['get', 'create', 'patch', 'delete'];

/** A tenant's namespace with a ServiceAccount that may read ConfigMaps there. */
async function tenantNamespace(env: TestEnv): Promise<string> {
  const namespace = await env.namespace();
  await env.client.create(ServiceAccount, { metadata: { name: 'weaver', namespace } });
  await grant(env.client, { namespace, tenant: namespace, verbs: ['get'] });
  return namespace;
}

async function grant(
  client: Client,
  options: { readonly namespace: string; readonly tenant: string; readonly verbs: readonly string[] },
): Promise<void> {
  const { namespace, tenant, verbs } = options;
  const name = `weaver-of-${tenant}`;
  await client.apply(
    Role,
    { metadata: { name, namespace }, rules: [{ apiGroups: [''], resources: ['configmaps'], verbs }] },
    { force: true },
  );
  await client.apply(RoleBinding, {
    metadata: { name, namespace },
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name },
    subjects: [{ kind: 'ServiceAccount', name: 'weaver', namespace: tenant }],
  });
}

async function makeSync(client: Client, namespace: string, syncToNamespaces: readonly string[]): Promise<void> {
  await client.create(ConfigMapSync, {
    metadata: { name: 'app', namespace },
    spec: { source: { name: 'app' }, syncToNamespaces, serviceAccount: { name: 'weaver' } },
  });
}

const reason = (sync: ConfigMapSync, type: string) =>
  sync.status?.conditions?.find((condition) => condition.type === type)?.reason;
const isReady = (sync: ConfigMapSync) =>
  sync.status?.conditions?.some(({ type, status }) => type === 'Ready' && status === 'True') ?? false;

test('a source is copied with data and binaryData, and follows its changes', async () => {
  await using env = await weaver();
  const from = await tenantNamespace(env);
  const to = await env.namespace();
  await grant(env.client, { namespace: to, tenant: from, verbs: all });
  const binaryData = { blob: Buffer.from([0, 1, 255]).toString('base64') };
  await env.client.create(ConfigMap, {
    metadata: { name: 'app', namespace: from },
    data: { color: 'blue', gone: 'soon' },
    binaryData,
  });
  await makeSync(env.client, from, [to]);
  const first = await env.eventually(ConfigMap, { name: 'app', namespace: to }, () => true);

  const replace = { type: 'merge', body: { data: { color: 'green', gone: null } } } as const;
  await env.client.patch(ConfigMap, { name: 'app', namespace: from }, replace);
  const second = await env.eventually(ConfigMap, { name: 'app', namespace: to }, (copy) => copy.data?.['color'] === 'green');

  expect(first).toMatchObject({ data: { color: 'blue', gone: 'soon' }, binaryData });
  expect(second.data).toEqual({ color: 'green' });
});

test('conditions and progress say what was done', async () => {
  await using env = await weaver();
  const from = await tenantNamespace(env);
  const to = await env.namespace();
  await grant(env.client, { namespace: to, tenant: from, verbs: all });
  await env.client.create(ConfigMap, { metadata: { name: 'app', namespace: from }, data: { color: 'blue' } });
  await makeSync(env.client, from, [to]);

  const sync = await env.eventually(ConfigMapSync, { name: 'app', namespace: from }, isReady);

  expect(sync.status).toMatchObject({ progress: '1/1', observedGeneration: 1, targets: [{ namespace: to, state: 'Synced' }] });
  expect([reason(sync, 'Ready'), reason(sync, 'SourceFound'), reason(sync, 'TargetsSynced')]).toEqual([
    'Synced',
    'Found',
    'AllSynced',
  ]);
});

test('a target whose owner did not let the tenant in is refused with the missing right, and the others are served', async () => {
  await using env = await weaver();
  const from = await tenantNamespace(env);
  const [open, closed] = [await env.namespace(), await env.namespace()];
  await grant(env.client, { namespace: open, tenant: from, verbs: all });
  await env.client.create(ConfigMap, { metadata: { name: 'app', namespace: from }, data: { color: 'blue' } });
  await makeSync(env.client, from, [closed, open]);

  const sync = await env.eventually(
    ConfigMapSync,
    { name: 'app', namespace: from },
    (object) => reason(object, 'Ready') === 'TargetsRefused',
  );

  const message = `ServiceAccount ${from}/weaver cannot create configmaps in namespace ${closed}`;
  expect(sync.status?.targets?.[0]).toMatchObject({ namespace: closed, state: 'Refused', reason: 'Forbidden', message });
  expect(sync.status?.progress).toBe('1/2');
  expect(await env.client.find(ConfigMap, { name: 'app', namespace: open })).toBeDefined();
  expect(await env.client.find(ConfigMap, { name: 'app', namespace: closed })).toBeUndefined();
});

test('a ConfigMap that exists and is not ours is refused and stays untouched, also when the sync goes', async () => {
  await using env = await weaver();
  const from = await tenantNamespace(env);
  const to = await env.namespace();
  await grant(env.client, { namespace: to, tenant: from, verbs: all });
  await env.client.create(ConfigMap, { metadata: { name: 'app', namespace: to }, data: { theirs: 'yes' } });
  await env.client.create(ConfigMap, { metadata: { name: 'app', namespace: from }, data: { color: 'blue' } });
  await makeSync(env.client, from, [to]);

  const sync = await env.eventually(
    ConfigMapSync,
    { name: 'app', namespace: from },
    (object) => reason(object, 'Ready') === 'TargetsRefused',
  );
  await env.client.delete(ConfigMapSync, { name: 'app', namespace: from });
  await env.eventuallyGone(ConfigMapSync, { name: 'app', namespace: from });

  expect(sync.status?.targets?.[0]?.message).toContain('exists and belongs to field manager testenv');
  expect((await env.client.get(ConfigMap, { name: 'app', namespace: to })).data).toEqual({ theirs: 'yes' });
});

test('an edited or deleted copy is repaired', async () => {
  await using env = await weaver();
  const from = await tenantNamespace(env);
  const to = await env.namespace();
  const copy = { name: 'app', namespace: to };
  await grant(env.client, { namespace: to, tenant: from, verbs: all });
  await env.client.create(ConfigMap, { metadata: { name: 'app', namespace: from }, data: { color: 'blue' } });
  await makeSync(env.client, from, [to]);
  const { metadata } = await env.eventually(ConfigMap, copy, () => true);

  await env.client.patch(ConfigMap, copy, { type: 'merge', body: { data: { color: 'red', extra: 'x' } } });
  const repaired = await env.eventually(ConfigMap, copy, ({ data }) => data?.['color'] === 'blue' && data['extra'] === undefined);
  await env.client.delete(ConfigMap, copy);
  const remade = await env.eventually(ConfigMap, copy, (object) => object.metadata.uid !== metadata.uid);

  expect(repaired.data).toEqual({ color: 'blue' });
  expect(remade.data).toEqual({ color: 'blue' });
});

test('deleting the sync removes its copies and nothing else', async () => {
  await using env = await weaver();
  const from = await tenantNamespace(env);
  const to = await env.namespace();
  await grant(env.client, { namespace: to, tenant: from, verbs: all });
  await env.client.create(ConfigMap, { metadata: { name: 'app', namespace: from }, data: { color: 'blue' } });
  await makeSync(env.client, from, [to]);
  await env.eventually(ConfigMapSync, { name: 'app', namespace: from }, isReady);

  await env.client.delete(ConfigMapSync, { name: 'app', namespace: from });
  await env.eventuallyGone(ConfigMapSync, { name: 'app', namespace: from });

  expect(await env.client.find(ConfigMap, { name: 'app', namespace: to })).toBeUndefined();
  expect(await env.client.find(ConfigMap, { name: 'app', namespace: from })).toBeDefined();
});

test('deleting the sync with propagation Orphan leaves its copies', async () => {
  await using env = await weaver();
  const from = await tenantNamespace(env);
  const to = await env.namespace();
  await grant(env.client, { namespace: to, tenant: from, verbs: all });
  await env.client.create(ConfigMap, { metadata: { name: 'app', namespace: from }, data: { color: 'blue' } });
  await makeSync(env.client, from, [to]);
  await env.eventually(ConfigMapSync, { name: 'app', namespace: from }, isReady);

  await env.client.delete(ConfigMapSync, { name: 'app', namespace: from }, { propagation: 'Orphan' });
  await env.eventuallyGone(ConfigMapSync, { name: 'app', namespace: from });

  expect((await env.client.get(ConfigMap, { name: 'app', namespace: to })).data).toEqual({ color: 'blue' });
});

test('a namespace that is no longer named loses its copy', async () => {
  await using env = await weaver();
  const from = await tenantNamespace(env);
  const [kept, dropped] = [await env.namespace(), await env.namespace()];
  for (const namespace of [kept, dropped]) await grant(env.client, { namespace, tenant: from, verbs: all });
  await env.client.create(ConfigMap, { metadata: { name: 'app', namespace: from }, data: { color: 'blue' } });
  await makeSync(env.client, from, [kept, dropped]);
  await env.eventually(ConfigMapSync, { name: 'app', namespace: from }, isReady);

  await env.client.patch(
    ConfigMapSync,
    { name: 'app', namespace: from },
    { type: 'merge', body: { spec: { syncToNamespaces: [kept] } } },
  );
  await env.eventuallyGone(ConfigMap, { name: 'app', namespace: dropped });

  expect(await env.client.find(ConfigMap, { name: 'app', namespace: kept })).toBeDefined();
});

test('a source and a ServiceAccount that appear later are picked up', async () => {
  await using env = await weaver();
  const from = await env.namespace();
  const to = await env.namespace();
  await makeSync(env.client, from, [to]);
  const before = await env.eventually(
    ConfigMapSync,
    { name: 'app', namespace: from },
    (object) => reason(object, 'Ready') !== undefined,
  );

  await grant(env.client, { namespace: from, tenant: from, verbs: ['get'] });
  await grant(env.client, { namespace: to, tenant: from, verbs: all });
  await env.client.create(ServiceAccount, { metadata: { name: 'weaver', namespace: from } });
  await env.client.create(ConfigMap, { metadata: { name: 'app', namespace: from }, data: { color: 'blue' } });
  const copy = await env.eventually(ConfigMap, { name: 'app', namespace: to }, () => true);

  expect(reason(before, 'Ready')).toBe('ServiceAccountNotFound');
  expect(copy.data).toEqual({ color: 'blue' });
});

test('the namespace of the source is refused as a target', async () => {
  await using env = await weaver();
  const from = await tenantNamespace(env);
  await env.client.create(ConfigMap, { metadata: { name: 'app', namespace: from }, data: { color: 'blue' } });
  await makeSync(env.client, from, [from]);

  const sync = await env.eventually(
    ConfigMapSync,
    { name: 'app', namespace: from },
    (object) => reason(object, 'Ready') === 'TargetsRefused',
  );

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
