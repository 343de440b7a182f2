import { once } from 'node:events';
import { expect, test } from 'vitest';
import { createClient } from '../create-client.ts';
import { ConfigMap, configMap } from '../test-support/test-kinds.ts';
import { refuse } from '../test-support/test-server.ts';
import { said, take } from '../test-support/watch-events.ts';
import { answerList, bookmark, line, startWatchServer } from '../test-support/watch-server.ts';

const random = (): number => 0;

test('a watch gives the set, page by page, then the changes', async () => {
  await using server = await startWatchServer((request, response) => {
    if (request.query.has('continue')) answerList(response, [configMap('b')], { resourceVersion: '5' });
    else answerList(response, [configMap('a')], { resourceVersion: '5', continue: 'more' });
  });
  await using client = createClient(server.config, { random });
  const watch = client.watch(ConfigMap, { namespace: 'shop', labels: { app: 'web' } })[Symbol.asyncIterator]();

  const set = await take(watch, 4);
  const changes = take(watch, 3);
  const { request, response } = await server.nextWatch();
  response.write(line('ADDED', configMap('c', '6')) + bookmark('7') + line('MODIFIED', configMap('a', '8')));
  response.write(line('DELETED', configMap('b', '9')));

  expect(set.map(said)).toEqual(['restarted', 'listed a@1', 'listed b@1', 'synced@5']);
  expect((await changes).map(said)).toEqual(['applied c@6', 'applied a@8', 'deleted b@9']);
  expect(Object.fromEntries(request.query)).toEqual({
    watch: 'true',
    resourceVersion: '5',
    labelSelector: 'app=web',
    allowWatchBookmarks: 'true',
    timeoutSeconds: '240',
  });
  await watch.return?.();
});

test('leaving the loop closes the connection', async () => {
  await using server = await startWatchServer((_request, response) =>
    answerList(response, [configMap('a')], { resourceVersion: '1' }),
  );
  await using client = createClient(server.config);

  for await (const event of client.watch(ConfigMap)) {
    if (event.type !== 'synced') continue;
    break;
  }
  await client[Symbol.asyncDispose]();

  await server.socketsClosed();
  expect(server.sockets.size).toBe(0);
});

test('leaving the loop while changes come closes their connection, and calls keep theirs', async () => {
  await using server = await startWatchServer((_request, response) => answerList(response, [], { resourceVersion: '1' }));
  await using client = createClient(server.config);
  const watch = client.watch(ConfigMap)[Symbol.asyncIterator]();
  await take(watch, 2);
  const [call] = server.sockets;

  const events = take(watch, 1);
  const { response } = await server.nextWatch();
  const closed = once(response, 'close');
  response.write(line('ADDED', configMap('a', '2')));
  await events;
  await watch.return?.();

  await closed;
  expect(call?.destroyed).toBe(false);
});

test('an abort ends the iteration quietly, at any moment', async () => {
  await using server = await startWatchServer((_request, response) =>
    answerList(response, [configMap('a')], { resourceVersion: '1' }),
  );
  await using client = createClient(server.config);
  const events = async (signal: AbortSignal, onEvent: (type: string) => void): Promise<number> => {
    let count = 0;
    for await (const event of client.watch(ConfigMap, { signal })) {
      count++;
      onEvent(event.type);
    }
    return count;
  };

  expect(await events(AbortSignal.abort(new Error('early')), () => undefined)).toBe(0);
  const inSet = new AbortController();
  expect(await events(inSet.signal, (type) => type === 'listed' && inSet.abort())).toBe(2);
  const waiting = new AbortController();
  const ended = events(waiting.signal, () => undefined);
  const { response } = await server.nextWatch();
  const closed = once(response, 'close');
  waiting.abort();

  expect(await ended).toBe(3);
  await closed;
});

test('an abort while the watch waits to try again ends it at once', async () => {
  const stop = new AbortController();
  await using server = await startWatchServer((_request, response) => answerList(response, [], { resourceVersion: '1' }));
  await using client = createClient(server.config);
  const iterate = async (): Promise<void> => {
    for await (const _ of client.watch(ConfigMap, {
      signal: stop.signal,
      onInterruption: () => setImmediate(() => stop.abort()),
    }));
  };

  const ended = iterate();
  const { response } = await server.nextWatch();
  refuse(response, { code: 429, reason: 'TooManyRequests', message: 'later' }, { 'retry-after': '600' });

  await ended;
});

test('a slow consumer makes the server wait, and is not taken for a dead connection', async () => {
  const total = 400;
  const data = { text: 'x'.repeat(100_000) };
  const lines = Array.from({ length: total }, (_, index) => line('ADDED', configMap('a', String(index + 2), data)));
  await using server = await startWatchServer((_request, response) => answerList(response, [], { resourceVersion: '1' }));
  await using client = createClient(server.config);
  const watch = client.watch(ConfigMap, { idleTimeout: '4s' })[Symbol.asyncIterator]();
  await take(watch, 2);

  const first = take(watch, 1);
  const { response } = await server.nextWatch();
  for (const each of lines) response.write(each);
  await first;
  await new Promise((resolve) => setTimeout(resolve, 5_000)); // slowness itself: longer than the idle time-out
  const unsent = response.writableLength;
  const rest = await take(watch, total - 1);

  expect(unsent).toBeGreaterThan(10_000_000);
  expect(rest.map((event) => (event.type === 'applied' ? event.object.metadata.resourceVersion : ''))).toEqual(
    Array.from({ length: total - 1 }, (_, index) => String(index + 3)),
  );
  await watch.return?.();
});

test('watchMetadata asks for metadata only, in the list and in the watch', async () => {
  await using server = await startWatchServer((_request, response) => answerList(response, [], { resourceVersion: '1' }));
  await using client = createClient(server.config);
  const watch = client.watchMetadata(ConfigMap)[Symbol.asyncIterator]();
  await take(watch, 2);

  const events = take(watch, 1);
  const { request, response } = await server.nextWatch();
  response.write(line('ADDED', { ...configMap('a', '2'), apiVersion: 'meta.k8s.io/v1', kind: 'PartialObjectMetadata' }));

  expect(await events).toMatchObject([{ type: 'applied', object: { kind: 'PartialObjectMetadata' } }]);
  expect(server.requests[0]?.headers.accept).toBe('application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1');
  expect(request.headers.accept).toBe('application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1');
  await watch.return?.();
});

test('closing the client ends its watches', async () => {
  await using server = await startWatchServer((_request, response) => answerList(response, [], { resourceVersion: '1' }));
  const interruptions: unknown[] = [];
  const client = createClient(server.config);
  const watch = client.watch(ConfigMap, { onInterruption: (error) => interruptions.push(error) })[Symbol.asyncIterator]();
  await take(watch, 2);

  const next = expect(watch.next()).rejects.toMatchObject({ name: 'ClientError', code: 'ClientClosed' });
  await server.nextWatch();
  await client[Symbol.asyncDispose]();

  await next;
  await server.socketsClosed();
  expect(interruptions).toEqual([]);
});

test('options that are wrong are thrown by watch itself', async () => {
  await using client = createClient({ server: 'http://127.0.0.1:1' });

  // @ts-expect-error not a duration
  expect(() => client.watch(ConfigMap, { idleTimeout: '5 minutes' })).toThrow(RangeError);
});
