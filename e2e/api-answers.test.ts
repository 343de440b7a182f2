import { createClient, isApiError, loadKubeconfig } from '@capstan/client';
import {
  ConfigMap,
  CustomResourceDefinition,
  defineResource,
  Role,
  RoleBinding,
  ServiceAccount,
  type TokenRequest,
  t,
} from '@capstan/schema';
import { type TestEnv, testEnv } from '@capstan/testenv';
import { expect, test } from 'vitest';

interface Answer {
  readonly code: number;
  readonly reason?: string | undefined;
  readonly message?: string | undefined;
  readonly causes?: unknown;
  readonly warnings?: unknown;
  readonly body: Record<string, unknown>;
}

type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** Sends a request as it is and answers what came back, failure or not. */
async function send(
  env: TestEnv,
  method: Method,
  path: string,
  body?: unknown,
  headers: Record<string, string> = {},
): Promise<Answer> {
  // Without retries: a refusal that could be tried again is an answer too.
  await using client = createClient(await loadKubeconfig({ path: env.kubeconfigPath }), { maxRetries: 0 });
  try {
    const response = await client.request({ method, path, headers, ...(body !== undefined && { body }) });
    const text = response.text();
    return {
      code: response.status,
      body: text.startsWith('{') ? (JSON.parse(text) as Record<string, unknown>) : {},
      warnings: [response.headers['warning']].flat().join(' '),
    };
  } catch (error) {
    if (!isApiError(error)) throw error;
    return {
      code: error.code,
      reason: error.status?.reason,
      message: error.status?.message ?? error.message,
      causes: error.status?.details?.causes,
      body: {},
    };
  }
}

const configMaps = (namespace: string) => `/api/v1/namespaces/${namespace}/configmaps`;
const json = { 'content-type': 'application/json' };
const merge = { 'content-type': 'application/merge-patch+json' };

test('bodies that are not what they should be are refused with the reason', async () => {
  await using env = await testEnv();
  const namespace = await env.namespace();
  const path = configMaps(namespace);
  const post = (body: unknown, headers = json) => send(env, 'POST', path, body, headers);

  expect(await post('{"a":')).toMatchObject({
    code: 400,
    reason: 'BadRequest',
    message: expect.stringContaining("couldn't get version/kind; json parse error: unexpected end of JSON input"),
  });
  expect(await post({ apiVersion: 'v1', kind: 'Secret', metadata: { name: 'a' } })).toMatchObject({
    code: 400,
    message: expect.stringContaining('Secret in version "v1" cannot be handled as a ConfigMap'),
  });
  expect(await post({ metadata: { name: 'a' }, data: { a: 1 } })).toMatchObject({
    code: 400,
    message:
      'ConfigMap in version "v1" cannot be handled as a ConfigMap: json: cannot unmarshal number into Go struct field ConfigMap.data of type string',
  });
  expect(await post('a: b', { 'content-type': 'text/plain' })).toMatchObject({ code: 415, reason: 'UnsupportedMediaType' });
  expect(await post({ metadata: { name: 'A_b' } })).toMatchObject({
    code: 422,
    reason: 'Invalid',
    causes: [{ reason: 'FieldValueInvalid', field: 'metadata.name' }],
  });
  expect(await post({ metadata: {} })).toMatchObject({
    code: 422,
    message: 'ConfigMap "" is invalid: metadata.name: Required value: name or generateName is required',
  });
  expect(await post({ metadata: { name: 'a', namespace: 'other' } })).toMatchObject({
    code: 400,
    message: 'the namespace of the provided object does not match the namespace sent on the request',
  });
  expect(await post('a: [b', { 'content-type': 'application/yaml' })).toMatchObject({ code: 400, reason: 'BadRequest' });
});

test('a body over 3 MiB is refused', async () => {
  await using env = await testEnv();
  const namespace = await env.namespace();

  const answer = await send(
    env,
    'POST',
    configMaps(namespace),
    { metadata: { name: 'big' }, data: { a: 'x'.repeat(4 * 1024 * 1024) } },
    json,
  );

  expect(answer).toMatchObject({
    code: 413,
    reason: 'RequestEntityTooLarge',
    message: 'Request entity too large: limit is 3145728',
  });
});

test('paths and methods that do not exist are told apart', async () => {
  await using env = await testEnv();

  expect(await send(env, 'GET', '/nope')).toMatchObject({ code: 404 });
  expect(await send(env, 'GET', '/api/v1/nope')).toMatchObject({
    code: 404,
    reason: 'NotFound',
    message: 'the server could not find the requested resource',
  });
  expect(await send(env, 'POST', '/api/v1/configmaps', { metadata: { name: 'a' } }, json)).toMatchObject({
    code: 405,
    reason: 'MethodNotAllowed',
  });
  expect(await send(env, 'GET', '/api/v1/namespaces/nope/configmaps/x')).toMatchObject({
    code: 404,
    message: 'configmaps "x" not found',
  });
  expect(await send(env, 'POST', '/api/v1/namespaces/nope/configmaps', { metadata: { name: 'a' } }, json)).toMatchObject({
    code: 404,
    message: 'namespaces "nope" not found',
  });
});

test('unknown and duplicate fields: Strict refuses, Warn warns, Ignore says nothing', async () => {
  await using env = await testEnv();
  const namespace = await env.namespace();
  const body = (name: string) => `{"metadata":{"name":"${name}"},"data":{"a":"1","a":"2"},"x":1}`;
  const post = (name: string, validation: string) =>
    send(env, 'POST', `${configMaps(namespace)}?fieldValidation=${validation}`, body(name), json);

  expect(await post('strict', 'Strict')).toMatchObject({
    code: 400,
    message: expect.stringMatching(/strict decoding error: .*duplicate field "data.a".*unknown field "x"/),
  });
  expect(await post('warn', 'Warn')).toMatchObject({ code: 201, warnings: expect.stringContaining('unknown field') });
  expect(await post('ignore', 'Ignore')).toMatchObject({ code: 201, warnings: '' });
  expect(await post('bad', 'Bad')).toMatchObject({
    code: 422,
    message: expect.stringContaining('CreateOptions.meta.k8s.io "" is invalid: fieldValidation: Unsupported value: "Bad"'),
  });
});

test('writes that lost a race, or name another object, are refused', async () => {
  await using env = await testEnv();
  const namespace = await env.namespace();
  const path = `${configMaps(namespace)}/a`;
  const { metadata } = await env.client.create(ConfigMap, { metadata: { name: 'a', namespace }, data: { k: '1' } });
  await send(env, 'PATCH', path, { data: { k: '2' } }, merge);

  expect(await send(env, 'POST', configMaps(namespace), { metadata: { name: 'a' } }, json)).toMatchObject({
    code: 409,
    reason: 'AlreadyExists',
    message: 'configmaps "a" already exists',
  });
  expect(await send(env, 'PUT', path, { metadata: { name: 'b' } }, json)).toMatchObject({
    code: 400,
    message: 'the name of the object (b) does not match the name on the URL (a)',
  });
  expect(
    await send(env, 'PUT', path, { metadata: { name: 'a', resourceVersion: metadata.resourceVersion } }, json),
  ).toMatchObject({ code: 409, reason: 'Conflict', message: expect.stringContaining('the object has been modified') });
  expect(await send(env, 'DELETE', path, { preconditions: { uid: 'x' } }, json)).toMatchObject({
    code: 409,
    message: expect.stringContaining('the UID in the precondition (x) does not match'),
  });
  expect(await send(env, 'PATCH', `${configMaps(namespace)}/none`, {}, merge)).toMatchObject({
    code: 404,
    message: 'configmaps "none" not found',
  });
});

test('a write that changes nothing is no write', async () => {
  await using env = await testEnv();
  const namespace = await env.namespace();
  const { metadata } = await env.client.create(ConfigMap, { metadata: { name: 'a', namespace }, data: { k: '1' } });

  const patched = await env.client.patch(ConfigMap, { name: 'a', namespace }, { type: 'merge', body: { data: { k: '1' } } });

  expect(patched.metadata.resourceVersion).toBe(metadata.resourceVersion);
});

test('patches that do not apply or parse are refused', async () => {
  await using env = await testEnv();
  const namespace = await env.namespace();
  await env.client.create(ConfigMap, { metadata: { name: 'p', namespace }, data: { a: '1' } });
  const patch = (body: unknown, type: string, query = '') =>
    send(env, 'PATCH', `${configMaps(namespace)}/p${query}`, body, { 'content-type': type });

  expect(await patch([{ op: 'test', path: '/data/a', value: '2' }], 'application/json-patch+json')).toMatchObject({
    code: 422,
    message: 'the server rejected our request due to an error in our request',
  });
  expect(await patch([{ op: 'remove', path: '/data/b' }], 'application/json-patch+json')).toMatchObject({ code: 422 });
  expect(await patch({}, 'application/json-patch+json')).toMatchObject({
    code: 400,
    message: expect.stringContaining('error decoding patch'),
  });
  expect(await patch('{', 'application/merge-patch+json')).toMatchObject({
    code: 400,
    message: 'error decoding patch: unexpected end of JSON input',
  });
  expect(await patch({ metadata: { name: 'q' } }, 'application/merge-patch+json')).toMatchObject({
    code: 400,
    message: 'the name of the object (q) does not match the name on the URL (p)',
  });
  expect(await patch({}, 'application/merge-patch+json', '?force=true')).toMatchObject({
    code: 422,
    message: expect.stringContaining('force: Forbidden: may not be specified for non-apply patch'),
  });
  expect(await patch({}, 'application/nope')).toMatchObject({ code: 415 });
});

test('server-side apply: ownership, conflicts, force, and what is not accepted', async () => {
  await using env = await testEnv();
  const namespace = await env.namespace();
  const path = `${configMaps(namespace)}/s`;
  const apply = (config: object, query: string) =>
    send(
      env,
      'PATCH',
      `${path}?${query}`,
      { apiVersion: 'v1', kind: 'ConfigMap', ...config },
      { 'content-type': 'application/apply-patch+yaml' },
    );
  const data = (value: Record<string, string>) => ({ metadata: { name: 's' }, data: value });

  expect(await apply(data({ a: '1' }), 'fieldManager=one')).toMatchObject({ code: 201 });
  expect(await apply(data({ a: '2' }), 'fieldManager=two')).toMatchObject({
    code: 409,
    reason: 'Conflict',
    message: 'Apply failed with 1 conflict: conflict with "one": .data.a',
    causes: [{ reason: 'FieldManagerConflict', message: 'conflict with "one"', field: '.data.a' }],
  });
  expect(await apply(data({ a: '2', b: '1' }), 'fieldManager=two&force=true')).toMatchObject({ code: 200 });
  const afterDrop = await apply(data({ a: '2' }), 'fieldManager=two');
  expect(afterDrop.body['data']).toEqual({ a: '2' });
  expect(await apply(data({}), '')).toMatchObject({
    code: 422,
    message: expect.stringContaining('fieldManager: Required value: is required for apply patch'),
  });
  expect(await apply({ metadata: { name: 's', managedFields: [{}] } }, 'fieldManager=one')).toMatchObject({
    code: 400,
    message: 'metadata.managedFields must be nil',
  });
  expect(await apply({ metadata: { name: 's' }, datta: {} }, 'fieldManager=one')).toMatchObject({
    code: 500,
    message: expect.stringContaining('.datta: field not declared in schema'),
  });
  expect(await apply({ metadata: { name: 'q' } }, 'fieldManager=one')).toMatchObject({ code: 400 });
});

test('selectors and versions of lists that do not parse are refused', async () => {
  await using env = await testEnv();
  const namespace = await env.namespace();
  const list = (query: string) => send(env, 'GET', `${configMaps(namespace)}?${query}`);

  expect(await list('labelSelector=a%20b')).toMatchObject({
    code: 400,
    message: "unable to parse requirement: found 'b', expected: in, notin, =, ==, !=, gt, lt",
  });
  expect(await list('fieldSelector=data.a%3D1')).toMatchObject({
    code: 400,
    message: '"data.a" is not a known field selector: only "metadata.name", "metadata.namespace"',
  });
  expect(await list('resourceVersion=x')).toMatchObject({
    code: 400,
    message: expect.stringContaining('invalid resource version'),
  });
  expect(await list('resourceVersion=999999999')).toMatchObject({
    code: 504,
    reason: 'Timeout',
    message: expect.stringContaining('Too large resource version: 999999999'),
  });
  expect(await list('resourceVersionMatch=Exact')).toMatchObject({
    code: 422,
    causes: [{ reason: 'FieldValueForbidden', field: 'resourceVersionMatch' }],
  });
  expect(await list('continue=abc')).toMatchObject({ code: 400, message: expect.stringContaining('invalid continue token') });
});

test('pages of a list show one state, in order', async () => {
  await using env = await testEnv();
  const namespace = await env.namespace();
  for (const name of ['c', 'a', 'b', 'd'])
    await env.client.create(ConfigMap, { metadata: { name, namespace, labels: { page: 'yes' } } });

  const first = await env.client.listPage(ConfigMap, { namespace, labels: 'page', pageSize: 2 });
  await env.client.delete(ConfigMap, { name: 'c', namespace });
  const second = await env.client.listPage(ConfigMap, {
    namespace,
    labels: 'page',
    pageSize: 2,
    continue: first.metadata.continue ?? '',
  });

  expect([...first.items, ...second.items].map(({ metadata }) => metadata.name)).toEqual(['a', 'b', 'c', 'd']);
  expect(second.metadata).toMatchObject({ resourceVersion: first.metadata.resourceVersion });
});

test('a watch shows additions, changes and ends of what its selector matches', async () => {
  await using env = await testEnv();
  const namespace = await env.namespace();
  const { metadata } = await env.client.listPage(ConfigMap, { namespace });
  const { resourceVersion } = metadata;
  const change = (body: object) => env.client.patch(ConfigMap, { name: 'w', namespace }, { type: 'merge', body });
  await env.client.create(ConfigMap, { metadata: { name: 'w', namespace, labels: { on: 'yes' } }, data: { n: '1' } });
  await change({ data: { n: '2' } });
  await change({ metadata: { labels: { on: 'no' } } });
  await change({ data: { n: '3' } });
  await change({ metadata: { labels: { on: 'yes' } } });
  await env.client.delete(ConfigMap, { name: 'w', namespace });

  const seen: string[] = [];
  for await (const event of env.client.watch(ConfigMap, {
    namespace,
    labels: 'on=yes',
    resourceVersion,
    signal: AbortSignal.timeout(60_000),
  })) {
    if (event.type === 'applied' || event.type === 'deleted') seen.push(`${event.type} ${event.object.data?.['n']}`);
    if (seen.length === 5) break;
  }

  expect(seen).toEqual(['applied 1', 'applied 2', 'deleted 2', 'applied 3', 'deleted 3']);
});

const Thing = defineResource({
  group: 'answers.example.com',
  version: 'v1',
  kind: 'Thing',
  scope: 'Namespaced',
  spec: t
    .object({
      n: t.integer({ minimum: 1, default: 3 }),
      s: t.string({ maxLength: 3 }).optional(),
      frozen: t.string().optional().rule('self == oldSelf', 'is immutable'),
    })
    .rule('self.n < 100', 'n is too large'),
  status: t.object({ seen: t.integer() }),
});

test('custom resources are pruned, defaulted and validated, CEL rules included', async () => {
  await using env = await testEnv({ resources: [Thing] });
  const namespace = await env.namespace();
  const path = `/apis/answers.example.com/v1/namespaces/${namespace}/things`;
  const post = (spec: object, query = '') =>
    send(
      env,
      'POST',
      path + query,
      { apiVersion: 'answers.example.com/v1', kind: 'Thing', metadata: { generateName: 't-' }, spec },
      json,
    );

  expect((await post({})).body).toMatchObject({ spec: { n: 3 }, metadata: { generation: 1 } });
  expect(await post({ n: 0 })).toMatchObject({
    code: 422,
    message: expect.stringContaining('spec.n: Invalid value: 0: spec.n in body should be greater than or equal to 1'),
  });
  expect(await post({ n: 100 })).toMatchObject({
    code: 422,
    causes: [{ reason: 'FieldValueInvalid', message: 'Invalid value: n is too large', field: 'spec' }],
  });
  expect(await post({ n: 'x' })).toMatchObject({
    code: 422,
    message: expect.stringContaining('spec.n in body must be of type integer: "string"'),
  });
  expect(await post({ s: 'long' })).toMatchObject({
    code: 422,
    message: expect.stringContaining('spec.s: Too long: may not be more than 3 bytes'),
  });
  expect(await post({ zz: 1 }, '?fieldValidation=Strict')).toMatchObject({
    code: 400,
    message: 'Thing in version "v1" cannot be handled as a Thing: strict decoding error: unknown field "spec.zz"',
  });
  expect((await post({ zz: 1 })).body['spec']).toEqual({ n: 3 });
});

test('a transition rule keeps a field as it was, and status is a resource of its own', async () => {
  await using env = await testEnv({ resources: [Thing] });
  const namespace = await env.namespace();
  await env.client.create(Thing, { metadata: { name: 'a', namespace }, spec: { frozen: 'x' } });
  const ref = { name: 'a', namespace };

  await expect(env.client.patch(Thing, ref, { type: 'merge', body: { spec: { frozen: 'y' } } })).rejects.toMatchObject({
    code: 422,
    causes: [{ field: 'spec.frozen' }],
  });
  const seen = await env.client.patch(
    Thing,
    ref,
    { type: 'merge', body: { status: { seen: 1 }, spec: { n: 50 } } },
    { subresource: 'status' },
  );
  const moved = await env.client.patch(Thing, ref, { type: 'merge', body: { status: { seen: 2 }, spec: { n: 60 } } });

  expect(seen).toMatchObject({ spec: { n: 3 }, status: { seen: 1 }, metadata: { generation: 1 } });
  expect(moved).toMatchObject({ spec: { n: 60 }, status: { seen: 1 }, metadata: { generation: 2 } });
});

test('a CRD with a schema that is not structural, or a rule that does not compile, is refused', async () => {
  await using env = await testEnv();
  const crd = (plural: string, schema: object) => ({
    metadata: { name: `${plural}.answers.example.com` },
    spec: {
      group: 'answers.example.com',
      scope: 'Namespaced' as const,
      names: { plural, kind: 'Bad', singular: 'bad' },
      versions: [{ name: 'v1', served: true, storage: true, schema: { openAPIV3Schema: schema } }],
    },
  });
  const create = (plural: string, schema: object) => env.client.create(CustomResourceDefinition, crd(plural, schema) as never);

  await expect(create('nons', { properties: { spec: { anyOf: [{ type: 'string' }] } } })).rejects.toMatchObject({
    code: 422,
    causes: expect.arrayContaining([
      {
        reason: 'FieldValueRequired',
        message: 'Required value: must not be empty at the root',
        field: 'spec.validation.openAPIV3Schema.type',
      },
    ]),
  });
  await expect(create('cel', { type: 'object', 'x-kubernetes-validations': [{ rule: 'self.nope > 1' }] })).rejects.toMatchObject({
    code: 422,
    message: expect.stringContaining("undefined field 'nope'"),
  });
  await expect(create('name', { type: 'object' })).resolves.toBeDefined();
});

test('finalizers hold an object until the last one goes', async () => {
  await using env = await testEnv();
  const namespace = await env.namespace();
  await env.client.create(ConfigMap, { metadata: { name: 'f', namespace, finalizers: ['example.com/hold'] } });

  const held = await env.client.delete(ConfigMap, { name: 'f', namespace });
  const last = await env.client.patch(
    ConfigMap,
    { name: 'f', namespace },
    { type: 'json', ops: [{ op: 'remove', path: '/metadata/finalizers/0' }] },
  );

  expect([last.metadata.finalizers, last.metadata.resourceVersion]).toEqual([undefined, held?.metadata.resourceVersion]);
  expect(held?.metadata).toMatchObject({ deletionTimestamp: expect.any(String), deletionGracePeriodSeconds: 0 });
  expect(await env.client.find(ConfigMap, { name: 'f', namespace })).toBeUndefined();
});

test('dependents go with their owner, or stay without one when it is orphaned', async () => {
  await using env = await testEnv();
  const namespace = await env.namespace();
  const make = async (owner: string, dependent: string) => {
    const { metadata } = await env.client.create(ConfigMap, { metadata: { name: owner, namespace } });
    const ownerReferences = [{ apiVersion: 'v1', kind: 'ConfigMap', name: owner, uid: metadata.uid }];
    await env.client.create(ConfigMap, { metadata: { name: dependent, namespace, ownerReferences } });
  };
  await make('o1', 'd1');
  await make('o2', 'd2');

  await env.client.delete(ConfigMap, { name: 'o1', namespace });
  await env.client.delete(ConfigMap, { name: 'o2', namespace }, { propagation: 'Orphan' });
  await env.eventuallyGone(ConfigMap, { name: 'd1', namespace }, { timeout: '60s' });
  const orphan = await env.eventually(
    ConfigMap,
    { name: 'd2', namespace },
    ({ metadata }) => metadata.ownerReferences === undefined,
    { timeout: '60s' },
  );

  expect(orphan.metadata.name).toBe('d2');
});

test('rights: what a ServiceAccount lacks is named, and it cannot give itself more', async () => {
  await using env = await testEnv();
  const namespace = await env.namespace();
  await env.client.create(ServiceAccount, { metadata: { name: 'dev', namespace } });
  await env.client.create(Role, {
    metadata: { name: 'dev', namespace },
    rules: [{ apiGroups: ['rbac.authorization.k8s.io'], resources: ['roles'], verbs: ['create'] }],
  });
  await env.client.create(RoleBinding, {
    metadata: { name: 'dev', namespace },
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: 'dev' },
    subjects: [{ kind: 'ServiceAccount', name: 'dev', namespace }],
  });
  await env.eventuallyAllowed({ serviceAccount: 'dev', namespace }, Role, { namespace, verbs: ['create'] });
  const dev = await env.clientAs({ serviceAccount: 'dev', namespace });
  const user = `system:serviceaccount:${namespace}:dev`;

  await expect(dev.find(ConfigMap, { name: 'a', namespace })).rejects.toMatchObject({
    code: 403,
    message: expect.stringContaining(
      `configmaps "a" is forbidden: User "${user}" cannot get resource "configmaps" in API group "" in the namespace "${namespace}"`,
    ),
  });
  await expect(
    dev.create(Role, {
      metadata: { name: 'more', namespace },
      rules: [{ apiGroups: [''], resources: ['secrets'], verbs: ['get'] }],
    }),
  ).rejects.toMatchObject({
    code: 403,
    message: expect.stringContaining('is attempting to grant RBAC permissions not currently held'),
  });
});

test('a token for another audience, or one that is no token, is not accepted', async () => {
  await using env = await testEnv();
  const namespace = await env.namespace();
  const body = {
    apiVersion: 'authentication.k8s.io/v1',
    kind: 'TokenRequest',
    spec: { audiences: ['elsewhere'], expirationSeconds: 600 },
  };
  const { status } = (await env.client.createSubresource(
    ServiceAccount,
    { name: 'default', namespace },
    'token',
    body,
  )) as TokenRequest; // what it answers
  const withToken = (token: string) => env.client.with({ token: () => token }).find(ConfigMap, { name: 'a', namespace });

  await expect(withToken(status?.token ?? '')).rejects.toMatchObject({ code: 401, reason: 'Unauthorized' });
  await expect(withToken('rubbish')).rejects.toMatchObject({ code: 401 });
  await expect(
    env.client.createSubresource(ServiceAccount, { name: 'default', namespace }, 'token', {
      ...body,
      spec: { expirationSeconds: 60 },
    }),
  ).rejects.toMatchObject({
    code: 422,
    message: expect.stringContaining('may not specify a duration less than 10 minutes'),
  });
});

test('a namespace takes its contents with it and takes nothing new meanwhile', async () => {
  await using env = await testEnv();
  const namespace = await env.namespace();
  await env.client.create(ConfigMap, { metadata: { name: 'held', namespace, finalizers: ['example.com/hold'] } });

  await env.client.request({ method: 'DELETE', path: `/api/v1/namespaces/${namespace}` });
  const refused = await send(env, 'POST', configMaps(namespace), { metadata: { name: 'x' } }, json);
  await env.eventually(ConfigMap, { name: 'held', namespace }, ({ metadata }) => metadata.deletionTimestamp !== undefined, {
    timeout: '60s',
  });
  await env.client.patch(ConfigMap, { name: 'held', namespace }, { type: 'merge', body: { metadata: { finalizers: null } } });

  expect(refused).toMatchObject({
    code: 403,
    message: `configmaps "x" is forbidden: unable to create new content in namespace ${namespace} because it is being terminated`,
  });
  await env.eventuallyGone(ConfigMap, { name: 'held', namespace });
});

test('of two who apply an empty map the second one is told of a conflict, and nothing empty is kept', async () => {
  await using env = await testEnv();
  const namespace = await env.namespace();
  const apply = (manager: string) => {
    const body = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'app', labels: {}, finalizers: [] }, data: {} };
    const path = `${configMaps(namespace)}/app?fieldManager=${manager}`;
    return send(env, 'PATCH', path, body, { 'content-type': 'application/apply-patch+yaml' });
  };

  const first = await apply('one');
  const again = await apply('one');
  const other = await apply('two');

  expect(Object.keys(first.body).sort()).toEqual(['apiVersion', 'kind', 'metadata']);
  expect(again.body).toEqual(first.body);
  expect([other.code, other.message]).toEqual([
    409,
    'Apply failed with 2 conflicts: conflicts with "one":\n- .data\n- .metadata.labels',
  ]);
});
