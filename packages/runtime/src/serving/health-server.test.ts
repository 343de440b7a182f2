import { once } from 'node:events';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { expect, test } from 'vitest';
import { startHealthServer } from './health-server.ts';
import { managerMetrics } from './metrics.ts';

const start = (ready: () => boolean, host = '127.0.0.1') =>
  startHealthServer({ host, port: 0, registry: managerMetrics().registry, ready: { caches: ready } });

test('a request for a path that is no URL is answered, and the process lives', async () => {
  await using server = await start(() => true);
  const socket = connect(Number(new URL(server.address).port), '127.0.0.1');
  await once(socket, 'connect');

  socket.write('GET // HTTP/1.1\r\nhost: health\r\nconnection: close\r\n\r\n');

  expect(await text(socket)).toMatch(/^HTTP\/1.1 404 /);
});

test('a check that throws is an answer too', async () => {
  await using server = await start(() => {
    throw new Error('broken check');
  });

  expect((await fetch(`${server.address}/readyz`)).status).toBe(500);
  expect((await fetch(`${server.address}/healthz`)).status).toBe(200);
});

test('a failed check is named', async () => {
  await using server = await start(() => false);

  const answer = await fetch(`${server.address}/readyz`);

  expect([answer.status, await answer.text()]).toEqual([500, '[-]caches failed\nreadyz check failed\n']);
});
