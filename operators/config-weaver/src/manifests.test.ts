import { CustomResourceDefinition, Deployment, Pod } from '@capstan/schema';
import { testEnv } from '@capstan/testenv';
import { expect, test } from 'vitest';
import { configWeaverManifests } from './manifests.ts';

test('17: the manifests have all that a deployment takes, and nothing twice', () => {
  const told = configWeaverManifests({ image: 'weaver:1' }).map(({ kind, metadata }) => `${kind} ${metadata.name}`);

  expect(told.toSorted()).toEqual([
    'ClusterRole config-weaver',
    'ClusterRole weaver-editor',
    'ClusterRole weaver-viewer',
    'ClusterRoleBinding config-weaver',
    'CustomResourceDefinition configmapsyncs.weaver.capstan.dev',
    'CustomResourceDefinition secretsyncs.weaver.capstan.dev',
    'Deployment config-weaver',
    'Namespace capstan-system',
    'NetworkPolicy config-weaver',
    'PodDisruptionBudget config-weaver',
    'Role config-weaver',
    'RoleBinding config-weaver',
    'ServiceAccount config-weaver',
  ]);
});

test('17: an API server takes the manifests, and their pod where only the restricted standard is allowed', async () => {
  await using env = await testEnv();
  const namespace = await env.namespace({ labels: { 'pod-security.kubernetes.io/enforce': 'restricted' } });
  for (const manifest of configWeaverManifests({ image: 'weaver:1', namespace })) {
    if (manifest.kind === 'Namespace') continue;
    const isDefinition = manifest.kind === 'CustomResourceDefinition';
    const resource = isDefinition ? CustomResourceDefinition : await env.client.discovery.resourceFor(manifest);
    await env.client.apply(resource, manifest as never, { force: true }); // plain JSON, of whatever kind
  }
  const { spec } = await env.client.get(Deployment, { name: 'config-weaver', namespace });
  const template = spec?.template?.spec as never; // what is sent and what is answered differ in types only

  const pod = await env.client.create(Pod, { metadata: { name: 'weaver', namespace }, spec: template });

  const [container] = pod.spec?.containers ?? [];
  expect(pod.spec?.securityContext).toMatchObject({ runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } });
  expect(container?.securityContext).toMatchObject({ readOnlyRootFilesystem: true, allowPrivilegeEscalation: false });
  expect([container?.livenessProbe?.httpGet?.path, container?.readinessProbe?.httpGet?.path]).toEqual(['/healthz', '/readyz']);
  expect(container?.resources).toMatchObject({ limits: { memory: expect.any(String) } });
});
