import { expect, test } from 'vitest';
import { cutName } from './cut-name.ts';

test.each([
  ['short', 8, 'short'],
  ['exactly8', 8, 'exactly8'],
  ['longer.than', 8, 'longer.t'],
  ['seven77.more', 8, 'seven77'],
  ['six666--more', 8, 'six666'],
])('%s cut to %i characters is %s', (name, length, cut) => {
  expect(cutName(name, length)).toBe(cut);
});
