import { ClusterRoleBinding } from '@capstan/schema';
import { expect, test } from 'vitest';
import { fleetEnv } from '../test-support/fleet-env.ts';
import { junit, passing, plugin, reporting, withPlugins } from '../test-support/plugins.ts';
import { steppedRun } from '../test-support/stepped-run.ts';

test('rights in the whole cluster go as soon as the plugins have ended, before results are fetched', async () => {
  const programs = withPlugins({ 'example.invalid/e2e:v1': reporting(junit(passing('dns'))) });
  await using fleet = await fleetEnv({ programs });
  const run = await steppedRun(fleet, await fleet.profile({ plugins: [{ ...plugin('e2e'), permissions: 'ClusterAdmin' }] }));
  const binding = () => fleet.workload.client.find(ClusterRoleBinding, { name: `sonobuoy-serviceaccount-${fleet.runs}` });

  await run.until('Running');
  const during = await binding();
  await run.until('Judging');

  expect(during?.metadata.annotations).toHaveProperty(['readiness.capstan.dev/expires-at']);
  expect(await binding()).toBeUndefined();
  await run.until('Done');
  expect(run.status.run?.verdict).toBe('Passed');
});

test('a run ends when its rights expire, however late it got going', async () => {
  const idle = ({ signal }: { readonly signal: AbortSignal }) =>
    new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
  await using fleet = await fleetEnv({ programs: withPlugins({ 'example.invalid/e2e:v1': idle }) });
  const profile = await fleet.profile({ plugins: [plugin('e2e')], timeLimits: { run: '1s' } });
  const run = await steppedRun(fleet, profile);
  await run.until('Running');

  await run.until('Judging');
  const { stopped, phases } = run.status.run ?? {};

  const began = phases?.find(({ name }) => name === 'Dispatching')?.startedAt ?? '';
  expect(stopped?.reason).toBe('TimeLimit');
  expect(Date.parse(stopped?.since ?? '') - Date.parse(began)).toBeLessThan(4000);
  await run.until('Done');
});
