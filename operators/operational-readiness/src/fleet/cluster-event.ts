import { createHash } from 'node:crypto';
import type { Client } from '@capstan/client';
import { type ApplyOf, cutName, Event } from '@capstan/schema';
import { timestamp } from '../timestamps.ts';
import type { SelectableCluster } from './selection.ts';

export interface ClusterNews {
  readonly type: 'Normal' | 'Warning';
  readonly reason: string;
  readonly message: string;
}

/** An Event about a Cluster. Its name comes from what it says, so saying it again after a crash makes no second one. */
export function eventAbout(
  { metadata }: Pick<SelectableCluster, 'metadata'>,
  news: ClusterNews,
  now: number,
): ApplyOf<typeof Event> {
  const hash = createHash('sha256')
    .update(`${metadata.uid} ${news.type} ${news.reason} ${news.message}`)
    .digest('hex')
    .slice(0, 16);
  const namespace = metadata.namespace ?? 'default';
  const at = timestamp(now);
  return {
    metadata: { name: `${cutName(metadata.name, 230)}.${hash}`, namespace },
    involvedObject: {
      apiVersion: 'cluster.x-k8s.io/v1beta2',
      kind: 'Cluster',
      name: metadata.name,
      namespace,
      uid: metadata.uid,
    },
    type: news.type,
    reason: news.reason,
    message: news.message.slice(0, 1024),
    source: { component: 'operational-readiness' },
    reportingComponent: 'operational-readiness',
    reportingInstance: 'operational-readiness',
    firstTimestamp: at,
    lastTimestamp: at,
    count: 1,
  };
}

export async function clusterEvent(
  client: Client,
  cluster: Pick<SelectableCluster, 'metadata'>,
  news: ClusterNews,
  options: { readonly signal?: AbortSignal } = {},
): Promise<void> {
  const event = eventAbout(cluster, news, Date.now());
  await client.apply(Event, event, { ...options, force: true, fieldManager: 'operational-readiness' });
}
