import { expect, test } from 'vitest';
import type { ErasedDefinition } from '../controller.ts';
import { managerMetrics } from '../serving/metrics.ts';
import { ManualClock } from '../test-support/manual-clock.ts';
import { meteredQueue } from './metered-queue.ts';

test('a replica that does not lead shows nobody waiting, and counts no wait from before it leads', async () => {
  const [clock, metrics] = [new ManualClock(), managerMetrics()];
  const { queue, begin } = meteredQueue({ name: 'paint' } as ErasedDefinition, { clock, metrics }); // all that is read of it
  using _ended = queue;
  queue.add('default/a');
  queue.add('default/b');
  clock.advance(3_600_000);
  const standby = await metrics.registry.metrics();

  begin();
  const leading = await metrics.registry.metrics();
  await queue.take();
  const worked = await metrics.registry.metrics();

  expect(standby).toContain('workqueue_depth{name="paint"} 0\n');
  expect(leading).toContain('workqueue_depth{name="paint"} 2\n');
  expect(worked).toContain('workqueue_depth{name="paint"} 1\n');
  expect(worked).toContain('workqueue_queue_duration_seconds_sum{name="paint"} 0\n');
});
