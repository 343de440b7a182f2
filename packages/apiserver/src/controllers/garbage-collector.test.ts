import { expect, test } from 'vitest';
import { temporaryFolder } from '../storage/test-support/example-objects.ts';
import { clusterRoles, configMaps, createConfigMap, createNamespace, ownedBy, secrets } from './test-support/owned-objects.ts';
import { startServer } from './test-support/running-server.ts';

test('dependents go after their owner, and theirs after them', async () => {
  await using server = await startServer();
  const owner = await createConfigMap(server, 'default', 'owner');
  const child = await createConfigMap(server, 'default', 'child', { owners: [ownedBy(owner)] });
  await createConfigMap(server, 'default', 'grandchild', { owners: [ownedBy(child)] });
  await createConfigMap(server, 'default', 'stranger');

  await server.delete(configMaps('default', 'owner'), 'Background');

  expect(await server.get(configMaps('default', 'owner'))).toBeUndefined();
  await server.gone(configMaps('default', 'grandchild'));
  expect(await server.get(configMaps('default', 'child'))).toBeUndefined();
  expect(await server.get(configMaps('default', 'stranger'))).toBeDefined();
});

test('a thousand dependents go with one owner', async () => {
  await using server = await startServer();
  const owner = await createConfigMap(server, 'default', 'owner');
  const some = Array.from({ length: 1000 }, (_, index) => `child-${index}`);
  await Promise.all(
    some.map((name) => createConfigMap(server, 'default', name, { owners: [ownedBy(owner, { blockOwnerDeletion: true })] })),
  );

  await server.delete(configMaps('default', 'owner'), 'Foreground');
  await server.gone(configMaps('default', 'owner'));

  const { body } = await server.request('GET', configMaps('default'));
  expect((body['items'] as readonly { metadata: { name: string } }[]).map(({ metadata }) => metadata.name)).toEqual([
    'kube-root-ca.crt',
  ]);
});

test('a dependent is kept while one owner lives, without the references to those that are gone', async () => {
  await using server = await startServer();
  const first = await createConfigMap(server, 'default', 'first');
  const second = await createConfigMap(server, 'default', 'second');
  await createConfigMap(server, 'default', 'child', { owners: [ownedBy(first), ownedBy(second)] });

  await server.delete(configMaps('default', 'first'), 'Background');
  const child = await server.until(configMaps('default', 'child'), (object) => object?.metadata.ownerReferences?.length === 1);
  expect(child?.metadata.ownerReferences?.[0]?.uid).toBe(second.metadata.uid);

  await server.delete(configMaps('default', 'second'), 'Background');
  await server.gone(configMaps('default', 'child'));
});

test('a foreground deletion waits for dependents that block it, and only for those', async () => {
  await using server = await startServer();
  const owner = await createConfigMap(server, 'default', 'owner');
  const blocking = [ownedBy(owner, { blockOwnerDeletion: true })];
  await createConfigMap(server, 'default', 'blocking', { owners: blocking, finalizers: ['example.com/held'] });
  await createConfigMap(server, 'default', 'free', { owners: [ownedBy(owner)], finalizers: ['example.com/held'] });

  const deleted = await server.delete(configMaps('default', 'owner'), 'Foreground');
  expect(deleted.metadata.finalizers).toEqual(['foregroundDeletion']);
  for (const name of ['blocking', 'free']) {
    await server.until(configMaps('default', name), (object) => object?.metadata.deletionTimestamp !== undefined);
  }
  expect(await server.get(configMaps('default', 'owner'))).toBeDefined();

  await server.mergePatch(configMaps('default', 'blocking'), { metadata: { finalizers: null } });
  await server.gone(configMaps('default', 'owner'));
  expect(await server.get(configMaps('default', 'blocking'))).toBeUndefined();
  expect(await server.get(configMaps('default', 'free'))).toBeDefined();
});

test('a foreground deletion takes the dependents of dependents first', async () => {
  await using server = await startServer();
  const owner = await createConfigMap(server, 'default', 'owner');
  const child = await createConfigMap(server, 'default', 'child', { owners: [ownedBy(owner, { blockOwnerDeletion: true })] });
  const owners = [ownedBy(child, { blockOwnerDeletion: true })];
  await createConfigMap(server, 'default', 'grandchild', { owners, finalizers: ['example.com/held'] });

  await server.delete(configMaps('default', 'owner'), 'Foreground');
  const waiting = await server.until(configMaps('default', 'child'), (object) => object?.metadata.finalizers !== undefined);
  expect(waiting?.metadata.finalizers).toEqual(['foregroundDeletion']);

  await server.mergePatch(configMaps('default', 'grandchild'), { metadata: { finalizers: null } });
  await server.gone(configMaps('default', 'owner'));
  expect(await server.get(configMaps('default', 'child'))).toBeUndefined();
});

test('a foreground deletion leaves a dependent that has another owner', async () => {
  await using server = await startServer();
  const owner = await createConfigMap(server, 'default', 'owner');
  const other = await createConfigMap(server, 'default', 'other');
  const owners = [ownedBy(owner, { blockOwnerDeletion: true }), ownedBy(other)];
  await createConfigMap(server, 'default', 'child', { owners });

  await server.delete(configMaps('default', 'owner'), 'Foreground');
  await server.gone(configMaps('default', 'owner'));

  const child = await server.get(configMaps('default', 'child'));
  expect(child?.metadata.ownerReferences?.map(({ uid }) => uid)).toEqual([other.metadata.uid]);
});

test('objects that own one another go in the foreground as well', async () => {
  await using server = await startServer();
  const first = await createConfigMap(server, 'default', 'first');
  const second = await createConfigMap(server, 'default', 'second', { owners: [ownedBy(first, { blockOwnerDeletion: true })] });
  await server.mergePatch(configMaps('default', 'first'), {
    metadata: { ownerReferences: [ownedBy(second, { blockOwnerDeletion: true })] },
  });

  await server.delete(configMaps('default', 'first'), 'Foreground');

  await server.gone(configMaps('default', 'first'));
  await server.gone(configMaps('default', 'second'));
});

test('orphans lose the reference and stay', async () => {
  await using server = await startServer();
  const owner = await createConfigMap(server, 'default', 'owner');
  const owners = [ownedBy(owner)];
  await createConfigMap(server, 'default', 'child', { owners });

  await server.delete(configMaps('default', 'owner'), 'Orphan');
  await server.gone(configMaps('default', 'owner'));

  const child = await server.get(configMaps('default', 'child'));
  expect(child?.metadata.ownerReferences).toBeUndefined();
  expect(child?.metadata.deletionTimestamp).toBeUndefined();
});

test('an owner that never was, or was another of that name, is an absent one', async () => {
  await using server = await startServer();
  const owner = await createConfigMap(server, 'default', 'owner');
  const uid = '00000000-0000-4000-8000-000000000000';

  await createConfigMap(server, 'default', 'never', { owners: [ownedBy(owner, { name: 'nobody', uid })] });
  await createConfigMap(server, 'default', 'another', { owners: [ownedBy(owner, { uid })] });

  await server.gone(configMaps('default', 'never'));
  await server.gone(configMaps('default', 'another'));
  expect(await server.get(configMaps('default', 'owner'))).toBeDefined();
});

test('an owner in another namespace is an absent one', async () => {
  await using server = await startServer();
  await createNamespace(server, 'far');
  const owner = await createConfigMap(server, 'far', 'owner');

  await createConfigMap(server, 'default', 'child', { owners: [ownedBy(owner)] });

  await server.gone(configMaps('default', 'child'));
});

test('a cluster-scoped object that names a namespaced owner is never collected', async () => {
  await using server = await startServer();
  const owner = await createConfigMap(server, 'default', 'owner');
  const metadata = { name: 'odd', ownerReferences: [ownedBy(owner)] };
  await server.create(clusterRoles(), { kind: 'ClusterRole', apiVersion: 'rbac.authorization.k8s.io/v1', metadata, rules: [] });
  const marker = await createConfigMap(server, 'default', 'marker', { owners: [ownedBy(owner)] });

  await server.delete(configMaps('default', 'owner'), 'Background');
  await server.gone(configMaps('default', marker.metadata.name));

  expect(await server.get(clusterRoles('odd'))).toBeDefined();
});

test('a namespaced object goes with its cluster-scoped owner', async () => {
  await using server = await startServer();
  const apiVersion = 'rbac.authorization.k8s.io/v1';
  const role = await server.create(clusterRoles(), { kind: 'ClusterRole', apiVersion, metadata: { name: 'owner' }, rules: [] });
  await createConfigMap(server, 'default', 'child', { owners: [ownedBy(role, { apiVersion, kind: 'ClusterRole' })] });

  await server.delete(clusterRoles('owner'));

  await server.gone(configMaps('default', 'child'));
});

test('an owner of a kind that is not served leaves its dependent alone until the kind is', async () => {
  await using server = await startServer();
  const owner = { apiVersion: 'example.com/v1', kind: 'Widget', name: 'w', uid: '00000000-0000-4000-8000-000000000000' };
  await createConfigMap(server, 'default', 'undecided', { owners: [owner] });
  const absent = { apiVersion: 'v1', kind: 'Secret', name: 'none', uid: owner.uid };
  await createConfigMap(server, 'default', 'marker', { owners: [absent] });
  await server.gone(configMaps('default', 'marker'));
  expect(await server.get(configMaps('default', 'undecided'))).toBeDefined();

  await server.create('/apis/apiextensions.k8s.io/v1/customresourcedefinitions', widgets);

  await server.gone(configMaps('default', 'undecided'));
});

test('custom resources own and are owned from the moment that their kind is served', async () => {
  await using server = await startServer();
  await server.create('/apis/apiextensions.k8s.io/v1/customresourcedefinitions', widgets);
  const path = '/apis/example.com/v1/namespaces/default/widgets';
  const apiVersion = 'example.com/v1';
  await server.until('/apis/apiextensions.k8s.io/v1/customresourcedefinitions/widgets.example.com', (definition) =>
    JSON.stringify(definition?.['status'] ?? {}).includes('"Established"'),
  );
  const owner = await server.create(path, { kind: 'Widget', apiVersion, metadata: { name: 'owner' } });
  const reference = ownedBy(owner, { apiVersion, kind: 'Widget' });
  await server.create(path, { kind: 'Widget', apiVersion, metadata: { name: 'child', ownerReferences: [reference] } });
  await createConfigMap(server, 'default', 'child', { owners: [reference] });

  await server.delete(`${path}/owner`);

  await server.gone(`${path}/child`);
  await server.gone(configMaps('default', 'child'));
});

test('what lost its owner while the server was down is collected when it starts', async () => {
  using folder = temporaryFolder();
  const dataDir = folder.path;
  {
    await using server = await startServer({ dataDir });
    const owner = await createConfigMap(server, 'default', 'owner', { finalizers: ['example.com/held'] });
    await createConfigMap(server, 'default', 'child', { owners: [ownedBy(owner)] });
    await server.create(secrets('default'), { kind: 'Secret', apiVersion: 'v1', metadata: { name: 'kept' } });
  }

  await using server = await startServer({ dataDir });
  await server.delete(configMaps('default', 'owner'));
  await server.mergePatch(configMaps('default', 'owner'), { metadata: { finalizers: null } });

  await server.gone(configMaps('default', 'child'));
  expect(await server.get(secrets('default', 'kept'))).toBeDefined();
});

const widgets = {
  kind: 'CustomResourceDefinition',
  apiVersion: 'apiextensions.k8s.io/v1',
  metadata: { name: 'widgets.example.com' },
  spec: {
    group: 'example.com',
    scope: 'Namespaced',
    names: { kind: 'Widget', plural: 'widgets' },
    versions: [{ name: 'v1', served: true, storage: true, schema: { openAPIV3Schema: { type: 'object' } } }],
  },
};
