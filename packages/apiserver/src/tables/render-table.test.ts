import { expect, test } from 'vitest';
import { loadBuiltInKinds } from '../resources/built-in-kinds.ts';
import type { MutableObject, ServedKind, ServedVersion } from '../resources/served-kind.ts';
import { parseIncludeObject, renderTable } from './render-table.ts';

const created = '2026-01-01T00:00:00Z';
const now = Date.parse('2026-01-01T00:05:00Z');
const builtIn = new Map(loadBuiltInKinds().map((kind) => [kind.storeResource, kind]));

function kindOf(resource: string): { kind: ServedKind; version: ServedVersion } {
  const kind = builtIn.get(resource);
  const version = kind?.versions[0];
  if (!kind || !version) throw new Error(`no kind ${resource}`);
  return { kind, version };
}

function render(resource: string, fields: Record<string, unknown>, metadata: object = {}) {
  const object: MutableObject = { metadata: { name: 'one', creationTimestamp: created, ...metadata }, ...fields };
  return renderTable({ ...kindOf(resource), objects: [object], listMeta: {}, includeObject: 'None', now });
}

const cells = (resource: string, fields: Record<string, unknown>, metadata: object = {}) =>
  render(resource, fields, metadata).rows[0]?.cells;

const template = {
  spec: {
    containers: [
      { name: 'a', image: 'x' },
      { name: 'b', image: 'y' },
    ],
  },
};

test.each<[string, Record<string, unknown>, unknown[]]>([
  ['configmaps', { data: { a: '1' }, binaryData: { b: '' } }, ['one', 2, '5m']],
  ['secrets', { type: 'Opaque', data: { a: '' } }, ['one', 'Opaque', 1, '5m']],
  ['namespaces', { status: { phase: 'Active' } }, ['one', 'Active', '5m']],
  ['serviceaccounts', {}, ['one', '5m']],
  ['leases.coordination.k8s.io', { spec: { holderIdentity: 'me' } }, ['one', 'me', '5m']],
  ['roles.rbac.authorization.k8s.io', {}, ['one', created]],
  ['customresourcedefinitions.apiextensions.k8s.io', {}, ['one', created]],
  [
    'deployments.apps',
    {
      spec: {
        replicas: 3,
        selector: { matchLabels: { b: '1' }, matchExpressions: [{ key: 'a', operator: 'In', values: ['q', 'p'] }] },
        template,
      },
      status: { readyReplicas: 1, updatedReplicas: 2, availableReplicas: 1 },
    },
    ['one', '1/3', 2, 1, '5m', 'a,b', 'x,y', 'a in (p,q),b=1'],
  ],
  ['statefulsets.apps', { spec: { replicas: 2, template } }, ['one', '0/2', '5m', 'a,b', 'x,y']],
  [
    'jobs.batch',
    { spec: { completions: 2, template }, status: { succeeded: 1, startTime: created } },
    ['one', 'Running', '1/2', '5m', '5m', 'a,b', 'x,y', '<none>'],
  ],
  [
    'cronjobs.batch',
    { spec: { schedule: '* * * * *', suspend: false, jobTemplate: { spec: { template } } } },
    ['one', '* * * * *', '<none>', 'False', 0, '<none>', '5m', 'a,b', 'x,y', '<none>'],
  ],
  [
    'services',
    {
      spec: {
        type: 'ClusterIP',
        clusterIPs: ['10.0.0.1'],
        ports: [{ port: 80 }, { port: 81, nodePort: 30_000, protocol: 'UDP' }],
      },
    },
    ['one', 'ClusterIP', '10.0.0.1', '<none>', '80/TCP,81:30000/UDP', '5m', '<none>'],
  ],
  [
    'endpoints',
    { subsets: [{ addresses: [{ ip: '1.1.1.1' }, { ip: '::1' }], ports: [{ port: 80 }, { port: 81 }] }] },
    ['one', '1.1.1.1:80,[::1]:80,1.1.1.1:81 + 1 more...', '5m'],
  ],
  [
    'rolebindings.rbac.authorization.k8s.io',
    {
      roleRef: { kind: 'Role', name: 'r' },
      subjects: [
        { kind: 'User', name: 'u' },
        { kind: 'ServiceAccount', name: 's', namespace: 'n' },
      ],
    },
    ['one', 'Role/r', '5m', 'u', '', 'n/s'],
  ],
  [
    'events',
    {
      involvedObject: { kind: 'Pod', name: 'p' },
      reason: 'R',
      type: 'Normal',
      message: ' hello \n',
      source: { component: 'c', host: 'h' },
      firstTimestamp: created,
      lastTimestamp: '2026-01-01T00:04:00Z',
      count: 3,
    },
    ['60s', 'Normal', 'R', 'pod/p', '', 'c, h', 'hello', '5m', 3, 'one'],
  ],
])('a row of %s', (resource, fields, expected) => {
  expect(cells(resource, fields)).toEqual(expected);
});

test('a pod says what holds it up, and when it last restarted', () => {
  const spec = { containers: [{ name: 'c' }, { name: 'd' }] };
  const running = { name: 'c', ready: true, restartCount: 3, state: { running: {} } };
  const lastState = { terminated: { exitCode: 1, finishedAt: '2026-01-01T00:04:30Z' } };
  const crashing = { name: 'd', ready: false, restartCount: 0, state: { waiting: { reason: 'CrashLoopBackOff' } } };

  const status = { phase: 'Running', containerStatuses: [{ ...running, lastState }, crashing] };

  expect(cells('pods', { spec, status })?.slice(0, 5)).toEqual(['one', '1/2', 'CrashLoopBackOff', '3 (30s ago)', '5m']);
});

test('a pod whose initialization failed shows how, one that is deleted that it ends', () => {
  const spec = { initContainers: [{ name: 'i' }, { name: 'j' }], containers: [{ name: 'c' }] };
  const failed = { name: 'i', ready: false, restartCount: 1, state: { terminated: { exitCode: 3 } } };
  const status = { phase: 'Pending', initContainerStatuses: [failed] };

  expect(cells('pods', { spec, status })?.[2]).toBe('Init:ExitCode:3');
  expect(cells('pods', { spec, status: { phase: 'Running' } }, { deletionTimestamp: created })?.[2]).toBe('Terminating');
});

test('the row of a finished pod carries the condition by which kubectl can leave it out', () => {
  expect(render('pods', { spec: { containers: [] }, status: { phase: 'Succeeded' } }).rows[0]?.conditions).toMatchObject([
    { type: 'Completed', status: 'True', reason: 'Succeeded' },
  ]);
});

test('a cordoned node with roles', () => {
  const labels = { 'node-role.kubernetes.io/worker': '', 'node-role.kubernetes.io/control-plane': '' };
  const status = { conditions: [{ type: 'Ready', status: 'False' }] };

  expect(cells('nodes', { spec: { unschedulable: true }, status }, { labels })?.slice(0, 3)).toEqual([
    'one',
    'NotReady,SchedulingDisabled',
    'control-plane,worker',
  ]);
});

const custom = (columns: ServedVersion['columns']) => {
  const { kind, version } = kindOf('configmaps');
  return { kind: { ...kind, custom: true }, version: { ...version, columns } };
};

test('a custom resource without columns has a name and an age', () => {
  const object: MutableObject = { metadata: { name: 'one', creationTimestamp: created } };
  const table = renderTable({ ...custom([]), objects: [object], listMeta: {}, includeObject: 'None', now });

  expect(table.columnDefinitions.map(({ name, type, format }) => [name, type, format])).toEqual([
    ['Name', 'string', 'name'],
    ['Age', 'date', ''],
  ]);
  expect(table.rows[0]?.cells).toEqual(['one', '5m']);
});

test('cells of a custom resource have the type of their column, and are null where the value has another', () => {
  const types = ['string', 'integer', 'number', 'boolean', 'date'] as const;
  const columns = (jsonPath: string) => types.map((type) => ({ name: type, type, jsonPath }));
  const row = (value: unknown) => {
    const object: MutableObject = { metadata: { name: 'one' }, spec: value };
    return renderTable({
      ...custom(columns('.spec')),
      objects: [object],
      listMeta: {},
      includeObject: 'None',
      now,
    }).rows[0]?.cells.slice(1);
  };

  expect(row(1.5)).toEqual(['1.5', 1, 1.5, null, null]);
  expect(row(true)).toEqual(['true', null, null, true, null]);
  expect(row(created)).toEqual([created, null, null, null, '5m']);
  expect(row('x')).toEqual(['x', null, null, null, '<invalid>']);
  expect(row({ b: 1, a: [true] })).toEqual(['{"a":[true],"b":1}', null, null, null, null]);
  expect(row(null)).toEqual([null, null, null, null, null]);
  expect(row(undefined)).toEqual([null, null, null, null, null]);
});

test('a row carries as much of its object as was asked for', () => {
  const object: MutableObject = { metadata: { name: 'one', creationTimestamp: created }, data: {} };
  const row = (includeObject: 'None' | 'Metadata' | 'Object') =>
    renderTable({ ...kindOf('configmaps'), objects: [object], listMeta: {}, includeObject, metaVersion: 'v1beta1', now }).rows[0]
      ?.object;

  expect(row('None')).toBeUndefined();
  expect(row('Metadata')).toEqual({
    kind: 'PartialObjectMetadata',
    apiVersion: 'meta.k8s.io/v1beta1',
    metadata: { name: 'one', creationTimestamp: created },
  });
  expect(row('Object')).toBe(object);
});

test('later events of a watch name no columns', () => {
  const table = renderTable({
    ...kindOf('configmaps'),
    objects: [],
    listMeta: {},
    includeObject: 'None',
    withColumns: false,
    now,
  });

  expect(table.columnDefinitions).toEqual([]);
});

test('an unknown includeObject is refused', () => {
  expect(parseIncludeObject(null)).toBe('Metadata');
  expect(() => parseIncludeObject('All')).toThrow('unrecognized includeObject value: "All"');
});
