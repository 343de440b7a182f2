import { type Client, isApiError } from '@capstan/client';
import { Node, Pod } from '@capstan/schema';
import { misfit } from './misfit.ts';

/** Whether somebody has to find a node for the pod. */
export function isWaiting({ metadata, spec, status }: Pod): boolean {
  const { nodeName = '', schedulerName = 'default-scheduler', schedulingGates = [] } = spec ?? {};
  const ended = status?.phase === 'Succeeded' || status?.phase === 'Failed';
  return (
    nodeName === '' &&
    schedulerName === 'default-scheduler' &&
    schedulingGates.length === 0 &&
    !metadata.deletionTimestamp &&
    !ended
  );
}

/** Binds the pod to the node, or writes into its status why it can't be. */
export async function schedule(client: Client, pod: Pod, nodeName: string, now: string): Promise<void> {
  const node = await client.find(Node, { name: nodeName });
  if (!node) return;
  const { name, namespace, uid, resourceVersion } = pod.metadata;
  const why = misfit(pod, node);
  try {
    if (why === undefined) {
      const binding = { metadata: { name, namespace, uid }, target: { apiVersion: 'v1', kind: 'Node', name: nodeName } };
      await client.createSubresource(Pod, { name, namespace }, 'binding', { apiVersion: 'v1', kind: 'Binding', ...binding });
      return;
    }
    const message = `0/1 nodes are available: ${why}.`;
    const known = pod.status?.conditions?.find(({ type }) => type === 'PodScheduled');
    if (known?.reason === 'Unschedulable' && known.message === message) return;
    const condition = { type: 'PodScheduled', status: 'False', reason: 'Unschedulable', message, lastTransitionTime: now };
    const body = { metadata: { uid, resourceVersion }, status: { conditions: [condition] } };
    await client.patch(Pod, { name, namespace }, { type: 'strategic', body }, { subresource: 'status' });
  } catch (error) {
    // Gone, or changed and therefore seen again, or another node was faster.
    if (!isApiError(error, 'NotFound', 'Conflict')) throw error;
  }
}
