import { expect, test } from 'vitest';
import { requestCluster } from './request-cluster.ts';

test('hooks see a Cluster without status, managed fields and annotations that repeat it', () => {
  const metadata = { name: 'web', uid: 'u', resourceVersion: '1', creationTimestamp: '2026-01-01T00:00:00Z' };
  const identity = { apiVersion: 'cluster.x-k8s.io/v1beta2', kind: 'Cluster' } as const;
  const repeated = { 'kubectl.kubernetes.io/last-applied-configuration': '{}', 'cluster.x-k8s.io/conversion-data': '{}' };

  const seen = requestCluster({
    ...identity,
    metadata: { ...metadata, managedFields: [], annotations: { ...repeated, note: 'kept' } },
    spec: { paused: false },
    status: { phase: 'Provisioned' },
  });

  expect(seen).toEqual({ ...identity, metadata: { ...metadata, annotations: { note: 'kept' } }, spec: { paused: false } });
  expect(requestCluster({ ...identity, metadata: { ...metadata, annotations: repeated }, spec: {} }).metadata).toEqual(metadata);
});
