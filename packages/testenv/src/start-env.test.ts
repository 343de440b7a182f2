import { ConfigMap } from '@capstan/schema';
import { expect, test } from 'vitest';
import { testEnv } from './start-env.ts';

test('two clusters of a test have nothing in common', { timeout: 180_000 }, async () => {
  await using management = await testEnv();
  await using workload = await testEnv({ cluster: 'workload' });
  const ref = { name: `only-here-${process.pid}`, namespace: 'default' };
  await management.client.create(ConfigMap, { metadata: ref });

  const there = await workload.client.find(ConfigMap, ref);

  expect(workload.server).not.toBe(management.server);
  expect(there).toBeUndefined();
});
