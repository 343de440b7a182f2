import { configMaps } from './test-support/api-client.ts';
import { expectAnswers } from './test-support/experiments.ts';

const object = (content: object = {}) => ({ body: { metadata: { name: 'x' }, ...content } });
const invalidOptions = (kind: string, field: string, why: string) => `${kind}.meta.k8s.io "" is invalid: ${field}: ${why}`;

// Of field validation, lists and watches.
expectAnswers([
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
]);
