import { expect, test } from 'vitest';
import { createClient } from '../create-client.ts';
import { ConfigMap, configMap } from '../test-support/test-kinds.ts';
import { answer, refuse, startServer } from '../test-support/test-server.ts';
import { answerList } from '../test-support/watch-server.ts';

/** As built-in kinds are listed: without apiVersion and kind. */
function bare(name: string): unknown {
  const { apiVersion: _version, kind: _kind, ...object } = configMap(name);
  return object;
}

test('list follows the pages, asking for each only when it is needed', async () => {
  await using server = await startServer((request, response) => {
    if (request.query.get('continue') === 'two') answerList(response, [bare('c')], { resourceVersion: '7', continue: '' });
    else answerList(response, [bare('a'), bare('b')], { resourceVersion: '7', continue: 'two' });
  });
  await using client = createClient(server.config);
  const names: string[] = [];
  let requestsAtSecond = 0;

  for await (const object of client.list(ConfigMap, { namespace: 'shop', pageSize: 2, resourceVersion: '7' })) {
    expect(object).toMatchObject({ apiVersion: 'v1', kind: 'ConfigMap' });
    names.push(object.metadata.name);
    if (names.length === 2) requestsAtSecond = server.requests.length;
  }

  expect(names).toEqual(['a', 'b', 'c']);
  expect(requestsAtSecond).toBe(1);
  expect(server.requests.map((request) => request.query.toString())).toEqual([
    'limit=2&resourceVersion=7',
    'limit=2&continue=two',
  ]);
});

test('a list can be iterated twice', async () => {
  await using server = await startServer((_request, response) => answerList(response, [bare('a')], { resourceVersion: '1' }));
  await using client = createClient(server.config);
  const list = client.list(ConfigMap);

  for (let round = 0; round < 2; round++) expect(await Array.fromAsync(list)).toHaveLength(1);
  expect(server.requests).toHaveLength(2);
});

test('a list that the server forgot between two pages goes on with the token it offers instead', async () => {
  await using server = await startServer((request, response) => {
    const token = request.query.get('continue');
    if (token === 'old') refuse(response, { code: 410, reason: 'Expired', message: 'too old', metadata: { continue: 'newer' } });
    else if (token === 'newer') answerList(response, [bare('b')], { resourceVersion: '9' });
    else answerList(response, [bare('a')], { resourceVersion: '1', continue: 'old' });
  });
  await using client = createClient(server.config);

  const names = (await Array.fromAsync(client.list(ConfigMap))).map((object) => object.metadata.name);

  expect(names).toEqual(['a', 'b']);
});

test('a forgotten list without such a token is an error', async () => {
  await using server = await startServer((request, response) => {
    if (request.query.has('continue')) refuse(response, { code: 410, reason: 'Expired', message: 'too old' });
    else answerList(response, [bare('a')], { resourceVersion: '1', continue: 'old' });
  });
  await using client = createClient(server.config);

  await expect(Array.fromAsync(client.list(ConfigMap))).rejects.toMatchObject({ name: 'ApiError', reason: 'Expired' });
});

test('selectors are escaped; labels may be given as an object', async () => {
  await using server = await startServer((_request, response) => answerList(response, [], { resourceVersion: '1' }));
  await using client = createClient(server.config);

  await client.listPage(ConfigMap, { labels: { app: 'web', tier: '' }, fields: 'metadata.name!=a' });
  await client.listPage(ConfigMap, { labels: 'app in (a,b)', pageSize: 0 });

  expect(server.requests[0]?.query.get('labelSelector')).toBe('app=web,tier=');
  expect(server.requests[0]?.query.get('fieldSelector')).toBe('metadata.name!=a');
  expect(server.requests[1]?.query.toString()).toBe('labelSelector=app+in+%28a%2Cb%29');
});

test('listMetadata asks the server for metadata only', async () => {
  await using server = await startServer((_request, response) =>
    answer(response, {
      kind: 'PartialObjectMetadataList',
      metadata: { resourceVersion: '1' },
      items: [{ metadata: { name: 'a' } }],
    }),
  );
  await using client = createClient(server.config);

  const [object] = await Array.fromAsync(client.listMetadata(ConfigMap));

  expect(server.requests[0]?.headers.accept).toBe('application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1');
  expect(object).toEqual({ apiVersion: 'meta.k8s.io/v1', kind: 'PartialObjectMetadata', metadata: { name: 'a' } });
});

test('a list of null items is empty, and an answer that is no list an error', async () => {
  await using server = await startServer((request, response) =>
    answer(response, request.query.has('limit') ? { metadata: {}, items: null } : { kind: 'ConfigMap' }),
  );
  await using client = createClient(server.config);

  expect(await Array.fromAsync(client.list(ConfigMap))).toEqual([]);
  await expect(client.listPage(ConfigMap, { pageSize: 0 })).rejects.toMatchObject({ code: 'InvalidAnswer' });
});
