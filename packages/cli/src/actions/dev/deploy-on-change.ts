import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type Client, createClient, isApiError } from '@capstan/client';
import { Deployment } from '@capstan/schema';
import pc from 'picocolors';
import { findCluster } from '../../find-cluster.ts';
import { printable } from '../../printable.ts';
import { UserError } from '../../report-error.ts';
import { type ContainerEngine, findContainerEngine } from './container-engine.ts';
import type { ExtensionEntry } from './find-entry.ts';
import { SourceWatch } from './source-watch.ts';

export interface DeployOptions {
  /** Without a tag: each build gets its own. */
  readonly image: string;
  readonly namespace: string;
  readonly kubeconfig?: string;
  readonly context?: string;
  readonly watch: readonly string[];
  readonly signal: AbortSignal;
}

/**
 * Builds the extension's image, pushes it, and has the Deployment run it; again for every change, until the signal. A build that
 * the signal interrupts is given up.
 */
export async function deployOnChange(entry: ExtensionEntry, options: DeployOptions): Promise<void> {
  const { signal } = options;
  const engine = findContainerEngine();
  const containerfile = containerfileOf(entry);
  await using client = createClient(await findCluster(options), { userAgent: 'capstan-dev', fieldManager: 'capstan-dev' });
  const deployment = await findDeployment(client, entry, options);
  using source = new SourceWatch(entry, { also: options.watch });
  const deploy = () =>
    deployBuild({ engine, containerfile, entry, client, deployment }, options).catch((error: unknown) => {
      if (!signal.aborted) throw error;
    });
  await deploy();
  for await (const _files of source.changes(signal)) await deploy().catch(complain);
}

interface Build {
  readonly engine: ContainerEngine;
  readonly containerfile: string;
  readonly entry: ExtensionEntry;
  readonly client: Client;
  readonly deployment: Deployment;
}

async function deployBuild(build: Build, { image, signal }: DeployOptions): Promise<void> {
  const { engine, client, deployment } = build;
  const started = performance.now();
  const tagged = `${image}:dev-${Date.now()}`; // a tag that is used twice may be taken from a node's cache
  await engine.run(['build', '--tag', tagged, '--file', build.containerfile, build.entry.folder], signal);
  await engine.run(['push', tagged], signal);
  const { name, namespace } = deployment.metadata;
  const [container] = deployment.spec?.template.spec?.containers ?? [];
  const body = { spec: { template: { spec: { containers: [{ name: container?.name ?? name, image: tagged }] } } } };
  await client.patch(Deployment, { name, namespace }, { type: 'strategic', body }, { signal });
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  process.stdout.write(`${pc.green('↻')} Deployment ${namespace}/${name} runs ${tagged} after ${seconds} s\n`);
}

function containerfileOf({ folder }: ExtensionEntry): string {
  const found = ['Containerfile', 'Dockerfile'].map((name) => join(folder, name)).find((path) => existsSync(path));
  if (found !== undefined) return found;
  throw new UserError(`there is no Containerfile in ${folder}`, {
    hint: "'capstan init extension NAME' writes one to start from.",
  });
}

async function findDeployment(client: Client, entry: ExtensionEntry, { namespace }: DeployOptions): Promise<Deployment> {
  const { loadExtensions } = await import('./load-extensions.ts');
  const [extension] = await loadExtensions(entry.module);
  const name = extension?.name ?? '';
  const deployment = await client.find(Deployment, { name, namespace });
  if (deployment) return deployment;
  throw new UserError(`there is no Deployment ${namespace}/${name} to run the image`, {
    hint: 'Apply the manifests first (kubectl apply -k manifests/overlays/selfmanaged), or name the namespace with -n.',
  });
}

function complain(error: unknown): void {
  if (!(error instanceof UserError) && !isApiError(error)) throw error;
  process.stdout.write(`${pc.red('✗')} ${printable(error.message)}\n${pc.dim('  waiting for the next change')}\n`);
}
