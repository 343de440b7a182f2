import { once } from 'node:events';
import { expect, test } from 'vitest';
import { createClient } from '../create-client.ts';
import { ConfigMap, configMap } from '../test-support/test-kinds.ts';
import { failure, type ReceivedRequest, refuse } from '../test-support/test-server.ts';
import { answerList, bookmark, line, startWatchServer } from '../test-support/watch-server.ts';
import type { WatchEvent } from '../watch-event.ts';

const expired = { code: 410, reason: 'Expired', message: 'too old resource version: 1 (9)' };
const random = (): number => 0;

/** `applied a@2`, `synced@1`, …: what a watch said, short enough to compare. */
function said(event: WatchEvent<{ readonly metadata: { readonly name: string; readonly resourceVersion: string } }>): string {
  switch (event.type) {
    case 'restarted':
      return 'restarted';
    case 'synced':
      return `synced@${event.resourceVersion}`;
    default:
      return `${event.type} ${event.object.metadata.name}@${event.object.metadata.resourceVersion}`;
  }
}

async function take<T>(events: AsyncIterator<T>, count: number): Promise<readonly T[]> {
  const taken: T[] = [];
  while (taken.length < count) {
    const result = await events.next();
    if (result.done) break;
    taken.push(result.value);
  }
  return taken;
}

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

test('a watch goes on after the connection ends or breaks, from the last version it saw, bookmarks included', async () => {
  const interruptions: unknown[] = [];
  await using server = await startWatchServer((_request, response) => answerList(response, [], { resourceVersion: '1' }));
  await using client = createClient(server.config, { random });
  const watch = client.watch(ConfigMap, { onInterruption: (error) => interruptions.push(error) })[Symbol.asyncIterator]();
  await take(watch, 2);

  const events = take(watch, 3);
  const first = await server.nextWatch();
  first.response.end(line('ADDED', configMap('a', '2')) + bookmark('4'));
  const second = await server.nextWatch();
  second.response.write(line('ADDED', configMap('b', '5')));
  second.response.write('{"type":"ADDED","object":{"metadata":{"resourceVersion":"6"', () => second.response.destroy());
  const third = await server.nextWatch();
  third.response.write(line('ADDED', configMap('c', '6')));

  expect((await events).map(said)).toEqual(['applied a@2', 'applied b@5', 'applied c@6']);
  expect([first, second, third].map(({ request }) => request.query.get('resourceVersion'))).toEqual(['1', '4', '5']);
  expect(interruptions).toMatchObject([{ name: 'ApiError', code: 0, reason: 'Unknown' }]);
  await watch.return?.();
});

test('half a line at the end of a connection is not an event', async () => {
  await using server = await startWatchServer((_request, response) => answerList(response, [], { resourceVersion: '1' }));
  await using client = createClient(server.config, { random });
  const watch = client.watch(ConfigMap)[Symbol.asyncIterator]();
  await take(watch, 2);

  const events = take(watch, 1);
  (await server.nextWatch()).response.end(line('ADDED', configMap('a', '2')).slice(0, -10));
  const second = await server.nextWatch();
  second.response.write(line('ADDED', configMap('a', '2')));

  expect((await events).map(said)).toEqual(['applied a@2']);
  expect(second.request.query.get('resourceVersion')).toBe('1');
  await watch.return?.();
});

test.each(['event', 'answer'])('history that is gone, said in an %s, makes the watch list again', async (form) => {
  await using server = await startWatchServer((_request, response) =>
    answerList(response, [configMap('a')], { resourceVersion: '9' }),
  );
  await using client = createClient(server.config, { random });
  const watch = client.watch(ConfigMap, { resourceVersion: '1' })[Symbol.asyncIterator]();

  const events = take(watch, 4);
  const first = await server.nextWatch();
  if (form === 'event') first.response.end(line('ERROR', failure(expired)));
  else refuse(first.response, expired);
  const second = await server.nextWatch();
  second.response.write(line('MODIFIED', configMap('a', '10')));

  expect((await events).map(said)).toEqual(['restarted', 'listed a@1', 'synced@9', 'applied a@10']);
  expect(second.request.query.get('resourceVersion')).toBe('9');
  await watch.return?.();
});

test('a set that is forgotten between two pages starts again, in one piece', async () => {
  const lists: string[] = [];
  await using server = await startWatchServer((request: ReceivedRequest, response) => {
    lists.push(request.query.toString());
    if (request.query.has('continue')) refuse(response, expired);
    else if (request.query.has('limit')) answerList(response, [configMap('a')], { resourceVersion: '1', continue: 'more' });
    else answerList(response, [configMap('b')], { resourceVersion: '9' });
  });
  await using client = createClient(server.config, { random });
  const watch = client.watch(ConfigMap)[Symbol.asyncIterator]();

  expect((await take(watch, 5)).map(said)).toEqual(['restarted', 'listed a@1', 'restarted', 'listed b@1', 'synced@9']);
  expect(lists).toEqual(['limit=500', 'limit=500&continue=more', '']);
  await watch.return?.();
});

test('a connection that brings nothing is given up and made anew', async () => {
  const interruptions: unknown[] = [];
  await using server = await startWatchServer((_request, response) => answerList(response, [], { resourceVersion: '1' }));
  await using client = createClient(server.config, { random });
  const watch = client
    .watch(ConfigMap, { idleTimeout: '100ms', onInterruption: (error) => interruptions.push(error) })
    [Symbol.asyncIterator]();
  await take(watch, 2);

  const events = take(watch, 1);
  const dead = await server.nextWatch();
  dead.response.flushHeaders();
  await once(dead.response, 'close');
  const second = await server.nextWatch();
  second.response.write(line('ADDED', configMap('a', '2')));

  expect((await events).map(said)).toEqual(['applied a@2']);
  expect(interruptions).toMatchObject([{ name: 'ApiError', reason: 'Timeout', code: 0 }]);
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

test('what the server refuses is thrown; what may pass after the watch once worked is not', async () => {
  const interruptions: unknown[] = [];
  await using server = await startWatchServer((_request, response) => answerList(response, [], { resourceVersion: '1' }));
  await using client = createClient(server.config, { random });
  const watch = client.watch(ConfigMap, { onInterruption: (error) => interruptions.push(error) })[Symbol.asyncIterator]();
  await take(watch, 2);

  const next = watch.next();
  refuse((await server.nextWatch()).response, { code: 503, reason: 'ServiceUnavailable', message: 'later' });
  refuse((await server.nextWatch()).response, { code: 403, reason: 'Forbidden', message: 'no' });

  await expect(next).rejects.toMatchObject({ name: 'ApiError', reason: 'Forbidden', subject: { kind: 'ConfigMap' } });
  expect(interruptions).toMatchObject([{ reason: 'ServiceUnavailable' }]);
});

test('a watch of a version that the server cannot read throws instead of trying for ever', async () => {
  await using server = await startWatchServer(() => undefined);
  await using client = createClient(server.config);
  const watch = client.watch(ConfigMap, { resourceVersion: 'x' })[Symbol.asyncIterator]();

  const next = watch.next();
  (await server.nextWatch()).response.end(line('ERROR', failure({ code: 500, reason: '', message: 'invalid version' })));

  await expect(next).rejects.toMatchObject({ name: 'ApiError', code: 500, message: 'invalid version' });
});

test('a server that is not there is an error of the first call, not an endless wait', async () => {
  const server = await startWatchServer(() => undefined);
  await server[Symbol.asyncDispose]();
  await using client = createClient(server.config, { random, maxRetries: 1 });

  await expect(client.watch(ConfigMap)[Symbol.asyncIterator]().next()).rejects.toMatchObject({
    reason: 'ServiceUnavailable',
    code: 0,
    hint: 'Is the API server running, and is its address right?',
  });
});

test('a watch that is refused for its credentials renews them and goes on', async () => {
  let token = 'old';
  await using server = await startWatchServer((_request, response) => answerList(response, [], { resourceVersion: '1' }));
  await using client = createClient(server.config);
  const watch = client
    .with({ token: () => token })
    .watch(ConfigMap)
    [Symbol.asyncIterator]();
  await take(watch, 2);

  const events = take(watch, 1);
  const first = await server.nextWatch();
  token = 'new';
  refuse(first.response, { code: 401, reason: 'Unauthorized', message: 'Unauthorized' });
  const second = await server.nextWatch();
  second.response.write(line('ADDED', configMap('a', '2')));

  expect((await events).map(said)).toEqual(['applied a@2']);
  expect([first, second].map(({ request }) => request.headers.authorization)).toEqual(['Bearer old', 'Bearer new']);
  await watch.return?.();
});

test('a slow consumer makes the server wait, and is not taken for a dead connection', async () => {
  const total = 400;
  const data = { text: 'x'.repeat(100_000) };
  await using server = await startWatchServer((_request, response) => answerList(response, [], { resourceVersion: '1' }));
  await using client = createClient(server.config);
  const watch = client.watch(ConfigMap, { idleTimeout: '200ms' })[Symbol.asyncIterator]();
  await take(watch, 2);

  const first = take(watch, 1);
  const { response } = await server.nextWatch();
  for (let version = 2; version < total + 2; version++) response.write(line('ADDED', configMap('a', String(version), data)));
  await first;
  await new Promise((resolve) => setTimeout(resolve, 500)); // slowness itself: longer than the idle time-out
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

test('a line that is no event interrupts the watch without quoting it', async () => {
  const interruptions: unknown[] = [];
  await using server = await startWatchServer((_request, response) => answerList(response, [], { resourceVersion: '1' }));
  await using client = createClient(server.config, { random });
  const watch = client.watch(ConfigMap, { onInterruption: (error) => interruptions.push(error) })[Symbol.asyncIterator]();
  await take(watch, 2);

  const events = take(watch, 1);
  (await server.nextWatch()).response.write('<html>secret\n');
  (await server.nextWatch()).response.write(line('ADDED', configMap('a', '2')));

  expect((await events).map(said)).toEqual(['applied a@2']);
  expect(interruptions).toMatchObject([{ name: 'ClientError', code: 'InvalidAnswer' }]);
  expect(String(interruptions[0])).not.toContain('secret');
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
