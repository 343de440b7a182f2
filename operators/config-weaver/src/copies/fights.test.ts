import { expect, test } from 'vitest';
import { Fights } from './fights.ts';

function fought(times: number, everyMs: number) {
  let now = 0;
  const fights = new Fights(() => now);
  for (let round = 0; round < times; round++) {
    now += everyMs;
    fights.repaired('copy', 'gitops');
  }
  return { fights, after: (ms: number) => (now += ms) };
}

test('five repairs within a minute are a fight, and the other side is named', () => {
  const { fights } = fought(5, 1_000);

  expect(fights.contested('copy')).toMatchObject({ opponent: 'gitops' });
  expect(fights.contested('another')).toBeUndefined();
});

test('repairs that are far apart are not a fight', () => {
  const { fights } = fought(20, 20_000);

  expect(fights.contested('copy')).toBeUndefined();
});

test('after the rest the copy is repaired again, and the next rest is longer', () => {
  const { fights, after } = fought(5, 1_000);
  after(60_001);
  const rested = fights.contested('copy');
  for (let round = 0; round < 5; round++) fights.repaired('copy', 'gitops');
  after(60_001);

  expect(rested).toBeUndefined();
  expect(fights.contested('copy')).toBeDefined();
});
