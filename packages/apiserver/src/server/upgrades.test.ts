import { once } from 'node:events';
import { createServer } from 'node:https';
import { type AddressInfo, createServer as createTcpServer, type Socket } from 'node:net';
import { connect, type TLSSocket } from 'node:tls';
import { expect, test } from 'vitest';
import { type Running, run } from './test-support/api-client.ts';

const pods = '/api/v1/namespaces/default/pods';

/** A kubelet that takes any upgrade and then sends back what it gets, or refuses. */
async function startEcho(server: Running['server'], answer: (request: { readonly url?: string | undefined }) => string) {
  const { certificate, key } = await server.issueClientCertificate({ user: 'kubelet', groups: [] });
  const heads: string[][] = [];
  const kubelet = createServer({ cert: certificate, key });
  kubelet.on('upgrade', (request, socket: Socket, head: Buffer) => {
    heads.push(request.rawHeaders);
    socket.write(answer(request));
    socket.write(head);
    socket.pipe(socket);
    socket.on('error', () => socket.destroy());
  });
  kubelet.listen(0, '127.0.0.1');
  await once(kubelet, 'listening');
  const { port } = kubelet.address() as AddressInfo; // it listens on TCP
  return { port, heads, [Symbol.dispose]: () => void kubelet.close() };
}

async function podOnNode({ ask }: Running, port: number): Promise<void> {
  const metadata = { name: 'node' };
  await ask('POST', '/api/v1/nodes', { body: { metadata } });
  const status = {
    addresses: [{ type: 'InternalIP', address: '127.0.0.1' }],
    daemonEndpoints: { kubeletEndpoint: { Port: port } },
  };
  await ask('PUT', '/api/v1/nodes/node/status', { body: { metadata, status } });
  const spec = { nodeName: 'node', containers: [{ name: 'app', image: 'x' }] };
  await ask('POST', pods, { body: { metadata: { name: 'web' }, spec } });
}

/** A connection that has asked for an upgrade. */
async function open(
  { server }: Running,
  method: string,
  path: string,
  more: readonly string[] = [],
  body = '',
): Promise<TLSSocket> {
  const admin = await server.issueClientCertificate({ user: 'admin', groups: ['system:masters'] });
  const socket = connect({
    host: '127.0.0.1',
    port: server.port,
    ca: server.caCertificate,
    cert: admin.certificate,
    key: admin.key,
  });
  await once(socket, 'secureConnect');
  const headers = ['host: 127.0.0.1', 'connection: Upgrade', 'upgrade: SPDY/3.1', ...more];
  socket.write(`${method} ${path} HTTP/1.1\r\n${headers.join('\r\n')}\r\n\r\n${body}`);
  return socket;
}

async function readUntil(socket: TLSSocket, text: string): Promise<string> {
  let read = '';
  while (!read.includes(text)) read += String((await once(socket, 'data'))[0]);
  return read;
}

const switching = 'HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: SPDY/3.1\r\n\r\n';

test('an upgrade of any protocol passes to the kubelet, without the credentials of who asked', async () => {
  await using api = await run();
  let url: string | undefined;
  using kubelet = await startEcho(api.server, (request) => {
    url = request.url;
    return switching;
  });
  await podOnNode(api, kubelet.port);

  const query = 'command=tar&command=a%20b&stdout=true&stderr=false&stdin=1';
  const socket = await open(api, 'POST', `${pods}/web/exec?${query}`, [
    'impersonate-user: admin',
    'impersonate-group: system:masters',
  ]);

  expect(await readUntil(socket, '\r\n\r\n')).toBe(switching);
  socket.write('there and back');
  expect(await readUntil(socket, 'back')).toBe('there and back');
  expect(url).toBe('/exec/default/web/app?input=1&output=1&command=tar&command=a+b');
  const names = kubelet.heads[0]?.map((name) => name.toLowerCase());
  expect(names).toContain('x-forwarded-for');
  expect(names?.filter((name) => /^(authorization|impersonate)/.test(name))).toEqual([]);
  socket.destroy();
});

test('what a kubelet refuses is passed on as it is', async () => {
  await using api = await run();
  using kubelet = await startEcho(api.server, () => 'HTTP/1.1 404 Not Found\r\nContent-Length: 12\r\n\r\nno such pod\n');
  await podOnNode(api, kubelet.port);

  const socket = await open(api, 'POST', `${pods}/web/exec?command=x&stdout=1`);

  expect(await readUntil(socket, 'no such pod\n')).toContain('HTTP/1.1 404 Not Found\r\n');
  socket.destroy();
});

test('an upgrade of anything else is answered as a request without one', async () => {
  await using api = await run();

  const body = JSON.stringify({ metadata: { name: 'upgraded' } });
  const headers = ['content-type: application/json', `content-length: ${body.length}`];
  const socket = await open(api, 'POST', '/api/v1/namespaces/default/configmaps', headers, body);

  expect(await readUntil(socket, '"upgraded"')).toContain('HTTP/1.1 201 Created');
  socket.destroy();
});

test('an upgrade of exec that is refused is answered in words', async () => {
  await using api = await run();

  const socket = await open(api, 'GET', `${pods}/missing/exec?command=x&stdout=1`);

  expect(await readUntil(socket, 'not found')).toContain('HTTP/1.1 404 Not Found');
  await once(socket, 'close');
});

test('closing the server ends what has left HTTP', async () => {
  const api = await run();
  using kubelet = await startEcho(api.server, () => switching);
  await podOnNode(api, kubelet.port);
  const socket = await open(api, 'GET', `${pods}/web/exec?command=x&stdout=1`);
  await readUntil(socket, '\r\n\r\n');

  const ended = once(socket, 'close');
  await api[Symbol.asyncDispose]();

  await ended;
});

test('a kubelet that accepts and says nothing is let go with the client, and does not keep the server', async () => {
  const api = await run();
  const silent = createTcpServer().listen(0, '127.0.0.1');
  await once(silent, 'listening');
  await podOnNode(api, (silent.address() as AddressInfo).port);
  const path = `${pods}/web/exec?command=x&stdout=1`;

  const first = await open(api, 'GET', path);
  const [left] = (await once(silent, 'connection')) as [Socket];
  first.destroy();
  await once(left.resume(), 'close');
  await open(api, 'GET', path);
  const [kept] = (await once(silent, 'connection')) as [Socket];
  const ended = once(kept.resume(), 'close');
  await api[Symbol.asyncDispose]();

  await ended;
  silent.close();
});
