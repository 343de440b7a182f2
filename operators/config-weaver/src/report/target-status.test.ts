import { expect, test } from 'vitest';
import type { TargetState } from '../copies/copy-job.ts';
import { boundedTargets } from './target-status.ts';

const synced = (namespace: string): TargetState => ({ namespace, state: 'Synced', change: 'none' });
const refused = (namespace: string): TargetState => ({
  namespace,
  state: 'Refused',
  reason: 'Forbidden',
  message: 'no',
});
const failed = (namespace: string): TargetState => ({ namespace, state: 'Failed', reason: 'Failed', message: 'broken' });
const noon = Date.parse('2026-01-01T12:00:00Z');

test('targets that need attention come first, then by name, at most 50', () => {
  const many = Array.from({ length: 60 }, (_, index) => synced(`n${String(index).padStart(2, '0')}`));

  const listed = boundedTargets([...many, refused('z'), failed('y')], 'r', [], noon);

  expect(listed).toHaveLength(50);
  expect(listed.slice(0, 3).map(({ namespace }) => namespace)).toEqual(['y', 'z', 'n00']);
});

test('a target keeps the time since when it is as it is, and gets a new one when that changes', () => {
  const before = boundedTargets([synced('a'), synced('b')], 'r', [], noon);

  const after = boundedTargets([synced('a'), refused('b')], 'r', before, noon + 60_000);

  expect(after.map(({ namespace, lastTransitionTime }) => [namespace, lastTransitionTime])).toEqual([
    ['b', '2026-01-01T12:01:00Z'],
    ['a', '2026-01-01T12:00:00Z'],
  ]);
});
