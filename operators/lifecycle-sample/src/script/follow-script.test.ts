import type { HandledHook, HookRequest } from '@capstan/capi';
import { expect, test } from 'vitest';
import { followScript } from './follow-script.ts';
import { parseScript } from './parse-script.ts';

function answer(hook: HandledHook, text: string, request: object = {}) {
  const script = { place: 'settings', keys: new Set<string>(), answer: parseScript(hook, text, 'settings') };
  return followScript(hook, request as HookRequest, script, { now: 0, heldSince: 0 }); // only what is looked at
}

const decoded = (patch: string): unknown => JSON.parse(Buffer.from(patch, 'base64').toString());

test('patches go to the templates of the kinds they name', () => {
  const items = [
    { uid: '1', object: { kind: 'DevClusterTemplate' } },
    { uid: '2', object: { kind: 'DevMachineTemplate' } },
    { uid: '3', object: { kind: 'KubeadmControlPlaneTemplate' } },
  ];
  const merge = { spec: { template: { spec: { customImage: 'a' } } } };
  const operations = [{ op: 'add', path: '/spec/template/spec/version', value: 'b' }];
  const patch = { DevMachineTemplate: merge, KubeadmControlPlaneTemplate: operations };

  const provided = answer('GeneratePatches', JSON.stringify({ patch }), { items });

  expect(provided).toMatchObject({
    answer: 'provide',
    message: 'patched 2 of 3 templates',
    payload: {
      items: [
        { uid: '2', patchType: 'JSONMergePatch' },
        { uid: '3', patchType: 'JSONPatch' },
      ],
    },
  });
  const { payload } = provided as { readonly payload: { readonly items: readonly { readonly patch: string }[] } };
  expect(payload.items.map((item) => decoded(item.patch))).toEqual([merge, operations]);
});

test('a machine can be made what it is to be, and what does not differ is not patched', () => {
  const object = (kind: string, version: string) => ({ apiVersion: 'v1', kind, spec: { version, same: 1 } });
  const machines = (version: string) => ({
    machine: object('Machine', version),
    infrastructureMachine: object('DevMachine', 'v0'),
  });

  const provided = answer('CanUpdateMachine', 'patch: desired', { current: machines('v1'), desired: machines('v2') });

  const { payload } = provided as unknown as { readonly payload: { readonly machinePatch: { readonly patch: string } } };
  expect(Object.keys(payload)).toEqual(['machinePatch']);
  expect(decoded(payload.machinePatch.patch)).toEqual([{ op: 'replace', path: '/spec/version', value: 'v2' }]);
});

test('without a script an upgrade goes minor by minor', () => {
  const plan = (from: string, to: string) =>
    answer('GenerateUpgradePlan', 'succeed', { fromControlPlaneKubernetesVersion: from, toKubernetesVersion: to });
  const versions = (...names: string[]) => ({ payload: { controlPlaneUpgrades: names.map((version) => ({ version })) } });

  expect(plan('v1.34.2', 'v1.37.1')).toMatchObject(versions('v1.35.0', 'v1.36.0', 'v1.37.1'));
  expect(plan('v1.34.2', 'v1.34.5')).toMatchObject(versions('v1.34.5'));
  expect(plan('v1.34.2', 'v1.34.2')).toMatchObject(versions());
});

test('a plan to a version that is absurdly far away is refused, not made', () => {
  const request = { fromControlPlaneKubernetesVersion: 'v1.34.2', toKubernetesVersion: 'v1.4000000000.0' };

  expect(answer('GenerateUpgradePlan', 'succeed', request)).toMatchObject({
    answer: 'fail',
    message: expect.stringContaining('from v1.34.2 to v1.4000000000.0 are 3999999966 minors'),
  });
});

test('a scripted plan is the plan', () => {
  expect(answer('GenerateUpgradePlan', 'upgradePlan: {controlPlane: [v1.35.1], workers: [v1.35.1]}')).toMatchObject({
    payload: { controlPlaneUpgrades: [{ version: 'v1.35.1' }], workersUpgrades: [{ version: 'v1.35.1' }] },
  });
});

test('variables need no more than a name and a schema', () => {
  expect(answer('DiscoverVariables', 'variables: [{ name: size, schema: { type: integer } }]')).toMatchObject({
    payload: { variables: [{ name: 'size', required: false, schema: { openAPIV3Schema: { type: 'integer' } } }] },
  });
});

test('rubbish breaks one rule each', () => {
  expect(answer('BeforeClusterCreate', 'rubbish: http500')).toMatchObject({ answer: 'raw', httpStatus: 500 });
  expect(answer('BeforeClusterCreate', 'rubbish: empty')).toMatchObject({ answer: 'raw', httpStatus: 200, body: '' });
  expect(answer('BeforeClusterCreate', 'rubbish: unknownStatus')).toMatchObject({
    body: expect.stringContaining('"status":"Perhaps"'),
  });
});
