import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Namespace, Pod, Secret } from '@capstan/schema';
import { expect, test } from 'vitest';
import { phases } from '../api/run-fields.ts';
import { fleetEnv } from '../test-support/fleet-env.ts';
import { junit, passing, plugin, reporting, withPlugins } from '../test-support/plugins.ts';
import { steppedRun } from '../test-support/stepped-run.ts';
import { temporaryFolder } from '../test-support/temporary-folder.ts';

const programs = withPlugins({ 'example.invalid/e2e:v1': reporting(junit(passing('dns'))) });
const spec = { plugins: [plugin('e2e')], probes: [{ name: 'api', type: 'ApiServer' as const }] };

test.for(phases.slice(0, -1))(
  'an operator killed in %s, after its work and before it wrote that down, goes on as if it had not been',
  async (phase, { signal }) => {
    await using fleet = await fleetEnv({ programs });
    await using work = await temporaryFolder();
    const run = await steppedRun(fleet, await fleet.profile(spec), { signal, workFolder: work.path });
    const aggregators = new Set<string>();

    await run.until(phase);
    for (let times = 0; times < 3; times++) {
      await run.killed();
      for await (const { metadata } of fleet.workload.client.list(Pod, { namespace: fleet.runs })) {
        if (metadata.name === 'sonobuoy') aggregators.add(metadata.uid);
      }
    }
    await run.until('Done');

    expect(run.status.run).toMatchObject({ number: 1, attempt: 1, verdict: 'Passed', counts: { passed: 2, failed: 0 } });
    expect(aggregators.size).toBeLessThanOrEqual(1);
    await fleet.workload.eventuallyGone(Namespace, { name: fleet.runs }, { timeout: '60s' });
    const secrets = await Array.fromAsync(
      fleet.management.client.list(Secret, { namespace: fleet.namespace, fields: 'type=readiness.capstan.dev/archive' }),
    );
    expect(secrets.map(({ metadata }) => metadata.name)).toEqual([expect.stringMatching(/-1-archive\.0$/)]);
    expect(await readdir(work.path)).toEqual([]);
  },
);

test('results that were lost with a replica are fetched again by the next one', async ({ signal }) => {
  await using fleet = await fleetEnv({ programs });
  await using work = await temporaryFolder();
  const run = await steppedRun(fleet, await fleet.profile(spec), { signal, workFolder: work.path });
  await run.until('Judging');
  for (const file of await readdir(work.path)) await rm(join(work.path, file));

  const step = await run.step();
  await run.until('Done');

  expect(step).toMatchObject({ step: 'next', phase: 'Retrieving' });
  expect(run.status.run?.verdict).toBe('Passed');
});
