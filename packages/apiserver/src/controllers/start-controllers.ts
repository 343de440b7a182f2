import { type EventExpiryOptions, startEventExpiry } from './event-expiry.ts';
import { startGarbageCollector } from './garbage-collector.ts';
import { type NamespaceDefaultsOptions, startNamespaceDefaults } from './namespace-defaults.ts';
import { startNamespaceDeletion } from './namespace-deletion.ts';
import { startRoleAggregation } from './role-aggregation.ts';

/** Starts the controllers inside the server. Resolves after the signal, when the last write of each is done. */
export async function startControllers(options: NamespaceDefaultsOptions & EventExpiryOptions): Promise<void> {
  await Promise.all([
    startRoleAggregation(options),
    startNamespaceDefaults(options),
    startNamespaceDeletion(options),
    startGarbageCollector(options),
    startEventExpiry(options),
  ]);
}
