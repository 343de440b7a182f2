import { applyPatch, configMaps, jsonPatch, mergePatch, strategicPatch } from './test-support/api-client.ts';
import { expectAnswers } from './test-support/experiments.ts';

const invalidOptions = (kind: string, field: string, why: string) => `${kind}.meta.k8s.io "" is invalid: ${field}: ${why}`;

// Of patches.
expectAnswers([
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
]);
