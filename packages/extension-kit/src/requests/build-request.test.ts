import { type HookName, hookNames } from '@capstan/capi';
import { expect, test } from 'vitest';
import { sampleCluster } from '../cluster/topology-cluster.ts';
import { buildRequest } from './build-request.ts';

/** What each request was seen to hold. */
const fields: { readonly [hook in HookName]: readonly string[] } = {
  Discovery: [],
  BeforeClusterCreate: ['cluster'],
  AfterControlPlaneInitialized: ['cluster'],
  BeforeClusterUpgrade: ['cluster', 'controlPlaneUpgrades', 'fromKubernetesVersion', 'toKubernetesVersion', 'workersUpgrades'],
  BeforeControlPlaneUpgrade: [
    'cluster',
    'controlPlaneUpgrades',
    'fromKubernetesVersion',
    'toKubernetesVersion',
    'workersUpgrades',
  ],
  AfterControlPlaneUpgrade: ['cluster', 'controlPlaneUpgrades', 'kubernetesVersion', 'workersUpgrades'],
  BeforeWorkersUpgrade: ['cluster', 'fromKubernetesVersion', 'toKubernetesVersion', 'workersUpgrades'],
  AfterWorkersUpgrade: ['cluster', 'kubernetesVersion'],
  AfterClusterUpgrade: ['cluster', 'kubernetesVersion'],
  BeforeClusterDelete: ['cluster'],
  DiscoverVariables: [],
  GeneratePatches: ['items', 'variables'],
  ValidateTopology: ['items', 'variables'],
  CanUpdateMachine: ['current', 'desired'],
  CanUpdateMachineSet: ['current', 'desired'],
  UpdateMachine: ['desired'],
  GenerateUpgradePlan: ['cluster', 'fromControlPlaneKubernetesVersion', 'fromWorkersKubernetesVersion', 'toKubernetesVersion'],
};

test.each(hookNames)('a request of %s has the fields that Cluster API sends', (hook) => {
  const request = buildRequest(hook, sampleCluster(), { to: 'v1.36.0' });

  expect(Object.keys(request).toSorted()).toEqual(fields[hook]);
  expect(buildRequest(hook, sampleCluster(), { settings: { a: '1' } })).toEqual(
    expect.objectContaining(hook === 'Discovery' ? {} : { settings: { a: '1' } }),
  );
});

test('a request on the way to another version names the steps, the last one in the Cluster', () => {
  const step = buildRequest('BeforeControlPlaneUpgrade', sampleCluster(), { to: 'v1.36.0' });

  expect(step).toMatchObject({
    cluster: { spec: { topology: { version: 'v1.36.0' } } },
    fromKubernetesVersion: 'v1.34.0',
    toKubernetesVersion: 'v1.35.0',
    controlPlaneUpgrades: [{ version: 'v1.35.0' }, { version: 'v1.36.0' }],
    workersUpgrades: [{ version: 'v1.36.0' }],
  });
});

test('templates come with their holders, in order, under uids that are new in each request', () => {
  const [first, second] = [1, 2].map(() => buildRequest('GeneratePatches', sampleCluster()));

  expect(
    first?.items.map(({ object, holderReference }) => [object.kind, holderReference.kind, holderReference.fieldPath]),
  ).toEqual([
    ['DevClusterTemplate', 'Cluster', 'spec.infrastructureRef'],
    ['KubeadmControlPlaneTemplate', 'Cluster', 'spec.controlPlaneRef'],
    ['DevMachineTemplate', 'KubeadmControlPlane', 'spec.machineTemplate.spec.infrastructureRef'],
    ['KubeadmConfigTemplate', 'MachineDeployment', 'spec.template.spec.bootstrap.configRef'],
    ['DevMachineTemplate', 'MachineDeployment', 'spec.template.spec.infrastructureRef'],
  ]);
  const uids = [...(first?.items ?? []), ...(second?.items ?? [])].map(({ uid }) => uid);
  expect(new Set(uids).size).toBe(10);
  expect(buildRequest('ValidateTopology', sampleCluster()).items.some((item) => 'uid' in item)).toBe(false);
});
