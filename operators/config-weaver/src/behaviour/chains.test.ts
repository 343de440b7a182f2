import { ConfigMap } from '@capstan/schema';
import type { TestEnv } from '@capstan/testenv';
import { expect, test } from 'vitest';
import { ConfigMapSync } from '../index.ts';
import {
  app,
  grant,
  hasReason,
  hasTrouble,
  makeSync,
  merge,
  openNamespaces,
  readyOf,
  readySync,
  refused,
  tenantNamespace,
} from '../test-support/tenants.ts';
import { weaverEnv } from '../test-support/weaver-env.ts';

/** Three tenants, each of which lets the one before it in; the first one has the source. */
async function threeTenants(env: TestEnv): Promise<readonly [string, string, string]> {
  const [a, b, c] = [await tenantNamespace(env), await tenantNamespace(env), await tenantNamespace(env)];
  for (const namespace of [b, c]) await env.client.delete(ConfigMap, app(namespace));
  await grant(env.client, { namespace: b, tenant: a });
  await grant(env.client, { namespace: c, tenant: b });
  await grant(env.client, { namespace: a, tenant: c });
  return [a, b, c];
}

test('6: the namespace of the source is refused as a target', async () => {
  await using weaver = await weaverEnv();
  const { env, client } = weaver;
  const from = await tenantNamespace(env);
  await makeSync(client, from, { syncToNamespaces: [from], targetName: 'other' });

  const sync = await env.eventually(ConfigMapSync, app(from), hasReason('Ready', 'TargetsRefused'));

  expect(sync.status?.targets?.[0]?.message).toContain('cannot be a target; take it out of syncToNamespaces');
  expect(weaver.writersIn(from)).toEqual([]);
});

test('6: a chain carries changes to its end, and the last copy says where it came from', async () => {
  await using weaver = await weaverEnv();
  const { env, client } = weaver;
  const [a, b, c] = await threeTenants(env);
  await makeSync(client, a, { syncToNamespaces: [b] });
  await makeSync(client, b, { syncToNamespaces: [c] });
  await env.eventually(ConfigMap, app(c), () => true);

  await client.patch(ConfigMap, app(a), merge({ data: { color: 'green' } }));
  const last = await env.eventually(ConfigMap, app(c), ({ data }) => data?.['color'] === 'green');

  expect(last.metadata.annotations).toMatchObject({
    'weaver.capstan.dev/origin': `${a}/app`,
    'weaver.capstan.dev/path': `${a}/app,${b}/app`,
  });
});

test('6: a cycle over three syncs is stopped, with the cycle printed', async () => {
  await using weaver = await weaverEnv();
  const { env, client } = weaver;
  const [a, b, c] = await threeTenants(env);
  await makeSync(client, a, { syncToNamespaces: [b] });
  await makeSync(client, b, { syncToNamespaces: [c] });
  await makeSync(client, c, { syncToNamespaces: [a], conflictPolicy: 'Adopt' });

  const sync = await env.eventually(ConfigMapSync, app(c), hasTrouble('Cycle'));

  const message = `ConfigMap ${a}/app → ${b}/app → ${c}/app → ${a}/app is a cycle; take the namespace out of the targets, or name another source`;
  expect(sync.status?.targets?.[0]).toMatchObject({ state: 'Refused', reason: 'Cycle', message });
  expect(readyOf(sync)).toMatchObject(refused('0 of 1', message));
  expect((await client.get(ConfigMap, app(a))).metadata.annotations).toBeUndefined();
});

test('7: copies are kept when the source is deleted, and the source is never written to', async () => {
  await using weaver = await weaverEnv();
  const { env, client } = weaver;
  const { from, to } = await readySync(env);

  await client.delete(ConfigMap, app(from));
  const sync = await env.eventually(ConfigMapSync, app(from), hasReason('Ready', 'SourceNotFound'));

  expect(sync.status?.conditions?.find(({ type }) => type === 'SourceFound')?.message).toBe(
    `ConfigMap ${from}/app does not exist`,
  );
  expect((await client.get(ConfigMap, app(to))).data).toEqual({ color: 'blue' });
  expect(weaver.writersIn(from)).toEqual([]);
});

test('7: onSourceDeleted Remove takes the copies away, and they come back with the source', async () => {
  await using weaver = await weaverEnv();
  const { env, client } = weaver;
  const { from, to } = await readySync(env, { onSourceDeleted: 'Remove' });

  await client.delete(ConfigMap, app(from));
  await env.eventuallyGone(ConfigMap, app(to));
  await client.create(ConfigMap, { metadata: app(from), data: { color: 'new' } });
  const copy = await env.eventually(ConfigMap, app(to), () => true);

  expect(copy.data).toEqual({ color: 'new' });
});

test('7: several syncs of one source each follow it', async () => {
  await using weaver = await weaverEnv();
  const { env, client } = weaver;
  const from = await tenantNamespace(env);
  const [first = '', second = ''] = await openNamespaces(env, from, 2);
  for (const [name, namespace] of [
    ['one', first],
    ['two', second],
  ] as const) {
    const spec = { source: { name: 'app' }, syncToNamespaces: [namespace], serviceAccount: { name: 'weaver' } };
    await client.create(ConfigMapSync, { metadata: { name, namespace: from }, spec });
    await env.eventually(ConfigMap, app(namespace), () => true);
  }

  await client.patch(ConfigMap, app(from), merge({ data: { color: 'green' } }));

  for (const namespace of [first, second])
    await env.eventually(ConfigMap, app(namespace), ({ data }) => data?.['color'] === 'green');
  expect(weaver.writersIn(from)).toEqual([]);
});
