import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Cluster } from '@capstan/capi';
import { expect, test } from 'vitest';
import { ReadinessProfile } from '../api/readiness-profile.ts';
import { ReadinessReport } from '../api/readiness-report.ts';
import { recordReport } from '../fleet/record-report.ts';
import { resolveSettings } from '../settings.ts';
import { fleetEnv } from '../test-support/fleet-env.ts';
import { timestamp } from '../timestamps.ts';
import { storedSnapshot } from './resolve-profile.ts';
import { archiveFile } from './run-places.ts';

test('an archive of a cluster that is being deleted takes no room on the disk, however long that takes', async () => {
  const workFolder = await mkdtemp(join(tmpdir(), 'capstan-readiness-'));
  await using cleanUp = new AsyncDisposableStack();
  cleanUp.defer(() => rm(workFolder, { recursive: true }));
  await using fleet = await fleetEnv({ workFolder });
  const { client } = fleet.management;
  const profile = await fleet.profile({ probes: [{ name: 'api', type: 'ApiServer' }] });
  const { spec } = await client.get(ReadinessProfile, { name: profile });
  const cluster = await fleet.cluster('web');
  const { report } = await recordReport(fleet.operator, cluster, { profile });
  const time = timestamp(Date.now());
  const run = { number: 1, attempt: 1, cause: 'x', startedAt: time, phases: [], profile: storedSnapshot(spec) };
  const body = { status: { phase: 'Judging', run } };
  await client.patch(ReadinessReport, report.metadata, { type: 'merge', body }, { subresource: 'status' });
  const file = archiveFile({ report, run, settings: resolveSettings({ workFolder }) });
  await writeFile(file, 'fetched');
  const held = { metadata: { finalizers: ['example.com/infrastructure'] } };
  await client.patch(Cluster, cluster.metadata, { type: 'merge', body: held });
  await client.delete(Cluster, cluster.metadata);

  await using _running = await fleet.start();

  await expect.poll(() => existsSync(file)).toBe(false);
  expect(await client.find(Cluster, cluster.metadata)).toBeDefined();
  await client.patch(Cluster, cluster.metadata, { type: 'merge', body: { metadata: { finalizers: null } } });
});
