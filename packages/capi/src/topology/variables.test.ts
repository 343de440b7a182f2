import { t } from '@capstan/schema';
import { expect, expectTypeOf, test } from 'vitest';
import type { HookRequest } from '../hooks/hook-requests.ts';
import { recorded } from '../test-support/recorded-hooks.ts';
import { builtinVariables } from './builtin-variables.ts';
import { invalidTopology } from './invalid-topology.ts';
import { variables } from './variables.ts';

const request = recorded('GeneratePatches').body as unknown as HookRequest<'GeneratePatches'>; // recorded of Cluster API
const offered = variables({
  greeting: { schema: t.string({ minLength: 2 }), required: true },
  replicas: { schema: t.integer({ minimum: 1, default: 3 }) },
  proxies: { schema: t.set(t.string()) },
});

test('variables are announced with what Cluster API knows of their schemas', () => {
  expect(offered.discover().payload.variables).toEqual([
    { name: 'greeting', required: true, schema: { openAPIV3Schema: { type: 'string', minLength: 2 } } },
    { name: 'replicas', required: false, schema: { openAPIV3Schema: { type: 'integer', minimum: 1, default: 3 } } },
    { name: 'proxies', required: false, schema: { openAPIV3Schema: { type: 'array', items: { type: 'string' } } } },
  ]);
});

test('values have the types of their schemas, and defaults', () => {
  const read = offered.read(request);
  if (!read.ok) throw new Error('the recorded values are good');

  expectTypeOf(read.values).toEqualTypeOf<{
    readonly greeting: string;
    readonly replicas: number;
    readonly proxies: readonly string[] | undefined;
  }>();
  expect(read.values).toEqual({ greeting: 'hi', replicas: 3, proxies: undefined });
});

test("an item's values come before the request's", () => {
  const read = offered.read(request, { variables: [{ name: 'greeting', value: 'hello' }] });

  expect(read).toMatchObject({ ok: true, values: { greeting: 'hello' } });
});

test('what is wrong is named by its field', () => {
  const given = {
    variables: [
      { name: 'greeting', value: 'x' },
      { name: 'proxies', value: ['a', 1] },
    ],
  };

  expect(offered.read(given)).toMatchObject({
    ok: false,
    errors: [
      { field: 'greeting', type: 'FieldValueInvalid' },
      { field: 'proxies[1]', type: 'FieldValueTypeInvalid' },
    ],
  });
  expect(offered.read({ variables: null })).toMatchObject({
    ok: false,
    errors: [{ field: 'greeting', message: 'Required value' }],
  });
});

test('a refused topology says the same in whatever order its errors were found', () => {
  const errors = [
    { field: 'replicas', message: 'Invalid value: 2: must be odd' },
    { field: 'greeting', message: 'Required value' },
  ];

  expect(invalidTopology(errors)).toEqual({
    answer: 'fail',
    message: 'greeting: Required value; replicas: Invalid value: 2: must be odd',
  });
  expect(invalidTopology(errors.toReversed())).toEqual(invalidTopology(errors));
});

test('of many errors, the first ten are told', () => {
  const many = Array.from({ length: 12 }, (_, index) => ({ field: `f${String(index).padStart(2, '0')}`, message: 'no' }));

  expect(invalidTopology(many).message).toMatch(/^f00: no; .*f09: no; and 2 more$/);
});

test('builtin variables are those of the request and the item together', () => {
  const [, controlPlane] = request.items;
  const { cluster, controlPlane: made, machineDeployment } = builtinVariables(request, controlPlane);

  expect([cluster?.name, made?.version, machineDeployment]).toEqual(['hooked', 'v1.34.0', undefined]);
  expect(builtinVariables(request).controlPlane).toBeUndefined();
});
