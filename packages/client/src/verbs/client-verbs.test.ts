import { expect, test } from 'vitest';
import { createClient } from '../create-client.ts';
import { ConfigMap, configMap, Widget } from '../test-support/test-kinds.ts';
import { answer, refuse, startServer } from '../test-support/test-server.ts';

const app = { name: 'app', namespace: 'shop' };

test('get reads the object at its path, over TLS', async () => {
  await using server = await startServer((_request, response) => answer(response, configMap('app')), { tls: true });
  await using client = createClient(server.config);

  const found = await client.get(ConfigMap, app, { resourceVersion: '0' });

  expect(found.metadata.name).toBe('app');
  expect(server.requests[0]).toMatchObject({ method: 'GET', path: '/api/v1/namespaces/shop/configmaps/app' });
  expect(server.requests[0]?.query.get('resourceVersion')).toBe('0');
});

test('a path below the server goes in front of every request', async () => {
  await using server = await startServer((_request, response) => answer(response, configMap('app')));
  await using client = createClient({ ...server.config, server: `${server.config.server}/clusters/one/` });

  await client.get(ConfigMap, app);

  expect(server.requests[0]?.path).toBe('/clusters/one/api/v1/namespaces/shop/configmaps/app');
  expect(client.server).toBe(server.config.server);
});

test('find answers undefined for an object that is missing, but not for a kind that is', async () => {
  await using server = await startServer((request, response) => {
    if (request.path.includes('widgets')) response.writeHead(404, { 'content-type': 'text/plain' }).end('404 page not found\n');
    else
      refuse(response, {
        code: 404,
        reason: 'NotFound',
        message: 'configmaps "app" not found',
        details: { name: 'app', kind: 'configmaps' },
      });
  });
  await using client = createClient(server.config);

  expect(await client.find(ConfigMap, app)).toBeUndefined();
  await expect(client.find(Widget, app)).rejects.toMatchObject({
    name: 'ApiError',
    reason: 'NotFound',
    message: 'the server does not serve widgets of shop.test v1',
    hint: 'Is its CustomResourceDefinition widgets.shop.test installed, and v1 served?',
  });
});

test('create fills in apiVersion and kind and validates strictly', async () => {
  await using server = await startServer((_request, response) => answer(response, configMap('app'), 201));
  await using client = createClient(server.config, { fieldManager: 'tests' });

  await client.create(ConfigMap, { metadata: { ...app }, data: { color: 'blue' } });

  const [request] = server.requests;
  expect(request).toMatchObject({ method: 'POST', path: '/api/v1/namespaces/shop/configmaps' });
  expect(Object.fromEntries(request?.query ?? [])).toEqual({ fieldManager: 'tests', fieldValidation: 'Strict' });
  expect(JSON.parse(request?.body ?? '')).toEqual({
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: app,
    data: { color: 'blue' },
  });
});

test('apply sends JSON as an apply patch, with force only when asked', async () => {
  await using server = await startServer((_request, response) => answer(response, configMap('app')));
  await using client = createClient(server.config);

  await client.apply(ConfigMap, { metadata: app, data: { a: '1' } }, { fieldManager: 'one' });
  await client.with({ fieldManager: 'two' }).apply(ConfigMap, { metadata: app }, { force: true, dryRun: true });

  expect(server.requests.map((request) => [request.method, request.headers['content-type']])).toEqual([
    ['PATCH', 'application/apply-patch+yaml'],
    ['PATCH', 'application/apply-patch+yaml'],
  ]);
  expect(server.requests.map((request) => request.query.toString())).toEqual([
    'fieldManager=one&fieldValidation=Strict',
    'fieldManager=two&fieldValidation=Strict&dryRun=All&force=true',
  ]);
});

test('applyStatus applies only the status, to its subresource', async () => {
  await using server = await startServer((_request, response) => answer(response, {}));
  await using client = createClient(server.config, { fieldManager: 'shop' });

  await client.applyStatus(Widget, { name: 'w', namespace: 'shop' }, { ready: true });

  expect(server.requests[0]?.path).toBe('/apis/shop.test/v1/namespaces/shop/widgets/w/status');
  expect(JSON.parse(server.requests[0]?.body ?? '')).toEqual({
    apiVersion: 'shop.test/v1',
    kind: 'Widget',
    metadata: { name: 'w', namespace: 'shop' },
    status: { ready: true },
  });
});

test('each patch goes out under its own media type', async () => {
  await using server = await startServer((_request, response) => answer(response, configMap('app')));
  await using client = createClient(server.config);

  await client.patch(ConfigMap, app, { type: 'json', ops: [{ op: 'remove', path: '/data/a' }] });
  await client.patch(ConfigMap, app, { type: 'merge', body: { data: { a: null } } });
  await client.patch(ConfigMap, app, { type: 'strategic', body: { data: { a: '1' } } }, { subresource: 'status' });

  expect(server.requests.map((request) => [request.headers['content-type'], request.body])).toEqual([
    ['application/json-patch+json', '[{"op":"remove","path":"/data/a"}]'],
    ['application/merge-patch+json', '{"data":{"a":null}}'],
    ['application/strategic-merge-patch+json', '{"data":{"a":"1"}}'],
  ]);
  expect(server.requests[2]?.path).toBe('/api/v1/namespaces/shop/configmaps/app/status');
});

test('replace puts the whole object back', async () => {
  await using server = await startServer((_request, response) => answer(response, configMap('app', '2')));
  await using client = createClient(server.config);

  const replaced = await client.replace(ConfigMap, { metadata: { ...app, resourceVersion: '1' }, data: {} });

  expect(replaced.metadata.resourceVersion).toBe('2');
  expect(server.requests[0]).toMatchObject({ method: 'PUT', path: '/api/v1/namespaces/shop/configmaps/app' });
});

test('delete tells whether something still holds the object', async () => {
  const held = {
    ...configMap('held'),
    metadata: { ...configMap('held').metadata, deletionTimestamp: 'now', finalizers: ['a/b'] },
  };
  await using server = await startServer((request, response) => {
    if (request.path.endsWith('/held')) answer(response, held);
    else if (request.path.endsWith('/answered')) answer(response, configMap('answered'));
    else if (request.path.endsWith('/gone'))
      answer(response, { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Success' });
    else
      refuse(response, { code: 404, reason: 'NotFound', message: 'not found', details: { name: 'missing', kind: 'configmaps' } });
  });
  await using client = createClient(server.config);
  const remove = (name: string): Promise<unknown> => client.delete(ConfigMap, { name, namespace: 'shop' });

  expect(await remove('held')).toEqual(held);
  expect(await remove('answered')).toBeUndefined();
  expect(await remove('gone')).toBeUndefined();
  expect(await remove('missing')).toBeUndefined();
});

test('delete sends its options as DeleteOptions, and no body without any', async () => {
  await using server = await startServer((_request, response) => answer(response, { kind: 'Status', status: 'Success' }));
  await using client = createClient(server.config);

  await client.delete(ConfigMap, app);
  await client.delete(ConfigMap, app, { propagation: 'Foreground', preconditions: { uid: 'u' }, dryRun: true });
  await client.deleteCollection(ConfigMap, { namespace: 'shop', labels: { tier: 'web' } });

  expect(server.requests[0]?.body).toBe('');
  expect(JSON.parse(server.requests[1]?.body ?? '')).toEqual({
    apiVersion: 'v1',
    kind: 'DeleteOptions',
    propagationPolicy: 'Foreground',
    preconditions: { uid: 'u' },
    dryRun: ['All'],
  });
  expect(server.requests[2]).toMatchObject({ method: 'DELETE', path: '/api/v1/namespaces/shop/configmaps' });
  expect(server.requests[2]?.query.get('labelSelector')).toBe('tier=web');
});

test('subresources are read as what they are and posted to', async () => {
  await using server = await startServer((request, response) => {
    if (request.path.endsWith('/log')) response.writeHead(200, { 'content-type': 'text/plain' }).end('{"not": "decoded"}');
    else answer(response, { kind: 'TokenRequest', status: { token: 'secret' } });
  });
  await using client = createClient(server.config);

  expect(await client.getSubresource(ConfigMap, app, 'log')).toBe('{"not": "decoded"}');
  expect(await client.createSubresource(ConfigMap, app, 'token', { spec: {} })).toMatchObject({ status: { token: 'secret' } });
  expect(server.requests[1]).toMatchObject({ method: 'POST', path: '/api/v1/namespaces/shop/configmaps/app/token' });
});

test('a raw request carries its headers, and its failures are errors all the same', async () => {
  await using server = await startServer((request, response) => {
    if (request.path === '/readyz') response.end('ok');
    else response.writeHead(500).end('broken');
  });
  await using client = createClient(server.config);

  const ready = await client.request({ method: 'GET', path: '/readyz?verbose', headers: { Accept: 'text/plain' } });

  expect([ready.status, ready.text()]).toEqual([200, 'ok']);
  expect(() => ready.json()).toThrow(expect.objectContaining({ code: 'InvalidAnswer' }));
  expect(server.requests[0]?.headers.accept).toBe('text/plain');
  await expect(client.request({ method: 'GET', path: '/healthz' })).rejects.toMatchObject({ reason: 'InternalError', code: 500 });
  await expect(client.request({ method: 'GET', path: 'healthz' })).rejects.toMatchObject({ code: 'InvalidRequest' });
});

test('warnings of the server are passed on', async () => {
  const warnings: string[] = [];
  await using server = await startServer((_request, response) =>
    answer(response, {}, 200, { warning: '299 - "unknown field \\"x\\"", 299 - "v1beta1 is deprecated"' }),
  );
  await using client = createClient(server.config, { onWarning: (warning) => warnings.push(warning) });

  await client.get(ConfigMap, app);

  expect(warnings).toEqual(['unknown field "x"', 'v1beta1 is deprecated']);
});
