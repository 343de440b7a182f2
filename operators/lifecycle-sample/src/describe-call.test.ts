import type { HandledHook, HookRequest } from '@capstan/capi';
import { expect, test } from 'vitest';
import { describeCall } from './describe-call.ts';
import { stepOf, upgradeIn } from './record/cluster-life.ts';

// Only what is looked at.
const describe = (hook: HandledHook, request: object) => describeCall(hook, request as HookRequest);
const cluster = { metadata: { name: 'web', namespace: 'shop', uid: 'u1' } };
const steps = (...versions: string[]) => versions.map((version) => ({ version }));

test('a lifecycle hook names its cluster itself', () => {
  expect(describe('BeforeClusterCreate', { cluster })).toEqual({
    cluster: { namespace: 'shop', name: 'web', uid: 'u1' },
    change: '',
    occasion: 'BeforeClusterCreate',
  });
});

test('a topology hook names it among its variables', () => {
  const builtin = { name: 'builtin', value: { cluster: { name: 'web', namespace: 'shop', uid: 'u1' } } };

  expect(describe('GeneratePatches', { variables: [builtin], items: [{}, {}] })).toMatchObject({
    cluster: { namespace: 'shop', name: 'web', uid: 'u1' },
    change: '2 templates',
  });
  expect(describe('GeneratePatches', { items: [] }).cluster).toBeUndefined();
});

test('an in-place hook names it in the machine', () => {
  const machine = {
    kind: 'Machine',
    metadata: { name: 'web-1', namespace: 'shop' },
    spec: { clusterName: 'web', version: 'v1.35.0' },
  };

  expect(describe('UpdateMachine', { desired: { machine } })).toEqual({
    cluster: { namespace: 'shop', name: 'web' },
    change: 'Machine web-1 to v1.35.0',
    occasion: 'UpdateMachine web-1 to v1.35.0',
  });
});

test('DiscoverVariables is about no cluster', () => {
  expect(describe('DiscoverVariables', {}).cluster).toBeUndefined();
});

test('the steps of an upgrade are counted from what remains of its plan', () => {
  const [from, to] = ['v1.34.0', 'v1.36.0'];
  const plan = steps('v1.35.0', 'v1.36.0');
  const upgrade = upgradeIn(
    describe('BeforeClusterUpgrade', { fromKubernetesVersion: from, toKubernetesVersion: to, controlPlaneUpgrades: plan }),
  );
  const step = (hook: HandledHook, request: object) => stepOf(describe(hook, { cluster, ...request }), upgrade);
  const moves = (left: readonly object[] | undefined) => ({
    fromKubernetesVersion: from,
    toKubernetesVersion: to,
    ...(left && { controlPlaneUpgrades: left }),
  });

  expect(upgrade).toEqual({ to: 'v1.36.0', steps: 2 });
  expect(step('BeforeControlPlaneUpgrade', moves(plan))).toBe('step 1 of 2');
  expect(step('AfterControlPlaneUpgrade', { kubernetesVersion: 'v1.35.0', controlPlaneUpgrades: plan.slice(1) })).toBe(
    'step 1 of 2',
  );
  expect(step('BeforeControlPlaneUpgrade', moves(plan.slice(1)))).toBe('step 2 of 2');
  expect(step('BeforeWorkersUpgrade', moves(undefined))).toBe('step 2 of 2');
  expect(step('AfterWorkersUpgrade', { kubernetesVersion: to })).toBe('step 2 of 2');
  expect(step('AfterClusterUpgrade', { kubernetesVersion: to })).toBe('2 steps');
});

test('a step that cannot be known is not made up', () => {
  const request = { cluster, kubernetesVersion: 'v1.35.0', controlPlaneUpgrades: steps('v1.36.0') };

  expect(stepOf(describe('AfterControlPlaneUpgrade', request), undefined)).toBe('');
});
