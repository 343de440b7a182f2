import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createClient } from '@capstan/client';
import { ConfigMap, Event } from '@capstan/schema';
import { testEnv } from '@capstan/testenv';
import { expect, test } from 'vitest';
import type { Logger } from '../controller.ts';
import { silentLogger } from '../logger.ts';
import { ManualClock } from '../test-support/manual-clock.ts';
import { EventRecorder } from './event-recorder.ts';

const never = new AbortController().signal;

async function recording() {
  const env = await testEnv();
  const namespace = await env.namespace();
  const object = await env.client.create(ConfigMap, { metadata: { name: 'app', namespace } });
  const clock = new ManualClock();
  const recorder = new EventRecorder({ client: env.client, component: 'paint', clock, logger: silentLogger });
  const events = async () => {
    const found: Event[] = [];
    for await (const event of env.client.list(Event, { namespace })) found.push(event);
    return found;
  };
  return { env, object, clock, recorder, events, [Symbol.asyncDispose]: () => env[Symbol.asyncDispose]() };
}

test('a repeat is counted, another message is another event', async () => {
  await using setup = await recording();
  const { object, recorder, events } = setup;

  recorder.record(object, 'Normal', 'Painted', 'blue');
  recorder.record(object, 'Normal', 'Painted', 'blue');
  recorder.record(object, 'Warning', 'Dripping', 'red');
  await recorder.flushed(never);

  const counts = (await events()).map(({ type, reason, message, count }) => [type, reason, message, count]);
  expect(counts.toSorted()).toEqual([
    ['Normal', 'Painted', 'blue', 2],
    ['Warning', 'Dripping', 'red', 1],
  ]);
});

test('events of an object whose long name is cut behind a dot are written too', async () => {
  await using setup = await recording();
  const { env, object, recorder, events } = setup;
  const name = `${'a'.repeat(235)}.b`;
  const { namespace = '' } = object.metadata;
  const long = await env.client.create(ConfigMap, { metadata: { name, namespace } });

  recorder.record(long, 'Normal', 'Painted', 'blue');
  await recorder.flushed(never);

  expect((await events()).map(({ involvedObject }) => involvedObject.name)).toEqual([name]);
});

test('an event that expired on the server is written anew', async () => {
  await using setup = await recording();
  const { env, object, recorder, events } = setup;
  recorder.record(object, 'Normal', 'Painted', 'blue');
  await recorder.flushed(never);
  await env.client.deleteCollection(Event, { namespace: object.metadata.namespace });

  recorder.record(object, 'Normal', 'Painted', 'blue');
  await recorder.flushed(never);

  expect((await events()).map(({ count }) => count)).toEqual([1]);
});

test('an object has a hundred events in a row, and another one after twelve seconds', async () => {
  await using setup = await recording();
  const { object, clock, recorder, events } = setup;

  for (let coat = 1; coat <= 120; coat++) recorder.record(object, 'Normal', 'Painted', `coat ${coat}`);
  await recorder.flushed(never);
  const burst = (await events()).length;
  clock.advance(12_000);
  for (let coat = 121; coat <= 125; coat++) recorder.record(object, 'Normal', 'Painted', `coat ${coat}`);
  await recorder.flushed(never);

  expect([burst, (await events()).length]).toEqual([100, 101]);
});

test('nothing stays of an object that is gone, not even by events still being written', async () => {
  await using setup = await recording();
  const { object, recorder } = setup;

  recorder.record(object, 'Normal', 'Painted', 'blue');
  recorder.forget(object.metadata.uid);
  await recorder.flushed(never);

  expect(recorder.size).toBe(0);
});

test('who waits for what is told of one object waits for that alone, and no longer than there is time', async () => {
  await using setup = await recording();
  const { object, recorder, events } = setup;
  const { uid } = object.metadata;
  const timeUp = new AbortController();

  recorder.record(object, 'Normal', 'Painted', 'blue');
  await recorder.told(uid, timeUp.signal);
  const written = (await events()).length;
  await recorder.told('another', timeUp.signal);
  recorder.record(object, 'Normal', 'Painted', 'red');
  const told = recorder.told(uid, timeUp.signal);
  timeUp.abort(new Error('time is up'));

  await expect(told).rejects.toThrow('time is up');
  expect(written).toBe(1);
  await recorder.flushed(never);
});

test('a server that answers no event holds the first object up for ten seconds, which is in the log, and others not at all', async () => {
  const asked = Promise.withResolvers<ServerResponse>();
  const server = createServer((_request, response) => asked.resolve(response)).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo; // it listens on a port
  await using client = createClient({ server: `http://127.0.0.1:${port}` });
  const lines: string[] = [];
  const logger: Logger = { ...silentLogger, warn: (_fields, message) => void lines.push(message) };
  const clock = new ManualClock();
  const recorder = new EventRecorder({ client, component: 'paint', clock, logger });
  const metadata = { name: 'app', namespace: 'default', uid: 'uid-1', resourceVersion: '1', creationTimestamp: '' };
  const object = { apiVersion: 'v1', kind: 'ConfigMap', metadata };

  recorder.record(object, 'Normal', 'Painted', 'blue');
  recorder.record(object, 'Normal', 'Painted', 'red');
  const told = recorder.told('uid-1', never).then(() => 'told');
  const response = await asked.promise;
  clock.advance(9_999);
  const early = await Promise.race([told, new Promise((resolve) => setImmediate(resolve, 'waiting'))]);
  clock.advance(1);
  await told;
  recorder.record({ ...object, metadata: { ...metadata, uid: 'uid-2' } }, 'Normal', 'Painted', 'green');
  await recorder.told('uid-2', never); // at once: the clock stands still

  expect(early).toBe('waiting');
  expect(response.writableEnded).toBe(false);
  expect(lines).toEqual(['the server takes no events; the object goes before they are written']);
  await recorder.flushed(AbortSignal.abort());
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

test('when time is up, what is not written yet is given up', async () => {
  await using setup = await recording();
  const { object, recorder, events } = setup;
  for (let coat = 1; coat <= 50; coat++) recorder.record(object, 'Normal', 'Painted', `coat ${coat}`);

  await recorder.flushed(AbortSignal.abort());

  expect((await events()).length).toBeLessThan(50);
});
