import { Namespace } from '@capstan/schema';
import { expect, test } from 'vitest';
import { fleetEnv } from '../test-support/fleet-env.ts';
import { plugin } from '../test-support/plugins.ts';
import { steppedRun } from '../test-support/stepped-run.ts';
import { waitsForTurn } from './phases/preconditions.ts';

test('waiting for a turn is told from waiting for a cluster, and takes nothing of the time that preconditions have', async () => {
  await using fleet = await fleetEnv();
  const run = await steppedRun(fleet, await fleet.profile({ plugins: [plugin('e2e')], timeLimits: { preconditions: '30m' } }));
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
