import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { type ApiServer, kubernetesVersion, lockData, startApiServer } from '@capstan/apiserver';
import { type Client, createClient, loadKubeconfig } from '@capstan/client';
import { createLogger } from '@capstan/runtime';
import pc from 'picocolors';
import { capstanVersion } from '../capstan-version.ts';
import { applyDemo, demoExists } from '../demo/tenant.ts';
import { installOperator, runOperator } from '../embedded-operators.ts';
import { makeFolder } from '../make-folder.ts';
import { narrate } from '../narrate.ts';
import { type OperatorName, operatorNames } from '../operators.ts';
import { untilInterrupted } from '../until-interrupted.ts';

export interface UpOptions {
  readonly ephemeral?: boolean;
  readonly dataDir: string;
  readonly listen: { readonly host: string; readonly port: number };
  readonly tlsSan: readonly string[];
  readonly demo?: boolean;
  readonly controllers: boolean;
  readonly output: 'text' | 'json';
}

/** Runs a control plane, and operators against it, until it is interrupted. */
export async function up(options: UpOptions): Promise<void> {
  const signal = untilInterrupted();
  makeFolder(resolve(options.dataDir));
  const say = options.output === 'json' ? () => undefined : (line: string) => void process.stdout.write(`${line}\n`);
  const kubeconfigPath = join(options.dataDir, 'kubeconfig');
  using _lock = lockData(kubeconfigPath); // a server in memory locks no objects, yet its kubeconfig must stay its own
  await using server = await startApiServer({
    listen: options.listen,
    tlsSans: options.tlsSan,
    onNote: (note) => process.stderr.write(`${pc.yellow('note')}: ${note}\n`),
    ...(!options.ephemeral && { dataDir: options.dataDir }),
  });
  writeFileSync(kubeconfigPath, server.adminKubeconfig(), { mode: 0o600 });
  report(options, server, kubeconfigPath);
  await using client = createClient(await loadKubeconfig({ path: kubeconfigPath }), { fieldManager: 'capstan' });
  await untilDone({ options, client, signal, say });
  say(pc.dim('stopped'));
}

interface Session {
  readonly options: UpOptions;
  readonly client: Client;
  readonly signal: AbortSignal;
  readonly say: (line: string) => void;
}

/** Runs controllers and demo until the signal; the failure of one ends all. */
async function untilDone({ options, client, signal, say }: Session): Promise<void> {
  const failed = new AbortController();
  const all = AbortSignal.any([signal, failed.signal]);
  const running: Promise<void>[] = [aborted(all)];
  const guard = (work: Promise<void>) =>
    running.push(
      work.catch((error: unknown) => {
        if (all.aborted) return;
        failed.abort();
        throw error;
      }),
    );
  const session = { options, client, signal: all, say };
  if (options.controllers) {
    if (options.output === 'text') guard(narrate(client, { signal: all, write: say }));
    const { ready } = await startOperator(session, 'config-weaver', guard);
    if (options.demo) await demo(client, say);
    await ready;
    guard(extensions(session, guard));
  } else if (options.demo) await demo(client, say);
  await Promise.all(running);
}

/** Installs an operator and runs it. Resolves with a promise of its being ready. */
async function startOperator(
  { options, client, signal, say }: Session,
  name: OperatorName,
  guard: (work: Promise<void>) => void,
): Promise<{ readonly ready: Promise<void> }> {
  await installOperator(client, name);
  const { promise: ready, resolve } = Promise.withResolvers<void>();
  const onReady = () => {
    say(`${pc.green('●')} ${name} is running`);
    resolve();
  };
  guard(runOperator(client, name, { signal, logger: createLogger({ level: 'error' }), dataDir: options.dataDir, onReady }));
  return { ready };
}

/** The runtime extensions, and with the demo a cluster that they are called for. */
async function extensions(session: Session, guard: (work: Promise<void>) => void): Promise<void> {
  const { installClusterApi } = await import('../demo/fleet.ts');
  await installClusterApi(session.client);
  for (const name of operatorNames.filter((other) => other !== 'config-weaver')) {
    const { ready } = await startOperator(session, name, guard);
    await ready;
  }
  if (!session.options.demo) return;
  const { runFleet } = await import('../demo/run-fleet.ts');
  await runFleet(session.client, { ...session, dataDir: session.options.dataDir });
}

async function aborted(signal: AbortSignal): Promise<void> {
  if (!signal.aborted) await once(signal, 'abort');
}

async function demo(client: Client, say: (line: string) => void): Promise<void> {
  if (await demoExists(client)) {
    say(pc.dim('the demo is as you left it'));
    return;
  }
  await applyDemo(client);
}

function report({ output, ephemeral, dataDir, controllers, demo }: UpOptions, server: ApiServer, kubeconfig: string): void {
  const running = controllers ? operatorNames : [];
  if (output === 'json') {
    process.stdout.write(
      `${JSON.stringify({ server: server.url, kubeconfig, kubernetes: kubernetesVersion(), operators: running })}\n`,
    );
    return;
  }
  const kept = ephemeral ? 'in memory, gone when this ends' : `kept in ${dataDir}/`;
  const shown = demo && controllers;
  const lines = [
    `${pc.bold('Capstan')} ${capstanVersion}: a Kubernetes ${kubernetesVersion()} control plane in Node ${process.versions.node}`,
    '',
    `  API server   ${pc.cyan(server.url)}   ${pc.dim(kept)}`,
    `  operators    ${running.join(', ') || 'none'}`,
    `  kubeconfig   ${pc.cyan(`export KUBECONFIG=${kubeconfig}`)}`,
    '',
    `  try          ${shown ? toTry : 'kubectl get namespaces'}`,
    `               ${pc.dim(ephemeral ? 'Ctrl-C ends it' : 'Ctrl-C ends it; the next start finds everything where it was')}`,
    '',
  ];
  process.stdout.write(`${lines.join('\n')}\n`);
}

const toTry = `kubectl get configmapsyncs -A
               kubectl -n team-a edit configmap app
               kubectl -n fleet get clusters,hookrecords,readinessreports`;
