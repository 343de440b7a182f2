import { testEnv } from '@capstan/testenv';
import { expect, test } from 'vitest';
import { ConfigMapSync, SecretSync } from '../index.ts';

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
  [{ ...valid, resyncInterval: 'often' }, 'spec.resyncInterval: Invalid value: "often": is no interval; write a whole number'],
  [{ ...valid, resyncInterval: '9999999999h' }, 'is no interval; write a whole number with s, m or h, such as 10m'],
  [
    { source: { name: 'a' }, namespaceSelector: { matchExpressions: [{ key: 'a', operator: 'In' }] } },
    'In and NotIn need values',
  ],
] as const;

/** Names that cannot be, with the field, what is wrong and the way out that the API server tells. */
const refusedNames = [
  [
    { ...valid, source: { name: 'b/app' } },
    'spec.source.name: Invalid value: "b/app": is no name of a KIND',
    'name its namespace',
  ],
  [{ ...valid, source: { name: '' } }, 'spec.source.name: Invalid value: "": is no name of a KIND', 'letter or digit first'],
  [{ ...valid, source: { name: 'a', namespace: '*' } }, 'spec.source.namespace: Invalid value: "*": is no name', 'leave it out'],
  [{ sources: [{ name: 'A' }], syncToNamespaces: ['b'] }, 'spec.sources[0].name: Invalid value: "A": is no name', 'lowercase'],
  [
    { ...valid, syncToNamespaces: ['b', 'team-*'] },
    'spec.syncToNamespaces[1]: Invalid value: "team-*": is no name',
    'namespaceSelector',
  ],
  [{ ...valid, targetName: '../etc' }, 'spec.targetName: Invalid value: "../etc": is no name of a KIND', 'have this name'],
  [
    { ...valid, serviceAccount: { name: 'other/weaver' } },
    'spec.serviceAccount.name: Invalid value: "other/weaver": is no name of a ServiceAccount',
    'only those in the namespace of this object',
  ],
  [{ ...valid, keys: { include: ['*.yaml'] } }, 'spec.keys.include[0]: Invalid value: "*.yaml": is no key of a KIND', 'in full'],
  [{ ...valid, keys: { exclude: ['..'] } }, 'spec.keys.exclude[0]: Invalid value: "..": is no key of a KIND', 'not .. first'],
  [
    { ...valid, keys: { rename: { a: 'b c' } } },
    'spec.keys.rename[a]: Invalid value: "b c": is no key of a KIND',
    'letters, digits',
  ],
  [
    { ...valid, metadata: { copyLabels: ['Team/a'] } },
    'spec.metadata.copyLabels[0]: Invalid value: "Team/a": is a key that no label can have',
    'DNS',
  ],
  [
    { ...valid, metadata: { copyAnnotations: [''] } },
    'copyAnnotations[0]: Invalid value: "": is a key that no annotation can have',
    'at most 63',
  ],
  [{ ...valid, metadata: { labels: { 'a b': 'c' } } }, 'spec.metadata.labels: ', 'has a key that no label can have; use letters'],
  [
    { ...valid, metadata: { labels: { 'A.b/c': 'd' } } },
    'spec.metadata.labels: ',
    'has a key that no label can have; use letters',
  ],
  [{ ...valid, metadata: { labels: { [`a/${'b'.repeat(64)}`]: 'c' } } }, 'spec.metadata.labels: ', 'at most 63'],
  [
    { ...valid, metadata: { annotations: { 'a/b/c': 'd' } } },
    'spec.metadata.annotations: ',
    'has a key that no annotation can have',
  ],
  [
    { ...valid, metadata: { annotations: { ['a'.repeat(100_000)]: 'd' } } },
    'spec.metadata.annotations: ',
    'no annotation can have',
  ],
] as const;

test('a name that cannot be is refused by the API server with its field and in words, not with a pattern', async () => {
  await using env = await testEnv({ resources: [ConfigMapSync, SecretSync] });
  const namespace = await env.namespace();
  for (const [resource, kind] of [
    [ConfigMapSync, 'ConfigMap'],
    [SecretSync, 'Secret'],
  ] as const) {
    for (const [spec, wrong, wayOut] of refusedNames) {
      const made = env.client.create(resource, { metadata: { name: 'bad', namespace }, spec: spec as never }, { dryRun: true });
      const message = await made.then(
        () => 'admitted',
        (error: Error) => error.message,
      );
      expect(message).toContain(wrong.replace('KIND', kind));
      expect(message).toContain(wayOut);
      expect(message).not.toContain('should match');
    }
  }
});

test('the longest and the oddest names that can be are admitted, as many as there may be', async () => {
  await using env = await testEnv({ resources: [ConfigMapSync, SecretSync] });
  const namespace = await env.namespace();
  const subdomain = `${'a'.repeat(63)}.${'b'.repeat(63)}.${'c'.repeat(63)}.${'d'.repeat(61)}`;
  const numbered = (count: number, prefix: string, length: number) =>
    Array.from({ length: count }, (_, index) => `${prefix}${String(index).padStart(length - prefix.length, '0')}`);
  const metadataKeys = numbered(64, `${subdomain}/`, 317);
  const keys = numbered(256, '-_.A', 253);
  const entries = (names: readonly string[], value: (name: string) => string) =>
    Object.fromEntries(names.map((name) => [name, value(name)]));
  const spec = {
    source: { name: subdomain, namespace: 'c'.repeat(63) },
    syncToNamespaces: numbered(10_000, 'x', 63),
    targetName: subdomain,
    keys: { include: keys, rename: entries(keys, (key) => key.slice(-60)) },
    serviceAccount: { name: subdomain },
    metadata: {
      labels: entries(metadataKeys, () => 'v'.repeat(63)),
      annotations: { ...entries(metadataKeys.slice(1), () => 'v'), 'Example.COM/Note': 'w' },
      copyLabels: metadataKeys,
      copyAnnotations: metadataKeys,
    },
    resyncInterval: '999999h',
  };

  for (const resource of [ConfigMapSync, SecretSync])
    await env.client.create(resource, { metadata: { name: 'long', namespace }, spec }, { dryRun: true });
});

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

test('an interval that is none is told once', async () => {
  await using env = await testEnv({ resources: [ConfigMapSync] });
  const spec = { ...valid, resyncInterval: 'ten minutes' };
  const made = env.client.create(ConfigMapSync, { metadata: { name: 'bad', namespace: await env.namespace() }, spec });
  const message = await made.then(
    () => 'admitted',
    (error: Error) => error.message,
  );

  expect(message).toContain('spec.resyncInterval');
  expect(message).not.toContain('duration');
  expect(message).not.toContain('too often');
});
