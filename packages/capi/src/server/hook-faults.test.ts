import { once } from 'node:events';
import { request } from 'node:https';
import { text } from 'node:stream/consumers';
import { setImmediate } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { extension } from '../extension/extension.ts';
import { fail, proceed, raw, retry } from '../hooks/answer.ts';
import { type HookHandler, type HookOptions, hook } from '../hooks/define-hook.ts';
import { createApiFailure } from '../test-support/api-failure.ts';
import { call } from '../test-support/call.ts';
import { ManualClock } from '../test-support/manual-clock.ts';
import { recorded } from '../test-support/recorded-hooks.ts';
import { serve } from '../test-support/serving.ts';
import type { ExtensionServerOptions } from './extension-server.ts';
import type { ObservedCall } from './observed-call.ts';

const { path, body } = recorded('BeforeClusterCreate');
type Handle = Parameters<typeof hook<'BeforeClusterCreate'>>[2];

const creating = (handle: Handle, options: HookOptions = {}): HookHandler =>
  hook('BeforeClusterCreate', { name: 'beforeclustercreate', ...options }, handle);

const serving = (handle: Handle, options: Omit<ExtensionServerOptions, 'certificate' | 'extensions'> = {}) =>
  serve({ extensions: [extension({ name: 'faulty', handlers: [creating(handle)] })], ...options });

const failure = (message: string) => ({ status: 'Failure', message, retryAfterSeconds: 0 });

test.for([
  ['', 'the body is empty'],
  ['{"cluster":', 'the body is not JSON'],
  ['<html>', 'the body is not JSON'],
  ['null', 'the body is not a JSON object'],
  ['[]', 'the body is not a JSON object'],
  ['{}', 'cluster is not an object'],
  ['{"cluster":"web"}', 'cluster is not an object'],
  ['{"cluster":{"metadata":{}}}', 'cluster.metadata.name is not a text'],
] as const)('the body %j is answered with a failure that says what is wrong', async ([sent, what]) => {
  await using server = await serving(() => proceed());

  const answer = await call(server, path, sent);

  expect([answer.status, answer.json]).toMatchObject([200, failure(`error unmarshalling request: ${what}`)]);
});

test('nothing of a malformed body is in the answer', async () => {
  await using server = await serving(() => proceed());

  const answer = await call(server, path, '{"password":"hunter2",');

  expect(answer.body).not.toContain('hunter2');
});

test('unknown fields, another kind and any content type are taken', async () => {
  await using server = await serving(({ cluster }) => retry(3, cluster.metadata.name));
  const odd = { ...body, apiVersion: 'other/v9', kind: 'Odd', unknown: { deep: [1] } };

  expect((await call(server, path, odd)).json).toMatchObject({ status: 'Success', message: 'hooked', retryAfterSeconds: 3 });
});

test.for([
  ['an unknown hook', '/hooks.runtime.cluster.x-k8s.io/v1alpha1/beforelunch/beforeclustercreate'],
  ['an unknown handler', '/hooks.runtime.cluster.x-k8s.io/v1alpha1/beforeclustercreate/other'],
  ['another version', '/hooks.runtime.cluster.x-k8s.io/v1alpha9/beforeclustercreate/beforeclustercreate'],
  ['upper case in the hook', '/hooks.runtime.cluster.x-k8s.io/v1alpha1/BeforeClusterCreate/beforeclustercreate'],
  ['upper case in the handler', '/hooks.runtime.cluster.x-k8s.io/v1alpha1/beforeclustercreate/BeforeClusterCreate'],
  ['a slash too many', '//hooks.runtime.cluster.x-k8s.io/v1alpha1/discovery'],
  ['a hook without its handler', '/hooks.runtime.cluster.x-k8s.io/v1alpha1/beforeclustercreate'],
] as const)('%s is not found', async ([, wrong]) => {
  await using server = await serving(() => proceed());

  expect((await call(server, wrong, body)).status).toBe(404);
});

test('a body announced larger than 20 MiB is refused before it is sent', async () => {
  await using server = await serving(() => proceed());
  const { hostname, port } = new URL(server.url);
  const sent = request({
    hostname,
    port,
    path,
    method: 'POST',
    ca: server.caBundle,
    headers: { 'content-length': 21 * 2 ** 20 },
  });
  sent.on('error', () => undefined); // it is destroyed below

  sent.flushHeaders();
  const [answer] = await once(sent, 'response');

  expect(answer.statusCode).toBe(200);
  expect(JSON.parse(await text(answer))).toMatchObject(failure('error reading request: the body is larger than 20 MiB'));
  sent.destroy();
});

test('a body that turns out larger than 20 MiB is refused, and one of nearly 20 MiB is read', async () => {
  await using server = await serving(() => proceed('read'));
  const padded = (size: number) => JSON.stringify({ ...body, padding: 'x'.repeat(size) });

  const large = await call(server, path, padded(19 * 2 ** 20));
  const tooLarge = await call(server, path, padded(20 * 2 ** 20), { chunked: true });

  expect([large.status, large.json['message']]).toEqual([200, 'read']);
  expect([tooLarge.status, tooLarge.json['status']]).toEqual([200, 'Failure']);
});

test('what a handler throws becomes a failure that names neither text nor stack of the error', async () => {
  const logged: object[] = [];
  const logger = { debug() {}, info() {}, warn() {}, error: (fields: object) => void logged.push(fields) };
  await using server = await serving(() => Promise.reject(new TypeError('token abc123 at 12:01')), { logger });

  const answer = await call(server, path, body);

  expect(answer.json).toMatchObject(failure('handler beforeclustercreate failed with TypeError'));
  expect(logged).toMatchObject([{ handler: 'beforeclustercreate', error: expect.stringContaining('at 12:01') }]);
});

test('a refusal of the API server is told by its reason and object', async () => {
  await using server = await serving(() => {
    throw createApiFailure('Forbidden', { kind: 'ConfigMap', namespace: 'shop', name: 'gate' });
  });

  const { json } = await call(server, path, body);

  expect(json['message']).toBe('handler beforeclustercreate failed: the API server answered Forbidden for ConfigMap shop/gate');
});

test('a handler that asks for the cluster where there is none fails, and the caller is told why', async () => {
  await using server = await serving((_, { client }) => proceed(client.server));

  expect((await call(server, path, body)).json['message']).toBe(
    'handler beforeclustercreate failed: the extension server was started without a client',
  );
});

test('what is no answer, or cannot be written, is a failure', async () => {
  const nothing: Handle = () => undefined as never; // as code without types may
  const cyclic: Handle = () => ({ answer: 'proceed', message: 1n }) as never;
  await using one = await serving(nothing);
  await using two = await serving(cyclic);

  expect((await call(one, path, body)).json).toMatchObject(failure('handler beforeclustercreate returned no answer'));
  expect((await call(two, path, body)).json['status']).toBe('Failure');
});

test('fail() is an answer with the message as it is, and raw() goes out untouched', async () => {
  await using failing = await serving(() => fail('no quota'));
  await using rubbish = await serving(() => raw('<html>', { httpStatus: 502 }));

  expect((await call(failing, path, body)).json).toMatchObject({ kind: 'BeforeClusterCreateResponse', ...failure('no quota') });
  expect(await call(rubbish, path, body)).toMatchObject({ status: 502, body: '<html>' });
});

test('an answer that can not be sent ends its connection, and the next call is answered', async () => {
  let calls = 0;
  await using server = await serving(() => {
    calls += 1;
    return calls === 1 ? raw('', { httpStatus: 7 }) : proceed('alive');
  });

  await expect(call(server, path, body)).rejects.toThrow();
  expect((await call(server, path, body)).json['message']).toBe('alive');
});

test('the signal aborts before the caller gives up, and what the handler then answers still goes out', async () => {
  const clock = new ManualClock(Date.now());
  const began = Promise.withResolvers<void>();
  await using server = await serving(
    async (_, { signal }) => {
      began.resolve();
      await once(signal, 'abort');
      return retry(5, `stopped: ${(signal.reason as Error).name}`);
    },
    { clock },
  );

  const answer = call(server, `${path.split('?')[0]}?timeout=2s`, body);
  await began.promise;
  clock.advance(1_800);

  expect((await answer).json).toMatchObject({ status: 'Success', message: 'stopped: TimeoutError', retryAfterSeconds: 5 });
});

test('a handler that does not heed the signal is answered for', async () => {
  const clock = new ManualClock(Date.now());
  const began = Promise.withResolvers<void>();
  await using server = await serving(
    () => {
      began.resolve();
      return new Promise(() => undefined);
    },
    { clock },
  );

  const answer = call(server, `${path.split('?')[0]}?timeout=2s`, body);
  await began.promise;
  clock.advance(1_800);
  clock.advance(100);

  expect((await answer).json).toMatchObject(failure('handler beforeclustercreate did not answer in time'));
});

test('a system clock that is set while calls run puts no answer off', async () => {
  const systemNow = Date.now;
  using clock = new DisposableStack();
  clock.defer(() => {
    Date.now = systemNow;
  });
  const began = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  let calls = 0;
  await using server = await serving(() => {
    began[calls++]?.resolve();
    return new Promise(() => undefined);
  });
  const hanging = () => call(server, `${path.split('?')[0]}?timeout=500ms`, body);

  const before = hanging();
  await began[0]?.promise;
  Date.now = () => systemNow() - 3_600_000;
  const after = hanging();
  await began[1]?.promise;

  const late = failure('handler beforeclustercreate did not answer in time');
  expect([(await before).json, (await after).json]).toMatchObject([late, late]);
});

test('a caller that goes away aborts the signal', async () => {
  const began = Promise.withResolvers<AbortSignal>();
  const ended = Promise.withResolvers<ObservedCall>();
  const leaving = new AbortController();
  await using server = await serving(
    (_, { signal }) => {
      began.resolve(signal);
      return new Promise(() => undefined);
    },
    { observe: (seen) => ended.resolve(seen) },
  );

  const answer = call(server, path, body, { signal: leaving.signal });
  const signal = await began.promise;
  leaving.abort();

  await expect(answer).rejects.toThrow();
  expect(await ended.promise).toMatchObject({ result: 'gone', cluster: 'default/hooked' });
  expect((signal.reason as Error).name).toBe('AbortError');
});

test('a call beyond the limit is a failure, and the next one after is answered', async () => {
  const began = Promise.withResolvers<void>();
  const open = Promise.withResolvers<void>();
  await using server = await serving(
    async () => {
      began.resolve();
      await open.promise;
      return proceed();
    },
    { maxInFlight: 1 },
  );

  const first = call(server, path, body);
  await began.promise;
  const second = await call(server, path, body);
  open.resolve();

  expect([second.status, second.json]).toMatchObject([200, failure('the extension has too many calls to answer')]);
  expect((await first).json['status']).toBe('Success');
  expect((await call(server, path, body)).json['status']).toBe('Success');
});

test('requests that arrive slowly, or never, take no place of others', async () => {
  await using server = await serving(() => proceed(), { maxInFlight: 1, gracePeriod: '10ms' });
  const { hostname, port } = new URL(server.url);
  const headers = { 'content-length': 1_000, expect: '100-continue' };
  for (let slow = 0; slow < 3; slow++) {
    const sent = request({ hostname, port, path, method: 'POST', ca: server.caBundle, headers });
    sent.on('error', () => undefined); // it is cut off in the end
    sent.flushHeaders();
    await once(sent, 'continue'); // it is being read
  }

  expect((await call(server, path, body)).json['status']).toBe('Success');
});

test('calls whose namespace is no text are answered, and do not count as running afterwards', async () => {
  await using server = await serving(() => proceed('fine'), { maxInFlight: 2 });
  const odd = { cluster: { metadata: { name: 'web', namespace: { toString: 1 } } } };

  const answers = [];
  for (let calls = 0; calls < 4; calls++) answers.push((await call(server, path, odd)).json['message']);

  expect(answers).toEqual(['fine', 'fine', 'fine', 'fine']);
});

test('an observer that throws does not keep a call from its answer', async () => {
  await using server = await serving(() => proceed(), {
    observe: () => {
      throw new Error('observer');
    },
  });

  expect((await call(server, path, body)).json['status']).toBe('Success');
  expect((await call(server, path, body)).json['status']).toBe('Success');
});

test('a caller that goes away in the middle of its request is counted, and nobody answers', async () => {
  const ended = Promise.withResolvers<ObservedCall>();
  let handled = 0;
  const handle: Handle = () => {
    handled += 1;
    return proceed();
  };
  await using server = await serving(handle, { observe: (seen) => ended.resolve(seen) });
  const { hostname, port } = new URL(server.url);
  const sent = request({ hostname, port, path, method: 'POST', ca: server.caBundle, headers: { 'content-length': 1_000 } });
  sent.on('error', () => undefined); // it is destroyed below
  sent.write('{"cluster":');
  const inFlight = async () => /in_flight (\d)/.exec(await server.registry.metrics())?.[1];
  while ((await inFlight()) !== '1') await setImmediate(); // until it has come in

  sent.destroy();

  expect((await ended.promise).result).toBe('gone');
  expect(handled).toBe(0);
  expect(await inFlight()).toBe('0');
});
