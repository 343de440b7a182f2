import { ConfigMap } from '@capstan/schema';
import { testEnv } from '@capstan/testenv';
import { expect, test } from 'vitest';
import { HookRecord } from './index.ts';
import { ManualClock } from './test-support/manual-clock.ts';
import { clientOfSample, servedSample, webCluster } from './test-support/served-sample.ts';

test('a block that began by a clock that was days ahead holds for its time from now, and ends', async () => {
  await using env = await testEnv({ resources: [HookRecord] });
  const namespace = await env.namespace();
  await using client = await clientOfSample(env, namespace);
  await env.client.create(ConfigMap, { metadata: { name: 'web-hooks', namespace }, data: { BeforeClusterCreate: 'block: 30s' } });
  const cluster = webCluster(namespace);
  const ahead = new ManualClock();
  ahead.advance(3 * 24 * 3_600_000);
  await using wrong = await servedSample({ client, clock: ahead });
  await wrong.call('BeforeClusterCreate', { cluster });
  await wrong[Symbol.asyncDispose]();

  const clock = new ManualClock();
  await using right = await servedSample({ client, clock });
  const first = await right.call('BeforeClusterCreate', { cluster });
  clock.advance(30_000);
  const second = await right.call('BeforeClusterCreate', { cluster });

  expect(first).toMatchObject({ retryAfterSeconds: 10 });
  expect(second).toMatchObject({ status: 'Success', retryAfterSeconds: 0 });
});
