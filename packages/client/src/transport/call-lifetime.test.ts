import { expect, test } from 'vitest';
import { isApiError } from '../api-error.ts';
import { createClient } from '../create-client.ts';
import { ConfigMap, configMap } from '../test-support/test-kinds.ts';
import { answer, startServer } from '../test-support/test-server.ts';

const app = { name: 'app', namespace: 'shop' };

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
