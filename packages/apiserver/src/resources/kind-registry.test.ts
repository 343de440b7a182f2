import { expect, test } from 'vitest';
import type { Definition } from '../custom-resources/definition.ts';
import { thingDefinition, thingVersion } from '../custom-resources/test-support/definitions.ts';
import { openStore } from '../storage/memory-store.ts';
import type { Store } from '../storage/store.ts';
import { loadBuiltInKinds } from './built-in-kinds.ts';
import { createKindRegistry } from './kind-registry.ts';

const key = { resource: 'customresourcedefinitions.apiextensions.k8s.io', namespace: '', name: 'things.ex.io' };

async function define(store: Store, spec: Partial<Definition['spec']>, isEstablished = true): Promise<void> {
  const status = { conditions: isEstablished ? [{ type: 'Established', status: 'True' }] : [] };
  const bytes = Buffer.from(JSON.stringify({ ...thingDefinition(spec), status }));
  const facts = { uid: 'u', labels: undefined, fields: undefined, owners: undefined, schemaVersion: 0 };
  const { revision } = store.write(key, store.get(key), 'put', () => ({ bytes, ...facts }));
  await store.durable(revision);
}

function open(store: Store) {
  const ended = new AbortController();
  return { registry: createKindRegistry({ builtIn: loadBuiltInKinds(), store, signal: ended.signal }), ended };
}

test('built-in kinds are found by their path and by their name', async () => {
  await using store = openStore();
  const { registry } = open(store);

  expect(registry.find('apps', 'v1', 'deployments')?.kind.kind).toBe('Deployment');
  expect(registry.findKind('', 'ConfigMap')?.plural).toBe('configmaps');
  expect(registry.find('apps', 'v2', 'deployments')).toBeUndefined();
});

test('a kind is there once its definition is established, and gone with it', async () => {
  await using store = openStore();
  const { registry } = open(store);

  await define(store, {}, false);
  expect(registry.find('ex.io', 'v1', 'things')).toBeUndefined();

  const before = registry.version;
  await define(store, {});
  expect(registry.find('ex.io', 'v1', 'things')?.kind).toMatchObject({
    kind: 'Thing',
    storeResource: 'things.ex.io',
    custom: true,
  });
  expect(registry.version).toBeGreaterThan(before);

  const { revision } = store.write(key, store.get(key), 'delete', () => store.get(key) ?? expect.fail('no definition'));
  await store.durable(revision);
  expect(registry.find('ex.io', 'v1', 'things')).toBeUndefined();
  expect(registry.findKind('ex.io', 'Thing')).toBeUndefined();
});

test('definitions of an earlier run are served from the start', async () => {
  await using store = openStore();
  await define(store, {});

  expect(open(store).registry.findKind('ex.io', 'Thing')?.plural).toBe('things');
});

test('versions that are not served are not found; the preferred comes first', async () => {
  await using store = openStore();
  const { registry } = open(store);
  const version = (name: string, served = true) => thingVersion({ name, served, storage: name === 'v1' });

  await define(store, { versions: [version('v1beta1'), version('v1'), version('v1alpha1', false)] });

  expect(registry.findKind('ex.io', 'Thing')?.versions.map((served) => served.version)).toEqual(['v1', 'v1beta1']);
  expect(registry.find('ex.io', 'v1alpha1', 'things')).toBeUndefined();
});

test('a schema keeps its number while it stays the same, also in another run', async () => {
  await using store = openStore();
  const { registry } = open(store);
  const schemaVersion = () => registry.find('ex.io', 'v1', 'things')?.version.schemaVersion;
  await define(store, {});
  const first = registry.find('ex.io', 'v1', 'things')?.version;

  await define(store, { names: { plural: 'things', kind: 'Thing', shortNames: ['th'] } });
  expect(schemaVersion()).toBe(first?.schemaVersion);
  expect(registry.find('ex.io', 'v1', 'things')?.version.schema).toBe(first?.schema);
  expect(open(store).registry.find('ex.io', 'v1', 'things')?.version.schemaVersion).toBe(first?.schemaVersion);

  const openAPIV3Schema = { type: 'object', properties: { spec: { type: 'object' } } } as const;
  await define(store, { versions: [thingVersion({ schema: { openAPIV3Schema } })] });
  expect(schemaVersion()).not.toBe(first?.schemaVersion);
});

test('a registry that has ended follows no more', async () => {
  await using store = openStore();
  const { registry, ended } = open(store);

  ended.abort();
  await define(store, {});

  expect(registry.findKind('ex.io', 'Thing')).toBeUndefined();
});
