import { expect, test } from 'vitest';
import type { Sync } from '../api/sync.ts';
import type { TargetState } from '../copies/copy-job.ts';
import { nextVisit } from './next-visit.ts';

const noon = Date.parse('2026-01-01T12:00:00Z');
const failed = (namespace: string): TargetState => ({ namespace, state: 'Failed', reason: 'Failed', message: 'broken' });
const refused = (namespace: string): TargetState => ({ namespace, state: 'Refused', reason: 'Forbidden', message: 'no' });

/** A sync whose status lists these namespaces as failing since noon. */
const failing = (...namespaces: readonly string[]) =>
  ({
    spec: { resyncInterval: '10m' },
    status: {
      targets: namespaces.map((namespace) => ({ namespace, state: 'Failed', lastTransitionTime: '2026-01-01T12:00:00Z' })),
    },
  }) as unknown as Sync; // all that is looked at

const waitOf = (sync: Sync, states: readonly TargetState[], secondsLater = 0) => {
  const askAgainMs = (namespace: string) => (namespace === 'bound' ? 250 : Infinity);
  const next = nextVisit(sync, states, { withinMs: Infinity, askAgainMs, now: noon + secondsLater * 1_000 });
  return next.outcome === 'requeue' ? next.after : undefined;
};

test('what failed is tried again ever more seldom, up to the resync', () => {
  const waits = [0, 5, 20, 120, 3_600].map((later) => waitOf(failing('a'), [failed('a')], later));

  expect(waits).toEqual(['5000ms', '5000ms', '20000ms', '120000ms', '600000ms']);
});

test('what fails newly is tried again soon, whatever else has failed for long', () => {
  expect(waitOf(failing('a'), [failed('a'), failed('b')], 3_600)).toBe('5000ms');
});

test('thousands that fail for long are not tried again soon because the status lists only some of them', () => {
  const many = Array.from({ length: 1_000 }, (_, index) => `n${index}`);

  expect(waitOf(failing(...many.slice(0, 50)), many.map(failed), 120)).toBe('120000ms');
});

test('who is refused is asked for again within half a minute, and soon where a binding is new', () => {
  expect(waitOf(failing(), [refused('a')], 3_600)).toBe('25000ms');
  expect(waitOf(failing(), [refused('a'), refused('bound')], 3_600)).toBe('250ms');
});
