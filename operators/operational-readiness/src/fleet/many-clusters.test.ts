import { requestCluster } from '@capstan/capi';
import pMap from 'p-map';
import { expect, test } from 'vitest';
import { ReadinessReport } from '../api/readiness-report.ts';
import { holdsSlot } from '../run/slots.ts';
import { fleetEnv } from '../test-support/fleet-env.ts';
import { servedExtension } from '../test-support/served-extension.ts';

const clusters = 200;
const parallel = 10;

test('200 clusters that come up at once are all recorded, each hook in time, and no more are checked at a time than may be', {
  timeout: 360_000, // 20 s of work for a processor, many times what other tests are
}, async () => {
  await using fleet = await fleetEnv({
    controlPlane: 'embedded',
    runningInterval: '500ms',
    waitingInterval: '2s',
    idleInterval: '5m',
  });
  await fleet.profile({ probes: [{ name: 'api', type: 'ApiServer' }], parallel });
  await using served = await servedExtension(fleet.extension, fleet.operator);
  const made = await pMap(
    Array.from({ length: clusters }, (_, index) => `c${index}`),
    (name) => fleet.cluster(name),
    { concurrency: 16 },
  );

  const took = await pMap(
    made,
    async (cluster) => {
      const before = performance.now();
      const { status } = await served.call('AfterControlPlaneInitialized', { cluster: requestCluster(cluster) });
      return status === 'Success' ? performance.now() - before : Number.POSITIVE_INFINITY;
    },
    { concurrency: 10 }, // as many as Cluster API reconciles at one time
  );
  const recorded = await Array.fromAsync(fleet.management.client.list(ReadinessReport, { namespace: fleet.namespace }));
  const watching = fleet.management.client.watch(ReadinessReport, {
    namespace: fleet.namespace,
    signal: AbortSignal.timeout(300_000),
  });
  await using _running = await fleet.start();
  const most = await mostAtOnce(watching);

  expect(Math.max(...took)).toBeLessThan(10_000); // what Cluster API waits; the budget is a second, which a busy machine does not keep
  expect(recorded).toHaveLength(clusters);
  expect(most).toBeGreaterThan(1);
  expect(most).toBeLessThanOrEqual(parallel);
});

/** Follows reports until all are done, and tells how many were being checked at one time. */
async function mostAtOnce(
  events: ReturnType<Awaited<ReturnType<typeof fleetEnv>>['management']['client']['watch']>,
): Promise<number> {
  const holding = new Set<string>();
  const done = new Set<string>();
  let most = 0;
  for await (const event of events) {
    if (event.type === 'restarted') holding.clear(); // what was missed is in the list
    if (event.type !== 'applied' && event.type !== 'listed') continue;
    const report = ReadinessReport.parse(event.object);
    const { uid } = report.metadata;
    if (holdsSlot(report)) holding.add(uid);
    else holding.delete(uid);
    if (report.status?.phase === 'Done') done.add(uid);
    most = Math.max(most, holding.size);
    if (done.size === clusters) return most;
  }
  throw new Error(`only ${done.size} of ${clusters} reports were done in time`);
}
