import { expect, test } from 'vitest';
import { fail, proceed, provide, retry } from './answer.ts';
import { hook } from './define-hook.ts';

test('an answer that its hook cannot carry does not compile', () => {
  // @ts-expect-error this hook cannot block
  const afterInitialized = hook('AfterControlPlaneInitialized', {}, async () => retry(1, 'later'));
  // @ts-expect-error patches are what this hook asks for
  const patches = hook('GeneratePatches', {}, () => proceed());
  // @ts-expect-error no such payload
  const variables = hook('DiscoverVariables', {}, () => provide({ items: [] }));
  // @ts-expect-error no such field in the request
  const gate = hook('BeforeClusterCreate', {}, (request) => proceed(request.toKubernetesVersion));

  expect([afterInitialized, patches, variables, gate].map(({ name }) => name)).toEqual([
    'after-control-plane-initialized',
    'generate-patches',
    'discover-variables',
    'before-cluster-create',
  ]);
});

test('every hook has answers that compile', () => {
  const handlers = [
    hook('BeforeClusterUpgrade', { timeout: '5s' }, async (request) =>
      request.toKubernetesVersion === 'v1.36.0' ? retry(30, 'not yet') : proceed(),
    ),
    hook('AfterControlPlaneInitialized', { failurePolicy: 'Ignore' }, (request) => fail(request.cluster.metadata.name)),
    hook('GeneratePatches', {}, (request) =>
      provide({ items: request.items.map(({ uid }) => ({ uid, patchType: 'JSONPatch', patch: 'W10=' })) }),
    ),
    hook('GenerateUpgradePlan', {}, () => provide({ controlPlaneUpgrades: [{ version: 'v1.36.0' }], workersUpgrades: [] })),
    hook('UpdateMachine', {}, () => retry(5, 'updating')),
  ];

  expect(handlers.map(({ timeoutSeconds, failurePolicy }) => [timeoutSeconds, failurePolicy])).toEqual([
    [5, 'Fail'],
    [10, 'Ignore'],
    [10, 'Fail'],
    [10, 'Fail'],
    [10, 'Fail'],
  ]);
});

test('a timeout that Cluster API does not take and a name that is no label are refused', () => {
  expect(() => hook('BeforeClusterCreate', { timeout: '31s' }, () => proceed())).toThrow(/whole number of seconds from 1 to 30/);
  expect(() => hook('BeforeClusterCreate', { timeout: '1500ms' }, () => proceed())).toThrow(/whole number/);
  expect(() => hook('BeforeClusterCreate', { name: 'a.b' }, () => proceed())).toThrow(/handler name "a.b"/);
});

test('a wait that is not a whole number of seconds is refused', () => {
  expect(() => retry(0, '')).toThrow(RangeError);
  expect(() => retry(1.5, '')).toThrow(/whole number/);
  expect(() => retry(2 ** 31, '')).toThrow(/2147483647/);
});
