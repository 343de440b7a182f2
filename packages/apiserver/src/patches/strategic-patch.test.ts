import { isJsonObject, type StructuralSchema } from '@capstan/schema';
import { expect, test } from 'vitest';
import { StatusError } from '../errors/status-error.ts';
import { builtInSchema } from '../resources/built-in-kinds.ts';
import { applyStrategicPatch } from './strategic-patch.ts';

const pod = builtInSchema('io.k8s.api.core.v1.Pod');
const deployment = builtInSchema('io.k8s.api.apps.v1.Deployment');
const configMap = builtInSchema('io.k8s.api.core.v1.ConfigMap');

const patchedSpec = (spec: unknown, patch: unknown, schema: StructuralSchema = pod) => {
  const result = applyStrategicPatch({ spec }, { spec: patch }, schema);
  return isJsonObject(result) ? result['spec'] : result;
};
const failure = (document: unknown, patch: unknown, schema = pod) => {
  try {
    applyStrategicPatch(document, patch, schema);
  } catch (error) {
    if (error instanceof StatusError) return { code: error.status.code, message: error.message };
    throw error;
  }
  return undefined;
};

test('items of a list with a merge key are merged by it', () => {
  const spec = { containers: [{ name: 'a', image: '1', env: [{ name: 'X', value: '1' }] }, { name: 'b' }] };
  const patch = { containers: [{ name: 'a', image: '2', env: [{ name: 'Y', value: '2' }] }] };

  const env = [
    { name: 'Y', value: '2' },
    { name: 'X', value: '1' },
  ];
  expect(patchedSpec(spec, patch)).toEqual({ containers: [{ name: 'a', image: '2', env }, { name: 'b' }] });
});

test('a list without a strategy is replaced', () => {
  expect(patchedSpec({ tolerations: [{ key: 'a' }] }, { tolerations: [{ key: 'b' }] })).toEqual({
    tolerations: [{ key: 'b' }],
  });
});

test('null deletes, and is nothing where nothing is', () => {
  const document = { data: { a: '1', b: '2' } };

  expect(applyStrategicPatch(document, { data: { a: null, c: null } }, configMap)).toEqual({ data: { b: '2' } });
  expect(applyStrategicPatch({}, { data: { a: null } }, configMap)).toEqual({ data: {} });
});

test('$patch: delete takes an item out, $patch: replace the whole list', () => {
  const spec = { containers: [{ name: 'a' }, { name: 'b' }] };

  expect(patchedSpec(spec, { containers: [{ name: 'a', $patch: 'delete' }] })).toEqual({ containers: [{ name: 'b' }] });
  expect(patchedSpec(spec, { containers: [{ $patch: 'replace' }, { name: 'c' }] })).toEqual({
    containers: [{ name: 'c' }],
  });
});

test('$patch: replace and $patch: delete work on maps', () => {
  const document = { data: { a: '1' } };

  expect(applyStrategicPatch(document, { data: { $patch: 'replace', b: '2' } }, configMap)).toEqual({ data: { b: '2' } });
  expect(applyStrategicPatch(document, { data: { $patch: 'delete' } }, configMap)).toEqual({ data: {} });
});

test('$retainKeys drops the keys that are not named', () => {
  const spec = { strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: 1 } } };
  const patch = { strategy: { $retainKeys: ['type'], type: 'Recreate' } };

  expect(patchedSpec(spec, patch, deployment)).toEqual({ strategy: { type: 'Recreate' } });
});

test('$retainKeys must name what the patch sets', () => {
  const patch = { spec: { strategy: { $retainKeys: ['type'], rollingUpdate: {} } } };

  expect(failure({ spec: { strategy: { type: 'Recreate' } } }, patch, deployment)).toEqual({
    code: 400,
    message: 'invalid patch format of retainKeys',
  });
});

test('finalizers are merged as values, and taken out by $deleteFromPrimitiveList', () => {
  const document = { metadata: { finalizers: ['a', 'b'] } };
  const patch = { metadata: { finalizers: ['b', 'c'], '$deleteFromPrimitiveList/finalizers': ['a'] } };

  expect(applyStrategicPatch(document, patch, pod)).toEqual({ metadata: { finalizers: ['b', 'c'] } });
});

test('$setElementOrder gives the order, and others stay near their neighbours', () => {
  const spec = { containers: [{ name: 'a' }, { name: 'b' }, { name: 'c' }] };
  const patch = {
    '$setElementOrder/containers': [{ name: 'd' }, { name: 'c' }, { name: 'a' }],
    containers: [{ name: 'd' }],
  };

  expect(patchedSpec(spec, patch)).toEqual({ containers: [{ name: 'd' }, { name: 'b' }, { name: 'c' }, { name: 'a' }] });
});

test('an item that $setElementOrder does not name is refused', () => {
  const patch = { spec: { '$setElementOrder/containers': [{ name: 'a' }], containers: [{ name: 'z' }] } };

  expect(failure({ spec: { containers: [{ name: 'a' }] } }, patch)).toEqual({
    code: 500,
    message: "The order in patch list:\n[map[name:z]]\n doesn't match $setElementOrder list:\n[map[name:a]]\n",
  });
});

test('an item without its merge key is refused', () => {
  expect(failure({ spec: { containers: [{ name: 'a' }] } }, { spec: { containers: [{ image: 'x' }] } })).toEqual({
    code: 500,
    message: 'map: map[image:x] does not contain declared merge key: name',
  });
});

test('an unknown directive is refused', () => {
  expect(failure({ data: { a: '1' } }, { data: { $patch: 'zap' } }, configMap)).toEqual({
    code: 500,
    message: 'unknown patch type: zap in map: map[$patch:zap]',
  });
});

test('a strategic patch changes neither input', () => {
  const document = { spec: { containers: [{ name: 'a' }] } };
  const patch = { spec: { containers: [{ name: 'b' }, { name: 'a', $patch: 'delete' }] } };
  const before = structuredClone([document, patch]);

  const patched = applyStrategicPatch(document, patch, pod);

  expect(patched).toEqual({ spec: { containers: [{ name: 'b' }] } });
  expect([document, patch]).toEqual(before);
});
