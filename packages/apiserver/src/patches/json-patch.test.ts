import { expect, test } from 'vitest';
import { StatusError } from '../errors/status-error.ts';
import { applyJsonPatch } from './json-patch.ts';

const failure = (document: unknown, patch: unknown) => {
  try {
    applyJsonPatch(document, patch);
  } catch (error) {
    if (error instanceof StatusError) return { code: error.status.code, message: error.message };
    throw error;
  }
  return undefined;
};
const refused = { code: 422, message: 'the server rejected our request due to an error in our request' };

test('every operation of a JSON patch is applied in order, on a copy', () => {
  const document = { a: 1, list: [1, 2], deep: { 'x/y': { '~': 1 } } };
  const before = structuredClone(document);

  const patched = applyJsonPatch(document, [
    { op: 'test', path: '/a', value: 1 },
    { op: 'add', path: '/list/1', value: 9 },
    { op: 'add', path: '/list/-', value: { n: null } },
    { op: 'replace', path: '/deep/x~1y/~0', value: 2 },
    { op: 'copy', from: '/deep', path: '/copy' },
    { op: 'move', from: '/a', path: '/b' },
    { op: 'remove', path: '/list/0' },
  ]);

  const deep = { 'x/y': { '~': 2 } };
  expect(patched).toEqual({ b: 1, list: [9, 2, { n: null }], deep, copy: deep });
  expect(document).toEqual(before);
});

test.each([
  ['removing what is not there', [{ op: 'remove', path: '/none' }]],
  ['adding below what is not there', [{ op: 'add', path: '/none/a', value: 1 }]],
  ['a test that does not hold', [{ op: 'test', path: '/a', value: 2 }]],
  ['an index past the end', [{ op: 'add', path: '/list/3', value: 1 }]],
  ['replacing past the end', [{ op: 'replace', path: '/list/2', value: 1 }]],
  ['an index that is no number', [{ op: 'add', path: '/list/x', value: 1 }]],
  ['an unknown operation', [{ op: 'increase', path: '/a' }]],
  ['a missing path', [{ op: 'add', value: 1 }]],
  ['going into a plain value', [{ op: 'add', path: '/a/b', value: 1 }]],
  ['a member that would change the prototype', [{ op: 'add', path: '/__proto__', value: { b: 1 } }]],
])('%s is refused without saying why', (_, patch) => {
  expect(failure({ a: 1, list: [1, 2] }, patch)).toEqual(refused);
});

test('where Kubernetes is laxer than the RFC, so is this', () => {
  const patch = [
    { op: 'replace', path: '/new', value: 1 },
    { op: 'test', path: '/none', value: null },
    { op: 'remove', path: '/list/-1' },
  ];

  expect(applyJsonPatch({ list: [1, 2] }, patch)).toEqual({ list: [1], new: 1 });
});

test('a patch that is no list of operations is a bad request', () => {
  const prefix = 'error decoding patch: json: cannot unmarshal';

  expect(failure({}, {})).toEqual({ code: 400, message: `${prefix} object into Go value of type []handlers.jsonPatchOp` });
  expect(failure({}, ['x'])).toEqual({ code: 400, message: `${prefix} string into Go value of type handlers.jsonPatchOp` });
  expect(failure({}, [{ op: 1 }])).toEqual({
    code: 400,
    message: `${prefix} number into Go struct field jsonPatchOp.op of type string`,
  });
});

test('a patch may have 10,000 operations, and not one more', () => {
  const operations = (length: number) => Array.from({ length }, () => ({ op: 'add', path: '/a', value: 1 }));

  expect(applyJsonPatch({}, operations(10_000))).toEqual({ a: 1 });
  expect(failure({}, operations(10_001))).toEqual({
    code: 413,
    message: 'Request entity too large: The allowed maximum operations in a JSON patch is 10000, got 10001',
  });
});
