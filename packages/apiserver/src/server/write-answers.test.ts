import { configMaps } from './test-support/api-client.ts';
import { expectAnswers } from './test-support/experiments.ts';

const object = (content: object = {}) => ({ body: { metadata: { name: 'x' }, ...content } });
const invalidOptions = (kind: string, field: string, why: string) => `${kind}.meta.k8s.io "" is invalid: ${field}: ${why}`;
const namePart =
  "name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')";
const subdomain =
  "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')";
const aboutConfigMaps = { name: 'a1', kind: 'configmaps' };

// Of creates, updates and deletions.
expectAnswers([
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
]);
