import fc from 'fast-check';
import { expect, test } from 'vitest';
import { metadataSlice } from './metadata-slice.ts';

test('the slice is the metadata, whatever stands in it and after it', () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.jsonValue()), fc.jsonValue(), (metadata, spec) => {
      const bytes = Buffer.from(JSON.stringify({ kind: 'K', apiVersion: 'v1', metadata, spec }));
      expect(metadataSlice(bytes).toString()).toBe(JSON.stringify(metadata));
    }),
    { seed: 1 },
  );
});
