import { ConfigMap } from '@capstan/schema';
import { expect, test } from 'vitest';
import { convertSync, isLegacySync } from './convert.ts';
import { ConfigMapSync } from './index.ts';
import {
  app,
  deleteSync,
  hasTrouble,
  isReady,
  makeSync,
  openNamespace,
  readyOf,
  refused,
  tenantNamespace,
} from './test-support/tenants.ts';
import { weaverEnv } from './test-support/weaver-env.ts';

const legacy = {
  apiVersion: 'weaver.example.com/v1alpha1',
  kind: 'ConfigMapSync',
  metadata: {
    name: 'app',
    namespace: 'team',
    uid: '1',
    resourceVersion: '7',
    labels: { kept: 'yes' },
    annotations: { 'kubectl.kubernetes.io/last-applied-configuration': '{}' },
    finalizers: ['configmapsync.io/finalizer', 'example.com/other'],
  },
  spec: { source: { name: 'app' }, syncToNamespaces: ['b'], serviceAccount: { name: 'weaver' } },
  status: { old: true },
};

test('an object of the former operator becomes one of this, without what was its own', () => {
  expect(isLegacySync(legacy)).toBe(true);
  expect(convertSync(legacy)).toEqual({
    apiVersion: 'weaver.capstan.dev/v1alpha1',
    kind: 'ConfigMapSync',
    metadata: { name: 'app', namespace: 'team', labels: { kept: 'yes' }, finalizers: ['example.com/other'] },
    spec: legacy.spec,
  });
});

test('objects of other kinds and of this operator are not to be converted', () => {
  expect(isLegacySync({ ...legacy, apiVersion: 'weaver.capstan.dev/v1alpha1' })).toBe(false);
  expect(isLegacySync({ ...legacy, kind: 'ConfigMap' })).toBe(false);
});

test.for([
  { by: 'labels', marks: (from: string) => ({ labels: { cmsOwnerName: 'app', cmsOwnerNamespace: from } }) },
  {
    by: 'annotations',
    marks: (from: string) => ({
      annotations: { 'configmapsync.io/owner-name': 'app', 'configmapsync.io/owner-namespace': from },
    }),
  },
])('copies that the former operator marked by $by are taken over without a gap', async ({ marks }) => {
  await using weaver = await weaverEnv();
  const { env, client } = weaver;
  const from = await tenantNamespace(env);
  const to = await openNamespace(env, from);
  const made = { metadata: { ...app(to), ...marks(from) }, data: { color: 'stale', gone: 'x' } };
  const { metadata } = await client.create(ConfigMap, made, { fieldManager: 'manager' });
  const sync = await makeSync(client, from, { syncToNamespaces: [to] });

  await env.eventually(ConfigMapSync, app(from), isReady);
  const copy = await client.get(ConfigMap, app(to));
  await deleteSync(env, from);

  expect(copy.metadata.uid).toBe(metadata.uid);
  expect(copy.data).toEqual({ color: 'blue' });
  expect(copy.metadata.labels).toMatchObject({ 'weaver.capstan.dev/owner-uid': sync.metadata.uid });
  expect(JSON.stringify([copy.metadata.labels, copy.metadata.annotations])).not.toMatch(/cmsOwner|configmapsync\.io/);
  expect(await client.find(ConfigMap, app(to))).toBeUndefined();
});

test('a copy that the former operator made for somebody else is refused, with their name', async () => {
  await using weaver = await weaverEnv();
  const { env, client } = weaver;
  const from = await tenantNamespace(env);
  const to = await openNamespace(env, from);
  const labels = { cmsOwnerName: 'app', cmsOwnerNamespace: 'another-team' };
  await client.create(ConfigMap, { metadata: { ...app(to), labels }, data: { theirs: 'yes' } });
  await makeSync(client, from, { syncToNamespaces: [to] });

  const sync = await env.eventually(ConfigMapSync, app(from), hasTrouble('TargetExists'));

  const { message = '' } = sync.status?.targets?.[0] ?? {};
  expect(message).toContain('exists and belongs to ConfigMapSync another-team/app');
  expect(readyOf(sync)).toMatchObject(refused('0 of 1', message));
});
