import type { Client } from '@capstan/client';
import type { InputOf, KubeObject } from '@capstan/schema';
import { testEnv } from '@capstan/testenv';
import { expect, test } from 'vitest';
import {
  Cluster,
  DevCluster,
  DevMachine,
  KubeadmConfig,
  KubeadmControlPlane,
  Machine,
  MachineDeployment,
  MachineSet,
} from '../generated/kinds.ts';
import { clusterTree } from './cluster-tree.ts';
import type { ClusterTreeNode } from './tree-node.ts';

const resources = [Cluster, DevCluster, DevMachine, KubeadmConfig, KubeadmControlPlane, Machine, MachineDeployment, MachineSet];
const infrastructure = 'infrastructure.cluster.x-k8s.io';
const bootstrap = 'bootstrap.cluster.x-k8s.io';
const labels = { 'cluster.x-k8s.io/cluster-name': 'web' };
const at = '2026-01-01T00:00:00Z';

test('the tree shows what a Cluster consists of, and puts machines that say the same together', async () => {
  await using env = await testEnv({ resources });
  const namespace = await env.namespace();
  await populate(env.client, namespace);

  const tree = await clusterTree(env.client, { name: 'web', namespace });

  expect(outline(tree)).toEqual([
    'Cluster Cluster/web',
    '  ClusterInfrastructure DevCluster/web',
    '  ControlPlane missing KubeadmControlPlane/web-cp',
    '    Machine Machine/web-cp-a',
    '  Workers',
    '    MachineDeployment MachineDeployment/web-md',
    '      Machine group web-md-a, web-md-b',
    '      Machine Machine/web-md-c',
    '        MachineInfrastructure DevMachine/web-md-c',
    '    Other',
    '      Machine Machine/web-stray',
  ]);
});

test('what only repeats its owner, and the sets between, are shown when asked for', async () => {
  await using env = await testEnv({ resources });
  const namespace = await env.namespace();
  await populate(env.client, namespace);

  const tree = await clusterTree(env.client, { name: 'web', namespace }, { echo: true, machineSets: true, grouping: false });

  const lines = outline(tree);
  expect(lines).toContain('      MachineSet MachineSet/web-md-1');
  expect(lines).toContain('        Machine Machine/web-md-a');
  expect(lines).toContain('          MachineInfrastructure DevMachine/web-md-a');
});

test('a reference to a kind that is not installed is shown with the reason', async () => {
  await using env = await testEnv({ resources: [Cluster] });
  const namespace = await env.namespace();
  const infrastructureRef = { apiGroup: infrastructure, kind: 'CloudCluster', name: 'web' };
  await env.client.create(Cluster, { metadata: { name: 'web', namespace }, spec: { infrastructureRef } });

  const tree = await clusterTree(env.client, { name: 'web', namespace });

  expect(tree.children).toMatchObject([
    { type: 'missing', role: 'ClusterInfrastructure', problem: `the server does not serve CloudCluster of ${infrastructure}` },
  ]);
});

/** A Cluster with infrastructure, a control plane object that is gone, three workers and one machine of nobody's. */
async function populate(client: Client, namespace: string): Promise<void> {
  const infrastructureRef = { apiGroup: infrastructure, kind: 'DevCluster', name: 'web' };
  const controlPlaneRef = { apiGroup: 'controlplane.cluster.x-k8s.io', kind: 'KubeadmControlPlane', name: 'web-cp' };
  await client.create(Cluster, { metadata: { name: 'web', namespace }, spec: { infrastructureRef, controlPlaneRef } });
  await client.create(DevCluster, { metadata: { name: 'web', namespace }, spec: { backend: { inMemory: {} } } });
  const template = { metadata: { labels }, spec: machineSpec('web-md') };
  const deployment = { clusterName: 'web', selector: { matchLabels: labels }, template };
  const owner = await client.create(MachineDeployment, { metadata: { name: 'web-md', namespace, labels }, spec: deployment });
  const set = await client.create(MachineSet, {
    metadata: { name: 'web-md-1', namespace, labels, ownerReferences: [controlledBy(owner)] },
    spec: deployment,
  });
  const worker = { labels, ownerReferences: [controlledBy(set)] };
  for (const name of ['web-md-a', 'web-md-b']) await machine(client, { ...worker, name, namespace }, 'True');
  await machine(client, { ...worker, name: 'web-md-c', namespace }, 'False');
  await machine(client, { name: 'web-cp-a', namespace, labels: { ...labels, 'cluster.x-k8s.io/control-plane': '' } }, 'True');
  await machine(client, { name: 'web-stray', namespace, labels }, 'True');
}

const machineSpec = (name: string) => ({
  clusterName: 'web',
  bootstrap: { configRef: { apiGroup: bootstrap, kind: 'KubeadmConfig', name } },
  infrastructureRef: { apiGroup: infrastructure, kind: 'DevMachine', name },
});

const controlledBy = ({ apiVersion, kind, metadata: { name, uid } }: KubeObject) => ({
  apiVersion,
  kind,
  name,
  uid,
  controller: true,
});

/** A machine and what it consists of; the infrastructure says False, for another reason, when the machine does. */
async function machine(client: Client, metadata: NonNullable<InputOf<typeof Machine>['metadata']>, ready: 'True' | 'False') {
  const { name = '', namespace } = metadata;
  const ref = { name, namespace };
  await client.create(Machine, { metadata, spec: machineSpec(name) });
  await client.create(DevMachine, {
    metadata: { name, namespace: namespace ?? '', labels },
    spec: { backend: { inMemory: {} } },
  });
  await client.create(KubeadmConfig, {
    metadata: { name, namespace: namespace ?? '', labels },
    spec: { format: 'cloud-config' },
  });
  const condition = { type: 'Ready', status: ready, message: '', lastTransitionTime: at } as const;
  const said = (reason: string) => ({ conditions: [{ ...condition, reason }] });
  await client.applyStatus(Machine, ref, said(ready === 'True' ? 'Ready' : 'NotReady'));
  await client.applyStatus(DevMachine, ref, said(ready === 'True' ? 'Ready' : 'ContainerDied'));
  await client.applyStatus(KubeadmConfig, ref, { conditions: [{ ...condition, status: 'True', reason: 'Ready' }] });
}

/** One line a node, indented by depth. */
function outline(node: ClusterTreeNode, depth = 0): readonly string[] {
  const line = '  '.repeat(depth) + text(node);
  return [line, ...node.children.flatMap((child) => outline(child, depth + 1))];
}

function text(node: ClusterTreeNode): string {
  switch (node.type) {
    case 'object':
      return `${node.role} ${node.object.kind}/${node.object.metadata.name}`;
    case 'group':
      return `${node.role} group ${node.members.map(({ metadata }) => metadata.name).join(', ')}`;
    case 'missing':
      return `${node.role} missing ${node.kind}/${node.name}`;
    case 'section':
      return node.title;
    default: {
      const unreachable: never = node;
      return unreachable;
    }
  }
}
