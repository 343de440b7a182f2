import { expect, test } from 'vitest';
import { overrideAnnotation } from '../api/names.ts';
import { overrideOf } from './override.ts';

const now = Date.parse('2026-11-21T00:00:00Z');
const read = (text: string) => overrideOf({ [overrideAnnotation]: text }, now);

test('an override says who, until when and why', () => {
  expect(read('by=alice; until=2026-12-01T00:00:00Z; why=change 4711 (a=b)')).toEqual({
    state: 'valid',
    override: { by: 'alice', until: '2026-12-01T00:00:00Z', why: 'change 4711 (a=b)' },
  });
  expect(overrideOf(undefined, now)).toEqual({ state: 'none' });
});

test.each([
  ['yes', 'invalid', /lacks by, until, why/],
  ['by=alice; until=2026-12-01T00:00:00Z', 'invalid', /lacks why; write "by=/],
  ['by=alice; until=soon; why=x', 'invalid', /has no time in until/],
  ['by=alice; until=2026-11-20T00:00:00Z; why=x', 'expired', /the override of alice ended at/],
])('"%s" is %s', (text, state, message) => {
  expect(read(text)).toMatchObject({ state, message: expect.stringMatching(message) });
});
