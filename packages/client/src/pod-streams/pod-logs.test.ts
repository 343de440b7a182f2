import type { ServerResponse } from 'node:http';
import { expect, test } from 'vitest';
import { createClient } from '../create-client.ts';
import { refuse, startServer } from '../test-support/test-server.ts';

const pod = { name: 'web', namespace: 'shop' };
const text = async (log: AsyncIterable<Uint8Array>) => Buffer.concat(await Array.fromAsync(log)).toString();

test('a log is read to its end, with the options as the server knows them', async () => {
  await using server = await startServer((_request, response) => response.end('one\ntwo\n'));
  await using client = createClient(server.config);

  expect(await text(client.logs(pod, { container: 'app', follow: true, tailLines: 2 }))).toBe('one\ntwo\n');
  expect(String(server.requests[0]?.query)).toBe('container=app&follow=true&tailLines=2');
});

test('a refusal is the error that the server answered with; a refused token is renewed once', async () => {
  const tokens = ['old', 'new'];
  await using server = await startServer((request, response) => {
    if (request.headers.authorization === 'Bearer new') refuse(response, { code: 400, reason: 'BadRequest', message: 'no such' });
    else refuse(response, { code: 401, reason: 'Unauthorized', message: 'Unauthorized' });
  });
  await using client = createClient(server.config);

  await expect(text(client.with({ token: () => tokens.shift() ?? 'new' }).logs(pod))).rejects.toMatchObject({
    reason: 'BadRequest',
    message: 'no such',
  });
  expect(server.requests).toHaveLength(2);
});

test('a log that is followed ends with the abort, and its connection with it', async () => {
  const stopping = new AbortController();
  await using server = await startServer((_request, response) => response.write('first'));
  await using client = createClient(server.config);

  const following = (async () => {
    for await (const _ of client.logs(pod, { follow: true, signal: stopping.signal })) stopping.abort(new Error('enough'));
  })();

  await expect(following).rejects.toThrow('enough');
  await server.socketsClosed();
});

test('an answer that breaks off is an error', async () => {
  await using server = await startServer((_request, response: ServerResponse) => {
    response.writeHead(200, { 'content-length': '100' });
    response.write('half', () => response.destroy());
  });
  await using client = createClient(server.config);

  await expect(text(client.logs(pod))).rejects.toMatchObject({ reason: 'Unknown', code: 0 });
});

test('a server that does not begin to answer is given up', async () => {
  await using server = await startServer(() => undefined);
  await using client = createClient(server.config);

  await expect(text(client.logs(pod, { timeout: '50ms' }))).rejects.toMatchObject({ reason: 'Timeout' });
});
