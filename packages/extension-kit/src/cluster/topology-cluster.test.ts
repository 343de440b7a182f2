import { expect, test } from 'vitest';
import { readCluster, sampleCluster } from './topology-cluster.ts';

const web = `apiVersion: cluster.x-k8s.io/v1beta2
kind: Cluster
metadata: {name: web}
spec: {topology: {classRef: {name: quick}, version: v1.34.0}}
status: {phase: Provisioned}
`;

test('a Cluster is found among other objects, and completed as a server would', () => {
  const cluster = readCluster(`kind: Secret\n---\n${web}`);

  expect(cluster).toMatchObject({ metadata: { name: 'web', namespace: 'default', resourceVersion: '1000' } });
  expect(cluster.metadata.uid).toMatch(/^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-8[\da-f]{3}-[\da-f]{12}$/);
  expect(cluster).not.toHaveProperty('status');
  expect(readCluster(web).metadata.uid).toBe(cluster.metadata.uid);
});

test('the class of v1beta1 is understood', () => {
  const cluster = readCluster(web.replace('classRef: {name: quick}', 'class: old'));

  expect(cluster.spec.topology.classRef).toEqual({ name: 'old' });
});

test.each([
  ['a: [', /^web\.yaml is not YAML: /],
  ['', /^there is no Cluster in web\.yaml$/],
  ['kind: Secret\n---\nkind: ConfigMap', /^there is no Cluster in web\.yaml, only Secret, ConfigMap$/],
  ['kind: Cluster\napiVersion: other/v1', /^web\.yaml is no Cluster of cluster\.x-k8s\.io$/],
  ['kind: Cluster\napiVersion: cluster.x-k8s.io/v1beta2', /has no metadata\.name$/],
  [web.replace('v1.34.0', 'v1.34.0, password: *hunter'), /^web\.yaml is not YAML: an alias \(\*name\) has no anchor/],
  [web.replace('v1.34.0', 'v1.34.0, variables: [null]'), /^spec\.topology\.variables of Cluster web in web\.yaml is not a list/],
  [
    web.replace('v1.34.0', 'v1.34.0, workers: {machineDeployments: {}}'),
    /machineDeployments of Cluster web in web\.yaml is not a list/,
  ],
  [web.replace('version: v1.34.0', ''), /^Cluster web in web\.yaml has no spec\.topology\.version$/],
])('what is no Cluster with a topology is refused: %j', (text, message) => {
  expect(() => readCluster(text, 'web.yaml')).toThrow(message);
});

test('the sample is the same each time', () => {
  expect(sampleCluster()).toEqual(sampleCluster());
});
