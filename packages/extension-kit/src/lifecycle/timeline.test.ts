import { expect, test } from 'vitest';
import { sampleCluster } from '../cluster/topology-cluster.ts';
import { type CallEntry, timelineLine } from './timeline.ts';

const call: CallEntry = {
  type: 'call',
  seconds: 42,
  hook: 'BeforeClusterUpgrade',
  handlers: ['gate.extension'],
  from: 'v1.34.0',
  to: 'v1.36.0',
  answer: 'wait',
  message: 'waiting for approval',
  retryAfterSeconds: 30,
  tookMs: 3,
  repeats: 0,
  waitedSeconds: 0,
};

test('a line says when, what, between which versions and with which answer', () => {
  const answered = (change: Partial<CallEntry>) => timelineLine({ ...call, ...change });

  expect(answered({})).toBe('   42s  BeforeClusterUpgrade         v1.34.0 → v1.36.0    waits 30 s: waiting for approval');
  expect(answered({ answer: 'proceed', message: '', waitedSeconds: 60 })).toMatch(/proceeds after 60 s$/);
  expect(answered({ answer: 'failure', message: 'no quota' })).toMatch(/failed: no quota$/);
  expect(answered({ answer: 'error', message: 'not JSON' })).toMatch(/error: not JSON$/);
});

test('what proceeds once more has no line, what waits once more has', () => {
  expect(timelineLine({ ...call, answer: 'proceed', repeats: 1 })).toBeUndefined();
  expect(timelineLine({ ...call, repeats: 1 })).toBeDefined();
});

test('phases and the end have lines of their own', () => {
  const cluster = sampleCluster();

  expect(timelineLine({ type: 'phase', seconds: 0, phase: 'created', message: 'created', cluster })).toBe('    0s  ── created');
  expect(timelineLine({ type: 'end', seconds: 90, outcome: 'stuck', message: 'no end', calls: {} })).toBe(
    '   90s  stuck: no end',
  );
});
