import { ClusterRole, ConfigMap } from '@capstan/schema';
import { untilRightsAre } from '@capstan/testenv';
import { afterEach, expect, test, vi } from 'vitest';
import { ConfigMapSync } from '../index.ts';
import { app, merge, readySync } from '../test-support/tenants.ts';
import { weaverEnv } from '../test-support/weaver-env.ts';

afterEach(() => {
  vi.useRealTimers();
});

test('5: a deletion for which no token can be had is released when its time is over, and copies stay', async () => {
  await using weaver = await weaverEnv();
  const { env, client } = weaver;
  const { from, to } = await readySync(env);
  await weaver.stop();
  const [, , , name = ''] = weaver.operator.split(':');
  const { rules = [] } = await client.get(ClusterRole, { name });
  const kept = rules.filter(({ resources = [] }) => !resources.includes('serviceaccounts/token'));
  await client.patch(ClusterRole, { name }, merge({ rules: kept }));
  const tokens = { verb: 'create', resource: 'serviceaccounts/token', namespace: from };
  await untilRightsAre(client, 'gone', weaver.operator, [tokens]);
  await client.delete(ConfigMapSync, app(from));

  const before = weaver.events().length;
  await weaver.start();
  const failed = () =>
    weaver
      .events()
      .slice(before)
      .some((event) => event.type === 'reconciled' && !event.result.ok);
  await expect.poll(failed).toBe(true);
  const held = await client.get(ConfigMapSync, app(from));
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 301_000 });
  await env.eventuallyGone(ConfigMapSync, app(from), { timeout: '45s' });

  expect(held.metadata.deletionTimestamp).toBeDefined();
  expect((await client.get(ConfigMap, app(to))).data).toEqual({ color: 'blue' });
});
