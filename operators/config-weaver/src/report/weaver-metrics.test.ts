import { ConfigMap } from '@capstan/schema';
import { expect, test } from 'vitest';
import { ConfigMapSync } from '../index.ts';
import { app, deleteSync, isReady, makeSync, merge, openNamespace, revoke, tenantNamespace } from '../test-support/tenants.ts';
import { weaverEnv } from '../test-support/weaver-env.ts';

test('16: copies, refusals, lag, tokens and copies that stay behind are measured', async () => {
  await using weaver = await weaverEnv();
  const { env, client } = weaver;
  const from = await tenantNamespace(env);
  const to = await openNamespace(env, from);
  await makeSync(client, from, { syncToNamespaces: [to, await env.namespace()] });
  await env.eventually(ConfigMapSync, app(from), ({ status }) => status?.progress === '1/2');
  await client.patch(ConfigMap, app(from), merge({ data: { color: 'green' } }));
  await env.eventually(ConfigMap, app(to), ({ data }) => data?.['color'] === 'green');
  const scrape = () => weaver.metrics();
  await expect.poll(scrape).toContain('capstan_weaver_propagation_seconds_count{kind="ConfigMap"} 1');
  const before = await scrape();
  await revoke(client, to, from);
  await deleteSync(env, from);
  await expect.poll(scrape).not.toContain('capstan_weaver_copies{');
  const after = await scrape();

  expect(before).toContain(`capstan_weaver_copies{kind="ConfigMap",namespace="${from}",state="Synced"} 1`);
  expect(before).toContain(`capstan_weaver_copies{kind="ConfigMap",namespace="${from}",state="Refused"} 1`);
  expect(before).toContain('capstan_weaver_writes_total{kind="ConfigMap",change="created"} 1');
  expect(before).toMatch(/capstan_weaver_refusals_total\{kind="ConfigMap",reason="Forbidden"\} [1-9]/);
  expect(before).toContain('capstan_token_requests_total{result="issued"} 1');
  expect(after).toContain(`capstan_weaver_kept_copies_total{kind="ConfigMap",namespace="${from}"} 1`);
});

test('16: readiness of a sync is in kubectl terms: ready, with all conditions, from the first visit', async () => {
  await using weaver = await weaverEnv();
  const { env, client } = weaver;
  const from = await tenantNamespace(env);
  const to = await openNamespace(env, from);
  const seen: (readonly string[])[] = [];
  const watching = new AbortController();
  const begun = Promise.withResolvers<void>();
  const watched = (async () => {
    for await (const event of client.watch(ConfigMapSync, { namespace: from, signal: watching.signal })) {
      if (event.type === 'synced') begun.resolve();
      if (event.type !== 'applied' || !event.object.status) continue;
      seen.push((event.object.status.conditions ?? []).map(({ type }) => type).toSorted());
    }
  })();
  await Promise.race([begun.promise, watched]); // or the first visit may be over before anybody watches

  await makeSync(client, from, { syncToNamespaces: [to] });
  await env.eventually(ConfigMapSync, app(from), isReady);
  await expect.poll(() => seen.length).toBeGreaterThan(0);
  watching.abort();
  await watched;

  expect(seen.every((types) => types.join() === 'Authorized,Progressing,Ready,SourceFound,TargetsSynced')).toBe(true);
});
