import { expect, test } from 'vitest';
import { reportConditions } from './report-conditions.ts';

const time = '2026-11-21T00:00:00Z';
const run = {
  number: 1,
  attempt: 1,
  cause: 'x',
  startedAt: time,
  phases: [],
  verdict: 'NotApplicable',
  reason: 'NotApplicable',
} as const;

const readyWhen = (stale: 'Current' | 'NodesChanged') =>
  reportConditions({
    status: { phase: 'Done', run: { ...run, phases: [] } },
    stale: { reason: stale, message: 'other nodes' },
    waiting: false,
    suspended: false,
  }).find(({ type }) => type === 'Ready');

test('a profile that did not apply opens a gate only as long as the nodes are those it did not apply to', () => {
  expect(readyWhen('Current')).toMatchObject({ status: 'Unknown', reason: 'NotApplicable' });
  expect(readyWhen('NodesChanged')).toMatchObject({ status: 'Unknown', reason: 'Stale' });
});
