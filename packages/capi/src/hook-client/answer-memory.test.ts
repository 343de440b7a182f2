import { expect, test } from 'vitest';
import { AnswerMemory } from './answer-memory.ts';
import { ExpiringMap } from './expiring-map.ts';

const call = { name: 'update.x', resourceVersion: '1', settings: {} };
const response = { apiVersion: 'hooks.runtime.cluster.x-k8s.io/v1alpha1', kind: 'DiscoverVariablesResponse' } as const;

test('a key tells requests apart without keeping what is in them', () => {
  const memory = new AnswerMemory(() => 0);
  const keyOf = (request: object) => memory.keyOf('CanUpdateMachineSet', { ...call, request });
  const large = { current: { machineSet: { spec: 's3cret'.repeat(100_000) } }, desired: 1 };

  expect(keyOf(large)).toBe(keyOf({ desired: 1, current: large.current, settings: { a: '1' } }));
  expect(keyOf(large)).not.toBe(keyOf({ ...large, desired: 2 }));
  expect(keyOf(large).length).toBeLessThan(64);
  expect(keyOf(large)).not.toContain('s3cret');
});

test('answers are forgotten when their time is over, and only those', () => {
  let now = 0;
  const memory = new AnswerMemory(() => now);
  const answer = { ...response, status: 'Success', message: '', variables: [] } as const;
  memory.rememberAnswer('DiscoverVariables', 'short', answer);
  memory.rememberAnswer('CanUpdateMachineSet', 'long', answer);

  now = 10 * 60_000;

  expect(memory.answer('short')).toBeUndefined();
  expect(memory.answer('long')).toBe(answer);
});

// Looking through all of them for each new one takes most of a minute here.
test('a hundred thousand values are remembered as cheaply as a few, and those that are over make room', () => {
  let now = 0;
  const map = new ExpiringMap<number>(() => now);

  for (let value = 0; value < 100_000; value++) map.set(`long ${value}`, value, 1_000_000);
  for (; now < 100_000; now++) map.set(`short ${now}`, now, 10);

  expect([map.get('long 0'), map.get('long 99999')]).toEqual([0, 99_999]);
  expect([map.get('short 99989'), map.get('short 99990'), map.get('short 99999')]).toEqual([undefined, undefined, 99_999]);
});
