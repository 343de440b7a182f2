import { once } from 'node:events';
import type { Socket } from 'node:net';
import { connect } from 'node:tls';
import { Node } from '@capstan/schema';
import transport from 'spdy-transport';
import { expect, test } from 'vitest';
import type { ExecProgram } from '../program.ts';
import { type NodeEnv, nodeEnv } from '../test-support/node-env.ts';
import { shellContainer, shellImage, shellPrograms, textOf, untilStopped } from '../test-support/shell-image.ts';

const spdy = ['Upgrade: SPDY/3.1', 'X-Stream-Protocol-Version: v4.channel.k8s.io'];

/** A connection to the node itself that has asked for an upgrade, and the head of the answer. */
async function upgrade({ env, namespace }: NodeEnv, query: string, headers: readonly string[] = spdy) {
  const name = `node-${namespace}`;
  const { status } = await env.eventually(Node, { name }, (found) => found.status?.daemonEndpoints !== undefined);
  const port = status?.daemonEndpoints?.kubeletEndpoint?.Port;
  const socket = connect({ host: '127.0.0.1', port: Number(port), rejectUnauthorized: false });
  await once(socket, 'secureConnect');
  const lines = [`POST /exec/${namespace}/web/app?${query} HTTP/1.1`, 'Host: node', 'Connection: Upgrade', ...headers];
  socket.write(`${lines.join('\r\n')}\r\n\r\n`);
  const [head] = await once(socket, 'data');
  return { socket, head: String(head) };
}

/** Opens streams by name, with input for the first of them, and reads the others to their end. */
async function converse(socket: Socket, names: readonly string[], input?: string): Promise<Record<string, string>> {
  const { parser, framer, compressionPool } = transport.protocol.spdy;
  const side = { size: 1, max: 1 };
  const window = new transport.Window({ id: 0, isServer: false, recv: side, send: side });
  const reading = parser.create({ isServer: false, window });
  const writing = framer.create({ window });
  const compression = compressionPool.create(true).get(3);
  for (const part of [reading, writing]) {
    part.setCompression(compression);
    part.setVersion(3);
  }
  writing.on('data', (chunk: Buffer) => socket.write(chunk));
  socket.on('close', () => reading.end());
  const idOf = (index: number) => 2 * index + 1;
  for (const [index, streamtype] of names.entries()) {
    writing.requestFrame({ id: idOf(index), method: 'POST', path: '/', headers: { streamtype } });
  }
  const read: Record<string, string> = {};
  let open = names.length;
  for await (const frame of socket.pipe(reading)) {
    const isReply = frame.type === 'HEADERS' && frame.id === idOf(0);
    if (isReply && input !== undefined) {
      writing.dataFrame({ id: frame.id, priority: 1, fin: true, data: Buffer.from(input) }, () => undefined);
    }
    if (frame.type !== 'DATA') continue;
    const name = names[(frame.id - 1) / 2] ?? '';
    read[name] = (read[name] ?? '') + frame.data;
    if (frame.fin && --open === 0) break;
  }
  socket.destroy();
  return read;
}

async function withPod(exec?: ExecProgram) {
  const at = await nodeEnv(exec ? { [shellImage]: { main: untilStopped, exec } } : shellPrograms);
  await at.create('web', { containers: [shellContainer] });
  await at.reaches('web', 'Running');
  return at;
}

test('a command runs over SPDY, with its input, output and exit code', async () => {
  await using at = await withPod();

  const cat = await upgrade(at, 'command=cat&input=1&output=1');
  const said = await converse(cat.socket, ['stdin', 'stdout', 'error'], 'in and out');
  const failing = await upgrade(at, 'command=false&error=1');
  const failed = await converse(failing.socket, ['error', 'stderr']);

  expect(cat.head).toContain('X-Stream-Protocol-Version: v4.channel.k8s.io');
  expect(said['stdout']).toBe('in and out');
  expect(JSON.parse(said['error'] ?? '')).toMatchObject({ status: 'Success' });
  expect(failed['stderr']).toBe('it is false');
  expect(JSON.parse(failed['error'] ?? '')).toMatchObject({
    reason: 'NonZeroExitCode',
    details: { causes: [{ reason: 'ExitCode', message: '1' }] },
  });
});

test('a client that never says how much it can take gets all of it', async () => {
  await using at = await withPod(async (_command, streams) => {
    await streams.stdout(Buffer.alloc(5 << 20, 'x'));
    return 0;
  });
  const { socket } = await upgrade(at, 'command=x&output=1');

  const { stdout } = await converse(socket, ['error', 'stdout']);

  expect(stdout).toHaveLength(5 << 20);
});

test('a command whose SPDY client goes away is told so, however much it has left to write', async () => {
  const started = Promise.withResolvers<void>();
  const told = Promise.withResolvers<unknown>();
  const ended = Promise.withResolvers<string>();
  await using at = await withPod(async (_command, { signal, stdout }) => {
    signal.addEventListener('abort', () => told.resolve(signal.reason));
    started.resolve();
    while (!signal.aborted) await stdout(Buffer.alloc(1 << 16));
    await stdout('to nobody');
    ended.resolve('ended');
    return 0;
  });
  const { socket } = await upgrade(at, 'command=x&output=1');
  const conversation = converse(socket, ['error', 'stdout']);
  await started.promise;

  socket.destroy();

  expect(await told.promise).toMatchObject({ message: 'the client has gone' });
  expect(await ended.promise).toBe('ended');
  await conversation;
});

test('bytes that are no SPDY end the connection, not the node', async () => {
  await using at = await withPod();
  const broken = {
    'a stream whose headers are not compressed': [0x80, 3, 0, 1, 0, 0, 0, 14, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 1, 2, 3, 4],
    'a stream without a number': [0x80, 3, 0, 1, 0, 0, 0, 4, 0, 0, 0, 1],
    'data of no stream': [0, 0, 0, 0, 0, 0, 0, 1, 0],
  };

  for (const bytes of Object.values(broken)) {
    const { socket } = await upgrade(at, 'command=x&output=1');
    socket.resume().on('error', () => socket.destroy());
    socket.write(Buffer.from(bytes));
    await new Promise((resolve) => socket.once('close', resolve)); // with an error or without
  }

  expect(
    await textOf(at.client.exec({ name: 'web', namespace: at.namespace }, { command: ['echo', 'still here'] }).stdout()),
  ).toBe('still here');
});

test('other protocols are refused in words', async () => {
  await using at = await withPod();
  const older = ['Upgrade: SPDY/3.1', 'X-Stream-Protocol-Version: v3.channel.k8s.io'];

  expect((await upgrade(at, 'command=x&output=1', older)).head).toContain(
    'this node speaks v4.channel.k8s.io, not v3.channel.k8s.io',
  );
  expect((await upgrade(at, 'command=x&output=1', ['Upgrade: constructor'])).head).toContain(
    'this node speaks WebSocket and SPDY/3.1, not constructor',
  );
  expect((await upgrade(at, 'command=x&tty=1')).head).toContain('at least 1 of stdin, stdout, stderr');
});
