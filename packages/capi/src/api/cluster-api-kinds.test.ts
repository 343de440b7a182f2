import { isApiError } from '@capstan/client';
import type { ResourceType } from '@capstan/schema';
import { testEnv } from '@capstan/testenv';
import { expect, test } from 'vitest';
import * as kinds from '../generated/kinds.ts';
import { Cluster } from '../generated/kinds.ts';
import * as v1beta1 from '../generated/kinds-v1beta1.ts';
import { clusterApiCrds } from './cluster-api-crds.ts';

const topology = {
  classRef: { name: 'quick' },
  version: 'v1.34.0',
  controlPlane: { replicas: 1 },
  workers: { machineDeployments: [{ class: 'default', name: 'md-0', replicas: 2 }] },
  variables: [{ name: 'region', value: { zone: 'a', spare: [1, true, null] } }],
};

test('a Cluster with a topology can be written, changed and read back', async () => {
  await using env = await testEnv({ resources: [Cluster] });
  const namespace = await env.namespace();
  const metadata = { name: 'web', namespace };

  await env.client.apply(Cluster, { metadata, spec: { topology } });
  await env.client.applyStatus(Cluster, metadata, { phase: 'Provisioned', initialization: { infrastructureProvisioned: true } });

  const cluster = await env.client.get(Cluster, metadata);
  expect(cluster.spec.topology).toEqual(topology);
  expect(cluster.status?.initialization).toEqual({ infrastructureProvisioned: true });
});

test('the schema and the rules of upstream are kept by the server', async () => {
  await using env = await testEnv({ resources: [Cluster] });
  const namespace = await env.namespace();
  const metadata = { name: 'web', namespace };
  const { version: _missing, ...withoutVersion } = topology;
  const unhealthy = [{ type: 'Ready', status: 'False', timeoutSeconds: 60 }] as const;
  const controlPlane = { healthCheck: { checks: { unhealthyMachineConditions: unhealthy } } };

  const missing = env.client.apply(Cluster, { metadata, spec: { topology: withoutVersion } });
  await expect(missing).rejects.toThrow(/spec\.topology\.version: Required value/);
  const port = env.client.apply(Cluster, { metadata, spec: { topology, controlPlaneEndpoint: { host: 'a', port: 70_000 } } });
  await expect(port).rejects.toThrow(/controlPlaneEndpoint\.port/);
  const rule = env.client.apply(Cluster, { metadata, spec: { topology: { ...topology, controlPlane } } });
  await expect(rule).rejects.toThrow(/type must not be one of: Ready, Available/);
});

test('every kind is served, by its stored version alone', async () => {
  const resources = Object.values(kinds);
  await using env = await testEnv({ resources });

  for (const resource of resources) expect((await env.client.listPage<ResourceType>(resource)).items).toEqual([]);

  const older = await env.client.listPage(v1beta1.Cluster).catch((error: unknown) => error);
  expect(isApiError(older, 'NotFound')).toBe(true);
});

test('with a converter, the definitions serve every version through it', () => {
  const conversion = { url: 'https://127.0.0.1:9443/convert', caBundle: 'Y2E=' };

  const [clusterClass] = clusterApiCrds({ groups: ['cluster.x-k8s.io'], conversion });

  expect(clusterClass?.spec.versions.map(({ name, storage }) => [name, storage])).toEqual([
    ['v1beta1', false],
    ['v1beta2', true],
  ]);
  expect(clusterClass?.spec['conversion']).toMatchObject({ strategy: 'Webhook', webhook: { clientConfig: conversion } });
});

test('definitions carry the labels that name their contract and their provider, and no prose', () => {
  const crds = clusterApiCrds();

  const devCluster = crds.find(({ metadata }) => metadata.name === 'devclusters.infrastructure.cluster.x-k8s.io');
  expect(devCluster?.metadata.labels).toEqual({
    'cluster.x-k8s.io/v1beta1': 'v1beta1',
    'cluster.x-k8s.io/v1beta2': 'v1beta2',
    'cluster.x-k8s.io/provider': 'infrastructure-docker',
    'clusterctl.cluster.x-k8s.io': '',
  });
  expect(JSON.stringify(crds)).not.toMatch(/"description":"/);
});

test('a manifest is checked without a server, and says which field is wrong', () => {
  const manifest = {
    apiVersion: 'cluster.x-k8s.io/v1beta2',
    kind: 'Cluster',
    metadata: { name: 'web' },
    spec: { paused: 'yes' },
  };

  expect(Cluster.validate(manifest)).toMatchObject([{ field: 'spec.paused' }]);
  expect(() => Cluster.parse(manifest)).toThrow(/spec\.paused/);
  expect(Cluster.parse({ ...manifest, spec: { paused: true, unknown: 1 } }).spec).toEqual({ paused: true });
});
