import { createServer, type Socket } from 'node:net';
import { expect, test } from 'vitest';
import { createClient } from '../create-client.ts';
import { ConfigMap, configMap } from '../test-support/test-kinds.ts';
import { answer, refuse, startServer } from '../test-support/test-server.ts';

const app = { name: 'app', namespace: 'shop' };
const random = (): number => 0;
const busy = { code: 429, reason: 'TooManyRequests', message: 'too many requests' };

test('429 with Retry-After is repeated for any call, and without it is an error at once', async () => {
  await using server = await startServer((request, response) => {
    if (request.path.endsWith('/eviction')) refuse(response, { ...busy, details: { retryAfterSeconds: 7 } });
    else if (server.requests.length < 3) refuse(response, busy, { 'retry-after': '0' });
    else answer(response, configMap('app'), 201);
  });
  await using client = createClient(server.config, { random });

  const created = await client.create(ConfigMap, { metadata: app });

  expect(created.metadata.name).toBe('app');
  expect(server.requests.map((request) => request.method)).toEqual(['POST', 'POST', 'POST']);
  await expect(client.createSubresource(ConfigMap, app, 'eviction', {})).rejects.toMatchObject({
    reason: 'TooManyRequests',
    retryAfterSeconds: 7,
  });
  expect(server.requests).toHaveLength(4);
});

test('a wait that the time-out does not allow is not begun', async () => {
  await using server = await startServer((_request, response) => refuse(response, busy, { 'retry-after': '60' }));
  await using client = createClient(server.config, { random });

  await expect(client.get(ConfigMap, app)).rejects.toMatchObject({ reason: 'TooManyRequests', retryAfterSeconds: 60 });
  expect(server.requests).toHaveLength(1);
});

test('503 with Retry-After is repeated for a read, but not for a create, which may have been done', async () => {
  const down = { code: 503, reason: 'ServiceUnavailable', message: 'the server is shutting down' };
  await using server = await startServer((request, response) => {
    if (request.method === 'GET' && server.requests.length > 1) answer(response, configMap('app'));
    else refuse(response, down, { 'retry-after': '0' });
  });
  await using client = createClient(server.config, { random });

  await client.get(ConfigMap, app);
  expect(server.requests).toHaveLength(2);
  await expect(client.create(ConfigMap, { metadata: app })).rejects.toMatchObject({ reason: 'ServiceUnavailable', code: 503 });
  expect(server.requests).toHaveLength(3);
});

test('after a lost connection, what is harmless is sent again and what is not is an error', async () => {
  const lost = new Set<string>();
  await using server = await startServer((request, response) => {
    const key = `${request.method} ${request.headers['content-type']} ${request.body.length}`;
    if (lost.has(key)) return answer(response, configMap('app'));
    lost.add(key);
    response.destroy();
  });
  await using client = createClient(server.config, { random, fieldManager: 'tests' });
  const sent = async (call: Promise<unknown>): Promise<unknown> => {
    const before = server.requests.length;
    const outcome = await call.then(
      () => 'done',
      (error) => [error.reason, error.code],
    );
    return [outcome, server.requests.length - before];
  };
  const unknown = [['Unknown', 0], 1];

  expect(await sent(client.get(ConfigMap, app))).toEqual(['done', 2]);
  expect(await sent(client.apply(ConfigMap, { metadata: app }))).toEqual(['done', 2]);
  expect(await sent(client.replace(ConfigMap, { metadata: { ...app, resourceVersion: '1' } }))).toEqual(['done', 2]);
  expect(await sent(client.delete(ConfigMap, app, { preconditions: { uid: 'u' } }))).toEqual(['done', 2]);
  expect(await sent(client.create(ConfigMap, { metadata: app }))).toEqual(unknown);
  expect(await sent(client.replace(ConfigMap, { metadata: app }))).toEqual(unknown);
  expect(await sent(client.patch(ConfigMap, app, { type: 'merge', body: {} }))).toEqual(unknown);
  expect(await sent(client.delete(ConfigMap, app))).toEqual(unknown);
});

test('a server that is still starting is waited for', async () => {
  const reserved = await startServer(() => undefined);
  await reserved[Symbol.asyncDispose]();
  const sockets = new Set<Socket>();
  const late = createServer((socket) => {
    sockets.add(socket);
    const body = JSON.stringify(configMap('app'));
    socket.once('data', () => socket.end(`HTTP/1.1 200 OK\r\ncontent-length: ${body.length}\r\n\r\n${body}`));
  });
  let refused = 0;
  // Asked how long to wait each time that the client was refused.
  const listenOnceRefused = () => {
    refused += 1;
    if (refused === 1) late.listen(reserved.port, '127.0.0.1');
    return 1;
  };
  await using client = createClient(reserved.config, { random: listenOnceRefused });

  const found = await client.get(ConfigMap, app);

  expect(found.metadata.name).toBe('app');
  expect(refused).toBeGreaterThan(0);
  for (const socket of sockets) socket.destroy();
  late.close();
});

test('a refused token is fetched anew once, and the call repeated only if there is another', async () => {
  await using server = await startServer((request, response) => {
    if (request.headers.authorization === 'Bearer new') answer(response, configMap('app'), 201);
    else refuse(response, { code: 401, reason: 'Unauthorized', message: 'Unauthorized' });
  });
  await using client = createClient(server.config);
  const tokens = ['old', 'new'];

  await client.with({ token: () => Promise.resolve(tokens.shift() ?? 'new') }).create(ConfigMap, { metadata: app });
  expect(server.requests).toHaveLength(2);
  await expect(client.with({ token: () => 'bad' }).get(ConfigMap, app)).rejects.toMatchObject({
    reason: 'Unauthorized',
    code: 401,
    hint: expect.stringContaining('Renew them'),
  });
  expect(server.requests).toHaveLength(3);
});
