import { afterAll, beforeAll, expect, test } from 'vitest';
import { configMaps, mergePatch, type Running, run } from '../../server/test-support/api-client.ts';

let running: Running;
let namespaces = 0;
beforeAll(async () => {
  running = await run({ bookmarkInterval: '50ms' });
});
afterAll(() => running[Symbol.asyncDispose]());

async function collection(): Promise<string> {
  namespaces += 1;
  await running.ask('POST', '/api/v1/namespaces', { body: { metadata: { name: `watches-${namespaces}` } } });
  return `/apis/coordination.k8s.io/v1/namespaces/watches-${namespaces}/leases`;
}

const create = (path: string, name: string, labels: object = {}) =>
  running.ask('POST', path, { body: { metadata: { name, labels }, spec: {} } });
const label = (path: string, name: string, labels: object) =>
  running.ask('PATCH', `${path}/${name}`, { body: { metadata: { labels } }, headers: mergePatch });
const told = (events: Awaited<ReturnType<Running['watch']>>) => events.map(({ type, object }) => [type, object.metadata.name]);

test('a watch without version begins with what is there, and goes on with what happens', async () => {
  const path = await collection();
  await create(path, 'a');

  await using watch = await running.openWatch(`${path}?watch=1`);
  await create(path, 'b');
  await label(path, 'b', { x: 'y' });
  await running.ask('DELETE', `${path}/a`);

  expect(told(await watch.lines(4))).toEqual([
    ['ADDED', 'a'],
    ['ADDED', 'b'],
    ['MODIFIED', 'b'],
    ['DELETED', 'a'],
  ]);
});

test('a watch from a version tells only what came after it, also when that is past', async () => {
  const path = await collection();
  const first = await create(path, 'a');
  await create(path, 'b');

  const events = await running.watch(`${path}?watch=1&resourceVersion=${first.body.metadata.resourceVersion}`, 1);

  expect(told(events)).toEqual([['ADDED', 'b']]);
});

test('a deletion has a version of its own, greater than the last one of the object', async () => {
  const path = await collection();
  const made = await create(path, 'a');
  await running.ask('DELETE', `${path}/a`);

  const [event] = await running.watch(`${path}?watch=1&resourceVersion=${made.body.metadata.resourceVersion}`, 1);

  expect(event?.type).toBe('DELETED');
  expect(Number(event?.object.metadata.resourceVersion)).toBeGreaterThan(Number(made.body.metadata.resourceVersion));
});

test('an object that enters a selection is added, one that leaves it deleted with its last state that matched', async () => {
  const path = await collection();
  const made = await create(path, 'a', { color: 'red' });
  const from = made.body.metadata.resourceVersion;
  await label(path, 'a', { color: 'blue' });
  await label(path, 'a', { color: 'blue', more: 'x' });
  const left = await label(path, 'a', { color: 'red' });

  const events = await running.watch(`${path}?watch=1&resourceVersion=${from}&labelSelector=color%3Dblue`, 3);

  expect(events.map(({ type }) => type)).toEqual(['ADDED', 'MODIFIED', 'DELETED']);
  expect(events[2]?.object.metadata).toMatchObject({
    labels: { color: 'blue' },
    resourceVersion: left.body.metadata.resourceVersion,
  });
});

test('a write that changes nothing is told to nobody and has no new version', async () => {
  const path = await collection();
  const made = await create(path, 'a', { x: 'y' });

  const same = await label(path, 'a', { x: 'y' });
  await create(path, 'b');
  const events = await running.watch(`${path}?watch=1&resourceVersion=${made.body.metadata.resourceVersion}`, 1);

  expect(same.body.metadata.resourceVersion).toBe(made.body.metadata.resourceVersion);
  expect(told(events)).toEqual([['ADDED', 'b']]);
});

test('initial events end with a bookmark that says so', async () => {
  const path = await collection();
  await create(path, 'a');
  const query = 'watch=1&sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true';

  const [first, end] = await running.watch(`${path}?${query}`, 2);

  expect(first).toMatchObject({ type: 'ADDED', object: { metadata: { name: 'a' } } });
  expect(end).toMatchObject({
    type: 'BOOKMARK',
    object: { kind: 'Lease', metadata: { annotations: { 'k8s.io/initial-events-end': 'true' } } },
  });
});

test('bookmarks come by the clock to those who want them', async () => {
  const path = await collection();

  const events = await running.watch(`${path}?watch=1&allowWatchBookmarks=true`, 2);

  expect(events.map(({ type }) => type)).toEqual(['BOOKMARK', 'BOOKMARK']);
});

test('a watch ends in time, without an event', async () => {
  const path = await collection();

  expect(await running.watch(`${path}?watch=1&timeoutSeconds=1`)).toEqual([]);
});

test('a watch of all namespaces tells of each', async () => {
  const path = await collection();
  const other = await collection();
  const made = await create(path, 'here');
  await create(other, 'there');

  const events = await running.watch(
    `/apis/coordination.k8s.io/v1/leases?watch=1&resourceVersion=${Number(made.body.metadata.resourceVersion) - 1}`,
    2,
  );

  expect(told(events).map(([, name]) => name)).toEqual(['here', 'there']);
});

test('watches one after the other on a connection are answered each', async () => {
  const path = await collection();
  await create(path, 'a');
  for (let round = 0; round < 5; round += 1) {
    expect(told(await running.watch(`${path}?watch=1&timeoutSeconds=1`, 1))).toEqual([['ADDED', 'a']]);
  }
});

test('a client that does not read loses its watch, and nobody else does', async () => {
  await using small = await run({ watchBufferBytes: 100_000 });
  await using idle = await small.openWatch(`${configMaps}?watch=1`);
  const read = small.watch(`${configMaps}?watch=1&labelSelector=last`, 1);

  for (let index = 0; index < 30; index += 1) {
    const data = { text: 'x'.repeat(1_000_000) };
    await small.ask('POST', configMaps, { body: { metadata: { name: `big-${index}` }, data } });
  }
  await small.ask('POST', configMaps, { body: { metadata: { name: 'small', labels: { last: '' } } } });

  expect(told(await read)).toEqual([['ADDED', 'small']]);
  expect(await idle.read()).toBe('aborted');
});

test('a watch of tables names the columns once', async () => {
  const path = await collection();
  await create(path, 'a');
  await create(path, 'b');

  const [first, second] = await running.watch(`${path}?watch=1`, 2, 'application/json;as=Table;v=v1;g=meta.k8s.io');

  expect(first?.object).toMatchObject({ kind: 'Table', rows: [{ object: { metadata: { name: 'a' } } }] });
  expect(first?.object.columnDefinitions).not.toEqual([]);
  expect(second?.object.columnDefinitions).toEqual([]);
});
