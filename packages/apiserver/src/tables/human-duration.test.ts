import { expect, test } from 'vitest';
import { ageOf, humanDuration } from './human-duration.ts';

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;

test.each([
  [-2 * second, '<invalid>'],
  [-1 * second, '0s'],
  [0, '0s'],
  [119 * second, '119s'],
  [2 * minute, '2m'],
  [2 * minute + 5 * second, '2m5s'],
  [10 * minute + 5 * second, '10m'],
  [179 * minute, '179m'],
  [3 * hour, '3h'],
  [3 * hour + 10 * minute, '3h10m'],
  [8 * hour + 10 * minute, '8h'],
  [47 * hour, '47h'],
  [2 * day, '2d'],
  [2 * day + 3 * hour, '2d3h'],
  [8 * day + 3 * hour, '8d'],
  [729 * day, '729d'],
  [730 * day, '2y'],
  [6 * 365 * day + 326 * day, '6y326d'],
  [9 * 365 * day, '9y'],
])('%d ms is printed as %s', (milliseconds, text) => {
  expect(humanDuration(milliseconds)).toBe(text);
});

test('a timestamp that is absent or none at all has an age of its own', () => {
  expect(ageOf(undefined, 0)).toBe('<unknown>');
  expect(ageOf('soon', 0)).toBe('<invalid>');
  expect(ageOf('1970-01-01T00:00:00Z', 5 * minute)).toBe('5m');
});
