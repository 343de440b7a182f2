import { expect, test } from 'vitest';
import { ManualClock } from '../../test-support/manual-clock.ts';
import { Pace } from './pace.ts';

test('three times in a minute are free, then each waits, until a minute was quiet', () => {
  const clock = new ManualClock();
  const pace = new Pace(clock);
  const waits = [];
  for (let times = 0; times < 4; times++) {
    waits.push(pace.waitMs());
    pace.note();
  }

  clock.advance(4_000);
  waits.push(pace.waitMs());
  clock.advance(1_000);
  waits.push(pace.waitMs());
  pace.note();
  clock.advance(59_000);
  waits.push(pace.waitMs());

  expect(waits).toEqual([0, 0, 0, 5_000, 1_000, 0, 0]);
});

test('a clock that is set back does not stop it', () => {
  const clock = new ManualClock();
  const pace = new Pace(clock);
  for (let times = 0; times < 3; times++) pace.note();

  clock.advance(-3_600_000);

  expect(pace.waitMs()).toBe(0);
});
