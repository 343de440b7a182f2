import { once } from 'node:events';
import { createServer as createProxy } from 'node:http';
import { connect, type Socket } from 'node:net';
import { expect, test } from 'vitest';
import { createClient } from '../create-client.ts';
import { clientCertificate, clientKey, otherAuthority } from '../test-support/certificates.ts';
import { ConfigMap, configMap, Widget } from '../test-support/test-kinds.ts';
import { answer, refuse, startServer } from '../test-support/test-server.ts';
import { Token } from '../token.ts';

const app = { name: 'app', namespace: 'shop' };

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
