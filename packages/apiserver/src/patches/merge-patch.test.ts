import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { applyMergePatch } from './merge-patch.ts';

test('objects merge, null deletes, lists and plain values replace', () => {
  const document = { a: { b: 1, c: 2 }, list: [1, 2], gone: 1 };
  const patch = { a: { b: null, d: { e: null, f: 1 } }, list: [{ g: null }], gone: null, absent: null };

  expect(applyMergePatch(document, patch)).toEqual({ a: { c: 2, d: { f: 1 } }, list: [{ g: null }] });
});

test('what a patch replaces by an object loses its nulls', () => {
  expect(applyMergePatch({ a: 1 }, { a: { b: null } })).toEqual({ a: {} });
});

test('a patch that is no object is a bad request', () => {
  const message = 'error decoding patch: json: cannot unmarshal array into Go value of type map[string]interface {}';

  expect(() => applyMergePatch({}, [])).toThrow(message);
  expect(() => applyMergePatch({}, null)).toThrow('Invalid JSON Patch');
});

test('a merge patch changes neither input, and applied twice gives what it gave once', async () => {
  const object = fc.dictionary(fc.constantFrom('a', 'b', 'c'), fc.jsonValue({ maxDepth: 3 }));
  await fc.assert(
    fc.property(object, object, (document, patch) => {
      const [documentBefore, patchBefore] = [structuredClone(document), structuredClone(patch)];

      const once = applyMergePatch(document, patch);

      expect(applyMergePatch(once, patch)).toEqual(once);
      expect([document, patch]).toEqual([documentBefore, patchBefore]);
    }),
    { seed: 1 },
  );
});
