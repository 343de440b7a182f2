import { Pod } from '@capstan/schema';
import { expect, test } from 'vitest';
import { type FleetEnv, fleetEnv } from '../test-support/fleet-env.ts';
import { junit, passing, plugin, reporting, withPlugins } from '../test-support/plugins.ts';
import { steppedRun } from '../test-support/stepped-run.ts';

/** What remains when somebody ran `sonobuoy delete` and `sonobuoy run` of their own. */
async function replaceAggregator({ workload, runs: namespace }: FleetEnv): Promise<void> {
  const ref = { name: 'sonobuoy', namespace };
  const { spec, metadata } = await workload.client.get(Pod, ref);
  await workload.client.delete(Pod, ref);
  await workload.eventuallyGone(Pod, ref, { timeout: '60s' });
  const status = {
    plugins: [{ plugin: 'e2e', node: 'global', status: 'complete', 'result-status': 'passed' }],
    status: 'complete',
  };
  const annotations = { 'sonobuoy.hept.io/status': JSON.stringify(status) };
  const { containers = [], restartPolicy } = spec ?? {};
  const theirs = {
    containers: containers.map(({ name, image, command, args }) => ({ name, image, command, args })),
    restartPolicy,
  };
  await workload.client.create(Pod, { metadata: { ...ref, labels: metadata.labels ?? {}, annotations }, spec: theirs });
}

test.for(['Running', 'Retrieving'] as const)(
  'results of a run that somebody else began in its place are not taken for its own, in %s',
  async (phase, { signal }) => {
    const programs = withPlugins({ 'example.invalid/e2e:v1': reporting(junit(passing('dns'))) });
    await using fleet = await fleetEnv({ programs });
    const run = await steppedRun(fleet, await fleet.profile({ plugins: [plugin('e2e')] }), { signal });
    await run.until(phase);
    await replaceAggregator(fleet);

    await run.until('CleaningUp');

    expect(run.status.run).toMatchObject({ verdict: 'Unknown', reason: 'AggregatorGone' });
    await run.until('Done');
  },
);
