import type { Pod } from '@capstan/schema';
import { expect, test } from 'vitest';
import { podFailure } from './pod-failure.ts';

const now = Date.parse('2026-01-01T00:10:00Z');
const limits = { imageMs: 300_000, endedMs: 300_000 };
const why = (status: NonNullable<Pod['status']>) => podFailure({ status } as Pod, now, limits); // nothing else of a pod is read
const container = (more: object) => ({ name: 'plugin', image: 'x:v1', imageID: '', ready: false, restartCount: 0, ...more });

test('a pod that still may bring results is not failing', () => {
  const ended = { terminated: { exitCode: 1, finishedAt: '2026-01-01T00:05:01Z' } };
  const pulling = { waiting: { reason: 'ImagePullBackOff' } };

  expect(why({})).toBeUndefined();
  expect(why({ containerStatuses: [container({ state: ended })] })).toBeUndefined();
  expect(why({ startTime: '2026-01-01T00:06:00Z', containerStatuses: [container({ state: pulling })] })).toBeUndefined();
});

test('a pod that cannot is failing, and it is said why', () => {
  const ended = { terminated: { exitCode: 3, reason: 'Error', message: 'm', finishedAt: '2026-01-01T00:04:59Z' } };
  const pulling = { waiting: { reason: 'ErrImagePull' } };
  const conditions = [{ type: 'PodScheduled', status: 'False', reason: 'Unschedulable', message: '0/3 nodes' }];

  expect(why({ conditions })).toBe("Can't schedule pod: 0/3 nodes");
  expect(why({ containerStatuses: [container({ restartCount: 3 })] })).toBe(
    'Container plugin has restarted unsuccessfully 3 times',
  );
  expect(why({ startTime: '2026-01-01T00:04:00Z', containerStatuses: [container({ state: pulling })] })).toBe(
    'Failed to pull image x:v1 for container plugin within 5m0s. Container is in state ErrImagePull',
  );
  expect(why({ containerStatuses: [container({ state: ended })] })).toBe(
    'Container plugin is in a terminated state (exit code 3) due to reason: Error: m',
  );
});
