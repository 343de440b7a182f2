import { expect, test } from 'vitest';
import { loadBuiltInKinds } from '../resources/built-in-kinds.ts';
import type { KindRegistry, ServedKind } from '../resources/served-kind.ts';
import { createDiscovery } from './discovery.ts';

const builtIn = loadBuiltInKinds();

function registryOf(kinds: readonly ServedKind[], version = 1): KindRegistry {
  return { version, kinds, find: () => undefined, findKind: () => undefined };
}

const discoveryOf = (registry: KindRegistry) => createDiscovery({ registry, serverAddress: () => '127.0.0.1:6443' });

function read(path: string, accept?: string) {
  const document = discoveryOf(registryOf(builtIn)).respond(path, accept);
  return document && (JSON.parse(document.body.toString()) as Record<string, never>); // the tests look at single fields
}

const widget: ServedKind = {
  group: 'ex.io',
  kind: 'Widget',
  listKind: 'WidgetList',
  plural: 'widgets',
  singular: 'widget',
  shortNames: ['wd'],
  categories: ['all'],
  scope: 'Namespaced',
  versions: [
    {
      version: 'v1',
      schema: { type: 'object' },
      schemaVersion: 1,
      columns: [],
      subresources: { status: true, scale: { specReplicasPath: '.spec.n', statusReplicasPath: '.status.n' }, others: [] },
      verbs: ['get', 'list'],
      selectableFields: [],
    },
  ],
  storageVersion: 'v1',
  custom: true,
  storeResource: 'widgets.ex.io',
};

test('/api names the core version and where the server is', () => {
  expect(read('/api')).toEqual({
    kind: 'APIVersions',
    versions: ['v1'],
    serverAddressByClientCIDRs: [{ clientCIDR: '0.0.0.0/0', serverAddress: '127.0.0.1:6443' }],
  });
});

test('/apis lists groups in the order of kube-apiserver, with the preferred version first', () => {
  const groups = read('/apis')?.['groups'] as { name: string; preferredVersion: object }[] | undefined;

  expect(groups?.map(({ name }) => name).slice(0, 5)).toEqual([
    'apiregistration.k8s.io',
    'apps',
    'events.k8s.io',
    'authentication.k8s.io',
    'authorization.k8s.io',
  ]);
  expect(groups?.find(({ name }) => name === 'autoscaling')?.preferredVersion).toEqual({
    groupVersion: 'autoscaling/v2',
    version: 'v2',
  });
});

test('an APIResourceList names subresources, and the group and version of kinds that live elsewhere', () => {
  const resources = read('/apis/apps/v1')?.['resources'] as { name: string }[] | undefined;

  expect(resources?.map(({ name }) => name).slice(0, 6)).toEqual([
    'controllerrevisions',
    'daemonsets',
    'daemonsets/status',
    'deployments',
    'deployments/scale',
    'deployments/status',
  ]);
  expect(resources?.[4]).toEqual({
    name: 'deployments/scale',
    singularName: '',
    namespaced: true,
    group: 'autoscaling',
    version: 'v1',
    kind: 'Scale',
    verbs: ['get', 'patch', 'update'],
  });
  expect(resources?.[3]).toMatchObject({ singularName: 'deployment', shortNames: ['deploy'], categories: ['all'] });
});

test('kinds that are not stored are listed with their one verb', () => {
  const resources = read('/api/v1')?.['resources'] as { name: string; verbs: string[]; group?: string }[] | undefined;

  expect(resources?.find(({ name }) => name === 'bindings')?.verbs).toEqual(['create']);
  expect(resources?.find(({ name }) => name === 'pods/eviction')?.group).toBe('policy');
  expect(resources?.find(({ name }) => name === 'pods/binding')?.group).toBeUndefined();
});

test('a client that asks for aggregated discovery gets it, with its content type and an etag', () => {
  const accept =
    'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList,application/json;g=apidiscovery.k8s.io;v=v2beta1;as=APIGroupDiscoveryList,application/json';
  const document = discoveryOf(registryOf([...builtIn, widget])).respond('/apis', accept);
  const list = JSON.parse(document?.body.toString() ?? '') as {
    items: { metadata: object; versions: { resources: object[] }[] }[];
  };

  expect(document?.contentType).toBe('application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList');
  expect(document?.etag).toMatch(/^"[0-9A-F]{128}"$/);
  expect(list.items[1]?.metadata).toEqual({ name: 'apps' });
  expect(list.items[1]?.versions[0]?.resources[1]).toEqual({
    resource: 'daemonsets',
    responseKind: { group: '', version: '', kind: 'DaemonSet' },
    scope: 'Namespaced',
    singularResource: 'daemonset',
    verbs: ['create', 'delete', 'deletecollection', 'get', 'list', 'patch', 'update', 'watch'],
    shortNames: ['ds'],
    categories: ['all'],
    subresources: [
      { subresource: 'status', responseKind: { group: '', version: '', kind: 'DaemonSet' }, verbs: ['get', 'patch', 'update'] },
    ],
  });
  expect(list.items.at(-1)?.versions[0]?.resources[0]).toMatchObject({
    responseKind: { group: 'ex.io', version: 'v1', kind: 'Widget' },
    subresources: [{ subresource: 'status' }, { subresource: 'scale', responseKind: { group: 'autoscaling' } }],
  });
});

test('a client that accepts an unknown aggregated version only is refused, with a fallback it gets the plain list', () => {
  const unknown = 'application/json;g=apidiscovery.k8s.io;v=v9;as=APIGroupDiscoveryList';

  expect(() => read('/apis', unknown)).toThrow('only the following media types are accepted');
  expect(read('/apis', `${unknown},*/*`)?.['kind']).toBe('APIGroupList');
});

test('an unknown group is nothing at all; an unknown version of a known group is a Status', () => {
  expect(read('/apis/nope')).toBeUndefined();
  expect(read('/apis/nope/v1')).toBeUndefined();
  expect(() => read('/apis/apps/v9')).toThrow('the server could not find the requested resource');
  expect(() => read('/api/v2')).toThrow('the server could not find the requested resource');
});

test('a kind that comes is in the next document', () => {
  const registry = { ...registryOf(builtIn) };
  const discovery = discoveryOf(registry);
  expect(discovery.respond('/apis/ex.io', undefined)).toBeUndefined();

  Object.assign(registry, registryOf([...builtIn, widget], 2));

  expect(JSON.parse(discovery.respond('/apis/ex.io', undefined)?.body.toString() ?? '')).toMatchObject({ name: 'ex.io' });
});
