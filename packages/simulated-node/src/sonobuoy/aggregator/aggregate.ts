import { createHash, randomBytes } from 'node:crypto';
import { isApiError } from '@capstan/client';
import { Node, Pod } from '@capstan/schema';
import type { ProgramContext } from '../../program.ts';
import { misfit } from '../../scheduling/misfit.ts';
import { issueCertificate } from '../../tls/certificate.ts';
import { packTarball } from '../archive/tarball.ts';
import type { Pace } from '../pace.ts';
import { type PluginDefinition, parsePlugin } from '../plugin-definition.ts';
import { postProcess } from '../results/post-process.ts';
import { parseConfig, type SonobuoyConfig } from '../sonobuoy-config.ts';
import { clusterHealth } from './cluster-health.ts';
import { cleanUpPlugin } from './launch-plugin.ts';
import type { PluginRun } from './plugin-objects.ts';
import { ReceivedResults } from './received-results.ts';
import { startResultsServer } from './results-server.ts';
import { RunFiles } from './run-files.ts';
import { runPlugins } from './run-plugins.ts';
import { type ExpectedResult, firstStatus, type RunStatus, runningStatus, withResults } from './run-status.ts';
import { annotate } from './status-annotation.ts';

/** Where the archive ends up, and `splat` looks for it. */
export const archiveFolder = '/tmp/sonobuoy';

/** A whole run of Sonobuoy's aggregator, from `config.json` to the archive. */
export async function aggregate(podContext: ProgramContext, pace: Pace): Promise<void> {
  const startedAt = new Date();
  const files = new RunFiles();
  const log = (text: string) => {
    files.log(text);
    podContext.log(text);
  };
  const context = { ...podContext, log };
  const config = parseConfig(context.files.readText('/etc/sonobuoy/config.json'));
  await annotate(context.client, context.pod, firstStatus);
  files.addConfig(config);
  const definitions = selectedPlugins(context, config);
  log(`Loaded plugins: ${definitions.map(({ config: { pluginName } }) => pluginName).join(', ')}`);
  const { runs, status } = await collect(definitions, { context, config, pace, files });
  await addClusterState(context, config, files);
  for (const run of runs) await cleanUpPlugin(context.client, run);
  await finish({ context, config, files, runs, startedAt }, status);
}

function selectedPlugins({ files }: ProgramContext, { Plugins }: SonobuoyConfig): readonly PluginDefinition[] {
  const paths = files.list('/plugins.d').filter((path) => /\.ya?ml$/.test(path));
  const all = paths.map((path) => parsePlugin(path, files.readText(path) ?? ''));
  return Plugins === null ? all : all.filter(({ config }) => Plugins.some(({ name }) => name === config.pluginName));
}

interface Collecting {
  readonly context: ProgramContext;
  readonly config: SonobuoyConfig;
  readonly pace: Pace;
  readonly files: RunFiles;
}

interface Collected {
  readonly runs: readonly PluginRun[];
  readonly status: RunStatus;
}

/** Runs the plugins and gathers what they bring. */
async function collect(
  definitions: readonly PluginDefinition[],
  { context, config, pace, files }: Collecting,
): Promise<Collected> {
  if (definitions.length === 0) {
    context.log('Skipping host data gathering: no plugins defined');
    return { runs: [], status: firstStatus };
  }
  const received = new ReceivedResults(expectedResults(definitions, await nodesOf(context)), files);
  const address = context.env['SONOBUOY_ADVERTISE_IP'] ?? '127.0.0.1';
  const validity = { validFrom: new Date(), hours: 48 };
  const authority = await issueCertificate({ commonName: 'sonobuoy-ca', use: 'authority', ...validity });
  const serving = await issueCertificate({ commonName: address, use: 'server', hosts: [address], ...validity }, authority);
  const { certificate } = authority;
  await using server = await startResultsServer(received, { address, authority: certificate, serving, log: context.log });
  context.log(`Starting aggregation server at ${address}:${server.port}`);
  const aggregatorUrl = `https://${address}:${server.port}`;
  const runs = definitions.map((definition): PluginRun => {
    const session = randomBytes(8).toString('hex');
    return { definition, session, config, aggregatorUrl, authority: certificate, owner: context.pod };
  });
  await runPlugins(runs, { context, pace, authority, received });
  return { runs, status: runningStatus(received.expected, received.received, received.progress) };
}

/** Without the right to see nodes, plugins of the DaemonSet kind are left out. */
async function nodesOf({ client, log }: ProgramContext): Promise<readonly Node[]> {
  try {
    return await Array.fromAsync(client.list(Node));
  } catch (error) {
    if (!isApiError(error, 'Forbidden', 'Unauthorized')) throw error;
    log('Unauthorized to query cluster nodes; continuing with empty node list.');
    return [];
  }
}

function expectedResults(definitions: readonly PluginDefinition[], nodes: readonly Node[]): readonly ExpectedResult[] {
  return definitions.flatMap(({ config: { pluginName, driver }, podSpec }) => {
    if (driver === 'Job') return [{ plugin: pluginName, node: 'global' }];
    // Selected by labels alone: the plugin's pods tolerate everything.
    const spec = { ...podSpec, containers: [], tolerations: [{ operator: 'Exists' as const }] };
    const chosen = nodes.filter((node) => misfit({ spec }, node) === undefined);
    return chosen.map(({ metadata: { name } }) => ({ plugin: pluginName, node: name }));
  });
}

/** What is asked of the cluster at the end. Resources, logs of pods and hosts' data are left out. */
async function addClusterState(context: ProgramContext, { Namespace }: SonobuoyConfig, files: RunFiles): Promise<void> {
  const { client } = context;
  const version = await client.discovery.version();
  files.addJson('serverversion.json', version);
  const pods = await Array.fromAsync(client.list(Pod, { namespace: Namespace }));
  files.addJson('meta/clusterhealth.json', clusterHealth(version.gitVersion, await nodesOf(context), pods));
}

interface Finishing extends Omit<Collecting, 'pace'> {
  readonly runs: readonly PluginRun[];
  readonly startedAt: Date;
}

/** Reads the results, packs the archive and says that it is there. */
async function finish({ context, config, files, runs, startedAt }: Finishing, collected: RunStatus): Promise<void> {
  const { client, pod } = context;
  let status = collected;
  for (const run of runs) {
    const { pluginName } = run.definition.config;
    const item = postProcess(run.definition, files);
    files.addResults(pluginName, item);
    files.addDefinition(run);
    status = withResults(status, pluginName, item);
    await annotate(client, pod, status);
  }
  files.addJson('meta/info.json', { plugins: runs.map(({ definition }) => definition.config.pluginName) });
  files.finish();
  const name = `${startedAt.toISOString().replace(/\D/g, '').slice(0, 12)}_sonobuoy_${config.UUID}.tar.gz`;
  const archive = await packTarball(files);
  context.files.write(`${archiveFolder}/${name}`, archive);
  const sha256 = createHash('sha256').update(archive).digest('hex');
  const tarball = { name, created: new Date().toISOString(), sha256, size: archive.length };
  await annotate(client, pod, { ...status, status: 'complete', 'tar-info': tarball });
  context.log(`Results available at ${archiveFolder}/${name}`);
}
