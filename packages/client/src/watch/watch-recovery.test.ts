import { once } from 'node:events';
import { expect, test } from 'vitest';
import { createClient } from '../create-client.ts';
import { ConfigMap, configMap } from '../test-support/test-kinds.ts';
import { failure, type ReceivedRequest, refuse } from '../test-support/test-server.ts';
import { said, take } from '../test-support/watch-events.ts';
import { answerList, bookmark, line, startWatchServer } from '../test-support/watch-server.ts';

const expired = { code: 410, reason: 'Expired', message: 'too old resource version: 1 (9)' };
const random = (): number => 0;

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
    .watch(ConfigMap, { idleTimeout: '1s', onInterruption: (error) => interruptions.push(error) })
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
