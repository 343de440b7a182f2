import { createHookRegistry, ExtensionConfig, hooksApiVersion } from '@capstan/capi';
import type { Client } from '@capstan/client';

/** Writes what Cluster API would write of an extension it has discovered. */
export async function reflectDiscovery(client: Client, config: ExtensionConfig, signal: AbortSignal): Promise<void> {
  using registry = createHookRegistry();
  const handlers = await registry.register(config, { signal });
  const condition = {
    type: 'Discovered',
    status: 'True',
    reason: 'Discovered',
    message: '',
    lastTransitionTime: new Date().toISOString().replace(/\.\d+/, ''),
  } as const;
  const status = {
    conditions: [condition],
    handlers: handlers.map(({ name, hook, timeoutSeconds, failurePolicy }) => ({
      name,
      requestHook: { apiVersion: hooksApiVersion, hook },
      timeoutSeconds,
      failurePolicy,
    })),
  };
  await client.applyStatus(ExtensionConfig, { name: config.metadata.name }, status, { force: true });
}
