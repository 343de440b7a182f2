import { once } from 'node:events';
import { createServer as createProxy } from 'node:http';
import { connect, type Socket } from 'node:net';
import { expect, test } from 'vitest';
import type { WebSocket } from 'ws';
import { createClient } from '../create-client.ts';
import type { ExecEvent } from '../pod-streams.ts';
import { exitFrame, frame, startExecServer } from '../test-support/exec-server.ts';
import { failure } from '../test-support/test-server.ts';
import { Token } from '../token.ts';

const pod = { name: 'web', namespace: 'shop' };
const command = ['tar', 'c', '/my secret'];

const said = (events: readonly ExecEvent[]) =>
  events.map((event) => (event.type === 'exited' ? event.code : `${event.type}: ${Buffer.from(event.data)}`));

/** Says something, ends with a code and closes, as a kubelet does. */
const says =
  (code: number, ...frames: readonly Buffer[]) =>
  (socket: WebSocket): void => {
    for (const each of [...frames, exitFrame(code)]) socket.send(each);
    socket.close(1000);
  };

test('what a command writes arrives in order, and last its exit code', async () => {
  await using server = await startExecServer(says(3, frame(1, ''), frame(1, 'one'), frame(2, 'two'), frame(1, 'three')), {
    tls: true,
  });
  await using client = createClient({ ...server.config, authentication: { type: 'token', token: Token.of('t') } });

  const events = await Array.fromAsync(client.with({ impersonate: { user: 'eve' } }).exec(pod, { command, container: 'app' }));

  expect(said(events)).toEqual(['stdout: one', 'stderr: two', 'stdout: three', 3]);
  const [request] = server.requests;
  expect(request?.url).toBe(
    '/api/v1/namespaces/shop/pods/web/exec?command=tar&command=c&command=%2Fmy+secret&container=app&stdout=true&stderr=true',
  );
  expect(request?.headers).toMatchObject({ authorization: 'Bearer t', 'impersonate-user': 'eve' });
});

test('standard output alone fails at its end when the command failed, and quotes what it complained about', async () => {
  await using server = await startExecServer(says(2, frame(1, 'part'), frame(2, 'no such file\n')));
  await using client = createClient(server.config);
  const taken: string[] = [];

  const read = async () => {
    for await (const chunk of client.exec(pod, { command }).stdout()) taken.push(Buffer.from(chunk).toString());
  };

  await expect(read()).rejects.toMatchObject({ code: 'CommandFailed', message: 'tar exited with 2: no such file', subject: pod });
  expect(taken).toEqual(['part']);
});

test('a connection that ends before the command is an error, never a short output', async () => {
  await using server = await startExecServer((socket) => socket.send(frame(1, 'half'), () => socket.terminate()));
  await using client = createClient(server.config);

  await expect(Array.fromAsync(client.exec(pod, { command }).stdout())).rejects.toMatchObject({
    reason: 'Unknown',
    message: expect.stringContaining('the connection ended before the command did'),
  });
});

test('a command that could not be started fails with what the kubelet said', async () => {
  const refusal = { metadata: {}, status: 'Failure', message: 'exec: "tar": not found', reason: 'InternalError', code: 500 };
  await using server = await startExecServer((socket) => socket.send(frame(3, JSON.stringify({ kind: 'Status', ...refusal }))));
  await using client = createClient(server.config);

  await expect(Array.fromAsync(client.exec(pod, { command }))).rejects.toMatchObject({ code: 500, message: refusal.message });
});

test('a refused upgrade is the error that the server answered with, after credentials were renewed once', async () => {
  const tokens = ['old', 'new'];
  await using server = await startExecServer(says(0), {
    refuse: ({ headers }) => {
      const forbidden = { code: 403, reason: 'Forbidden', message: 'pods "web" is forbidden' };
      const unauthorized = { code: 401, reason: 'Unauthorized', message: 'Unauthorized' };
      const status = headers.authorization === 'Bearer new' ? forbidden : unauthorized;
      return { code: status.code, body: failure(status) };
    },
  });
  await using client = createClient(server.config);

  await expect(
    Array.fromAsync(client.with({ token: () => tokens.shift() ?? 'new' }).exec(pod, { command })),
  ).rejects.toMatchObject({
    reason: 'Forbidden',
    subject: { kind: 'Pod', ...pod },
    hint: expect.stringContaining('kubectl auth can-i create pods --subresource=exec -n shop'),
  });
  expect(server.requests).toHaveLength(2);
});

test('an abort ends the command with its reason, and leaving the loop closes the connection', async () => {
  const stopping = new AbortController();
  await using server = await startExecServer((socket) => socket.send(frame(1, 'first')));
  await using client = createClient(server.config);
  const reason = new Error('enough');

  const aborted = (async () => {
    for await (const _ of client.exec(pod, { command, signal: stopping.signal })) stopping.abort(reason);
  })();

  await expect(aborted).rejects.toBe(reason);
  await server.allClosed();
  for await (const _ of client.exec(pod, { command })) break;
  await server.allClosed();
  expect(server.requests).toHaveLength(2);
});

test('closing the client ends its commands', async () => {
  await using server = await startExecServer((socket) => socket.send(frame(1, 'first')));
  const client = createClient(server.config);

  const running = (async () => {
    for await (const _ of client.exec(pod, { command })) await client[Symbol.asyncDispose]();
  })();

  await expect(running).rejects.toMatchObject({ code: 'ClientClosed' });
});

test('standard input is written and closed', async () => {
  await using server = await startExecServer((socket) => {
    socket.on('message', (data: Buffer) => (data[0] === 255 ? says(0)(socket) : socket.send(frame(1, data.subarray(1)))));
  });
  await using client = createClient(server.config);

  const events = await Array.fromAsync(client.exec(pod, { command: ['cat'], stdin: [Buffer.from('a'), Buffer.from('b')] }));

  expect(said(events)).toEqual(['stdout: a', 'stdout: b', 0]);
});

test('a server that cannot close standard input is refused it, and fine without', async () => {
  await using server = await startExecServer(says(0), { protocols: ['v4.channel.k8s.io'] });
  await using client = createClient(server.config);

  await expect(Array.fromAsync(client.exec(pod, { command, stdin: [] }))).rejects.toMatchObject({ code: 'InvalidRequest' });
  expect(said(await Array.fromAsync(client.exec(pod, { command })))).toEqual([0]);
});

test('a slow consumer is not outrun', async () => {
  const sending = Promise.withResolvers<WebSocket>();
  await using server = await startExecServer((socket) => {
    for (let i = 0; i < 64; i++) socket.send(frame(1, Buffer.alloc(1 << 20)));
    socket.send(exitFrame(0)); // a server that closed, too, would break off what takes longer than half a minute
    sending.resolve(socket);
  });
  await using client = createClient(server.config);
  let bytes = 0;
  let waiting = 0;

  for await (const chunk of client.exec(pod, { command }).stdout()) {
    bytes += chunk.length;
    if (waiting === 0) waiting = (await sending.promise).bufferedAmount;
  }

  expect(bytes).toBe(64 << 20);
  expect(waiting).toBeGreaterThan(32 << 20); // most of it had not left the server when the first of it was taken
});

test('a server that is not there, or not trusted, is the error that other calls throw', async () => {
  await using server = await startExecServer(says(0), { tls: true });
  const gone = await startExecServer(says(0));
  await gone[Symbol.asyncDispose]();
  await using unreachable = createClient(gone.config);
  await using distrustful = createClient({ server: server.config.server });

  await expect(Array.fromAsync(unreachable.exec(pod, { command }))).rejects.toMatchObject({
    reason: 'ServiceUnavailable',
    code: 0,
    subject: { kind: 'Pod', ...pod },
  });
  await expect(Array.fromAsync(distrustful.exec(pod, { command }))).rejects.toMatchObject({
    reason: 'ServiceUnavailable',
    hint: expect.stringContaining('certificate-authority-data'),
  });
});

test('no command at all is refused before anything is sent', async () => {
  await using server = await startExecServer(says(0));
  await using client = createClient(server.config);

  await expect(Array.fromAsync(client.exec(pod, { command: [] }))).rejects.toMatchObject({ code: 'InvalidRequest' });
  expect(server.requests).toHaveLength(0);
});

test('a command goes through the proxy that is named, unless it is a socks proxy', async () => {
  await using server = await startExecServer(says(0), { tls: true });
  const tunnels: string[] = [];
  const proxy = createProxy().on('connect', (request, socket: Socket) => {
    tunnels.push(`${request.headers['proxy-authorization']} ${request.url}`);
    const target = connect(Number(new URL(server.config.server).port), '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 OK\r\n\r\n');
      socket.pipe(target).pipe(socket);
    });
    target.on('error', () => socket.destroy());
    socket.on('error', () => target.destroy());
  });
  proxy.listen(0, '127.0.0.1');
  await once(proxy, 'listening');
  const { port } = proxy.address() as { port: number };
  await using client = createClient({ ...server.config, proxyUrl: Token.of(`http://user:pw@127.0.0.1:${port}`) });
  await using socks = createClient({ ...server.config, proxyUrl: Token.of('socks5://127.0.0.1:1') });

  const events = await Array.fromAsync(client.exec(pod, { command }));

  expect(said(events)).toEqual([0]);
  expect(tunnels).toEqual([`Basic ${Buffer.from('user:pw').toString('base64')} ${new URL(server.config.server).host}`]);
  await expect(Array.fromAsync(socks.exec(pod, { command }))).rejects.toMatchObject({ code: 'InvalidRequest' });
  proxy.close();
});
