import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';
import { expect, test } from 'vitest';
import { isApiError } from '../api-error.ts';
import { createClient } from '../create-client.ts';
import { clientCertificate, clientKey, otherAuthority } from '../test-support/certificates.ts';
import { ConfigMap, configMap, Widget } from '../test-support/test-kinds.ts';
import { answer, refuse, startServer } from '../test-support/test-server.ts';
import { Token } from '../token.ts';

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
  await using client = createClient(reserved.config, { random: () => 1 });

  const found = client.get(ConfigMap, app);
  const sockets = new Set<Socket>();
  const late = createServer((socket) => {
    sockets.add(socket);
    const body = JSON.stringify(configMap('app'));
    socket.once('data', () => socket.end(`HTTP/1.1 200 OK\r\ncontent-length: ${body.length}\r\n\r\n${body}`));
  });
  await new Promise((resolve) => setTimeout(resolve, 20)); // the first attempt is refused meanwhile
  late.listen(reserved.port, '127.0.0.1');

  expect((await found).metadata.name).toBe('app');
  for (const socket of sockets) socket.destroy();
  late.close();
});

test('a call ends by its time-out, retries included, and leaves no socket behind', async () => {
  await using server = await startServer(() => undefined);
  await using client = createClient(server.config);

  const error = await client.get(ConfigMap, app, { timeout: '50ms' }).catch((thrown) => thrown);

  expect(isApiError(error, 'Timeout')).toBe(true);
  expect(error).toMatchObject({ code: 0, message: 'GET /api/v1/namespaces/shop/configmaps/app was not answered within 50 ms' });
  await server.socketsClosed();
});

test('a call ends with the reason of its signal and leaves neither socket nor listener behind', async () => {
  await using server = await startServer((request, response) => {
    if (request.path.endsWith('quick')) answer(response, configMap('quick'));
    else stop.abort(reason);
  });
  await using client = createClient(server.config);
  const stop = new AbortController();
  const reason = new Error('enough');
  let listeners = 0;
  const { addEventListener, removeEventListener } = stop.signal;
  stop.signal.addEventListener = (...args: Parameters<typeof addEventListener>) => {
    listeners++;
    addEventListener.apply(stop.signal, args);
  };
  stop.signal.removeEventListener = (...args: Parameters<typeof removeEventListener>) => {
    listeners--;
    removeEventListener.apply(stop.signal, args);
  };

  await client.get(ConfigMap, { name: 'quick', namespace: 'shop' }, { signal: stop.signal });
  await expect(client.get(ConfigMap, app, { signal: stop.signal })).rejects.toBe(reason);
  await expect(client.get(ConfigMap, app, { signal: stop.signal })).rejects.toBe(reason);

  expect(server.requests).toHaveLength(2);
  expect(listeners).toBe(0);
  await client[Symbol.asyncDispose]();
  await server.socketsClosed();
});

test('an abort ends a call that waits for a free connection, and the connection stays usable', async () => {
  const { promise: released, resolve: release } = Promise.withResolvers<void>();
  await using server = await startServer((request, response) => {
    if (request.path.endsWith('first')) void released.then(() => answer(response, configMap('first')));
    else answer(response, configMap('other'));
  });
  await using client = createClient(server.config, { maxConnections: 1 });
  const stop = new AbortController();

  const first = client.get(ConfigMap, { name: 'first', namespace: 'shop' });
  const queued = client.get(ConfigMap, { name: 'queued', namespace: 'shop' }, { signal: stop.signal });
  const queuedEnds = expect(queued).rejects.toThrow('enough');
  await new Promise(setImmediate);
  const starting = client.get(ConfigMap, { name: 'starting', namespace: 'shop' }, { signal: stop.signal });
  const startingEnds = expect(starting).rejects.toThrow('enough');
  stop.abort(new Error('enough'));
  await queuedEnds;
  await startingEnds;
  release();
  await first;
  await client.get(ConfigMap, { name: 'other', namespace: 'shop' });

  expect(server.requests.map((request) => request.path.split('/').at(-1))).toEqual(['first', 'other']);
});

test('await using closes the sockets, and a closed client says so', async () => {
  await using server = await startServer((_request, response) => answer(response, configMap('app')), { tls: true });
  const client = createClient(server.config);
  {
    await using open = client;
    await open.get(ConfigMap, app);
    await using derived = open.with({ fieldManager: 'other' });
    await derived.get(ConfigMap, app);
  }

  await server.socketsClosed();
  await expect(client.get(ConfigMap, app)).rejects.toMatchObject({ name: 'ClientError', code: 'ClientClosed' });
  await expect(client.with({}).get(ConfigMap, app)).rejects.toMatchObject({ code: 'ClientClosed' });
});

test('disposing a derived client leaves the connections to the others', async () => {
  await using server = await startServer((_request, response) => answer(response, configMap('app')));
  await using client = createClient(server.config);
  {
    await using derived = client.with({ fieldManager: 'other' });
    await derived.get(ConfigMap, app);
  }

  expect((await client.get(ConfigMap, app)).metadata.name).toBe('app');
});

test('a call that is under way when the client is closed ends with ClientClosed', async () => {
  await using server = await startServer(() => void client[Symbol.asyncDispose]());
  const client = createClient(server.config);

  await expect(client.get(ConfigMap, app)).rejects.toMatchObject({ code: 'ClientClosed' });
});

test('a client certificate, a password and a token each say who asks', async () => {
  await using server = await startServer((_request, response) => answer(response, configMap('app')), { tls: true });
  const certificate = { certificate: clientCertificate, key: Token.of(clientKey) };
  await using alice = createClient({ ...server.config, clientCertificate: certificate });
  await using bob = createClient({
    ...server.config,
    authentication: { type: 'basic', username: 'bob', password: Token.of('pw') },
  });
  await using carol = createClient({ ...server.config, authentication: { type: 'token', token: Token.of('carols') } });

  for (const client of [alice, bob, carol, alice.with({ token: () => 'tenants' })]) await client.get(ConfigMap, app);

  expect(server.requests.map((request) => [request.clientName, request.headers.authorization])).toEqual([
    ['alice', undefined],
    [undefined, `Basic ${Buffer.from('bob:pw').toString('base64')}`],
    [undefined, 'Bearer carols'],
    [undefined, 'Bearer tenants'],
  ]);
});

test('impersonation names user, groups, uid and extra values; another token drops it', async () => {
  await using server = await startServer((_request, response) => answer(response, configMap('app')));
  await using client = createClient({ ...server.config, impersonate: { user: 'eve', extra: { 'Scopes/a': ['x'] } } });

  await client.get(ConfigMap, app);
  await client.with({ impersonate: { user: 'jane', groups: ['dev', 'ops'], uid: '7' } }).get(ConfigMap, app);
  await client.with({ token: () => 't' }).get(ConfigMap, app);

  expect(
    server.requests.map(({ headers }) => [headers['impersonate-user'], headers['impersonate-group'], headers['impersonate-uid']]),
  ).toEqual([
    ['eve', undefined, undefined],
    ['jane', 'dev, ops', '7'],
    [undefined, undefined, undefined],
  ]);
  expect(server.requests[0]?.headers['impersonate-extra-scopes%2fa']).toBe('x');
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

test('certificates that are not trusted, or for another name, say what to do', async () => {
  await using server = await startServer((_request, response) => answer(response, configMap('app')), { tls: true });
  await using stranger = createClient({ ...server.config, certificateAuthority: otherAuthority });
  await using misnamed = createClient({ ...server.config, tlsServerName: 'else.test' });
  await using named = createClient({ ...server.config, tlsServerName: 'server.test' });
  await using careless = createClient({ server: server.config.server, insecureSkipTlsVerify: true });

  await expect(stranger.get(ConfigMap, app)).rejects.toMatchObject({
    code: 0,
    hint: expect.stringContaining('certificate-authority-data'),
  });
  await expect(misnamed.get(ConfigMap, app)).rejects.toMatchObject({ code: 0, hint: expect.stringContaining('tls-server-name') });
  expect((await named.get(ConfigMap, app)).metadata.name).toBe('app');
  expect((await careless.get(ConfigMap, app)).metadata.name).toBe('app');
});

test('refusals keep reason, code, causes and subject, and say what to do', async () => {
  const causes = [{ reason: 'FieldManagerConflict', message: 'conflict with "kubectl" using v1', field: '.data.a' }];
  await using server = await startServer((request, response) => {
    if (request.method === 'PATCH')
      refuse(response, { code: 409, reason: 'Conflict', message: 'Apply failed', details: { causes } });
    else refuse(response, { code: 403, reason: 'Forbidden', message: 'widgets is forbidden' });
  });
  await using client = createClient(server.config, { fieldManager: 'tests' });

  await expect(client.apply(ConfigMap, { metadata: app })).rejects.toMatchObject({
    reason: 'Conflict',
    code: 409,
    causes,
    subject: { kind: 'ConfigMap', ...app },
    hint: expect.stringContaining('force: true'),
    status: { kind: 'Status' },
  });
  await expect(client.create(Widget, { metadata: app, spec: { size: 1 } })).rejects.toMatchObject({
    message: 'widgets is forbidden',
    hint: expect.stringContaining('kubectl auth can-i create widgets.shop.test -n shop'),
  });
});

test('a token that HTTP cannot carry is refused without being shown', async () => {
  await using server = await startServer((_request, response) => answer(response, configMap('app')));
  await using client = createClient({ ...server.config, authentication: { type: 'token', token: Token.of('top\nsecret') } });

  const error = await client.get(ConfigMap, app).catch((thrown) => thrown);

  expect(error).toMatchObject({ name: 'ClientError', code: 'InvalidRequest' });
  expect(String(error) + String(error.cause)).not.toContain('secret');
});

test('requests go through the proxy that is named', async () => {
  await using server = await startServer((_request, response) => answer(response, configMap('app')), { tls: true });
  const tunnels: string[] = [];
  const { createServer: createProxy } = await import('node:http');
  const { connect } = await import('node:net');
  const proxy = createProxy().on('connect', (request, socket: Socket) => {
    tunnels.push(`${request.headers['proxy-authorization']} ${request.url}`);
    const upstream = connect(server.port, '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 OK\r\n\r\n');
      upstream.pipe(socket).pipe(upstream);
    });
    for (const end of [socket, upstream]) end.on('error', () => upstream.destroy());
  });
  proxy.listen(0, '127.0.0.1');
  await once(proxy, 'listening');
  const { port } = proxy.address() as { port: number };
  await using client = createClient({ ...server.config, proxyUrl: Token.of(`http://user:pw@127.0.0.1:${port}`) });

  expect((await client.get(ConfigMap, app)).metadata.name).toBe('app');

  expect(tunnels).toEqual([`Basic ${Buffer.from('user:pw').toString('base64')} 127.0.0.1:${server.port}`]);
  await client[Symbol.asyncDispose]();
  proxy.close();
});
