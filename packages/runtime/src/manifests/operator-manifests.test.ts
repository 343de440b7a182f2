import {
  type ClusterRole,
  ConfigMap,
  CustomResourceDefinition,
  type Deployment,
  defineResource,
  Pod,
  RoleBinding,
  ServiceAccount,
  t,
} from '@capstan/schema';
import { testEnv } from '@capstan/testenv';
import { expect, test } from 'vitest';
import { controller, done, leaderElectionRules, type Manifest, operatorManifests, tenantRoles } from '../index.ts';

const define = <const Kind extends string>(kind: Kind) =>
  defineResource({
    group: 'manifests.example.com',
    version: 'v1',
    kind,
    scope: 'Namespaced',
    spec: t.object({ color: t.string() }),
    status: t.object({ seen: t.string() }),
  });
const Paint = define('Paint');
const Brush = define('Brush');
const controllerOf = (resource: typeof Paint | typeof Brush) =>
  controller({ name: resource.singular, for: resource, reads: [ConfigMap], reconcile: async () => done() });
const options = { name: 'painter', controllers: [controllerOf(Paint), controllerOf(Brush)], resources: [Paint, Brush] };
const manifestsIn = (namespace: string, replicas: number) =>
  operatorManifests({
    ...options,
    image: 'painter:1',
    args: ['run'],
    namespace,
    replicas,
    namespaceRules: leaderElectionRules,
  });

type Env = Awaited<ReturnType<typeof testEnv>>;

async function apply({ client }: Env, manifests: readonly Manifest[]): Promise<void> {
  for (const manifest of manifests) {
    const resource =
      manifest.kind === 'CustomResourceDefinition' ? CustomResourceDefinition : await client.discovery.resourceFor(manifest);
    await client.apply(resource, manifest as never, { force: true }); // plain JSON, of whatever kind
  }
}

test('what two controllers of an operator need is one rule', () => {
  const [role] = manifestsIn('paint', 1).filter(({ kind }) => kind === 'ClusterRole') as unknown as ClusterRole[]; // made above
  const verbs = ['get', 'list', 'watch'];

  expect(role?.rules?.map((rule) => [rule.resources?.join(), rule.verbs.join()])).toEqual([
    ['configmaps', verbs.join()],
    ['events', 'create,patch'],
    ['brushes,paints', verbs.join()],
    ['brushes/status,paints/status', 'patch'],
  ]);
});

test('several replicas come with a budget for disruptions, a single one without', () => {
  const kinds = (replicas: number) => manifestsIn('paint', replicas).map(({ kind }) => kind);

  expect(kinds(2)).toContain('PodDisruptionBudget');
  expect(kinds(1)).not.toContain('PodDisruptionBudget');
});

test('the server takes all manifests of an operator, and its pod in a namespace that enforces the restricted standard', async () => {
  await using env = await testEnv();
  const namespace = await env.namespace({ labels: { 'pod-security.kubernetes.io/enforce': 'restricted' } });
  const manifests = manifestsIn(namespace, 2).filter(({ kind }) => kind !== 'Namespace');
  await apply(env, manifests);
  const { spec } = manifests.find(({ kind }) => kind === 'Deployment') as unknown as Deployment; // made above
  const template = spec?.template?.spec as never; // what is sent and what is answered differ in types only

  const pod = await env.client.create(Pod, { metadata: { name: 'painter', namespace }, spec: template });

  expect(pod.spec?.containers?.[0]?.securityContext?.readOnlyRootFilesystem).toBe(true);
});

test('who may edit or view a namespace may edit or view the kinds of an operator there', async () => {
  await using env = await testEnv({ resources: [Paint] });
  await apply(env, tenantRoles('painter', [Paint]));
  const namespace = await env.namespace();
  const editor = await clientWith(env, namespace, 'edit', ['get', 'create', 'patch']);
  const viewer = await clientWith(env, namespace, 'view', ['get']);
  const metadata = { name: 'sky', namespace };

  await editor.create(Paint, { metadata, spec: { color: 'blue' } });
  await editor.patch(Paint, metadata, { type: 'merge', body: { spec: { color: 'grey' } } });

  expect((await viewer.get(Paint, metadata)).spec.color).toBe('grey');
  await expect(viewer.delete(Paint, metadata)).rejects.toMatchObject({ reason: 'Forbidden' });
  await expect(editor.patch(Paint, metadata, { type: 'merge', body: { status: {} } }, { subresource: 'status' })).rejects.toThrow(
    /cannot patch resource "paints\/status"/,
  );
});

/** Whom a built-in role lets do this once the server's controller has made the rules of others part of it. */
async function clientWith(env: Env, namespace: string, role: string, verbs: readonly string[]) {
  await env.client.create(ServiceAccount, { metadata: { name: role, namespace } });
  await env.client.create(RoleBinding, {
    metadata: { name: role, namespace },
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: role },
    subjects: [{ kind: 'ServiceAccount', name: role, namespace }],
  });
  await env.eventuallyAllowed({ serviceAccount: role, namespace }, Paint, { namespace, verbs });
  return env.clientAs({ serviceAccount: role, namespace });
}
