import type { CertificateSource, Extension } from '@capstan/capi';
import { type Client, createClient } from '@capstan/client';
import type { WeaverOptions } from '@capstan/config-weaver';
import { createLogger, type Logger, run } from '@capstan/runtime';
import { findCluster } from '../find-cluster.ts';
import { loadOperator, type OperatorName } from '../operators.ts';
import { untilInterrupted } from '../until-interrupted.ts';
import { collectWhenIdle } from './run/collect-when-idle.ts';
import { requireInstalled } from './run/require-installed.ts';

interface Address {
  readonly host: string;
  readonly port: number;
}

export interface RunOptions {
  readonly kubeconfig?: string;
  readonly context?: string;
  readonly leaderElect?: boolean;
  readonly leaderElectionNamespace?: string;
  readonly health?: Address;
  readonly listen: Address;
  readonly certificateDir?: string;
  readonly certificateName: readonly string[];
  readonly clientCaFile?: string;
  readonly archiveFolder?: string;
  /** How config-weaver is set up. */
  readonly weaver: WeaverOptions;
  readonly logLevel: 'debug' | 'info' | 'warn' | 'error';
}

/** Runs an operator against the cluster that is found, until it is interrupted. */
export async function runOperator(name: OperatorName, options: RunOptions): Promise<void> {
  const signal = untilInterrupted();
  const operator = await loadOperator(name, { weaver: options.weaver, archiveFolder: options.archiveFolder });
  await using client = createClient(await findCluster(options), { userAgent: `capstan-${name}`, fieldManager: name });
  await client.discovery.version({ timeout: '5s' }); // fails with a sentence now, rather than in every watch later
  await requireInstalled(client, name, operator, { signal });
  collectWhenIdle({ signal });
  const namespace = options.leaderElectionNamespace ?? client.defaultNamespace;
  const shared = {
    client,
    signal,
    logger: createLogger({ level: options.logLevel }),
    ...(options.health && { health: options.health }),
    ...(options.leaderElect && { leaderElection: { name, namespace } }),
  };
  if (operator.type === 'controllers') await run({ ...shared, controllers: operator.controllers });
  else await runExtension(operator.extension, { ...shared, options });
}

interface ExtensionRun {
  readonly client: Client;
  readonly signal: AbortSignal;
  readonly logger: Logger;
  readonly options: RunOptions;
}

async function runExtension(extension: Extension, { options, ...shared }: ExtensionRun): Promise<void> {
  const { runExtensions } = await import('@capstan/capi');
  await runExtensions({
    ...shared,
    extensions: [extension],
    listen: options.listen,
    certificate: certificateOf(extension, options, shared.client),
    ...(options.clientCaFile !== undefined && { clientCaFile: options.clientCaFile }),
    onServing: ({ url }) => shared.logger.info({ url, extension: extension.name }, 'answering hooks'),
  });
}

function certificateOf({ name }: Extension, { certificateDir, certificateName }: RunOptions, client: Client): CertificateSource {
  if (certificateDir !== undefined) return { from: 'files', directory: certificateDir };
  const namespace = client.defaultNamespace;
  const names = certificateName.length > 0 ? certificateName : [`${name}.${namespace}.svc`];
  return { from: 'selfManaged', names, keep: { client, secret: { name: `${name}-certificate`, namespace } } };
}
