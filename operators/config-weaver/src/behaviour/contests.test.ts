import { ConfigMap } from '@capstan/schema';
import type { TestEnv } from '@capstan/testenv';
import { expect, test } from 'vitest';
import { ConfigMapSync } from '../index.ts';
import { app, hasReason, isReady, makeSync, merge, openNamespace, readySync, tenantNamespace } from '../test-support/tenants.ts';
import { weaverEnv } from '../test-support/weaver-env.ts';

/** Does something to a copy each time it is as its sync wants it, until it is disposed of. */
function oppose(env: TestEnv, namespace: string, act: (copy: ConfigMap) => Promise<unknown>): AsyncDisposable {
  const fighting = new AbortController();
  const fight = (async () => {
    for await (const event of env.client.watch(ConfigMap, { namespace, signal: fighting.signal })) {
      if (event.type !== 'applied' && event.type !== 'listed') continue;
      if (event.object.metadata.name === 'app' && event.object.data?.['color'] === 'blue') await act(event.object);
    }
  })();
  const stop = async () => {
    fighting.abort();
    await fight;
  };
  return { [Symbol.asyncDispose]: stop };
}

test('10: somebody who keeps deleting a copy is left alone for a while', async () => {
  await using weaver = await weaverEnv();
  const { env, client } = weaver;
  const { from, to } = await readySync(env);
  await using _pruning = oppose(env, to, () => client.delete(ConfigMap, app(to)));

  const sync = await env.eventually(ConfigMapSync, app(from), hasReason('Ready', 'TargetsFailed'), { timeout: '45s' });

  expect(sync.status?.targets?.[0]).toMatchObject({ namespace: to, reason: 'Contested' });
  expect(sync.status?.targets?.[0]?.message).toContain(`somebody keeps deleting ConfigMap ${to}/app`);
});

test('10: somebody who keeps taking merged keys out, and leaves no record, is not taken for another, and left alone for a while', async () => {
  await using weaver = await weaverEnv();
  const { env, client } = weaver;
  const from = await tenantNamespace(env);
  const to = await openNamespace(env, from);
  await client.create(ConfigMap, { metadata: app(to), data: { theirs: 'yes' } });
  await makeSync(client, from, { syncToNamespaces: [to], conflictPolicy: 'Merge' });
  await env.eventually(ConfigMapSync, app(from), isReady);
  const strip = () => client.patch(ConfigMap, app(to), merge({ data: { color: null } }), { fieldManager: 'gitops' });
  await using _stripping = oppose(env, to, strip);

  const sync = await env.eventually(ConfigMapSync, app(from), hasReason('Ready', 'TargetsFailed'), { timeout: '45s' });

  expect(sync.status?.targets?.[0]).toMatchObject({ namespace: to, reason: 'Contested' });
  expect(sync.status?.targets?.[0]?.message).toContain(
    `somebody whose writes the server has no record of keeps changing ConfigMap ${to}/app`,
  );
});
