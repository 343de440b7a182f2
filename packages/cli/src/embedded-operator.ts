import type { Client } from '@capstan/client';
import { ConfigMapSync, configMapSync } from '@capstan/config-weaver';
import { type Logger, operatorIdentity, run, serviceAccountClient } from '@capstan/runtime';
import { CustomResourceDefinition, Namespace } from '@capstan/schema';

const namespace = 'capstan-system';

/** Installs config-weaver's CRD and RBAC, so that it runs here with the same rights as in production. */
export async function installOperator(client: Client): Promise<void> {
  await client.apply(Namespace, { metadata: { name: namespace } }, { force: true });
  // Manifests are plain JSON; the generated types spell out every optional field.
  await client.apply(CustomResourceDefinition, ConfigMapSync.crd() as never, { force: true });
  for (const manifest of operatorIdentity({ name: configMapSync.name, namespace, controllers: [configMapSync] })) {
    const resource = await client.discovery.resourceFor(manifest);
    await client.apply(resource, manifest as never, { force: true });
  }
}

/** Runs config-weaver as its ServiceAccount until the signal. */
export async function runOperator(
  client: Client,
  options: { readonly signal: AbortSignal; readonly logger: Logger; readonly onReady: () => void },
): Promise<void> {
  const { signal, logger, onReady } = options;
  await run({
    client: serviceAccountClient(client, { serviceAccount: configMapSync.name, namespace }),
    controllers: [configMapSync],
    signal,
    logger,
    observe: (event) => {
      if (event.type === 'ready') onReady();
    },
  });
}
