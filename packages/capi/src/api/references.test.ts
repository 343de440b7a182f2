import { CustomResourceDefinition } from '@capstan/schema';
import { testEnv } from '@capstan/testenv';
import { expect, test } from 'vitest';
import { DevCluster } from '../generated/kinds.ts';
import { contractKind } from './references.ts';

const apiGroup = 'infrastructure.cluster.x-k8s.io';

test('a reference without version means the version that the label of the definition names', async () => {
  await using env = await testEnv({ resources: [DevCluster] });

  const { resource, contract } = await contractKind(env.client, { apiGroup, kind: 'DevCluster' });

  expect(contract).toBe('v1beta2');
  expect(resource).toMatchObject({ group: apiGroup, version: 'v1beta2', plural: 'devclusters', scope: 'Namespaced' });
});

test('a kind whose definition names no version, or none that is served, is refused with the label to give', async () => {
  await using env = await testEnv({ resources: [DevCluster] });
  const ref = { name: 'devclusters.infrastructure.cluster.x-k8s.io' };
  const label = async (labels: Record<string, string | null>) => {
    await env.client.patch(CustomResourceDefinition, ref, { type: 'merge', body: { metadata: { labels } } });
    return contractKind(env.client, { apiGroup, kind: 'DevCluster' });
  };

  await expect(label({ 'cluster.x-k8s.io/v1beta2': 'v1beta9' })).rejects.toThrow(/with v1beta9, which the server does not serve/);
  const none = label({ 'cluster.x-k8s.io/v1beta2': null, 'cluster.x-k8s.io/v1beta1': null });
  await expect(none).rejects.toThrow(
    expect.objectContaining({ code: 'InvalidValue', hint: expect.stringContaining('cluster.x-k8s.io/v1beta2') }),
  );
});

test('a reference to what is not served is refused', async () => {
  await using env = await testEnv();

  const unknown = contractKind(env.client, { apiGroup, kind: 'CloudCluster' });

  await expect(unknown).rejects.toThrow(`the server does not serve CloudCluster of ${apiGroup}`);
});
