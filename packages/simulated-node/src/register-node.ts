import type { Client } from '@capstan/client';
import { Node } from '@capstan/schema';

export interface NodeDescription {
  readonly name: string;
  readonly address: string;
  readonly kubeletPort: number;
  readonly os: 'linux' | 'windows';
  readonly kubeletVersion: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly now: string;
}

const fieldManager = 'simulated-node';

/** Creates or takes over the Node object and says that it is Ready. */
export async function registerNode(client: Client, node: NodeDescription): Promise<void> {
  const { name, os, labels } = node;
  const usual = { 'kubernetes.io/hostname': name, 'kubernetes.io/os': os, 'kubernetes.io/arch': 'amd64' };
  const force = { force: true, fieldManager };
  await client.apply(Node, { metadata: { name, labels: { ...usual, ...labels } } }, force);
  // Outside of a cloud nobody else would take away the taint of a node that was not ready when it was admitted.
  await removeTaint(client, name);
  await client.applyStatus(Node, { name }, statusOf(node), force);
}

/**
 * How long a node that is switched off tries to say so. A busy API server takes seconds to answer; one that hangs holds the
 * end of the node up for as long.
 */
const sayLostWithin = '10s';

/** What a node controller writes when a node stops answering; on a bare API server there is none to do so. */
export async function markLost(client: Client, name: string, now: string): Promise<void> {
  const condition = {
    type: 'Ready',
    status: 'Unknown',
    reason: 'NodeStatusUnknown',
    message: 'Kubelet stopped posting node status.',
    lastTransitionTime: now,
  };
  const patch = { type: 'strategic', body: { status: { conditions: [condition] } } } as const;
  await client.patch(Node, { name }, patch, { subresource: 'status', timeout: sayLostWithin });
}

async function removeTaint(client: Client, name: string): Promise<void> {
  const node = await client.get(Node, { name });
  const taints = node.spec?.taints ?? [];
  const kept = taints.filter(({ key }) => key !== 'node.kubernetes.io/not-ready');
  if (kept.length === taints.length) return;
  await client.patch(Node, { name }, { type: 'merge', body: { spec: { taints: kept } } });
}

function statusOf({ name, address, kubeletPort, os, kubeletVersion, now }: NodeDescription) {
  const resources = { cpu: '4', memory: '8Gi', pods: '110' };
  return {
    addresses: [{ type: 'InternalIP', address }],
    daemonEndpoints: { kubeletEndpoint: { Port: kubeletPort } },
    // Without it kube-apiserver would speak SPDY to this node whenever a client asks for the newest WebSocket protocol.
    declaredFeatures: ['ExtendWebSocketsToKubelet'],
    capacity: resources,
    allocatable: resources,
    conditions: [
      {
        type: 'Ready',
        status: 'True',
        reason: 'KubeletReady',
        message: 'pods run as functions of a simulated node',
        lastHeartbeatTime: now,
        lastTransitionTime: now,
      },
    ],
    nodeInfo: {
      architecture: 'amd64',
      operatingSystem: os,
      kubeletVersion,
      bootID: name,
      machineID: name,
      systemUUID: name,
      kernelVersion: 'none',
      osImage: 'Capstan simulated node',
      containerRuntimeVersion: 'simulated://1',
      kubeProxyVersion: '',
    },
  } as const;
}
