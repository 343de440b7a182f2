import { Cluster, capiFinalizers, ExtensionConfig } from '@capstan/capi';
import { Namespace } from '@capstan/schema';
import { testEnv } from '@capstan/testenv';
import { expect, test } from 'vitest';
import { endLife } from './end-life.ts';
import { fleetCluster, fleetManifest, installClusterApi } from './fleet.ts';

test('an ExtensionConfig that cannot be called is told, and the cluster goes once it is taken away', async () => {
  await using env = await testEnv({ controlPlane: 'embedded' }); // the demo's names are in nobody else's way there
  const { client } = env;
  await installClusterApi(client);
  await client.apply(Namespace, { metadata: { name: fleetCluster.namespace } });
  await client.create(Cluster, { ...fleetManifest, metadata: { ...fleetCluster, finalizers: [capiFinalizers.cluster] } });
  const clientConfig = { url: 'https://127.0.0.1:1', service: { name: 'gates', namespace: 'default' } };
  await client.create(ExtensionConfig, { metadata: { name: 'gates' }, spec: { clientConfig } });
  await client.delete(Cluster, fleetCluster);
  const lines: string[] = [];
  const told = Promise.withResolvers<void>();
  const say = (line: string) => {
    lines.push(line);
    told.resolve();
  };

  const ended = endLife(client, await client.get(Cluster, fleetCluster), { signal: AbortSignal.timeout(60_000), say });
  await Promise.race([told.promise, ended]);
  await client.delete(ExtensionConfig, { name: 'gates' });
  await ended;

  expect(lines[0]).toContain('ExtensionConfig gates: clientConfig has to name either url or service');
  expect(await client.find(Cluster, fleetCluster)).toBeUndefined();
});
