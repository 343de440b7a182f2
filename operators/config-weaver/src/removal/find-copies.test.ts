import { expect, test } from 'vitest';
import { configMaps } from '../content/copy-kind.ts';
import { newMemory, type Visit } from '../visit/visit.ts';
import { findCopies } from './remove-unwanted.ts';

test('a copy that was removed is not found again while the cache still shows it; one that was made in its place is', () => {
  const memory = newMemory();
  const copy = (uid: string) => ({ metadata: { name: 'app', namespace: uid, uid } });
  const ctx = { metadata: () => ({ byIndex: () => [copy('removed'), copy('made-anew')] }) };
  const visit = { sync: { metadata: { uid: 'sync' } }, kind: configMaps, ctx, memory } as unknown as Visit; // all that is looked at

  const before = findCopies(visit, new Set(['app']));
  memory.removed.add('removed');
  const after = findCopies(visit, new Set(['app']));

  expect(before.map(({ ref }) => ref.namespace)).toEqual(['removed', 'made-anew']);
  expect(after.map(({ ref }) => ref.namespace)).toEqual(['made-anew']);
});
