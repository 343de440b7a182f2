import { Namespace } from '@capstan/schema';
import { expect, test } from 'vitest';
import { fleetEnv } from '../test-support/fleet-env.ts';
import { junit, passing, plugin, reporting, withPlugins } from '../test-support/plugins.ts';
import { steppedRun } from '../test-support/stepped-run.ts';
import { waitsForTurn } from './phases/preconditions.ts';

test('waiting for a turn is told from waiting for a cluster, and takes nothing of the time that preconditions have', async ({
  signal,
}) => {
  await using fleet = await fleetEnv();
  const run = await steppedRun(fleet, await fleet.profile({ plugins: [plugin('e2e')], timeLimits: { preconditions: '30m' } }), {
    signal,
  });
  await run.until('Preconditions');
  run.full = true;

  const turn = await run.step();
  run.aheadMs = 2 * 3_600_000;
  run.full = false;
  await fleet.workload.client.create(Namespace, { metadata: { name: fleet.runs } });
  const lacking = await run.step();
  run.aheadMs += 20 * 60_000;
  const still = await run.step();
  run.aheadMs += 20 * 60_000;
  const over = await run.step();

  expect(turn).toMatchObject({ step: 'wait', message: waitsForTurn });
  expect(lacking).toMatchObject({ step: 'wait', message: expect.stringContaining('is there already') });
  expect(still).toMatchObject({ step: 'wait' });
  expect(over).toMatchObject({ step: 'next', run: { reason: 'ForeignRun', explanation: expect.stringContaining('after 30m') } });
});

test('an archive is fetched once there is room for it, and waiting for that takes nothing of its time', async ({ signal }) => {
  const programs = withPlugins({ 'example.invalid/e2e:v1': reporting(junit(passing('dns'))) });
  await using fleet = await fleetEnv({ programs });
  const run = await steppedRun(fleet, await fleet.profile({ plugins: [plugin('e2e')], timeLimits: { retrieval: '30m' } }), {
    signal,
  });
  await run.until('Retrieving');
  run.crowded = true;

  const first = await run.step();
  run.aheadMs = 2 * 3_600_000;
  const still = await run.step();
  run.crowded = false;
  const fetched = await run.step();

  const message = expect.stringContaining('waits until other archives have been read');
  expect([first, still]).toMatchObject([
    { step: 'wait', message },
    { step: 'wait', message },
  ]);
  expect(fetched).toMatchObject({ step: 'next', phase: 'Judging' });
  await run.until('Done');
  expect(run.status.run?.verdict).toBe('Passed');
});

test('where there is room for one archive only, the next run has its turn once it has been read', async () => {
  const programs = withPlugins({ 'example.invalid/e2e:v1': reporting(junit(passing('dns'))) });
  await using fleet = await fleetEnv({ programs, workFolderBytes: 1 });
  await using _running = await fleet.start();
  await fleet.profile({ plugins: [plugin('e2e')], rerun: 'OnRequest' });
  await fleet.cluster('web');
  const first = await fleet.report('web', ({ status }) => status?.phase === 'Done');

  await fleet.cluster('shop'); // the same workload cluster: its run waits for the namespace of the other to be gone
  const second = await fleet.report('shop', ({ status }) => status?.phase === 'Done' && status.run?.verdict === 'Passed');

  expect(first.status?.run?.verdict).toBe('Passed');
  expect(second.status?.run?.archive).toBeDefined();
});
