import { afterAll, beforeAll, expect, test } from 'vitest';
import { applyPatch, configMaps, mergePatch, type Running, run } from '../server/test-support/api-client.ts';

let running: Running;
beforeAll(async () => {
  running = await run();
});
afterAll(() => running[Symbol.asyncDispose]());

const emptyMetadata = { labels: {}, annotations: {}, finalizers: [], ownerReferences: [] };
const apply = (manager: string, name: string, metadata: object) =>
  running.ask('PATCH', `${configMaps}/${name}?fieldManager=${manager}`, {
    body: { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, ...metadata } },
    headers: applyPatch,
  });

test('empty maps and lists are neither kept nor owned, by a create as by an update', async () => {
  const created = await running.ask('POST', configMaps, { body: { metadata: { name: 'none', ...emptyMetadata }, data: {} } });
  const patch = { body: { metadata: { labels: { a: 'b' } }, binaryData: {} }, headers: mergePatch };
  await running.ask('PATCH', `${configMaps}/none`, patch);
  const emptied = { body: { metadata: { labels: { a: null } } }, headers: mergePatch };
  const updated = await running.ask('PATCH', `${configMaps}/none`, emptied);

  for (const { body } of [created, updated]) {
    expect(Object.keys(body)).toEqual(['kind', 'apiVersion', 'metadata']);
    expect(Object.keys(body.metadata)).toEqual(['name', 'namespace', 'uid', 'resourceVersion', 'creationTimestamp']);
  }
});

test('who applies an empty map owns it, to the next who does that is a conflict, and again changes nothing', async () => {
  const first = await apply('one', 'applied', { labels: {} });
  const again = await apply('one', 'applied', { labels: {} });
  const other = await apply('two', 'applied', { labels: {} });

  expect(first.body.metadata.labels).toBeUndefined();
  expect(first.body.metadata.managedFields).toMatchObject([{ manager: 'one', fieldsV1: { 'f:metadata': { 'f:labels': {} } } }]);
  expect(again.body.metadata.resourceVersion).toBe(first.body.metadata.resourceVersion);
  expect(other.body.message).toBe('Apply failed with 1 conflict: conflict with "one": .metadata.labels');
});

test('an empty struct stays, an empty list in a list of structs does not', async () => {
  const volumes = [{ name: 'scratch', emptyDir: {} }];
  const pod = { metadata: { name: 'p' }, spec: { volumes, containers: [{ name: 'c', image: 'i', command: [], env: [] }] } };

  const { body } = await running.ask('POST', '/api/v1/namespaces/default/pods', { body: pod });

  expect(body.spec).toMatchObject({ volumes, containers: [{ name: 'c', image: 'i' }] });
  expect(body.spec.containers[0]).not.toHaveProperty('command');
});

test('a key that is called like a property of every object is a key like any other', async () => {
  const { body } = await running.ask('POST', configMaps, { body: { metadata: { name: 'odd', labels: { constructor: '' } } } });

  expect(body.metadata.labels).toEqual({ constructor: '' });
});
