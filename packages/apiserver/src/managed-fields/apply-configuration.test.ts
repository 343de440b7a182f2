import type { StructuralSchema } from '@capstan/schema';
import { expect, test } from 'vitest';
import { StatusError } from '../errors/status-error.ts';
import { builtInSchema } from '../resources/built-in-kinds.ts';
import type { MutableObject } from '../resources/served-kind.ts';
import { applyConfiguration } from './apply-configuration.ts';
import { trackUpdate } from './track-update.ts';

const configMap = builtInSchema('io.k8s.api.core.v1.ConfigMap');
const at = (minute: number) => `2026-01-01T00:0${minute}:00Z`;
const settings = (data: Record<string, unknown>) => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name: 'settings', namespace: 'shop' },
  data,
});

interface Who {
  readonly manager?: string;
  readonly force?: boolean;
  readonly time?: string;
  readonly schema?: StructuralSchema;
  readonly apiVersion?: string;
}

const apply = (live: MutableObject | undefined, configuration: unknown, who: Who = {}) =>
  applyConfiguration({
    live,
    configuration,
    schema: configMap,
    manager: 'one',
    apiVersion: 'v1',
    subresource: '',
    time: at(1),
    force: false,
    ...who,
  });
const failure = (attempt: () => unknown) => {
  try {
    attempt();
  } catch (error) {
    if (error instanceof StatusError) return { code: error.status.code, message: error.message };
    throw error;
  }
  return undefined;
};

test('an object is made of the configuration, and its fields are the managers own', () => {
  const made = apply(undefined, settings({ a: '1' }));

  expect(made).toEqual({
    ...settings({ a: '1' }),
    metadata: {
      ...settings({}).metadata,
      managedFields: [
        {
          manager: 'one',
          operation: 'Apply',
          apiVersion: 'v1',
          time: at(1),
          fieldsType: 'FieldsV1',
          fieldsV1: { 'f:data': { 'f:a': {} } },
        },
      ],
    },
  });
});

test('a field no longer applied goes, unless another manager owns it too', () => {
  const first = apply(undefined, settings({ mine: '1', shared: '1' }));
  const second = apply(first, settings({ shared: '1' }), { manager: 'two' });

  expect(apply(second, settings({}))['data']).toEqual({ shared: '1' });
});

test('a value that another manager owns is a conflict unless it is the same, and force takes it', () => {
  const live = apply(undefined, settings({ a: '1', b: '1' }));

  expect(failure(() => apply(live, settings({ a: '1' }), { manager: 'two' }))).toBeUndefined();
  expect(failure(() => apply(live, settings({ a: '2' }), { manager: 'two' }))).toEqual({
    code: 409,
    message: 'Apply failed with 1 conflict: conflict with "one": .data.a',
  });
  const forced = apply(live, settings({ a: '2' }), { manager: 'two', force: true });
  expect(forced['data']).toEqual({ a: '2', b: '1' });
  expect(forced.metadata.managedFields).toMatchObject([
    { manager: 'one', fieldsV1: { 'f:data': { 'f:b': {} } } },
    { manager: 'two', fieldsV1: { 'f:data': { 'f:a': {} } } },
  ]);
});

test('an apply that changes nothing keeps its time, an apply that changes something has a new one', () => {
  const live = apply(undefined, settings({ a: '1' }));
  const timesOf = (object: MutableObject) => object.metadata.managedFields?.map((entry) => (entry as { time: string }).time);

  expect(timesOf(apply(live, settings({ a: '1' }), { time: at(2) }))).toEqual([at(1)]);
  expect(timesOf(apply(live, settings({ a: '2' }), { time: at(2) }))).toEqual([at(2)]);
});

test('the same manager at another apiVersion is the same applier', () => {
  const live = apply(undefined, settings({ a: '1', b: '1' }));
  live.apiVersion = 'v2';

  const next = apply(live, { ...settings({ a: '1' }), apiVersion: 'v2' }, { apiVersion: 'v2' });

  expect(next['data']).toEqual({ a: '1' });
  expect(next.metadata.managedFields).toMatchObject([{ manager: 'one', apiVersion: 'v2' }]);
});

test('fields of an object that nobody tracks belong to before-first-apply', () => {
  const live = { ...settings({ a: '1' }), metadata: { name: 'settings', uid: 'u' } };

  expect(failure(() => apply(live, settings({ a: '2' })))?.message).toBe(
    'Apply failed with 1 conflict: conflict with "before-first-apply" using v1: .data.a',
  );
});

test.each([
  ['managedFields', { ...settings({}), metadata: { managedFields: [] } }, 400, 'metadata.managedFields must be nil'],
  ['another version', { ...settings({}), apiVersion: 'v2' }, 400, 'invalid object type: /v2, Kind=ConfigMap'],
  ['nothing at all', {}, 400, 'invalid object type: /, Kind='],
  ['no object', [], 400, 'invalid object type: /, Kind='],
  [
    'an unknown field',
    { ...settings({}), datta: {} },
    500,
    'failed to create typed patch object (shop/settings; /v1, Kind=ConfigMap): .datta: field not declared in schema',
  ],
  [
    'a value of a wrong type',
    settings({ a: 1 }),
    500,
    'failed to create typed patch object (shop/settings; /v1, Kind=ConfigMap): .data.a: expected string, got &value.valueUnstructured{Value:1}',
  ],
  [
    'the same item twice',
    { ...settings({}), metadata: { finalizers: ['x', 'x'] } },
    500,
    'failed to create typed patch object (/; /v1, Kind=ConfigMap): .metadata.finalizers: duplicate entries for key [="x"]',
  ],
])('a configuration with %s is refused', (_, configuration, code, message) => {
  expect(failure(() => apply(undefined, configuration))).toEqual({ code, message });
});

test('a part that became atomic is owned as a whole by who owned some of it', () => {
  const schema = (mapType: 'granular' | 'atomic'): StructuralSchema => ({
    type: 'object',
    properties: { data: { type: 'object', additionalProperties: { type: 'string' }, 'x-kubernetes-map-type': mapType } },
  });
  const live = apply(undefined, settings({ a: '1', b: '1' }), { schema: schema('granular') });

  const next = apply(live, settings({ c: '1' }), { schema: schema('atomic') });

  expect(next['data']).toEqual({ c: '1' });
  expect(next.metadata.managedFields).toMatchObject([{ fieldsV1: { 'f:data': {} } }]);
  expect(failure(() => apply(live, settings({ c: '1' }), { schema: schema('atomic'), manager: 'two' }))?.code).toBe(409);
});

test('what an update changes is no longer the appliers, who then cannot take it back without force', () => {
  const live = { ...apply(undefined, settings({ a: '1' })) };
  const next = structuredClone({ ...live, data: { a: '2' } });
  trackUpdate({ live, next, schema: configMap, manager: 'editor', apiVersion: 'v1', subresource: '', time: at(2) });

  expect(failure(() => apply(next, settings({ a: '1' })))?.message).toBe(
    'Apply failed with 1 conflict: conflict with "editor" using v1: .data.a',
  );
});
