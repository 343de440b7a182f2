import { expect, test } from 'vitest';
import { configMaps, createConfigMap, createNamespace, namespaces, secrets } from './test-support/owned-objects.ts';
import { type Answered, startServer } from './test-support/running-server.ts';

const conditionsOf = (namespace: Answered | undefined) =>
  (
    (namespace?.['status'] as { conditions?: readonly { type: string; status: string; message: string }[] })?.conditions ?? []
  ).map(({ type, status, message }) => `${type}=${status}: ${message}`); // a Namespace's

test('a deleted namespace is Terminating, is emptied, and goes', async () => {
  await using server = await startServer();
  await createNamespace(server, 'shop');
  await createConfigMap(server, 'shop', 'app');
  await createConfigMap(server, 'default', 'app');
  await server.create(secrets('shop'), { kind: 'Secret', apiVersion: 'v1', metadata: { name: 'key' } });

  const deleted = await server.delete(namespaces('shop'));
  expect([deleted.kind, deleted['status']]).toEqual(['Namespace', { phase: 'Terminating' }]);
  await server.gone(namespaces('shop'));

  for (const path of [configMaps('shop', 'app'), secrets('shop', 'key'), configMaps('shop', 'kube-root-ca.crt')]) {
    expect(await server.get(path)).toBeUndefined();
  }
  expect(await server.get('/api/v1/namespaces/shop/serviceaccounts/default')).toBeUndefined();
  expect(await server.get(configMaps('default', 'app'))).toBeDefined();
});

test('an empty namespace can be made, deleted and made again at once', async () => {
  await using server = await startServer();
  const uids: (string | undefined)[] = [];
  for (let round = 0; round < 3; round++) {
    await createNamespace(server, 'again');
    uids.push((await server.get(namespaces('again')))?.metadata.uid);
    await server.delete(namespaces('again'));
    await server.gone(namespaces('again'));
  }

  expect(new Set(uids).size).toBe(3);
});

test('what finalizers hold keeps the namespace, whose conditions say so, and nothing new gets in', async () => {
  await using server = await startServer();
  await createNamespace(server, 'shop');
  await createConfigMap(server, 'shop', 'held', { finalizers: ['example.com/held'] });
  await createConfigMap(server, 'shop', 'free');

  await server.delete(namespaces('shop'));
  const namespace = await server.until(namespaces('shop'), (object) => conditionsOf(object).length > 0);
  expect(conditionsOf(namespace)).toEqual([
    'NamespaceDeletionDiscoveryFailure=False: All resources successfully discovered',
    'NamespaceDeletionGroupVersionParsingFailure=False: All legacy kube types successfully parsed',
    'NamespaceDeletionContentFailure=False: All content successfully deleted, may be waiting on finalization',
    'NamespaceContentRemaining=True: Some resources are remaining: configmaps. has 1 resource instances',
    'NamespaceFinalizersRemaining=True: Some content in the namespace has finalizers remaining: example.com/held in 1 resource instances',
  ]);
  expect((await server.get(configMaps('shop', 'held')))?.metadata.deletionTimestamp).toBeDefined();
  expect(await server.get(configMaps('shop', 'free'))).toBeUndefined();
  const refused = await server.request('POST', configMaps('shop'), { metadata: { name: 'new' } });
  expect([refused.code, refused.body['reason']]).toEqual([403, 'Forbidden']);

  await server.mergePatch(configMaps('shop', 'held'), { metadata: { finalizers: null } });
  await server.gone(namespaces('shop'));
});

test('a finalizer of the namespace’s own holds it after it was emptied', async () => {
  await using server = await startServer();
  const metadata = { name: 'shop', finalizers: ['example.com/held'] };
  await server.create(namespaces(), { kind: 'Namespace', apiVersion: 'v1', metadata });
  await createConfigMap(server, 'shop', 'app');

  await server.delete(namespaces('shop'));
  const emptied = await server.until(namespaces('shop'), (object) => !JSON.stringify(object?.['spec']).includes('kubernetes'));
  expect(emptied?.['status']).toMatchObject({ phase: 'Terminating' });
  expect(await server.get(configMaps('shop', 'app'))).toBeUndefined();

  await server.mergePatch(namespaces('shop'), { metadata: { finalizers: null } });
  await server.gone(namespaces('shop'));
});
