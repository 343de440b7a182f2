import type { Client } from '@capstan/client';
import { Pod } from '@capstan/schema';
import type { RunStatus } from './run-status.ts';

/** Writes the state of the run where `sonobuoy status` reads it: into an annotation of the aggregator's pod. */
export async function annotate(client: Client, { metadata: { name, namespace } }: Pod, status: RunStatus): Promise<void> {
  const annotations = { 'sonobuoy.hept.io/status': JSON.stringify(status) };
  await client.patch(Pod, { name, namespace }, { type: 'merge', body: { metadata: { annotations } } });
}
