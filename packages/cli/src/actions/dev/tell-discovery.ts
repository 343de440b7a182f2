import { ExtensionConfig } from '@capstan/capi';
import type { Client } from '@capstan/client';
import type { Logger } from '@capstan/runtime';

/** Logs what Cluster API makes of a registered extension, whenever that changes, until the signal. */
export async function tellDiscovery(
  client: Client,
  name: string,
  { signal, logger }: { readonly signal: AbortSignal; readonly logger: Logger },
): Promise<void> {
  let told = '';
  for await (const event of client.watch(ExtensionConfig, { fields: `metadata.name=${name}`, signal })) {
    if (event.type !== 'listed' && event.type !== 'applied') continue;
    const { status } = event.object;
    const discovered = status?.conditions?.find(({ type }) => type === 'Discovered');
    const handlers = status?.handlers?.length ?? 0;
    if (discovered === undefined || discovered.status === 'Unknown') continue;
    if (discovered.status === 'True' && handlers === 0) continue; // they are written after the condition
    const line =
      discovered.status === 'True'
        ? `Cluster API discovered ${handlers} handlers of ${name}`
        : `Cluster API did not discover ${name}: ${discovered.message}`;
    if (line !== told) logger.info({}, line);
    told = line;
  }
}
