import { ClusterRoleBinding } from '@capstan/schema';
import { expect, test } from 'vitest';
import { fleetEnv } from '../test-support/fleet-env.ts';
import { junit, passing, plugin, reporting, withPlugins } from '../test-support/plugins.ts';
import { steppedRun } from '../test-support/stepped-run.ts';

test('rights in the whole cluster go as soon as the plugins have ended, before results are fetched', async ({ signal }) => {
  const programs = withPlugins({ 'example.invalid/e2e:v1': reporting(junit(passing('dns'))) });
  await using fleet = await fleetEnv({ programs });
  const run = await steppedRun(fleet, await fleet.profile({ plugins: [{ ...plugin('e2e'), permissions: 'ClusterAdmin' }] }), {
    signal,
  });
  const binding = () => fleet.workload.client.find(ClusterRoleBinding, { name: `sonobuoy-serviceaccount-${fleet.runs}` });

  await run.until('Running');
  const during = await binding();
  await run.until('Judging');

  expect(during?.metadata.annotations).toHaveProperty(['readiness.capstan.dev/expires-at']);
  expect(await binding()).toBeUndefined();
  await run.until('Done');
  expect(run.status.run?.verdict).toBe('Passed');
});

test('a run ends when its rights expire, however late it got going', async ({ signal }) => {
  const idle = ({ signal }: { readonly signal: AbortSignal }) =>
    new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
  await using fleet = await fleetEnv({ programs: withPlugins({ 'example.invalid/e2e:v1': idle }) });
  const profile = await fleet.profile({ plugins: [plugin('e2e')], timeLimits: { run: '1h' } });
  const run = await steppedRun(fleet, profile, { signal });
  await run.until('Dispatching');
  run.aheadMs = 50 * minuteMs;
  await run.until('Running');

  run.aheadMs = 55 * minuteMs;
  const before = await run.step();
  run.aheadMs = 61 * minuteMs;
  await run.step();

  expect(before).toMatchObject({ step: 'wait' });
  expect(run.phase).toBe('Judging');
  expect(run.status.run?.stopped?.reason).toBe('TimeLimit');
  await run.until('Done');
});

const minuteMs = 60_000;
