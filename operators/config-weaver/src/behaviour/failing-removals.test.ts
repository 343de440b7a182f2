import { ConfigMap } from '@capstan/schema';
import { afterEach, expect, test, vi } from 'vitest';
import { ConfigMapSync } from '../index.ts';
import { toldIn } from '../test-support/events.ts';
import { app, hasReason, isReady, makeSync, merge, openNamespace, tenantNamespace } from '../test-support/tenants.ts';
import { weaverEnv } from '../test-support/weaver-env.ts';

afterEach(() => {
  vi.useRealTimers();
});

test('5: a removal that fails for another reason than rights holds the deletion for five minutes, and no longer', async () => {
  await using weaver = await weaverEnv();
  const { env, client } = weaver;
  const from = await tenantNamespace(env);
  const to = await openNamespace(env, from);
  await client.create(ConfigMap, { metadata: app(to), data: { theirs: 'yes' } });
  await makeSync(client, from, { syncToNamespaces: [to], conflictPolicy: 'Merge' });
  await env.eventually(ConfigMapSync, app(from), isReady);
  await client.patch(ConfigMap, app(to), merge({ immutable: true })); // so that nobody can take keys out
  const visits = () => weaver.events().filter(({ type }) => type === 'reconciled').length;
  const startedAt = Date.now();

  await client.delete(ConfigMapSync, app(from));
  const failing = await env.eventually(ConfigMapSync, app(from), hasReason('Ready', 'CleanupIncomplete'));
  vi.useFakeTimers({ toFake: ['Date'], now: startedAt + 290_000 });
  const before = visits();
  await client.patch(ConfigMapSync, app(from), merge({ metadata: { labels: { look: 'again' } } }));
  await expect.poll(visits).toBeGreaterThan(before);
  const held = await client.find(ConfigMapSync, app(from));
  vi.setSystemTime(startedAt + 320_000);
  await env.eventuallyGone(ConfigMapSync, app(from), { timeout: '45s' });

  expect(failing.status?.conditions?.find(({ type }) => type === 'Ready')?.message).toContain('immutable');
  expect(held?.metadata.deletionTimestamp).toBeDefined();
  await expect.poll(() => toldIn(client, from, 'CopiesKept')).toEqual([expect.stringContaining(`ConfigMaps ${to}/app stay: `)]);
  expect((await client.get(ConfigMap, app(to))).data).toEqual({ theirs: 'yes', color: 'blue' });
});
