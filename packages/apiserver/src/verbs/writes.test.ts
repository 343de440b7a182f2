import { afterAll, beforeAll, expect, test } from 'vitest';
import { applyPatch, mergePatch, type Running, run } from '../server/test-support/api-client.ts';

let running: Running;
let namespaces = 0;
// Whole seconds of today: certificates are made by this clock, and looked at by the machine's.
const now = `${new Date().toISOString().slice(0, 19)}Z`;
beforeAll(async () => {
  running = await run({ clock: () => Date.parse(now) });
});
afterAll(() => running[Symbol.asyncDispose]());

async function namespace(): Promise<string> {
  namespaces += 1;
  await running.ask('POST', '/api/v1/namespaces', { body: { metadata: { name: `writes-${namespaces}` } } });
  return `writes-${namespaces}`;
}
const configMapsOf = async () => `/api/v1/namespaces/${await namespace()}/configmaps`;

test('a created object has what only the server may say', async () => {
  const path = await configMapsOf();

  const { code, body } = await running.ask('POST', path, {
    body: { metadata: { name: 'a', uid: 'mine', creationTimestamp: '2000-01-01T00:00:00Z', generation: 7 }, data: { a: 'b' } },
  });

  expect(code).toBe(201);
  expect(body.metadata).toMatchObject({ name: 'a', creationTimestamp: now });
  expect(body.metadata.uid).toMatch(/^[0-9a-f-]{36}$/);
  expect(body.metadata.generation).toBeUndefined();
  expect(body.metadata.managedFields).toMatchObject([
    { manager: 'tests', operation: 'Update', fieldsV1: { 'f:data': { 'f:a': {} } } },
  ]);
});

test('a generated name begins with what was asked for', async () => {
  const { body } = await running.ask('POST', await configMapsOf(), { body: { metadata: { generateName: 'gen-' } } });

  expect(body.metadata.name).toMatch(/^gen-[bcdfghjklmnpqrstvwxz2456789]{5}$/);
});

test('a dry run answers what would be, and nothing is', async () => {
  const path = await configMapsOf();

  const made = await running.ask('POST', `${path}?dryRun=All`, { body: { metadata: { name: 'a' } } });

  expect(made.code).toBe(201);
  expect(made.body.metadata.resourceVersion).toBeUndefined();
  expect((await running.ask('GET', `${path}/a`)).code).toBe(404);
});

test('an update without version is made on what is there', async () => {
  const path = await configMapsOf();
  const made = await running.ask('POST', path, { body: { metadata: { name: 'a' }, data: { a: '1' } } });

  const { code, body } = await running.ask('PUT', `${path}/a`, { body: { metadata: { name: 'a' }, data: { a: '2' } } });

  expect(code).toBe(200);
  expect(body.metadata.uid).toBe(made.body.metadata.uid);
  expect(body.data).toEqual({ a: '2' });
});

test('patches of many writers at once are all made', async () => {
  const path = await configMapsOf();
  await running.ask('POST', path, { body: { metadata: { name: 'a' } } });

  await Promise.all(
    Array.from({ length: 20 }, (_, index) =>
      running.ask('PATCH', `${path}/a`, { body: { data: { [`k${index}`]: 'x' } }, headers: mergePatch }),
    ),
  );

  const { body } = await running.ask('GET', `${path}/a`);
  expect(Object.keys(body.data)).toHaveLength(20);
});

test('an apply creates, merges, and keeps what others own', async () => {
  const path = await configMapsOf();
  const apply = (manager: string, data: object) =>
    running.ask('PATCH', `${path}/a?fieldManager=${manager}`, {
      body: { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a' }, data },
      headers: applyPatch,
    });

  const made = await apply('one', { a: '1' });
  const merged = await apply('two', { b: '2' });
  const dropped = await apply('one', {});

  expect([made.code, merged.code, dropped.code]).toEqual([201, 200, 200]);
  expect(merged.body.data).toEqual({ a: '1', b: '2' });
  expect(dropped.body.data).toEqual({ b: '2' });
});

test('a finalizer holds a deleted object until it is gone', async () => {
  const path = await configMapsOf();
  await running.ask('POST', path, { body: { metadata: { name: 'a', finalizers: ['x.io/f'] } } });

  const deleted = await running.ask('DELETE', `${path}/a`);
  const refused = await running.ask('PUT', `${path}/a`, { body: { metadata: { name: 'a', finalizers: ['x.io/f', 'x.io/g'] } } });
  const released = await running.ask('PUT', `${path}/a`, { body: { metadata: { name: 'a' } } });

  expect(deleted).toMatchObject({
    code: 200,
    body: { metadata: { deletionTimestamp: now, deletionGracePeriodSeconds: 0 } },
  });
  expect(refused.body.message).toBe(
    'ConfigMap "a" is invalid: metadata.finalizers: Forbidden: no new finalizers can be added if the object is being deleted, found new finalizers []string{"x.io/g"}',
  );
  expect(refused.body.details.causes).toHaveLength(2);
  expect(released.code).toBe(200);
  expect((await running.ask('GET', `${path}/a`)).code).toBe(404);
});

test('generation counts changes of the wish, not of status or labels', async () => {
  const path = `/apis/apps/v1/namespaces/${await namespace()}/deployments`;
  const template = { metadata: { labels: { a: 'b' } }, spec: { containers: [{ name: 'c', image: 'i' }] } };
  const body = { metadata: { name: 'd' }, spec: { replicas: 1, selector: { matchLabels: { a: 'b' } }, template } };
  const patch = async (part: string, content: object) =>
    (await running.ask('PATCH', `${path}/d${part}`, { body: content, headers: mergePatch })).body;

  const made = await running.ask('POST', path, { body: { ...body, status: { replicas: 9 } } });
  const labelled = await patch('', { metadata: { labels: { x: 'y' } }, status: { replicas: 9 } });
  const reported = await patch('/status', { status: { replicas: 2 }, spec: { replicas: 9 } });
  const scaled = await patch('/scale', { spec: { replicas: 5 } });
  const found = (await running.ask('GET', `${path}/d`)).body;

  expect([made.body.metadata.generation, labelled.metadata.generation, reported.metadata.generation]).toEqual([1, 1, 1]);
  expect(labelled.status.replicas).toBeUndefined();
  expect(scaled).toMatchObject({ kind: 'Scale', spec: { replicas: 5 }, status: { replicas: 2, selector: 'a=b' } });
  expect(found).toMatchObject({ metadata: { generation: 2 }, spec: { replicas: 5 }, status: { replicas: 2 } });
});

test('a Secret answers its stringData as data, and keeps its type', async () => {
  const path = `/api/v1/namespaces/${await namespace()}/secrets`;

  const made = await running.ask('POST', path, { body: { metadata: { name: 's' }, stringData: { a: 'b' } } });
  const changed = await running.ask('PATCH', `${path}/s`, { body: { type: 'other' }, headers: mergePatch });

  expect(made.body).toMatchObject({ type: 'Opaque', data: { a: 'Yg==' } });
  expect(made.body.stringData).toBeUndefined();
  expect(changed).toMatchObject({
    code: 422,
    body: { message: 'Secret "s" is invalid: type: Invalid value: "other": field is immutable' },
  });
});

test('an immutable ConfigMap stays as it is', async () => {
  const path = await configMapsOf();
  await running.ask('POST', path, { body: { metadata: { name: 'a' }, immutable: true, data: { a: 'b' } } });

  const { body } = await running.ask('PUT', `${path}/a`, {
    body: { metadata: { name: 'a' }, immutable: false, data: { a: 'c' } },
  });

  expect(body.message).toBe(
    'ConfigMap "a" is invalid: [immutable: Forbidden: field is immutable when `immutable` is set, data: Forbidden: field is immutable when `immutable` is set]',
  );
});

test('a binding keeps its role', async () => {
  const path = `/apis/rbac.authorization.k8s.io/v1/namespaces/${await namespace()}/rolebindings`;
  const binding = (role: string) => ({ metadata: { name: 'rb' }, roleRef: { kind: 'ClusterRole', name: role } });

  const made = await running.ask('POST', path, { body: binding('view') });
  const changed = await running.ask('PUT', `${path}/rb`, { body: binding('edit') });

  expect(made.body.roleRef).toEqual({ apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'view' });
  expect(changed.body.details.causes).toEqual([
    {
      reason: 'FieldValueInvalid',
      message:
        'Invalid value: {"APIGroup":"rbac.authorization.k8s.io","Kind":"ClusterRole","Name":"edit"}: cannot change roleRef',
      field: 'roleRef',
    },
  ]);
});

test('nothing is created in a namespace that is being deleted', async () => {
  const name = await namespace();
  const path = `/api/v1/namespaces/${name}`;
  await running.ask('POST', `${path}/configmaps`, { body: { metadata: { name: 'held', finalizers: ['x.io/f'] } } });

  const deleted = await running.ask('DELETE', path);
  const refused = await running.ask('POST', `${path}/configmaps`, { body: { metadata: { name: 'x' } } });

  expect(deleted.body).toMatchObject({ kind: 'Namespace', status: { phase: 'Terminating' } });
  expect(refused).toMatchObject({ code: 403, body: { details: { causes: [{ reason: 'NamespaceTerminating' }] } } });
});

test('a PUT of a kind that allows it creates what is not there', async () => {
  const path = `/apis/coordination.k8s.io/v1/namespaces/${await namespace()}/leases/l`;

  const { code, body } = await running.ask('PUT', path, { body: { metadata: { name: 'l' }, spec: { holderIdentity: 'me' } } });

  expect(code).toBe(201);
  expect(body.spec).toEqual({ holderIdentity: 'me' });
});

test('unknown fields are warned of by default, and ignored on request', async () => {
  const path = await configMapsOf();
  const body = { metadata: { name: 'a' }, x: 1 };

  const warned = await running.ask('POST', `${path}?dryRun=All`, { body });
  const ignored = await running.ask('POST', `${path}?dryRun=All&fieldValidation=Ignore`, { body });

  expect(warned.headers['warning']).toBe('299 - "unknown field \\"x\\""');
  expect(ignored.headers['warning']).toBeUndefined();
  expect(warned.body.x).toBeUndefined();
});

test('a Service gets an address of its own and keeps it', async () => {
  const path = `/api/v1/namespaces/${await namespace()}/services`;
  const service = (name: string) => ({ metadata: { name }, spec: { ports: [{ port: 80 }] } });

  const a = await running.ask('POST', path, { body: service('a') });
  const b = await running.ask('POST', path, { body: service('b') });
  const changed = await running.ask('PUT', `${path}/a`, {
    body: { ...service('a'), metadata: { name: 'a', labels: { x: 'y' } } },
  });

  expect(a.body.spec.clusterIP).toMatch(/^10\.96\.\d+\.\d+$/);
  expect(b.body.spec.clusterIP).not.toBe(a.body.spec.clusterIP);
  expect(changed.body.spec.clusterIP).toBe(a.body.spec.clusterIP);
});

test('an Event is one object in both of its groups', async () => {
  const name = await namespace();
  const body = {
    metadata: { name: 'e', namespace: name },
    involvedObject: { kind: 'Pod', name: 'p', namespace: name },
    reason: 'Tested',
    message: 'hello',
  };
  await running.ask('POST', `/api/v1/namespaces/${name}/events`, { body });

  const other = await running.ask('GET', `/apis/events.k8s.io/v1/namespaces/${name}/events/e`);
  const selected = await running.ask('GET', `/apis/events.k8s.io/v1/namespaces/${name}/events?fieldSelector=regarding.name%3Dp`);

  expect(other.body).toMatchObject({ apiVersion: 'events.k8s.io/v1', note: 'hello', regarding: { name: 'p' } });
  expect(selected.body.items).toHaveLength(1);
});
