import { ConfigMap } from '@capstan/schema';
import { expect, test } from 'vitest';
import { ConfigMapSync } from '../index.ts';
import { app, atOnce, hasReason, merge, readySync } from '../test-support/tenants.ts';
import { weaverEnv } from '../test-support/weaver-env.ts';

test.for([
  { what: 'edited', body: { data: { color: 'red', extra: 'x' } } },
  { what: 'relabelled', body: { metadata: { labels: { 'weaver.capstan.dev/owner-uid': 'somebody-else' } } } },
  { what: 'stripped of its marks', body: { metadata: { labels: { 'weaver.capstan.dev/owner-uid': null } } } },
  { what: 'edited under our own name', body: { data: { color: 'red' } }, fieldManager: 'config-weaver' },
])('10: a copy that was $what is repaired at once', async ({ body, fieldManager }) => {
  await using weaver = await weaverEnv();
  const { env, client } = weaver;
  const { to, sync } = await readySync(env);

  await client.patch(ConfigMap, app(to), merge(body), fieldManager ? { fieldManager } : {});
  const isRight = (copy: ConfigMap) =>
    JSON.stringify(copy.data) === '{"color":"blue"}' &&
    copy.metadata.labels?.['weaver.capstan.dev/owner-uid'] === sync.metadata.uid;
  await env.eventually(ConfigMap, app(to), isRight, atOnce);
});

test('10: a copy that was edited while the operator was down is repaired when it is back', async () => {
  await using weaver = await weaverEnv();
  const { env, client } = weaver;
  const { to } = await readySync(env);
  await weaver.stop();
  await client.patch(ConfigMap, app(to), merge({ data: { color: 'red' } }));

  await weaver.start();

  await env.eventually(ConfigMap, app(to), ({ data }) => data?.['color'] === 'blue');
});

test('10: copies that nobody touched are not read again after a restart', async () => {
  await using weaver = await weaverEnv();
  const { env } = weaver;
  const { from } = await readySync(env, { targets: 3 });
  await weaver.stop();
  const before = weaver.requests().length;
  const visits = weaver.events().length;

  await weaver.start();
  await expect
    .poll(() =>
      weaver
        .events()
        .slice(visits)
        .some((event) => event.type === 'reconciled'),
    )
    .toBe(true);

  const tenants = weaver
    .requests()
    .slice(before)
    .filter(({ user }) => user.endsWith(':weaver'));
  const asked = new Set(tenants.map(({ method, path }) => `${method} ${path}`));
  expect(asked).toEqual(new Set([`GET /api/v1/namespaces/${from}/configmaps/app`]));
});

test('10: somebody who keeps writing the same fields is named, and left alone for a while', async () => {
  await using weaver = await weaverEnv();
  const { env, client } = weaver;
  const { from, to } = await readySync(env, { targets: 2 });
  const fighting = new AbortController();
  const fight = (async () => {
    for await (const event of client.watch(ConfigMap, { namespace: to, signal: fighting.signal })) {
      if (event.type !== 'applied' && event.type !== 'listed') continue;
      if (event.object.metadata.name !== 'app' || event.object.data?.['color'] === 'red') continue;
      await client.patch(ConfigMap, app(to), merge({ data: { color: 'red' } }), { fieldManager: 'gitops' });
    }
  })();

  const sync = await env.eventually(ConfigMapSync, app(from), hasReason('Ready', 'TargetsFailed'), { timeout: '45s' });
  fighting.abort();
  await fight;

  expect(sync.status?.targets?.[0]).toMatchObject({ namespace: to, reason: 'Contested' });
  expect(sync.status?.targets?.[0]?.message).toContain(`field manager gitops keeps changing ConfigMap ${to}/app`);
  expect((await client.get(ConfigMap, app(to))).data).toEqual({ color: 'red' });
});
