import type { Client } from '@capstan/client';
import { CustomResourceDefinition } from '@capstan/schema';
import { untilDiscovered } from '@capstan/testenv';

export interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string };
}

/** Server-side applies objects in order, whatever their kinds. */
export async function applyManifests(client: Client, manifests: readonly Manifest[]): Promise<void> {
  for (const manifest of manifests) {
    const resource = await client.discovery.resourceFor(manifest);
    await client.apply(resource, manifest as never, { force: true }); // of whatever kind; the server checks it
  }
}

/** Applies definitions and waits until the server serves every one of them, and says so. */
export async function applyCrds(client: Client, crds: readonly CustomResourceDefinition[]): Promise<void> {
  if (crds.length === 0) return;
  for (const crd of crds) await client.apply(CustomResourceDefinition, crd as never, { force: true }); // as a file has it: without uid
  const missing = new Set(crds.map(({ metadata }) => metadata.name));
  const signal = AbortSignal.timeout(60_000);
  for await (const event of client.watch(CustomResourceDefinition, { signal })) {
    if (event.type !== 'listed' && event.type !== 'applied') continue;
    const { metadata, status } = event.object;
    if (status?.conditions?.some(({ type, status }) => type === 'Established' && status === 'True'))
      missing.delete(metadata.name);
    if (missing.size === 0) return untilDiscovered(client, servedBy(crds));
  }
  throw new Error(`not established within 60 s: ${[...missing].join(', ')}`);
}

/** Every version of these that is to be served. */
const servedBy = (crds: readonly CustomResourceDefinition[]) =>
  crds.flatMap(({ spec: { group, names, versions } }) =>
    versions.filter(({ served }) => served).map(({ name: version }) => ({ group, version, plural: names.plural })),
  );
