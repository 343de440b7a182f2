import { expect, test } from 'vitest';
import { createClient } from '../create-client.ts';
import { answer, type ReceivedRequest, refuse, startServer } from '../test-support/test-server.ts';

type Response = Parameters<Parameters<typeof startServer>[0]>[1];

const widget = {
  group: 'shop.test',
  version: 'v1',
  kind: 'Widget',
  plural: 'widgets',
  scope: 'Namespaced',
  singular: 'widget',
  shortNames: ['w'],
  categories: ['all'],
  verbs: ['get', 'list'],
  subresources: ['status', 'scale'],
};
const namespace = {
  group: '',
  version: 'v1',
  kind: 'Namespace',
  plural: 'namespaces',
  scope: 'Cluster',
  singular: 'namespace',
  shortNames: [],
  categories: [],
  verbs: ['get'],
  subresources: [],
};

function answerAggregated(request: ReceivedRequest, response: Response): void {
  const type = 'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList';
  const resource = (of: typeof widget | typeof namespace): unknown => ({
    resource: of.plural,
    responseKind: { group: of.group, version: of.version, kind: of.kind },
    scope: of.scope,
    singularResource: of.singular,
    verbs: of.verbs,
    ...(of.shortNames.length > 0 && { shortNames: of.shortNames, categories: of.categories }),
    subresources: of.subresources.map((subresource) => ({ subresource })),
  });
  const group = (of: typeof widget | typeof namespace): unknown => ({
    metadata: { name: of.group },
    versions: [
      { version: of.version, freshness: 'Current', resources: [resource(of)] },
      { version: 'v0', freshness: 'Stale' },
    ],
  });
  if (request.path === '/api') answer(response, { items: [group(namespace)] }, 200, { 'content-type': type });
  else if (request.path === '/apis') answer(response, { items: [group(widget)] }, 200, { 'content-type': type });
  else if (request.path === '/version') answer(response, { major: '1', minor: '36', gitVersion: 'v1.36.3' });
  else response.writeHead(404).end();
}

function answerLegacy(request: ReceivedRequest, response: Response): void {
  const entry = (of: typeof widget | typeof namespace): unknown => ({
    name: of.plural,
    kind: of.kind,
    namespaced: of.scope === 'Namespaced',
    singularName: of.singular,
    verbs: of.verbs,
    ...(of.shortNames.length > 0 && { shortNames: of.shortNames, categories: of.categories }),
  });
  const documents: Readonly<Record<string, unknown>> = {
    '/api': { kind: 'APIVersions', versions: ['v1'] },
    '/api/v1': { groupVersion: 'v1', resources: [entry(namespace)] },
    '/apis': { groups: [{ versions: [{ groupVersion: 'shop.test/v1' }] }, { versions: [{ groupVersion: 'down.test/v1' }] }] },
    '/apis/shop.test/v1': {
      groupVersion: 'shop.test/v1',
      resources: [entry(widget), { name: 'widgets/status', kind: 'Widget' }, { name: 'widgets/scale', kind: 'Scale' }],
    },
  };
  const document = documents[request.path];
  if (document) answer(response, document);
  else refuse(response, { code: 503, reason: 'ServiceUnavailable', message: 'the server is down' });
}

test.each([
  ['aggregated', answerAggregated],
  ['legacy', answerLegacy],
])('%s discovery gives every kind with its subresources, and is asked once', async (_name, handler) => {
  await using server = await startServer(handler);
  await using client = createClient(server.config);

  const [first, second] = await Promise.all([client.discovery.resources(), client.discovery.resources()]);
  const asked = server.requests.length;
  const found = await client.discovery.resourceFor({ apiVersion: 'shop.test/v1', kind: 'Widget' });

  expect(first).toEqual([namespace, widget]);
  expect(second).toBe(first);
  expect(found).toEqual(widget);
  expect(server.requests).toHaveLength(asked);
});

test('a kind that is not known makes it ask once more, then names the closest', async () => {
  await using server = await startServer(answerAggregated);
  await using client = createClient(server.config);
  await client.discovery.resources();

  await expect(client.discovery.resourceFor({ apiVersion: 'shop.test/v1', kind: 'Widgets' })).rejects.toMatchObject({
    name: 'ClientError',
    code: 'KindNotServed',
    message: 'the server does not serve Widgets of shop.test/v1',
    hint: 'It serves Widget of shop.test/v1.',
  });
  expect(server.requests.map((request) => request.path).sort()).toEqual(['/api', '/api', '/apis', '/apis']);
  await expect(client.discovery.resourceFor({ apiVersion: 'shop.test/v2', kind: 'Widget' })).rejects.toMatchObject({
    hint: 'It serves Widget of shop.test/v1.',
  });
  await expect(client.discovery.resourceFor({ apiVersion: 'other.test/v2', kind: 'Something' })).rejects.toMatchObject({
    hint: 'Install its CustomResourceDefinition first.',
  });
});

test('a kind that was added since is found', async () => {
  let added = false;
  await using server = await startServer((request, response) => {
    if (!added && request.path === '/apis') answer(response, { groups: [] });
    else answerAggregated(request, response);
  });
  await using client = createClient(server.config);

  expect(await client.discovery.resources()).toEqual([namespace]);
  added = true;

  expect(await client.discovery.resourceFor({ apiVersion: 'shop.test/v1', kind: 'Widget' })).toEqual(widget);
});

test('a failure is not remembered, and one caller giving up does not end it for another', async () => {
  let fail = true;
  await using server = await startServer((request, response) => {
    if (fail) refuse(response, { code: 500, reason: 'InternalError', message: 'broken' });
    else answerAggregated(request, response);
  });
  await using client = createClient(server.config);

  await expect(client.discovery.resources()).rejects.toMatchObject({ reason: 'InternalError' });
  fail = false;
  const stop = new AbortController();
  const impatient = client.discovery.resources({ signal: stop.signal });
  const patient = client.discovery.resources();
  stop.abort(new Error('enough'));

  await expect(impatient).rejects.toThrow('enough');
  expect(await patient).toHaveLength(2);
});

test('the version of the server can be asked', async () => {
  await using server = await startServer(answerAggregated);
  await using client = createClient(server.config);

  expect(await client.discovery.version()).toEqual({ major: '1', minor: '36', gitVersion: 'v1.36.3' });
});
