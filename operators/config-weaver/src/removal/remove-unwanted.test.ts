import { expect, test } from 'vitest';
import { secrets } from '../content/copy-kind.ts';
import { Turn } from '../visit/turns.ts';
import { newMemory, type Visit } from '../visit/visit.ts';
import type { Removal } from './remove-copy.ts';
import { removalOf } from './remove-unwanted.ts';

const ref = { name: 'db', namespace: 'to' };
const forbidden: Removal = { ref, result: 'forbidden', message: 'no' };

test.for([
  { first: forbidden, told: 'absent' },
  { first: { ref, result: 'failed', message: 'no' } as const, told: 'absent' },
  { first: { ref, result: 'removed' } as const, told: 'removed' },
])('a copy of which a turn before told $first.result, and that is gone, is told as $told', async ({ first, told }) => {
  const memory = newMemory();
  const round = memory.rounds.resume('sync', 'deletion');
  let namespace: object | undefined = { metadata: { uid: 'to' } };
  const ctx = { signal: new AbortController().signal, metadata: () => ({ get: () => namespace }) };
  const visit = { sync: { metadata: { uid: 'sync' } }, kind: secrets, ctx, memory, options: {} } as unknown as Visit; // all that is looked at
  const turn = (removal: Removal) =>
    new Turn(visit, () => true).work(removalOf(visit, round, [{ ref }], () => Promise.resolve(removal)));

  await turn(first);
  namespace = undefined;
  const worked = await turn({ ref, result: 'absent' });

  expect(worked).toMatchObject({ end: 'all', results: [{ result: told }] });
});
