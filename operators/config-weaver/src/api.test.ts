import { testEnv } from '@capstan/testenv';
import { expect, test } from 'vitest';
import { ConfigMapSync, SecretSync } from './index.ts';

const valid = { source: { name: 'a' }, syncToNamespaces: ['b'] };

/** Specs that the API server refuses, with the way out that it names. */
const refusedSpecs = [
  [{ ...valid, sources: [{ name: 'x' }] }, 'set either source or sources'],
  [{ syncToNamespaces: ['b'] }, 'set either source or sources'],
  [{ source: { name: 'a' } }, 'name target namespaces in syncToNamespaces, or select them with namespaceSelector'],
  [{ sources: [{ name: 'x' }, { name: 'y' }], syncToNamespaces: ['b'] }, 'several sources make one copy; set targetName'],
  [{ source: { name: 'a', namespace: 'b' }, syncToNamespaces: ['b'] }, 'the namespace of the source cannot be a target'],
  [{ ...valid, immutable: 'Hashed', conflictPolicy: 'Merge' }, 'leave conflictPolicy at Refuse'],
  [{ ...valid, keys: { include: ['x'], exclude: ['y'] } }, 'set include or exclude, not both'],
  [{ ...valid, keys: { rename: { a: 'c', b: 'c' } } }, 'two keys get the same new name'],
  [{ ...valid, metadata: { labels: { 'weaver.capstan.dev/owner-uid': 'x' } } }, 'marks who owns a copy cannot be set'],
  [{ ...valid, metadata: { annotations: { 'configmapsync.io/owner-name': 'x' } } }, 'marks who owns a copy cannot be set'],
  [{ ...valid, metadata: { copyLabels: ['cmsOwnerName'] } }, 'marks who owns a copy cannot be set'],
  [
    { ...valid, metadata: { copyAnnotations: ['note', 'kubectl.kubernetes.io/last-applied-configuration'] } },
    'holds the whole source, also keys that are not copied; take it out of copyAnnotations',
  ],
  [{ ...valid, metadata: { labels: { a: 'b c' } } }, 'no value of a label: use letters, digits'],
  [{ ...valid, metadata: { labels: { a: 'b.' } } }, 'with a letter or digit first and last'],
  [{ ...valid, resyncInterval: '5s' }, "is too often; set '30s' or more"],
  [{ ...valid, resyncInterval: 'often' }, 'spec.resyncInterval'],
  [{ ...valid, serviceAccount: { name: 'other/weaver' } }, 'spec.serviceAccount.name'],
  [{ ...valid, syncToNamespaces: ['a/b'] }, 'spec.syncToNamespaces'],
  [{ ...valid, targetName: '../etc' }, 'spec.targetName'],
  [
    { source: { name: 'a' }, namespaceSelector: { matchExpressions: [{ key: 'a', operator: 'In' }] } },
    'In and NotIn need values',
  ],
] as const;

test('what a spec may not say is refused by the API server, with the way out', async () => {
  await using env = await testEnv({ resources: [ConfigMapSync, SecretSync] });
  const namespace = await env.namespace();
  for (const resource of [ConfigMapSync, SecretSync]) {
    for (const [spec, message] of refusedSpecs) {
      const made = env.client.create(resource, { metadata: { name: 'bad', namespace }, spec: spec as never }, { dryRun: true });
      await expect(made, JSON.stringify(spec)).rejects.toMatchObject({
        reason: 'Invalid',
        message: expect.stringContaining(message),
      });
    }
  }
});

test('a manifest of the operator this continues is accepted as it is, with its defaults', async () => {
  await using env = await testEnv({ resources: [ConfigMapSync] });
  const namespace = await env.namespace();

  const made = await env.client.create(ConfigMapSync, {
    metadata: { name: 'old', namespace },
    spec: { source: { name: 'a', namespace }, syncToNamespaces: ['b', 'c'], serviceAccount: { name: 'weaver' } },
  });
  const least = await env.client.create(ConfigMapSync, { metadata: { name: 'least', namespace }, spec: valid });

  expect(made.spec.serviceAccount.name).toBe('weaver');
  expect(least.spec).toEqual({
    ...valid,
    serviceAccount: { name: 'default' },
    conflictPolicy: 'Refuse',
    deletionPolicy: 'Delete',
    onSourceDeleted: 'Keep',
    immutable: 'Never',
    suspend: false,
    resyncInterval: '10m',
  });
});

test('an interval that is none is told by its pattern alone', async () => {
  await using env = await testEnv({ resources: [ConfigMapSync] });
  const spec = { ...valid, resyncInterval: 'ten minutes' };
  const made = env.client.create(ConfigMapSync, { metadata: { name: 'bad', namespace: await env.namespace() }, spec });
  const message = await made.then(
    () => 'admitted',
    (error: Error) => error.message,
  );

  expect(message).toContain('spec.resyncInterval');
  expect(message).not.toContain('duration');
});
