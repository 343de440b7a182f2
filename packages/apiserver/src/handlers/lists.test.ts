import { afterAll, beforeAll, expect, test } from 'vitest';
import { configMaps, type Running, run } from '../server/test-support/api-client.ts';

let running: Running;
let namespaces = 0;
beforeAll(async () => {
  running = await run({ history: { events: 5, age: '1ms' } });
});
afterAll(() => running[Symbol.asyncDispose]());

/** A namespace of the test's own, with ConfigMaps; answers the path of its collection. */
async function collection(...names: readonly string[]): Promise<string> {
  namespaces += 1;
  const namespace = `lists-${namespaces}`;
  await running.ask('POST', '/api/v1/namespaces', { body: { metadata: { name: namespace } } });
  const path = `/apis/coordination.k8s.io/v1/namespaces/${namespace}/leases`;
  for (const name of names) await create(path, name);
  return path;
}

const create = (path: string, name: string) =>
  running.ask('POST', path, { body: { metadata: { name, labels: { name } }, spec: {} } });
const namesOf = ({ body }: { body: { items: readonly { metadata: { name: string } }[] } }) =>
  body.items.map(({ metadata }) => metadata.name);

test('items of built-in kinds carry neither kind nor apiVersion', async () => {
  const path = await collection('a');

  const { body } = await running.ask('GET', path);

  expect(body).toMatchObject({ kind: 'LeaseList', apiVersion: 'coordination.k8s.io/v1' });
  expect(Object.keys(body.items[0])).toEqual(['metadata', 'spec']);
});

test('pages of one list show the state of the first, whatever is written meanwhile', async () => {
  const path = await collection('a', 'b', 'c');

  const first = await running.ask('GET', `${path}?limit=2`);
  await create(path, 'bb');
  const second = await running.ask('GET', `${path}?limit=2&continue=${first.body.metadata.continue}`);

  expect(namesOf(first)).toEqual(['a', 'b']);
  expect(first.body.metadata.remainingItemCount).toBe(1);
  expect(namesOf(second)).toEqual(['c']);
  expect(second.body.metadata).toEqual({ resourceVersion: first.body.metadata.resourceVersion });
});

test('a page of a state that is forgotten is 410, with a token for the rest as it is now', async () => {
  const path = await collection('a', 'b', 'c');
  const first = await running.ask('GET', `${path}?limit=1`);
  for (let index = 0; index < 20; index += 1) await create(path, `x${index}`);

  const gone = await running.ask('GET', `${path}?limit=2&continue=${first.body.metadata.continue}`);
  const rest = await running.ask('GET', `${path}?limit=2&continue=${gone.body.metadata.continue}`);

  expect(gone).toMatchObject({ code: 410, body: { reason: 'Expired' } });
  expect(namesOf(rest)).toEqual(['b', 'c']);
});

test('a watch from a forgotten version is told so in the stream', async () => {
  const path = await collection('a');
  for (let index = 0; index < 20; index += 1) await create(path, `x${index}`);

  const [event] = await running.watch(`${path}?watch=1&resourceVersion=1`, 1);

  expect(event).toMatchObject({ type: 'ERROR', object: { code: 410, reason: 'Expired' } });
  expect(event?.object.message).toMatch(/^too old resource version: 1 \(\d+\)$/);
});

test('a list from the cache is whole, whatever the limit', async () => {
  const path = await collection('a', 'b', 'c');

  const { body } = await running.ask('GET', `${path}?limit=1&resourceVersion=0`);

  expect(body.items).toHaveLength(3);
  expect(body.metadata.continue).toBeUndefined();
});

test('selectors choose among all pages, and nothing is said of what remains', async () => {
  const path = await collection('a', 'b', 'c');

  const byLabel = await running.ask('GET', `${path}?labelSelector=name%20in%20(a,c)&limit=1`);
  const byField = await running.ask('GET', `${path}?fieldSelector=metadata.name%3Db`);

  expect(namesOf(byLabel)).toEqual(['a']);
  expect(byLabel.body.metadata.remainingItemCount).toBeUndefined();
  expect(namesOf(byField)).toEqual(['b']);
});

test('bare metadata is answered without the content', async () => {
  const path = await collection('a');

  const { body } = await running.ask('GET', path, {
    headers: { accept: 'application/json;as=PartialObjectMetadataList;v=v1;g=meta.k8s.io' },
  });

  expect(body).toMatchObject({ kind: 'PartialObjectMetadataList', apiVersion: 'meta.k8s.io/v1' });
  expect(body.items[0]).toMatchObject({ kind: 'PartialObjectMetadata', metadata: { name: 'a', labels: { name: 'a' } } });
  expect(body.items[0].spec).toBeUndefined();
});

test('a table has a row for each object', async () => {
  const path = await collection('a', 'b');

  const { body } = await running.ask('GET', path, { headers: { accept: 'application/json;as=Table;v=v1;g=meta.k8s.io' } });

  expect(body.kind).toBe('Table');
  expect(body.rows.map(({ cells }: { cells: readonly unknown[] }) => cells[0])).toEqual(['a', 'b']);
});

test('a list that is too long for one packet comes compressed to who takes that', async () => {
  const body = { metadata: { name: 'long' }, data: { text: 'x'.repeat(200_000) } };
  await running.ask('POST', configMaps, { body });

  const plain = await running.ask('GET', `${configMaps}/long`);
  const small = await running.ask('GET', `${configMaps}/long`, { headers: { 'accept-encoding': 'gzip' } });

  expect(plain.body.data.text).toHaveLength(200_000);
  expect(small.headers['content-encoding']).toBe('gzip');
  expect(small.text.length).toBeLessThan(5_000);
});

test('an answer is YAML for who asks for YAML', async () => {
  const path = await collection('a');

  const { text, headers } = await running.ask('GET', `${path}/a`, { headers: { accept: 'application/yaml' } });

  expect(headers['content-type']).toBe('application/yaml');
  expect(text).toContain('kind: Lease\n');
});
