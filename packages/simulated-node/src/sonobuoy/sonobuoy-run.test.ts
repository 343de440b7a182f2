import { createHash, randomUUID } from 'node:crypto';
import { DaemonSet, Pod, Secret } from '@capstan/schema';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { nodeEnv } from '../test-support/node-env.ts';
import { untilStopped } from '../test-support/shell-image.ts';
import { jobPlugin, runStatus, startSonobuoyRun } from '../test-support/sonobuoy-objects.ts';
import { unpackTarball } from './archive/tarball.ts';
import type { PluginContext } from './plugin-program.ts';
import { type SonobuoyOptions, sonobuoyPrograms } from './sonobuoy-programs.ts';

const junit = `<testsuites><testsuite name="net"><testcase name="dns"/><testcase name="cni"><failure message="no route">at x</failure></testcase>
<testcase name="old"><skipped/></testcase></testsuite></testsuites>`;

const reports = ({ write, done }: PluginContext) => {
  write('junit_01.xml', junit);
  write('notes.txt', 'hello');
  done();
};

/**
 * A run that has been started on a node that goes through Sonobuoy's waits 25 times faster: it gives up on a pod after 12 s, which a
 * busy machine does not need.
 */
async function runOn(
  plugins: readonly object[],
  options: SonobuoyOptions,
  { timeoutSeconds = 600, labels = {} }: { readonly timeoutSeconds?: number; readonly labels?: Record<string, string> } = {},
) {
  const at = await nodeEnv(sonobuoyPrograms({ speed: 25, ...options }), { labels });
  const namespace = `sonobuoy-${at.namespace}`;
  await startSonobuoyRun(at.client, { namespace, plugins, timeoutSeconds });
  const ref = { name: 'sonobuoy', namespace };
  return {
    ...at,
    ref,
    until: (status: string) => at.env.eventually(Pod, ref, (pod) => runStatus(pod)?.status === status, { timeout: '50s' }),
    retrieve: async () => {
      const command = ['/sonobuoy', 'splat', '/tmp/sonobuoy'];
      return Buffer.concat(await Array.fromAsync(at.client.exec(ref, { command, container: 'kube-sonobuoy' }).stdout()));
    },
  };
}

test('a run goes from running to complete, and its archive holds what the plugins brought', async () => {
  await using run = await runOn([jobPlugin('readiness', 'junit')], { plugins: { 'example.invalid/readiness:v1': reports } });

  const status = runStatus(await run.until('complete'));
  const outer = await unpackTarball(await run.retrieve());

  expect(status?.plugins).toEqual([
    {
      plugin: 'readiness',
      node: 'global',
      status: 'complete',
      'result-status': 'failed',
      'result-counts': { passed: 1, failed: 1, skipped: 1 },
    },
  ]);
  const { name = '', sha256, size } = status?.['tar-info'] ?? {};
  expect(name).toMatch(/^\d{12}_sonobuoy_[0-9a-f-]{36}\.tar\.gz$/);
  const archive = outer.get(name) ?? new Uint8Array();
  expect([...outer.keys()]).toEqual([name]);
  expect(archive.length).toBe(size);
  expect(createHash('sha256').update(archive).digest('hex')).toBe(sha256);
  const files = await unpackTarball(archive);
  const results = 'plugins/readiness/results/global';
  for (const path of [
    'meta/config.json',
    'meta/info.json',
    'meta/run.log',
    'meta/clusterhealth.json',
    'serverversion.json',
    `${results}/notes.txt`,
  ]) {
    expect([...files.keys()]).toContain(path);
  }
  expect(Buffer.from(files.get(`${results}/junit_01.xml`) ?? []).toString()).toBe(junit);
  expect(parse(Buffer.from(files.get('plugins/readiness/sonobuoy_results.yaml') ?? []).toString())).toMatchObject({
    name: 'readiness',
    status: 'failed',
    meta: { type: 'summary' },
    items: [{ name: 'junit_01.xml', status: 'failed', meta: { file: 'results/global/junit_01.xml', type: 'file' } }],
  });
});

test('a plugin has a pod with a worker and a certificate, and both are gone or owned after the run', async () => {
  const seen = Promise.withResolvers<Pod>();
  const plugin = (context: PluginContext) => {
    seen.resolve(context.pod);
    reports(context);
  };
  await using run = await runOn([jobPlugin('readiness', 'junit')], { plugins: { 'example.invalid/readiness:v1': plugin } });

  const pod = await seen.promise;
  await run.until('complete');

  const session = pod.metadata.labels?.['sonobuoy-run'];
  expect(pod.metadata.name).toBe(`sonobuoy-readiness-job-${session}`);
  expect(pod.metadata.labels).toMatchObject({ 'sonobuoy-component': 'plugin', 'sonobuoy-plugin': 'readiness', tier: 'analysis' });
  expect(pod.metadata.ownerReferences?.[0]).toMatchObject({ kind: 'Pod', name: 'sonobuoy' });
  expect(pod.spec?.containers.map(({ name }) => name)).toEqual(['plugin', 'sonobuoy-worker']);
  const secret = await run.client.get(Secret, { name: `sonobuoy-plugin-readiness-${session}`, namespace: run.ref.namespace });
  expect(secret.type).toBe('kubernetes.io/tls');
  await run.env.eventuallyGone(Pod, { name: pod.metadata.name, namespace: run.ref.namespace });
  expect((await run.client.get(Pod, run.ref)).status?.phase).toBe('Running');
});

test('progress of a plugin shows while it runs', async () => {
  const enough = Promise.withResolvers<void>();
  const plugin = async (context: PluginContext) => {
    await context.progress({ msg: 'half', total: 4, completed: 2, failures: ['x'] });
    await context.progress({ msg: 'more', appendcompleted: 1, appendfailing: ['y'] });
    await enough.promise;
    reports(context);
  };
  await using run = await runOn([jobPlugin('readiness', 'junit')], { plugins: { 'example.invalid/readiness:v1': plugin } });

  const pod = await run.env.eventually(Pod, run.ref, (each) => {
    const progress = runStatus(each)?.plugins?.[0]?.['progress'] as { readonly msg?: string } | undefined;
    return progress?.msg === 'more';
  });

  expect(runStatus(pod)?.plugins?.[0]).toMatchObject({
    status: 'running',
    progress: { name: 'readiness', node: 'global', msg: 'more', total: 4, completed: 3, failures: ['x', 'y'] },
  });
  enough.resolve();
  await run.until('complete');
});

test('plugins of a higher order wait for those before them', async () => {
  const order: string[] = [];
  const named = (name: string) => (context: PluginContext) => {
    order.push(name);
    reports(context);
  };
  const plugins = { 'example.invalid/late:v1': named('late'), 'example.invalid/early:v1': named('early') };
  await using run = await runOn([jobPlugin('late', 'raw', { order: 2 }), jobPlugin('early', 'raw', { order: 1 })], { plugins });

  await run.until('complete');

  expect(order).toEqual(['early', 'late']);
});

test('results without a done file are sent when the plugin has ended well', async () => {
  const quiet = ({ write }: PluginContext) => write('out.txt', 'all there is');
  await using run = await runOn([jobPlugin('quiet', 'raw')], { plugins: { 'example.invalid/quiet:v1': quiet } });

  expect(runStatus(await run.until('complete'))?.plugins?.[0]).toMatchObject({ 'result-status': 'passed' });
});

test('plugins that crash, cannot be scheduled or never report fail with the reason, each in its own time', async () => {
  const plugins = {
    'example.invalid/crash:v1': () => 3,
    'example.invalid/silent:v1': ({ signal }: PluginContext) =>
      new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true })),
  };
  const picky = { ...jobPlugin('picky', 'raw'), podSpec: { nodeSelector: { no: 'such' }, restartPolicy: 'Never' } };
  const definitions = [jobPlugin('crash', 'junit'), jobPlugin('silent', 'junit'), picky, jobPlugin('unknown', 'raw')];
  await using run = await runOn(definitions, { plugins, speed: 100 }, { timeoutSeconds: 15 });

  const status = runStatus(await run.until('complete'));
  const [archive = new Uint8Array()] = (await unpackTarball(await run.retrieve())).values();
  const files = await unpackTarball(archive);

  expect(status?.plugins?.map((plugin) => [plugin['plugin'], plugin['status'], plugin['result-status']])).toEqual([
    ['crash', 'failed', 'failed'],
    ['silent', 'failed', 'failed'],
    ['picky', 'failed', 'failed'],
    ['unknown', 'failed', 'failed'],
  ]);
  const error = (plugin: string) =>
    JSON.parse(Buffer.from(files.get(`plugins/${plugin}/errors/global/error.json`) ?? []).toString()).error;
  expect(error('crash')).toMatch(/^Container plugin is in a terminated state \(exit code 3\) due to reason: Error/);
  expect(error('silent')).toMatch(/^Plugin timeout while waiting for results/);
  expect(error('picky')).toMatch(/^Can't schedule pod: 0\/1 nodes are available/);
  expect(error('unknown')).toMatch(/^Failed to pull image example.invalid\/unknown:v1 for container plugin/);
  expect(status?.plugins?.[1]?.['result-counts']).toEqual({ timeout: 1 });
});

test('a claim of success without results is unknown, and an empty report is what Sonobuoy makes of it', async () => {
  const plugins = {
    'example.invalid/claims:v1': ({ done, write }: PluginContext) => {
      write('readme.txt', 'trust me');
      done();
    },
    'example.invalid/empty:v1': ({ done, write }: PluginContext) => {
      write('a.xml', '<testsuites><testsuite name="none"></testsuite></testsuites>');
      done('a.xml');
    },
  };
  await using run = await runOn([jobPlugin('claims', 'junit'), jobPlugin('empty', 'junit')], { plugins });

  const status = runStatus(await run.until('complete'));

  expect(status?.plugins?.map((plugin) => plugin['result-status'])).toEqual(['unknown', 'passed']);
});

test('an archive can be spoilt on the way', async () => {
  const plugins = { 'example.invalid/readiness:v1': reports };
  await using run = await runOn([jobPlugin('readiness', 'junit')], { plugins, archive: 'truncated' });

  await run.until('complete');

  await expect(unpackTarball(await run.retrieve())).rejects.toThrow();
});

test('an aggregator can be gone', async () => {
  const plugins = { 'example.invalid/readiness:v1': reports };
  await using run = await runOn([jobPlugin('readiness', 'junit')], { plugins, aggregator: 'crashes' });

  const gone = await run.env.eventually(Pod, run.ref, ({ status }) => status?.phase === 'Failed');

  expect(runStatus(gone)).toBeUndefined();
});

test('a DaemonSet plugin reports for each node that it selects, once somebody makes its pods', async () => {
  const labels = { 'example.invalid/run': randomUUID() };
  const definition = {
    'sonobuoy-config': { driver: 'DaemonSet', 'plugin-name': 'hosts', 'result-format': 'junit' },
    spec: { name: 'plugin', image: 'example.invalid/hosts:v1' },
    podSpec: { nodeSelector: labels, serviceAccountName: 'sonobuoy-serviceaccount' },
  };
  const plugin = (context: PluginContext) => {
    reports(context);
    return untilStopped(context); // a container of a DaemonSet that ends is started again
  };
  await using run = await runOn([definition], { plugins: { 'example.invalid/hosts:v1': plugin } }, { labels });
  const { client, ref, node } = run;
  const { namespace } = ref;

  // No controller makes the pods of a DaemonSet on a bare API server.
  for await (const event of client.watch(DaemonSet, { namespace, signal: AbortSignal.timeout(60_000) })) {
    if (event.type !== 'applied' && event.type !== 'listed') continue;
    const { metadata, spec } = event.object.spec?.template ?? {};
    await client.create(Pod, { metadata: { name: 'hosts-1', namespace, labels: metadata?.labels ?? {} }, ...(spec && { spec }) });
    break;
  }

  const status = runStatus(await run.until('complete'));
  expect(status?.plugins).toMatchObject([{ plugin: 'hosts', node: node.name, status: 'complete', 'result-status': 'failed' }]);
});
