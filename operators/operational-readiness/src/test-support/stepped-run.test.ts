import { expect, test } from 'vitest';
import { fleetEnv } from './fleet-env.ts';
import { plugin } from './plugins.ts';
import { steppedRun } from './stepped-run.ts';

test('a run that is driven by hand goes no further once the time of its test is up', async () => {
  await using fleet = await fleetEnv(); // without a node: it would wait
  const timeUp = new AbortController();
  const run = await steppedRun(fleet, await fleet.profile({ plugins: [plugin('e2e')] }), { signal: timeUp.signal });
  await run.until('Preconditions');

  const waiting = run.until('Done');
  timeUp.abort(new Error('time is up'));

  await expect(waiting).rejects.toThrow('time is up');
});
