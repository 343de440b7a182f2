import { expect, test } from 'vitest';
import { byVersionPriority } from './version-priority.ts';

test('stable versions come first, newer ones before older ones, and other names last', () => {
  const names = ['foo10', 'v3beta1', 'v10', 'v12alpha1', 'v2', 'v11alpha2', 'foo1', 'v11beta2', 'v10beta3', 'v1'];

  expect(names.toSorted(byVersionPriority)).toEqual([
    'v10',
    'v2',
    'v1',
    'v11beta2',
    'v10beta3',
    'v3beta1',
    'v12alpha1',
    'v11alpha2',
    'foo1',
    'foo10',
  ]);
});
