import { expect, test } from 'vitest';
import { currentWait, mergeLives } from './cluster-life.ts';

const occasion = 'BeforeClusterUpgrade v1.35.0';
const wait = (since: string, calledAt?: string) => ({
  occasion,
  since: `2026-01-01T${since}.000Z`,
  ...(calledAt && { calledAt: `2026-01-01T${calledAt}.000Z` }),
});
const at = (time: string) => Date.parse(`2026-01-01T${time}.000Z`);

test('a wait that is called again goes on, however long ago it began', () => {
  const life = { waits: [wait('08:00:00', '11:59:50')] };

  expect(currentWait(life, occasion, { now: at('12:00:00'), retryAfterMs: 10_000 })).toBe(life.waits[0]);
});

test('a wait that nobody has called for is left, and one that is called rarely is not', () => {
  const life = { waits: [wait('10:00:00', '11:00:00')] };

  expect(currentWait(life, occasion, { now: at('12:00:00'), retryAfterMs: 10_000 })).toBeUndefined();
  expect(currentWait(life, occasion, { now: at('12:00:00'), retryAfterMs: 3_600_000 })).toBe(life.waits[0]);
});

test('a wait since a time to come does not hold until then', () => {
  const life = { waits: [wait('18:00:00')] };

  expect(currentWait(life, occasion, { now: at('12:00:00'), retryAfterMs: 0 })).toBeUndefined();
});

test.each([
  [
    'two replicas at once: the earlier start, the later call',
    wait('10:00:00', '10:00:20'),
    wait('10:00:05', '10:00:05'),
    wait('10:00:00', '10:00:20'),
  ],
  ['a record of before calls were kept', wait('10:00:00'), wait('10:00:05', '10:01:00'), wait('10:00:00', '10:01:00')],
  [
    'one that was left before the other began',
    wait('10:00:00', '10:01:00'),
    wait('11:00:00', '11:00:00'),
    wait('11:00:00', '11:00:00'),
  ],
])('of %s, whichever is known first', (_case, earlier, later, merged) => {
  const now = { now: at('12:00:00') };

  expect(mergeLives({ waits: [earlier] }, { waits: [later] }, now).waits).toEqual([merged]);
  expect(mergeLives({ waits: [later] }, { waits: [earlier] }, now).waits).toEqual([merged]);
});
