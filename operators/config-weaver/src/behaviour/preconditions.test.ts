import { ConfigMap } from '@capstan/schema';
import { expect, test } from 'vitest';
import { ConfigMapSync } from '../index.ts';
import type { RecordedRequest } from '../test-support/recording-proxy.ts';
import {
  app,
  deleteSync,
  isReady,
  makeSync,
  merge,
  openNamespace,
  openNamespaces,
  readySync,
  tenantNamespace,
} from '../test-support/tenants.ts';
import { weaverEnv } from '../test-support/weaver-env.ts';

interface Body {
  readonly metadata?: { readonly uid?: string; readonly resourceVersion?: string };
  readonly preconditions?: { readonly uid?: string; readonly resourceVersion?: string };
}

/** Writes to existing objects of a namespace, and whether each says of which object and version it is meant. */
function writesIn(requests: readonly RecordedRequest[], namespace: string): readonly string[] {
  return requests
    .filter(({ method, path }) => ['PATCH', 'DELETE'].includes(method) && path.includes(`/namespaces/${namespace}/configmaps/`))
    .map(({ method, body }) => {
      const { metadata, preconditions } = JSON.parse(body) as Body; // what the client sends
      const { uid, resourceVersion } = (method === 'DELETE' ? preconditions : metadata) ?? {};
      return [method, uid !== undefined && 'uid', resourceVersion !== undefined && 'version'].filter(Boolean).join(' ');
    });
}

test('13: no write hits another object than the one that was looked at, nor another version of it', async () => {
  await using weaver = await weaverEnv();
  const { env, client } = weaver;
  const from = await tenantNamespace(env);
  const [made = '', adopted = '', frozen = ''] = await openNamespaces(env, from, 3);
  await client.create(ConfigMap, { metadata: app(adopted), data: { theirs: 'yes' } });
  await makeSync(client, from, { syncToNamespaces: [made, adopted, frozen], conflictPolicy: 'Adopt' });
  await env.eventually(ConfigMapSync, app(from), isReady);
  await client.patch(ConfigMap, app(made), merge({ data: { color: 'red' } }));
  await env.eventually(ConfigMap, app(made), ({ data }) => data?.['color'] === 'blue');
  await client.patch(ConfigMap, app(frozen), merge({ immutable: true }));
  await client.patch(ConfigMap, app(from), merge({ data: { color: 'green' } }));
  for (const namespace of [made, adopted, frozen])
    await env.eventually(ConfigMap, app(namespace), ({ data }) => data?.['color'] === 'green');
  await deleteSync(env, from);

  const writes = [made, adopted, frozen].map((namespace) => new Set(writesIn(weaver.requests(), namespace)));

  expect(writes[0]).toEqual(new Set(['PATCH uid version', 'DELETE uid version']));
  expect(writes[1]).toEqual(new Set(['PATCH uid version']));
  expect(writes[2]).toContain('DELETE uid version');
  for (const kinds of writes) expect([...kinds].every((write) => write.endsWith('uid version'))).toBe(true);
});

test('13: keys are taken out of the very object that they were merged into', async () => {
  await using weaver = await weaverEnv();
  const { env, client } = weaver;
  const from = await tenantNamespace(env);
  const to = await openNamespace(env, from);
  await client.create(ConfigMap, { metadata: app(to), data: { theirs: 'yes' } });
  await makeSync(client, from, { syncToNamespaces: [to], conflictPolicy: 'Merge' });
  await env.eventually(ConfigMapSync, app(from), isReady);
  const before = weaver.requests().length;

  await deleteSync(env, from);

  expect(writesIn(weaver.requests().slice(before), to)).toEqual(['PATCH uid']);
});

test('13: a copy changes hands within its sync only as the version that was looked at', async () => {
  await using weaver = await weaverEnv();
  const { env, client } = weaver;
  const { from, to } = await readySync(env);
  for (const conflictPolicy of ['Merge', 'Refuse'] as const) {
    await client.patch(ConfigMapSync, app(from), merge({ spec: { conflictPolicy } }));
    await env.eventually(ConfigMapSync, app(from), isReady);
  }

  const handed = weaver
    .requests()
    .filter(({ path, body }) => path.includes(`/namespaces/${to}/`) && body.includes('"managedFields"'));

  expect(writesIn(handed, to)).toEqual(['PATCH uid version', 'PATCH uid version']);
});
