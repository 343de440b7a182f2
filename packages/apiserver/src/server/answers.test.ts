import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  type Ask,
  applyPatch,
  configMaps,
  jsonPatch,
  mergePatch,
  type Running,
  run,
  strategicPatch,
} from './test-support/api-client.ts';

// What kube-apiserver 1.36.3 answers to the same requests. Objects are only read by these tests, so that they share a server.
let running: Running;
beforeAll(async () => {
  running = await run();
  await running.ask('POST', configMaps, { body: { metadata: { name: 'a1' }, data: { a: '1' } } });
});
afterAll(() => running[Symbol.asyncDispose]());

interface Expected {
  readonly code: number;
  readonly reason?: string;
  readonly message?: string;
  readonly details?: object;
}

type Experiment = readonly [what: string, method: string, path: string, ask: Ask, expected: Expected];

const object = (content: object = {}) => ({ body: { metadata: { name: 'x' }, ...content } });
const unprintable = 'the server does not allow this method on the requested resource';
const unknown = 'the server could not find the requested resource';
const invalidOptions = (kind: string, field: string, why: string) => `${kind}.meta.k8s.io "" is invalid: ${field}: ${why}`;
const namePart =
  "name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')";
const subdomain =
  "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')";
const aboutConfigMaps = { name: 'a1', kind: 'configmaps' };

const experiments: readonly Experiment[] = [
  ['an unknown path', 'GET', '/nope', {}, { code: 404, message: '404 page not found\n' }],
  ['an unknown resource', 'GET', '/api/v1/nope', {}, { code: 404, reason: 'NotFound', message: unknown }],
  ['an unknown group', 'GET', '/apis/x.io/v1', {}, { code: 404, message: '404 page not found\n' }],
  ['a resource of an unknown group', 'GET', '/apis/x.io/v1/things', {}, { code: 404, message: '404 page not found\n' }],
  ['an unknown version of a group', 'GET', '/apis/apps/v2/things', {}, { code: 404, reason: 'NotFound', message: unknown }],
  [
    'a create without namespace',
    'POST',
    '/api/v1/configmaps',
    object(),
    { code: 405, reason: 'MethodNotAllowed', message: unprintable },
  ],
  [
    'a deletion in all namespaces',
    'DELETE',
    '/api/v1/configmaps',
    {},
    { code: 405, reason: 'MethodNotAllowed', message: unprintable },
  ],
  ['a PUT of a collection', 'PUT', configMaps, object(), { code: 405, reason: 'MethodNotAllowed', message: unprintable }],
  ['a POST to an object', 'POST', `${configMaps}/a1`, object(), { code: 405, reason: 'MethodNotAllowed', message: unprintable }],
  [
    'a GET of finalize',
    'GET',
    '/api/v1/namespaces/default/finalize',
    {},
    { code: 405, reason: 'MethodNotAllowed', message: unprintable },
  ],
  ['the status of a kind without', 'GET', `${configMaps}/a1/status`, {}, { code: 404, reason: 'NotFound', message: unknown }],
  [
    'malformed JSON',
    'POST',
    configMaps,
    { body: '{"a":' },
    {
      code: 400,
      reason: 'BadRequest',
      message: `the object provided is unrecognized (must be of type ConfigMap): couldn't get version/kind; json parse error: unexpected end of JSON input ({"a":)`,
    },
  ],
  [
    'an empty body',
    'POST',
    configMaps,
    { body: '' },
    {
      code: 400,
      reason: 'BadRequest',
      message:
        "the object provided is unrecognized (must be of type ConfigMap): couldn't get version/kind; json parse error: unexpected end of JSON input (<empty>)",
    },
  ],
  [
    'another kind',
    'POST',
    configMaps,
    object({ kind: 'Secret', apiVersion: 'v1' }),
    {
      code: 400,
      reason: 'BadRequest',
      message:
        'Secret in version "v1" cannot be handled as a ConfigMap: converting (v1.Secret) to (core.ConfigMap): unknown conversion',
    },
  ],
  [
    'another apiVersion',
    'POST',
    configMaps,
    object({ kind: 'ConfigMap', apiVersion: 'v2' }),
    {
      code: 400,
      reason: 'BadRequest',
      message:
        'ConfigMap in version "v2" cannot be handled as a ConfigMap: no kind "ConfigMap" is registered for version "v2" in scheme "pkg/runtime/scheme.go:111"',
    },
  ],
  [
    'a wrong type',
    'POST',
    configMaps,
    object({ data: { a: 1 } }),
    {
      code: 400,
      reason: 'BadRequest',
      message:
        'ConfigMap in version "v1" cannot be handled as a ConfigMap: json: cannot unmarshal number into Go struct field ConfigMap.data of type string',
    },
  ],
  [
    'a wrong type deep inside',
    'POST',
    '/apis/apps/v1/namespaces/default/deployments',
    object({ spec: { template: { spec: { containers: [{ name: 5 }] } } } }),
    {
      code: 400,
      reason: 'BadRequest',
      message:
        'Deployment in version "v1" cannot be handled as a Deployment: json: cannot unmarshal number into Go struct field Container.spec.template.spec.containers.name of type string',
    },
  ],
  [
    'a fraction for an integer',
    'POST',
    '/apis/apps/v1/namespaces/default/deployments',
    object({ spec: { replicas: 1.5 } }),
    {
      code: 400,
      reason: 'BadRequest',
      message:
        'Deployment in version "v1" cannot be handled as a Deployment: json: cannot unmarshal number 1.5 into Go struct field DeploymentSpec.spec.replicas of type int32',
    },
  ],
  [
    'an unknown content type',
    'POST',
    configMaps,
    { ...object(), headers: { 'content-type': 'text/plain' } },
    {
      code: 415,
      reason: 'UnsupportedMediaType',
      message:
        'the body of the request was in an unknown format - accepted media types include: application/json, application/yaml, application/vnd.kubernetes.protobuf',
    },
  ],
  [
    'a body of 4 MB',
    'POST',
    configMaps,
    object({ data: { a: 'x'.repeat(4_000_000) } }),
    { code: 413, reason: 'RequestEntityTooLarge', message: 'Request entity too large: limit is 3145728' },
  ],
  [
    'an answer in plain text',
    'GET',
    configMaps,
    { headers: { accept: 'text/plain' } },
    {
      code: 406,
      reason: 'NotAcceptable',
      message:
        '406: Not Acceptable\n\nAvailable representations: application/json, application/yaml, application/vnd.kubernetes.protobuf, application/json;stream=watch, application/vnd.kubernetes.protobuf;stream=watch',
    },
  ],
  [
    'another namespace',
    'POST',
    configMaps,
    { body: { metadata: { name: 'x', namespace: 'other' } } },
    {
      code: 400,
      reason: 'BadRequest',
      message: 'the namespace of the provided object does not match the namespace sent on the request',
    },
  ],
  [
    'a namespace that is not there',
    'POST',
    '/api/v1/namespaces/nope/configmaps',
    object(),
    { code: 404, reason: 'NotFound', message: 'namespaces "nope" not found', details: { name: 'nope', kind: 'namespaces' } },
  ],
  [
    'an object that exists',
    'POST',
    configMaps,
    { body: { metadata: { name: 'a1' } } },
    { code: 409, reason: 'AlreadyExists', message: 'configmaps "a1" already exists', details: aboutConfigMaps },
  ],
  [
    'a create with resourceVersion',
    'POST',
    configMaps,
    { body: { metadata: { name: 'x', resourceVersion: '5' } } },
    { code: 500, message: 'resourceVersion should not be set on objects to be created' },
  ],
  [
    'no name',
    'POST',
    configMaps,
    { body: {} },
    {
      code: 422,
      reason: 'Invalid',
      message: 'ConfigMap "" is invalid: metadata.name: Required value: name or generateName is required',
      details: {
        kind: 'ConfigMap',
        causes: [
          { reason: 'FieldValueRequired', message: 'Required value: name or generateName is required', field: 'metadata.name' },
        ],
      },
    },
  ],
  [
    'an invalid name',
    'POST',
    configMaps,
    { body: { metadata: { name: 'A_b' } } },
    { code: 422, reason: 'Invalid', message: `ConfigMap "A_b" is invalid: metadata.name: Invalid value: "A_b": ${subdomain}` },
  ],
  [
    'an invalid label',
    'POST',
    configMaps,
    { body: { metadata: { name: 'lab', labels: { 'a b': 'c' } } } },
    { code: 422, reason: 'Invalid', message: `ConfigMap "lab" is invalid: metadata.labels: Invalid value: "a b": ${namePart}` },
  ],
  [
    'an unqualified finalizer',
    'POST',
    configMaps,
    { body: { metadata: { name: 'fin2', finalizers: ['x'] } } },
    {
      code: 422,
      reason: 'Invalid',
      message:
        'ConfigMap "fin2" is invalid: metadata.finalizers[0]: Invalid value: "x": name is neither a standard finalizer name nor is it fully qualified',
    },
  ],
  [
    'a PUT with another name',
    'PUT',
    `${configMaps}/a1`,
    { body: { metadata: { name: 'b1' } } },
    { code: 400, reason: 'BadRequest', message: 'the name of the object (b1) does not match the name on the URL (a1)' },
  ],
  [
    'a PUT without name',
    'PUT',
    `${configMaps}/a1`,
    { body: {} },
    {
      code: 400,
      reason: 'BadRequest',
      message: 'the name of the object (a1 based on URL) was undeterminable: name must be provided',
    },
  ],
  [
    'a PUT of an old version',
    'PUT',
    `${configMaps}/a1`,
    { body: { metadata: { name: 'a1', resourceVersion: '1' } } },
    {
      code: 409,
      reason: 'Conflict',
      message:
        'Operation cannot be fulfilled on configmaps "a1": the object has been modified; please apply your changes to the latest version and try again',
      details: aboutConfigMaps,
    },
  ],
  [
    'a PUT of what is not there',
    'PUT',
    `${configMaps}/none`,
    { body: { metadata: { name: 'none' } } },
    { code: 404, reason: 'NotFound', message: 'configmaps "none" not found' },
  ],
  [
    'a GET of what is not there',
    'GET',
    `${configMaps}/none`,
    {},
    { code: 404, reason: 'NotFound', message: 'configmaps "none" not found', details: { name: 'none', kind: 'configmaps' } },
  ],
  [
    'a deletion of what is not there',
    'DELETE',
    `${configMaps}/none`,
    {},
    { code: 404, reason: 'NotFound', message: 'configmaps "none" not found' },
  ],
  [
    'a deletion of an old version',
    'DELETE',
    `${configMaps}/a1`,
    { body: { preconditions: { uid: 'x' } } },
    { code: 409, reason: 'Conflict', details: { name: 'a1', kind: 'ConfigMap' } },
  ],
  [
    'a deletion policy that is none',
    'DELETE',
    `${configMaps}/a1`,
    { body: { propagationPolicy: 'X' } },
    {
      code: 422,
      reason: 'Invalid',
      message: invalidOptions(
        'DeleteOptions',
        'propagationPolicy',
        'Unsupported value: "X": supported values: "Foreground", "Background", "Orphan", "nil"',
      ),
    },
  ],
  [
    'a dry run that is none',
    'DELETE',
    `${configMaps}/a1?dryRun=x`,
    {},
    {
      code: 422,
      reason: 'Invalid',
      message: invalidOptions('DeleteOptions', 'dryRun', 'Unsupported value: ["x"]: supported values: "All"'),
    },
  ],
  [
    'a protected namespace',
    'DELETE',
    '/api/v1/namespaces/default',
    {},
    { code: 403, reason: 'Forbidden', message: 'namespaces "default" is forbidden: this namespace may not be deleted' },
  ],
  [
    'a JSON patch whose test fails',
    'PATCH',
    `${configMaps}/a1`,
    { body: [{ op: 'test', path: '/data/a', value: 'z' }], headers: jsonPatch },
    { code: 422, reason: 'Invalid', message: 'the server rejected our request due to an error in our request' },
  ],
  [
    'a JSON patch that is no list',
    'PATCH',
    `${configMaps}/a1`,
    { body: {}, headers: jsonPatch },
    {
      code: 400,
      reason: 'BadRequest',
      message: 'error decoding patch: json: cannot unmarshal object into Go value of type []handlers.jsonPatchOp',
    },
  ],
  [
    'a merge patch of what is not there',
    'PATCH',
    `${configMaps}/none`,
    { body: {}, headers: mergePatch },
    { code: 404, reason: 'NotFound', message: 'configmaps "none" not found' },
  ],
  [
    'a merge patch that is not JSON',
    'PATCH',
    `${configMaps}/a1`,
    { body: '{', headers: mergePatch },
    { code: 400, reason: 'BadRequest', message: 'error decoding patch: unexpected end of JSON input' },
  ],
  [
    'a merge patch of the name',
    'PATCH',
    `${configMaps}/a1`,
    { body: { metadata: { name: 'q' } }, headers: mergePatch },
    { code: 400, reason: 'BadRequest', message: 'the name of the object (q) does not match the name on the URL (a1)' },
  ],
  [
    'a merge patch of an old version',
    'PATCH',
    `${configMaps}/a1`,
    { body: { metadata: { resourceVersion: '1' } }, headers: mergePatch },
    { code: 409, reason: 'Conflict' },
  ],
  [
    'a merge patch with force',
    'PATCH',
    `${configMaps}/a1?force=true`,
    { body: {}, headers: mergePatch },
    {
      code: 422,
      reason: 'Invalid',
      message: invalidOptions('PatchOptions', 'force', 'Forbidden: may not be specified for non-apply patch'),
    },
  ],
  [
    'a strict patch with an unknown field',
    'PATCH',
    `${configMaps}/a1?fieldValidation=Strict`,
    { body: { datta: { a: '1' } }, headers: strategicPatch },
    {
      code: 422,
      reason: 'Invalid',
      message: ' "" is invalid: patch: Invalid value: "map[datta:map[a:1]]": strict decoding error: unknown field "datta"',
    },
  ],
  [
    'an unknown patch type',
    'PATCH',
    `${configMaps}/a1`,
    { body: {}, headers: { 'content-type': 'application/zap' } },
    { code: 415, reason: 'UnsupportedMediaType', message: '415: Unsupported Media Type' },
  ],
  [
    'a strategic patch with an unknown directive',
    'PATCH',
    `${configMaps}/a1`,
    { body: { $patch: 'zap' }, headers: strategicPatch },
    { code: 500, message: 'unknown patch type: zap in map: map[$patch:zap]' },
  ],
  [
    'an apply without manager',
    'PATCH',
    `${configMaps}/a1`,
    { body: {}, headers: applyPatch },
    {
      code: 422,
      reason: 'Invalid',
      message: invalidOptions('PatchOptions', 'fieldManager', 'Required value: is required for apply patch'),
    },
  ],
  [
    'an apply with another name',
    'PATCH',
    `${configMaps}/a1?fieldManager=m`,
    { body: { kind: 'ConfigMap', apiVersion: 'v1', metadata: { name: 'q' } }, headers: applyPatch },
    { code: 400, reason: 'BadRequest', message: 'the name of the object (q) does not match the name on the URL (a1)' },
  ],
  [
    'an apply without kind',
    'PATCH',
    `${configMaps}/a1?fieldManager=m`,
    { body: { metadata: { name: 'a1' } }, headers: applyPatch },
    { code: 400, reason: 'BadRequest', message: 'invalid object type: /, Kind=' },
  ],
  [
    'an apply of another version',
    'PATCH',
    `${configMaps}/a1?fieldManager=m`,
    { body: { kind: 'ConfigMap', apiVersion: 'v2', metadata: { name: 'a1' } }, headers: applyPatch },
    { code: 400, reason: 'BadRequest', message: 'invalid object type: /v2, Kind=ConfigMap' },
  ],
  [
    'an apply with managedFields',
    'PATCH',
    `${configMaps}/a1?fieldManager=m`,
    { body: { kind: 'ConfigMap', apiVersion: 'v1', metadata: { name: 'a1', managedFields: [{}] } }, headers: applyPatch },
    { code: 400, reason: 'BadRequest', message: 'metadata.managedFields must be nil' },
  ],
  [
    'an apply in conflict',
    'PATCH',
    `${configMaps}/a1?fieldManager=m`,
    { body: { kind: 'ConfigMap', apiVersion: 'v1', metadata: { name: 'a1' }, data: { a: '2' } }, headers: applyPatch },
    { code: 409, reason: 'Conflict', message: 'Apply failed with 1 conflict: conflict with "tests" using v1: .data.a' },
  ],
  [
    'an apply of an unknown field',
    'PATCH',
    `${configMaps}/a1?fieldManager=m`,
    { body: { kind: 'ConfigMap', apiVersion: 'v1', metadata: { name: 'a1' }, datta: {} }, headers: applyPatch },
    { code: 500 },
  ],
  [
    'an apply of malformed YAML',
    'PATCH',
    `${configMaps}/a1?fieldManager=m`,
    { body: 'a: [', headers: applyPatch },
    {
      code: 400,
      reason: 'BadRequest',
      message: 'error decoding YAML: error converting YAML to JSON: yaml: line 1: did not find expected node content',
    },
  ],
  [
    'a strict create',
    'POST',
    `${configMaps}?fieldValidation=Strict`,
    { body: '{"metadata":{"name":"x","foo":1},"data":{"a":"1","a":"2"},"x":1}' },
    {
      code: 400,
      reason: 'BadRequest',
      message:
        'ConfigMap in version "v1" cannot be handled as a ConfigMap: strict decoding error: unknown field "metadata.foo", duplicate field "data.a", unknown field "x"',
    },
  ],
  [
    'strict YAML',
    'POST',
    `${configMaps}?fieldValidation=Strict`,
    { body: 'metadata:\n  name: q\ndata:\n  a: b\n  a: c\nfoo: 1\n', headers: { 'content-type': 'application/yaml' } },
    {
      code: 400,
      reason: 'BadRequest',
      message:
        'ConfigMap in version "v1" cannot be handled as a ConfigMap: strict decoding error: yaml: unmarshal errors:\n  line 5: key "a" already set in map, unknown field "foo"',
    },
  ],
  [
    'a field validation that is none',
    'POST',
    `${configMaps}?fieldValidation=Bad`,
    object(),
    {
      code: 422,
      reason: 'Invalid',
      message: invalidOptions(
        'CreateOptions',
        'fieldValidation',
        'Unsupported value: "Bad": supported values: "", "Ignore", "Strict", "Warn"',
      ),
    },
  ],
  [
    'a label selector that does not parse',
    'GET',
    `${configMaps}?labelSelector=a%20b`,
    {},
    {
      code: 400,
      reason: 'BadRequest',
      message: "unable to parse requirement: found 'b', expected: in, notin, =, ==, !=, gt, lt",
    },
  ],
  [
    'a field that is not selectable',
    'GET',
    `${configMaps}?fieldSelector=data.a%3D1`,
    {},
    {
      code: 400,
      reason: 'BadRequest',
      message: '"data.a" is not a known field selector: only "metadata.name", "metadata.namespace"',
    },
  ],
  [
    'a field selector that does not parse',
    'GET',
    `${configMaps}?fieldSelector=metadata.name`,
    {},
    { code: 400, reason: 'BadRequest', message: "invalid selector: 'metadata.name'; can't understand 'metadata.name'" },
  ],
  [
    'a version that is no number',
    'GET',
    `${configMaps}?resourceVersion=x`,
    {},
    {
      code: 400,
      reason: 'BadRequest',
      message: 'invalid resource version: resourceVersion: Invalid value: "x": strconv.ParseUint: parsing "x": invalid syntax',
    },
  ],
  [
    'a match without version',
    'GET',
    `${configMaps}?resourceVersionMatch=Exact`,
    {},
    {
      code: 422,
      reason: 'Invalid',
      message: invalidOptions(
        'ListOptions',
        'resourceVersionMatch',
        'Forbidden: resourceVersionMatch is forbidden unless resourceVersion is provided',
      ),
    },
  ],
  [
    'an unknown match',
    'GET',
    `${configMaps}?resourceVersion=1&resourceVersionMatch=Bad`,
    {},
    {
      code: 422,
      reason: 'Invalid',
      message: invalidOptions(
        'ListOptions',
        'resourceVersionMatch',
        'Unsupported value: "Bad": supported values: "Exact", "NotOlderThan", ""',
      ),
    },
  ],
  [
    'a limit that is no number',
    'GET',
    `${configMaps}?limit=x`,
    {},
    { code: 400, reason: 'BadRequest', message: 'strconv.ParseInt: parsing "x": invalid syntax' },
  ],
  [
    'a continue token that is none',
    'GET',
    `${configMaps}?continue=abc`,
    {},
    {
      code: 400,
      reason: 'BadRequest',
      message: "invalid continue token: continue key is not valid: invalid character 'i' looking for beginning of value",
    },
  ],
  [
    'initial events of a list',
    'GET',
    `${configMaps}?sendInitialEvents=true`,
    {},
    {
      code: 422,
      reason: 'Invalid',
      message: invalidOptions('ListOptions', 'sendInitialEvents', 'Forbidden: sendInitialEvents is forbidden for list'),
    },
  ],
  [
    'initial events without a match',
    'GET',
    `${configMaps}?watch=1&sendInitialEvents=true`,
    {},
    {
      code: 422,
      reason: 'Invalid',
      message: invalidOptions(
        'ListOptions',
        'resourceVersionMatch',
        'Forbidden: sendInitialEvents requires setting resourceVersionMatch to NotOlderThan',
      ),
    },
  ],
  [
    'a watch from no number',
    'GET',
    `${configMaps}?watch=1&resourceVersion=x`,
    {},
    { code: 500, message: 'resourceVersion: Invalid value: "x": strconv.ParseUint: parsing "x": invalid syntax' },
  ],
  [
    'a review as a table',
    'POST',
    '/apis/authorization.k8s.io/v1/subjectaccessreviews',
    { body: {}, headers: { accept: 'application/json;as=Table;v=v1;g=meta.k8s.io' } },
    {
      code: 406,
      reason: 'NotAcceptable',
      message:
        'only the following media types are accepted: application/json, application/yaml, application/vnd.kubernetes.protobuf',
    },
  ],
  [
    'a Secret without its keys',
    'POST',
    '/api/v1/namespaces/default/secrets',
    object({ type: 'kubernetes.io/tls' }),
    {
      code: 422,
      reason: 'Invalid',
      message: 'Secret "x" is invalid: [data[tls.crt]: Required value, data[tls.key]: Required value]',
    },
  ],
  [
    'a Lease without resourceVersion',
    'PUT',
    '/apis/coordination.k8s.io/v1/namespaces/default/leases/none',
    { body: { metadata: { name: 'none' }, spec: {} } },
    { code: 201 },
  ],
  [
    'an administrator as bob',
    'GET',
    configMaps,
    { headers: { 'impersonate-user': 'bob' } },
    {
      code: 403,
      reason: 'Forbidden',
      message: 'configmaps is forbidden: User "bob" cannot list resource "configmaps" in API group "" in the namespace "default"',
      details: { kind: 'configmaps' },
    },
  ],
];

test.each(experiments)('%s is answered as kube-apiserver does', async (_what, method, path, ask, expected) => {
  const { code, body, text } = await running.ask(method, path, ask);

  expect({ code, message: body.message ?? text }).toMatchObject({ code, ...(expected.message && { message: expected.message }) });
  expect(code).toBe(expected.code);
  if (expected.reason) expect(body.reason).toBe(expected.reason);
  if (expected.details) expect(body.details).toEqual(expected.details);
});
