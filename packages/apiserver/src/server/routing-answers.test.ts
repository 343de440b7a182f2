import { configMaps } from './test-support/api-client.ts';
import { expectAnswers } from './test-support/experiments.ts';

const object = (content: object = {}) => ({ body: { metadata: { name: 'x' }, ...content } });
const notAllowed = 'the server does not allow this method on the requested resource';
const unknown = 'the server could not find the requested resource';

// Of requests and bodies.
expectAnswers([
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
    { code: 405, reason: 'MethodNotAllowed', message: notAllowed },
  ],
  [
    'a deletion in all namespaces',
    'DELETE',
    '/api/v1/configmaps',
    {},
    { code: 405, reason: 'MethodNotAllowed', message: notAllowed },
  ],
  ['a PUT of a collection', 'PUT', configMaps, object(), { code: 405, reason: 'MethodNotAllowed', message: notAllowed }],
  ['a POST to an object', 'POST', `${configMaps}/a1`, object(), { code: 405, reason: 'MethodNotAllowed', message: notAllowed }],
  [
    'a GET of finalize',
    'GET',
    '/api/v1/namespaces/default/finalize',
    {},
    { code: 405, reason: 'MethodNotAllowed', message: notAllowed },
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
]);
