import { readFile } from 'node:fs/promises';
import { Cluster, kubeconfigSecretAnnotation, runExtensions } from '@capstan/capi';
import { sampleCluster, verifyExtension } from '@capstan/extension-kit';
import { Secret } from '@capstan/schema';
import { expect, test } from 'vitest';
import { operationalReadiness } from './operational-readiness.ts';
import { fleetEnv } from './test-support/fleet-env.ts';
import { junit, passing, plugin, reporting, withPlugins } from './test-support/plugins.ts';
import { servedExtension } from './test-support/served-extension.ts';
import { temporaryFolder } from './test-support/temporary-folder.ts';

test('as a server runs it, it finds its way into a cluster by the Secret that the Cluster names', async () => {
  const programs = withPlugins({ 'example.invalid/e2e:v1': reporting(junit(passing('dns'))) });
  await using fleet = await fleetEnv({ programs });
  await using folder = await temporaryFolder();
  const stopping = new AbortController();
  const ready = Promise.withResolvers<void>();
  const running = runExtensions({
    extensions: [operationalReadiness({ runningInterval: '200ms', waitingInterval: '200ms' })],
    client: fleet.operator,
    certificate: { from: 'selfManaged', names: ['127.0.0.1'], keep: { directory: folder.path } },
    listen: { host: '127.0.0.1', port: 0 },
    signal: stopping.signal,
    onServing: () => ready.resolve(),
  });
  await ready.promise;
  const { namespace } = fleet;
  const kubeconfig = Buffer.from(await readFile(fleet.workload.kubeconfigPath)).toString('base64');
  await fleet.management.client.create(Secret, { metadata: { name: 'through-a-proxy', namespace }, data: { value: kubeconfig } });
  await fleet.profile({ plugins: [plugin('e2e')] });
  await fleet.cluster('web');
  const annotations = { [kubeconfigSecretAnnotation]: 'through-a-proxy' };
  await fleet.management.client.patch(
    Cluster,
    { name: 'web', namespace },
    { type: 'merge', body: { metadata: { annotations } } },
  );

  const report = await fleet.report('web', ({ status }) => status?.run?.verdict === 'Passed' && status.phase === 'Done');
  stopping.abort();
  await running;

  expect(report.status?.validFor?.nodes).toBe(1);
});

test('the manifests give its rights, and the handlers are those of the lifecycle it watches', () => {
  const { handlers, resources, rules } = operationalReadiness();

  expect(handlers.map(({ hook }) => hook)).toEqual([
    'AfterControlPlaneInitialized',
    'BeforeClusterUpgrade',
    'AfterControlPlaneUpgrade',
    'BeforeWorkersUpgrade',
    'AfterClusterUpgrade',
  ]);
  expect(resources.map(({ kind }) => kind)).toEqual(['ReadinessProfile', 'ReadinessReport']);
  expect(rules.flatMap(({ verbs }) => verbs)).not.toContain('*');
});

test('it breaks no rule of Cluster API, nor those beyond, whatever a profile selects', async () => {
  await using fleet = await fleetEnv();
  const hooks = ['BeforeClusterUpgrade', 'AfterControlPlaneUpgrade', 'BeforeWorkersUpgrade', 'AfterClusterUpgrade'] as const;
  await fleet.profile({ clusters: {}, probes: [{ name: 'api', type: 'ApiServer' }], gate: { hooks } });
  await using served = await servedExtension(fleet.extension, fleet.operator);
  const { uid, name } = (await fleet.cluster('web')).metadata; // the garbage collector takes reports whose Cluster is not there
  const sample = sampleCluster();
  const cluster = { ...sample, metadata: { ...sample.metadata, uid, name, namespace: fleet.namespace } };
  const broken: string[] = [];

  const patient = { patience: '60s', shortTimeout: '20s' } as const; // of a busy machine
  for await (const { rule, result, detail } of verifyExtension({ endpoint: served.endpoint, cluster, ...patient })) {
    if (result === 'fail') broken.push(`${rule}: ${detail}`);
  }

  expect(broken).toEqual([]);
});
