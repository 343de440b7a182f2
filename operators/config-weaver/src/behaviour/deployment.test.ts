import {
  ClusterRole,
  ConfigMap,
  type Deployment,
  type NetworkPolicy,
  type PodDisruptionBudget,
  RoleBinding,
  ServiceAccount,
} from '@capstan/schema';
import { type TestEnv, testEnv } from '@capstan/testenv';
import { expect, test } from 'vitest';
import { ConfigMapSync, SecretSync } from '../index.ts';
import { configWeaverManifests, type ManifestOptions } from '../manifests.ts';

const manifests = (options: Partial<ManifestOptions> = {}) => configWeaverManifests({ image: 'weaver:1', ...options });

/** The one manifest of a kind. */
function manifestOf<T>(kind: string, options: Partial<ManifestOptions> = {}): T {
  return manifests(options).find((manifest) => manifest.kind === kind) as T; // made as such; the tests look at its fields
}

const podOf = (options: Partial<ManifestOptions> = {}) => manifestOf<Deployment>('Deployment', options).spec?.template?.spec;

test('17: two replicas of which one leads, and of which a drain takes one at a time', () => {
  const { spec } = manifestOf<Deployment>('Deployment');
  const budget = manifestOf<PodDisruptionBudget>('PodDisruptionBudget').spec;

  expect(spec?.replicas).toBe(2);
  expect(podOf()?.containers?.[0]?.args).toContain('--leader-elect');
  expect(budget?.maxUnavailable).toBe(1);
  expect(budget?.selector).toEqual({ matchLabels: spec?.template?.metadata?.labels });
});

test('17: the pod has no right on its node: no root, no privilege, no capability, a file system to read, a seccomp profile', () => {
  const pod = podOf();
  const [container] = pod?.containers ?? [];

  expect(pod?.securityContext).toMatchObject({ runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } });
  expect(container?.securityContext).toEqual({
    allowPrivilegeEscalation: false,
    readOnlyRootFilesystem: true,
    capabilities: { drop: ['ALL'] },
  });
  expect([pod?.hostNetwork, pod?.hostPID, pod?.volumes]).toEqual([undefined, undefined, undefined]);
});

test('17: the probes ask where the operator answers, and the network policy lets them in there', () => {
  const [container] = podOf()?.containers ?? [];
  const port = container?.ports?.[0];
  const policy = manifestOf<NetworkPolicy>('NetworkPolicy').spec;

  expect(container?.args?.join(' ')).toContain(`--health 0.0.0.0:${port?.containerPort}`);
  expect([container?.livenessProbe?.httpGet?.port, container?.readinessProbe?.httpGet?.port]).toEqual([port?.name, port?.name]);
  expect(policy?.ingress).toEqual([{ ports: [{ protocol: 'TCP', port: port?.name }] }]);
});

test('17: the network policy lets out what goes to the DNS and to the ports of an API server, and nothing else', () => {
  const policy = manifestOf<NetworkPolicy>('NetworkPolicy').spec;

  expect(policy?.policyTypes).toEqual(['Ingress', 'Egress']);
  expect(policy?.egress?.map(({ ports = [] }) => ports.map(({ port }) => port))).toEqual([
    [53, 53],
    [443, 6443],
  ]);
  expect(policy?.podSelector).toEqual(manifestOf<Deployment>('Deployment').spec?.selector);
});

test('17: what the administrator sets up is in the command line of the pod, and in its rights', () => {
  const options = { quota: { copies: 5, bytes: 1_000 }, reclaimWithOperatorRights: true };
  const verbs = (role: ClusterRole) =>
    role.rules
      ?.filter(({ resources }) => resources?.includes('configmaps'))
      .flatMap((rule) => rule.verbs)
      .toSorted();

  expect(podOf(options)?.containers?.[0]?.args?.join(' ')).toContain(
    '--quota-copies 5 --quota-bytes 1000 --reclaim-with-operator-rights',
  );
  expect(verbs(manifestOf('ClusterRole', options))).toEqual(['delete', 'list', 'watch']);
  expect(verbs(manifestOf('ClusterRole'))).toEqual(['list', 'watch']);
});

/** A client with one of the built-in roles in a namespace. */
async function clientWith(env: TestEnv, namespace: string, role: string) {
  await env.client.create(ServiceAccount, { metadata: { name: role, namespace } });
  await env.client.create(RoleBinding, {
    metadata: { name: role, namespace },
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: role },
    subjects: [{ kind: 'ServiceAccount', name: role, namespace }],
  });
  const verbs = role === 'edit' ? ['create', 'get', 'delete'] : ['get'];
  for (const resource of [ConfigMapSync, SecretSync])
    await env.eventuallyAllowed({ serviceAccount: role, namespace }, resource, { namespace, verbs });
  return env.clientAs({ serviceAccount: role, namespace });
}

test('17: who may edit a namespace may write syncs there, who may view it may read them, and nobody else anything', async () => {
  await using env = await testEnv({ resources: [ConfigMapSync, SecretSync] });
  const namespace = await env.namespace();
  for (const manifest of manifests({ namespace })) {
    if (manifest.kind === 'ClusterRole' && manifest.metadata.name.startsWith('weaver-'))
      await env.client.apply(ClusterRole, manifest as never, { force: true }); // plain JSON
  }
  for (const name of ['edit', 'view'])
    await env.eventually(ClusterRole, { name }, ({ rules = [] }) =>
      rules.some(({ resources }) => resources?.includes('secretsyncs') ?? false),
    );
  const [editor, viewer] = [await clientWith(env, namespace, 'edit'), await clientWith(env, namespace, 'view')];
  const stranger = await env.clientAs({ serviceAccount: 'default', namespace });
  const metadata = { name: 'app', namespace };
  const spec = { source: { name: 'app' }, syncToNamespaces: ['b'] };

  for (const resource of [ConfigMapSync, SecretSync]) {
    await editor.create(resource, { metadata, spec });
    expect((await viewer.get(resource, metadata)).spec.syncToNamespaces).toEqual(['b']);
    await expect(viewer.delete(resource, metadata)).rejects.toMatchObject({ reason: 'Forbidden' });
    await expect(stranger.get(resource, metadata)).rejects.toMatchObject({ reason: 'Forbidden' });
    await editor.delete(resource, metadata);
  }
  await expect(viewer.create(ConfigMap, { metadata })).rejects.toMatchObject({ reason: 'Forbidden' });
});
