import { expect, test } from 'vitest';
import { type Answered, startServer } from '../controllers/test-support/running-server.ts';
import type { Definition } from './definition.ts';
import { thingDefinition, thingVersion } from './test-support/definitions.ts';

const definitions = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions';
const things = '/apis/ex.io/v1/namespaces/default/things';
const thing = (name: string, fields: object = {}, metadata: object = {}) => ({
  apiVersion: 'ex.io/v1',
  kind: 'Thing',
  metadata: { name, ...metadata },
  ...fields,
});

const statusOf = (definition: Answered | undefined) => definition?.['status'] as Definition['status']; // a definition's

function condition(definition: Answered | undefined, type: string) {
  const found = statusOf(definition)?.conditions?.find((candidate) => candidate.type === type);
  return found && [found.status, found.reason, found.message];
}

const isEstablished = (definition: Answered | undefined) => condition(definition, 'Established')?.[0] === 'True';

test('a definition is in force at once, and its kind is served, discovered and documented', async () => {
  await using server = await startServer();
  await server.create(definitions, thingDefinition());

  const definition = await server.until(`${definitions}/things.ex.io`, isEstablished);

  expect(condition(definition, 'NamesAccepted')).toEqual(['True', 'NoConflicts', 'no conflicts found']);
  expect(condition(definition, 'Established')).toEqual(['True', 'InitialNamesAccepted', 'the initial names have been accepted']);
  expect(statusOf(definition)?.acceptedNames).toEqual({
    plural: 'things',
    singular: 'thing',
    kind: 'Thing',
    listKind: 'ThingList',
  });
  expect((await server.create(things, thing('a'))).metadata.name).toBe('a');
  expect((await server.request('GET', '/apis/ex.io/v1')).body['resources']).toMatchObject([{ name: 'things', kind: 'Thing' }]);
  expect((await server.request('GET', '/openapi/v3/apis/ex.io/v1')).code).toBe(200);
});

test('names that another kind of the group has are not accepted until that is gone', async () => {
  await using server = await startServer();
  await server.create(definitions, thingDefinition());
  await server.until(`${definitions}/things.ex.io`, isEstablished);
  const names = { plural: 'others', singular: 'other', kind: 'Thing', listKind: 'OtherList', shortNames: ['things'] };
  await server.create(definitions, thingDefinition({ names }));

  const refused = await server.until(`${definitions}/others.ex.io`, (seen) => condition(seen, 'NamesAccepted') !== undefined);
  expect(condition(refused, 'NamesAccepted')).toEqual(['False', 'KindConflict', '"Thing" is already in use']);
  expect(condition(refused, 'Established')).toEqual(['False', 'NotAccepted', 'not all names are accepted']);
  expect(statusOf(refused)?.acceptedNames).toEqual({ plural: 'others', singular: 'other', kind: '', listKind: 'OtherList' });

  await server.delete(`${definitions}/things.ex.io`);
  const accepted = await server.until(`${definitions}/others.ex.io`, isEstablished);
  expect(statusOf(accepted)?.acceptedNames).toMatchObject({ kind: 'Thing', shortNames: ['things'] });
});

test('a deleted definition takes its custom resources with it, and waits for those that are held', async () => {
  await using server = await startServer();
  await server.create(definitions, thingDefinition());
  await server.until(`${definitions}/things.ex.io`, isEstablished);
  await server.create(things, thing('free'));
  await server.create(things, thing('held', {}, { finalizers: ['ex.io/hold'] }));

  const deleted = await server.delete(`${definitions}/things.ex.io`);
  expect(deleted.metadata.finalizers).toEqual(['customresourcecleanup.apiextensions.k8s.io']);
  await server.gone(`${things}/free`);
  const waiting = await server.until(
    `${definitions}/things.ex.io`,
    (seen) => condition(seen, 'Terminating')?.[1] === 'InstanceDeletionInProgress',
  );
  expect(condition(waiting, 'Terminating')?.[0]).toBe('True');
  expect((await server.request('POST', things, thing('new'))).body).toMatchObject({
    code: 403,
    message: 'things.ex.io "new" is forbidden: create not allowed while custom resource definition is terminating',
  });

  await server.mergePatch(`${things}/held`, { metadata: { finalizers: null } });
  await server.gone(`${definitions}/things.ex.io`);
  expect((await server.request('GET', '/apis')).body['groups']).not.toContainEqual(expect.objectContaining({ name: 'ex.io' }));
});

test('an object can be read at every served version, and no other', async () => {
  await using server = await startServer();
  const schema = { openAPIV3Schema: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true } } as const;
  const versions = [
    thingVersion({ schema }),
    thingVersion({ name: 'v1beta1', storage: false, schema }),
    thingVersion({ name: 'v1alpha1', storage: false, served: false, schema }),
  ];
  await server.create(definitions, thingDefinition({ versions }));
  await server.until(`${definitions}/things.ex.io`, isEstablished);
  await server.create(things.replace('v1', 'v1beta1'), { ...thing('a', { spec: { n: 1 } }), apiVersion: 'ex.io/v1beta1' });

  expect(await server.get(`${things}/a`)).toMatchObject({ apiVersion: 'ex.io/v1', spec: { n: 1 } });
  expect(await server.get(`${things.replace('v1', 'v1beta1')}/a`)).toMatchObject({ apiVersion: 'ex.io/v1beta1' });
  const { body } = await server.request('GET', '/apis/ex.io');
  expect((body['versions'] as { version: string }[]).map(({ version }) => version)).toEqual(['v1', 'v1beta1']);
});

test('a new default shows on objects that were stored before', async () => {
  await using server = await startServer();
  const versions = (n: object) => [
    thingVersion({
      schema: {
        openAPIV3Schema: {
          type: 'object',
          properties: { spec: { type: 'object', properties: { n: { type: 'integer', ...n } } } },
        },
      },
    }),
  ];
  await server.create(definitions, thingDefinition({ versions: versions({}) }));
  await server.until(`${definitions}/things.ex.io`, isEstablished);
  await server.create(things, thing('a', { spec: {} }));

  await server.mergePatch(`${definitions}/things.ex.io`, { spec: { versions: versions({ default: 7 }) } });

  expect(await server.get(`${things}/a`)).toMatchObject({ spec: { n: 7 } });
});

test('a rule refuses what breaks it', async () => {
  await using server = await startServer();
  const spec = {
    type: 'object',
    properties: { n: { type: 'integer' } },
    'x-kubernetes-validations': [{ rule: 'self.n < 5', message: 'n is too large' }],
  } as const;
  const versions = [thingVersion({ schema: { openAPIV3Schema: { type: 'object', properties: { spec } } } })];
  await server.create(definitions, thingDefinition({ versions }));
  await server.until(`${definitions}/things.ex.io`, isEstablished);

  const { code, body } = await server.request('POST', things, thing('a', { spec: { n: 9 } }));

  expect([code, body['message']]).toEqual([422, 'Thing.ex.io "a" is invalid: spec: Invalid value: n is too large']);
  expect((await server.create(things, thing('a', { spec: { n: 4 } }))).metadata.name).toBe('a');
});
