import type { Client } from '@capstan/client';
import type { Manifest } from '@capstan/runtime';
import { ConfigMap, CustomResourceDefinition, Secret } from '@capstan/schema';
import { testEnv } from '@capstan/testenv';
import { expect, test } from 'vitest';
import { ExtensionConfig } from '../generated/kinds.ts';
import { proceed } from '../hooks/answer.ts';
import { hook } from '../hooks/define-hook.ts';
import { startExtensionServer } from '../server/extension-server.ts';
import { call } from '../test-support/call.ts';
import { recorded } from '../test-support/recorded-hooks.ts';
import { extension } from './extension.ts';
import { extensionConfig, registerExtension } from './extension-config.ts';
import { extensionManifests } from './manifests.ts';

const { path, body } = recorded('BeforeClusterCreate');
const reading = hook('BeforeClusterCreate', { name: 'beforeclustercreate' }, async (_, { client, signal }) => {
  const gate = await client.get(ConfigMap, { name: 'gate', namespace: 'capstan-system' }, { signal });
  return proceed(gate.data?.['state']);
});
const gates = extension({
  name: 'gates',
  handlers: [reading],
  rules: [{ apiGroups: [''], resources: ['configmaps'], resourceNames: ['gate'], verbs: ['get'] }],
  settings: { level: 'strict' },
  namespaceLabels: { gated: 'true' },
});

async function apply(client: Client, manifest: Manifest): Promise<void> {
  const resource =
    manifest.kind === 'CustomResourceDefinition' ? CustomResourceDefinition : await client.discovery.resourceFor(manifest);
  await client.apply(resource, manifest as never, { force: true }); // plain JSON, of whatever kind
}

test('with the rights of its manifests an extension keeps its certificate, registers it and answers', async () => {
  await using env = await testEnv({ resources: [ExtensionConfig] });
  for (const manifest of extensionManifests(gates, { image: 'gates:1', args: [], certificates: 'selfManaged' })) {
    await apply(env.client, manifest);
  }
  const namespace = 'capstan-system';
  await env.client.apply(ConfigMap, { metadata: { name: 'gate', namespace }, data: { state: 'open' } });
  const who = { serviceAccount: 'gates', namespace };
  const client = await env.clientAs(who);
  const secret = { name: 'gates-certificate', namespace };
  await env.eventuallyAllowed(who, Secret, { ...secret, verbs: ['get'] });
  await env.eventuallyAllowed(who, ConfigMap, { name: 'gate', namespace, verbs: ['get'] });

  await using server = await startExtensionServer({
    extensions: [gates],
    client,
    listen: { host: '127.0.0.1', port: 0 },
    certificate: { from: 'selfManaged', names: ['127.0.0.1'], keep: { secret, client } },
  });
  const config = await env.eventually(
    ExtensionConfig,
    { name: 'gates' },
    ({ spec }) => spec.clientConfig.caBundle === Buffer.from(server.caBundle).toString('base64'),
  );

  expect((await call(server, path, body)).json).toMatchObject({ status: 'Success', message: 'open' });
  expect(config.spec).toMatchObject({
    clientConfig: { service: { name: 'gates', namespace } },
    namespaceSelector: { matchLabels: { gated: 'true' } },
    settings: { level: 'strict' },
  });
});

test('with cert-manager the Secret is mounted, Cluster API copies its authority, and no Secret may be read', () => {
  const manifests = extensionManifests(gates, {
    image: 'gates:1',
    args: ['--certificate-dir', '/certificates'],
    certificates: 'certManager',
    namespace: 'hooks',
    replicas: 3,
  });
  const named = (kind: string) => manifests.filter((manifest) => manifest.kind === kind);

  expect(manifests.map(({ kind, metadata }) => `${kind}/${metadata.name}`)).toEqual([
    'Namespace/hooks',
    'ServiceAccount/gates',
    'ClusterRole/gates',
    'ClusterRoleBinding/gates',
    'Issuer/gates-self-signed',
    'Certificate/gates-ca',
    'Issuer/gates-ca',
    'Certificate/gates',
    'Service/gates',
    'PodDisruptionBudget/gates',
    'Deployment/gates',
    'ExtensionConfig/gates',
  ]);
  expect(named('Certificate')[1]).toMatchObject({
    spec: { secretName: 'gates-certificate', dnsNames: ['gates.hooks.svc', 'gates.hooks.svc.cluster.local'] },
  });
  expect(named('ExtensionConfig')[0]).toMatchObject({
    metadata: { annotations: { 'runtime.cluster.x-k8s.io/inject-ca-from-secret': 'hooks/gates-certificate' } },
  });
  expect(named('Deployment')[0]).toMatchObject({
    spec: {
      replicas: 3,
      template: { spec: { volumes: [{ name: 'certificates', secret: { secretName: 'gates-certificate' } }] } },
    },
  });
  expect(JSON.stringify(named('ClusterRole'))).not.toContain('secrets');
});

test('a registration is repeated without a change, and follows a new address', async () => {
  await using env = await testEnv({ resources: [ExtensionConfig] });
  const target = { url: 'https://gates.example:9443/gates', caBundle: 'pem' };

  const first = await registerExtension(env.client, gates, target);
  const again = await registerExtension(env.client, gates, target);
  const moved = await registerExtension(env.client, gates, { service: { name: 'gates', namespace: 'hooks', port: 9443 } });

  expect(first.spec.clientConfig).toEqual({ url: target.url, caBundle: Buffer.from('pem').toString('base64') });
  expect(again.metadata.resourceVersion).toBe(first.metadata.resourceVersion);
  expect(moved.spec.clientConfig).toEqual({ service: { name: 'gates', namespace: 'hooks', port: 9443 } });
});

test('an address that Cluster API would refuse is refused here', () => {
  expect(() => extensionConfig(gates, { url: 'http://gates.example' })).toThrow(
    'the address "http://gates.example" of gates is not one that Cluster API calls',
  );
  expect(() => extensionConfig(gates, { url: `https://gates.example/${'x'.repeat(500)}` })).toThrow(/not one/);
});

test('an extension that has to write gets a volume of that size at /tmp, and no other does', () => {
  const options = { image: 'gates:1', args: [], certificates: 'selfManaged' } as const;
  const deploymentOf = (definition: Parameters<typeof extension>[0]) =>
    extensionManifests(extension(definition), options).find(({ kind }) => kind === 'Deployment');

  const writing = deploymentOf({ name: 'gates', handlers: [reading], scratch: '2Gi' });
  const plain = deploymentOf({ name: 'gates', handlers: [reading] });

  expect(writing).toMatchObject({
    spec: {
      template: {
        spec: {
          volumes: [{ name: 'scratch', emptyDir: { sizeLimit: '2Gi' } }],
          containers: [{ volumeMounts: [{ name: 'scratch', mountPath: '/tmp' }] }],
        },
      },
    },
  });
  expect(JSON.stringify(plain)).not.toContain('/tmp');
});
