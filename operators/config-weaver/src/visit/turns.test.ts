import { expect, test } from 'vitest';
import { Rounds } from './rounds.ts';
import { type Part, Turn } from './turns.ts';
import type { Visit } from './visit.ts';

const visit = (turnMs: number, isCurrent = () => true) =>
  ({ ctx: { isCurrent, signal: new AbortController().signal }, options: { turnMs } }) as unknown as Visit; // all that is looked at

const items = Array.from({ length: 100 }, (_, index) => `n${index}`);

function part(more: Partial<Part<string, string>> = {}) {
  const worked: string[] = [];
  const work = async (item: string) => {
    worked.push(item);
    return `done ${item}`;
  };
  return { worked, items, keyOf: (item: string) => item, stampOf: () => 'same', work, done: new Map(), ...more };
}

test('each turn does something, however short it is, and over all of them everything is done once', async () => {
  const removal = part();
  const ends: string[] = [];

  while (ends.at(-1) !== 'all') ends.push((await new Turn(visit(0)).work(removal)).end);

  expect(ends).toEqual(['paused', 'paused', 'paused', 'all']);
  expect(removal.worked).toEqual(items);
  expect(await new Turn(visit(0)).work(removal)).toEqual({ end: 'all', results: items.map((item) => `done ${item}`) });
});

test('what earlier turns have done is looked at once, when all is done, and not in each turn', async () => {
  let looks = 0;
  const removal = part({ stampOf: () => (++looks > 0 ? 'same' : '') });
  let end = '';

  while (end !== 'all') ({ end } = await new Turn(visit(0)).work(removal));

  expect(looks).toBeLessThanOrEqual(2 * items.length);
});

test('a turn that has time does all', async () => {
  expect((await new Turn(visit(60_000)).work(part())).end).toBe('all');
});

test('nothing more is begun for a sync that is no longer what it was', async () => {
  let calls = 0;
  const removal = part();

  const { end } = await new Turn(visit(60_000, () => ++calls <= 10)).work(removal);

  expect(end).toBe('outdated');
  expect(removal.worked).toHaveLength(10);
});

test('what looks otherwise than when it was done is done again, and both are told as one', async () => {
  const seen = new Map([['n1', 'before']]);
  const writing = part({ stampOf: (item) => seen.get(item) ?? '', tell: (before, now) => `${before}, ${now}` });
  await new Turn(visit(60_000)).work(writing);
  seen.set('n1', 'after');

  const again = await new Turn(visit(60_000)).work(writing);

  expect(writing.worked.filter((item) => item === 'n1')).toHaveLength(2);
  expect(again.end === 'all' && again.results.slice(0, 3)).toEqual(['done n0', 'done n1, done n1', 'done n2']);
});

test('a question is asked again when a RoleBinding came while it was under way', async () => {
  const rounds = new Rounds();
  const round = rounds.resume('sync', 'what');
  const asking = part({
    items: ['a', 'b'],
    stampOf: (namespace) => `${round.bindings.get(namespace)}`,
    work: async (namespace) => {
      asking.worked.push(namespace);
      if (asking.worked.length === 1) rounds.forgetNamespace('a');
      return 'no';
    },
  });
  await new Turn(visit(60_000)).work(asking);

  await new Turn(visit(60_000)).work(asking);

  expect(asking.worked).toEqual(['a', 'b', 'a']);
});

test('a round goes on where it stopped, and another begins for something else or when all is to be read again', () => {
  const rounds = new Rounds();
  const first = rounds.resume('sync', 'one');

  const same = rounds.resume('sync', 'one');
  const verifying = rounds.resume('sync', 'one', true);
  const still = rounds.resume('sync', 'one');
  const other = rounds.resume('sync', 'two');

  expect([same === first, verifying === first, still === verifying, other === still]).toEqual([true, false, true, false]);
});
