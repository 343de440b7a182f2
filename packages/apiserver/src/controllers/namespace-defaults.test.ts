import { expect, test } from 'vitest';
import { configMaps, createNamespace } from './test-support/owned-objects.ts';
import { type Answered, startServer } from './test-support/running-server.ts';

const account = (namespace: string) => `/api/v1/namespaces/${namespace}/serviceaccounts/default`;
const dataOf = (configMap: Answered | undefined) => configMap?.['data'] as Readonly<Record<string, string>> | undefined; // a ConfigMap's
const exists = (object: Answered | undefined) => object !== undefined;

test('every namespace has a ServiceAccount and the server’s certificate authority, new ones too', async () => {
  await using server = await startServer();
  await createNamespace(server, 'new');

  for (const namespace of ['default', 'kube-system', 'kube-public', 'new']) {
    await server.until(account(namespace), exists);
    const configMap = await server.until(configMaps(namespace, 'kube-root-ca.crt'), exists);
    expect(dataOf(configMap)).toEqual({ 'ca.crt': expect.stringContaining('BEGIN CERTIFICATE') });
  }
});

test('both come back when they are deleted', async () => {
  await using server = await startServer();
  await createNamespace(server, 'shop');
  for (const path of [account('shop'), configMaps('shop', 'kube-root-ca.crt')]) {
    const before = await server.until(path, exists);
    await server.delete(path);
    const after = await server.until(path, (object) => exists(object) && object?.metadata.uid !== before?.metadata.uid);
    expect(after).toBeDefined();
  }
});

test('the certificate authority is put right when it is changed', async () => {
  await using server = await startServer();
  const path = configMaps('default', 'kube-root-ca.crt');
  const before = dataOf(await server.until(path, exists));

  await server.mergePatch(path, { data: { 'ca.crt': 'mine', more: 'of it' } });

  const after = await server.until(path, (object) => dataOf(object)?.['ca.crt'] !== 'mine');
  expect(dataOf(after)).toEqual(before);
});

test('another ConfigMap and another ServiceAccount are left alone', async () => {
  await using server = await startServer();
  await server.create('/api/v1/namespaces/default/serviceaccounts', {
    kind: 'ServiceAccount',
    apiVersion: 'v1',
    metadata: { name: 'mine' },
  });
  const mine = '/api/v1/namespaces/default/serviceaccounts/mine';

  await server.until(account('default'), exists);
  await server.delete(mine);
  await server.delete(account('default'));
  await server.until(account('default'), exists);

  expect(await server.get(mine)).toBeUndefined();
});
