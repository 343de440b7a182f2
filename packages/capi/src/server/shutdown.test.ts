import { once } from 'node:events';
import { Agent } from 'node:https';
import { connect } from 'node:net';
import { expect, test } from 'vitest';
import { extension } from '../extension/extension.ts';
import { proceed } from '../hooks/answer.ts';
import { hook } from '../hooks/define-hook.ts';
import { call } from '../test-support/call.ts';
import { recorded } from '../test-support/recorded-hooks.ts';
import { serve } from '../test-support/serving.ts';

const { path, body } = recorded('BeforeClusterCreate');

/** A handler that answers when it is told to. */
function waiting() {
  const began = Promise.withResolvers<void>();
  const finish = Promise.withResolvers<void>();
  const handler = hook('BeforeClusterCreate', { name: 'beforeclustercreate' }, async () => {
    began.resolve();
    await finish.promise;
    return proceed('finished');
  });
  return { began: began.promise, finish: finish.resolve, handlers: [handler] };
}

test('a call in flight is answered before the server ends, and new ones are refused', async () => {
  const { began, finish, handlers } = waiting();
  const server = await serve({ extensions: [extension({ name: 'gates', handlers })] });
  const inFlight = call(server, path, body);
  await began;

  const ended = server[Symbol.asyncDispose]();
  await expect(call(server, path, body)).rejects.toThrow('ECONNREFUSED');
  finish();

  expect((await inFlight).json['message']).toBe('finished');
  await ended;
});

test('connections that are kept alive do not hold the end up', async () => {
  const { finish, handlers } = waiting();
  finish();
  const server = await serve({ extensions: [extension({ name: 'gates', handlers })], gracePeriod: '1h' });
  const agent = new Agent({ keepAlive: true, ca: server.caBundle });
  await call(server, path, body, { agent });

  await server[Symbol.asyncDispose]();

  agent.destroy();
});

test('a draining server is unready, answers, and sends callers to another connection', async () => {
  const { finish, handlers } = waiting();
  finish();
  await using server = await serve({ extensions: [extension({ name: 'gates', handlers })] });
  server.drain();

  const answer = await call(server, path, body);

  expect([answer.status, answer.headers['connection']]).toEqual([200, 'close']);
  expect((await call(server, '/readyz', '')).body).toBe('shutting down\n');
  expect((await call(server, '/healthz', '')).status).toBe(200);
});

test('a handler that never ends, and a connection that never speaks, are cut off when the time is up', async () => {
  const { began, handlers } = waiting();
  const server = await serve({ extensions: [extension({ name: 'gates', handlers })], gracePeriod: '50ms' });
  const mute = connect(Number(new URL(server.url).port), '127.0.0.1');
  await once(mute, 'connect');
  const cut = call(server, path, body).catch((error: unknown) => error);
  await began;

  await server[Symbol.asyncDispose]();

  expect(await cut).toBeInstanceOf(Error);
  mute.destroy();
});

test('work beside the handlers is told to end after the last answer, and is waited for', async () => {
  const { began, finish, handlers } = waiting();
  const story: string[] = [];
  const background = async ({ signal }: { readonly signal: AbortSignal }) => {
    await once(signal, 'abort');
    story.push('background ended');
  };
  const server = await serve({
    extensions: [extension({ name: 'gates', handlers, background })],
    observe: () => story.push('answered'),
  });
  const inFlight = call(server, path, body);
  await began;

  const ended = server[Symbol.asyncDispose]();
  finish();
  await Promise.all([inFlight, ended]);

  expect(story).toEqual(['answered', 'background ended']);
});

test('an address that is taken is named', async () => {
  const { handlers } = waiting();
  const extensions = [extension({ name: 'gates', handlers })];
  await using server = await serve({ extensions });
  const { port } = new URL(server.url);

  await expect(serve({ extensions, listen: { host: '127.0.0.1', port: Number(port) } })).rejects.toMatchObject({
    code: 'AddressTaken',
    message: `cannot listen on 127.0.0.1:${port}: EADDRINUSE`,
  });
});

test('calls are counted by hook, handler and how they ended', async () => {
  const { finish, handlers } = waiting();
  finish();
  await using server = await serve({ extensions: [extension({ name: 'gates', handlers })] });

  await call(server, path, body);
  await call(server, path, '{');
  const { body: metrics } = await call(server, '/metrics', '');

  const labels = 'extension="gates",hook="BeforeClusterCreate",handler="beforeclustercreate"';
  expect(metrics).toContain(`capstan_extension_calls_total{${labels},result="proceed"} 1`);
  expect(metrics).toContain(`capstan_extension_calls_total{${labels},result="malformed"} 1`);
  expect(metrics).toContain(`capstan_extension_call_seconds_count{${labels}} 2`);
  expect(metrics).toContain('capstan_extension_calls_in_flight 0');
});
