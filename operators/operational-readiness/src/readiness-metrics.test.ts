import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { fleetMetrics, measurePhase, runMetrics } from './readiness-metrics.ts';

const run = (more: object = {}) => ({
  number: 1,
  attempt: 1,
  cause: 'x',
  startedAt: '2026-11-21T10:00:00Z',
  phases: [
    { name: 'Running' as const, startedAt: '2026-11-21T10:00:00Z' },
    { name: 'Done' as const, startedAt: '2026-11-21T10:01:30Z' },
  ],
  ...more,
});

test('a phase that ends is measured, and the end of a run with its verdict', () => {
  const values: unknown[] = [];

  measurePhase((...value) => void values.push(value), 'e2e', {
    phase: 'Done',
    run: run({ verdict: 'Failed', reason: 'CasesFailed' }),
  });

  expect(values).toEqual([
    ['capstan_readiness_phase_seconds_total', 90, { profile: 'e2e', phase: 'Running' }],
    ['capstan_readiness_runs_total', 1, { profile: 'e2e', verdict: 'Failed', reason: 'CasesFailed' }],
  ]);
});

test('the dashboard shows every metric, and no other of ours', () => {
  const dashboard = readFileSync(new URL('../dashboards/operational-readiness.json', import.meta.url), 'utf8');

  const shown = new Set(dashboard.match(/capstan_readiness_\w+/g));

  expect(shown).toEqual(new Set(Object.keys({ ...runMetrics, ...fleetMetrics })));
});
