import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Client } from '@capstan/client';
import { configWeaverManifests } from '@capstan/config-weaver';
import { type Deployment, ServiceAccount, type TokenRequest } from '@capstan/schema';
import { freePorts } from '@capstan/testenv';
import { request } from 'undici';
import { parse, stringify } from 'yaml';
import { alone } from '../scripts/build-lock.ts';
import type { Contender } from './control-planes.ts';
import { type MeasuredProcess, startMeasured } from './measured-process.ts';

const root = new URL('../', import.meta.url).pathname;

/** Builds the packages: as it is deployed nothing strips types in the operator's process, which alone takes tens of megabytes. */
export function buildOperator(): void {
  alone(() => execFileSync(process.execPath, [`${root}scripts/build.ts`], { stdio: ['ignore', 'ignore', 'inherit'] }));
}

export interface RunningWeaver extends MeasuredProcess {
  /** From its start until its caches are complete. */
  readonly startMs: number;
}

/** The operator as its manifests deploy it: the built command as a process of its own, with their rights and limits. */
export async function startWeaver({ client, kubeconfig }: Pick<Contender, 'client' | 'kubeconfig'>): Promise<RunningWeaver> {
  await using made = new AsyncDisposableStack();
  const directory = await mkdtemp(join(tmpdir(), 'capstan-bench-'));
  made.defer(() => rm(directory, { recursive: true, force: true }));
  const path = join(directory, 'kubeconfig');
  await writeFile(path, await operatorKubeconfig(client, kubeconfig), { mode: 0o600 });
  const [port = 0] = await freePorts(1);
  const health = `127.0.0.1:${port}`;
  const command = `${root}packages/cli/bin/capstan.js`;
  const args = [command, 'run', 'config-weaver', '--kubeconfig', path, '--health', health, '--log-level', 'warn'];
  const started = performance.now();
  const operator = made.use(startMeasured(process.execPath, args, deployedEnvironment()));
  await Promise.race([untilReady(`http://${health}/readyz`), operator.failed]);
  const startMs = performance.now() - started;
  const stack = made.move();
  return { ...operator, startMs, [Symbol.asyncDispose]: () => stack.disposeAsync() };
}

/** What the image sets, and half of the Deployment's memory for old objects, which V8 takes by itself in a container. */
function deployedEnvironment(): NodeJS.ProcessEnv {
  const containerfile = readFileSync(`${root}image/Containerfile`, 'utf8');
  const image = Object.fromEntries(
    [...containerfile.matchAll(/^ENV (\w+)=(.*)$/gm)].map(([, name = '', value]) => [name, value]),
  );
  const options = process.env['WEAVER_NODE_OPTIONS'] ?? `${image['NODE_OPTIONS']} --max-old-space-size=${memoryLimit() / 2}`;
  return { ...process.env, ...image, NODE_OPTIONS: options };
}

/** In MiB. */
function memoryLimit(): number {
  const deployment = configWeaverManifests({ image: 'none' }).find(({ kind }) => kind === 'Deployment') as Deployment | undefined; // by its kind
  return Number.parseInt(String(deployment?.spec?.template?.spec?.containers?.[0]?.resources?.limits?.['memory']), 10);
}

async function untilReady(url: string): Promise<void> {
  for (;;) {
    const answer = await request(url).catch(() => undefined);
    await answer?.body.dump();
    if (answer?.statusCode === 200) return;
    await delay(5);
  }
}

async function operatorKubeconfig(client: Client, kubeconfig: string): Promise<string> {
  const ref = { name: 'config-weaver', namespace: 'capstan-system' };
  const body = { apiVersion: 'authentication.k8s.io/v1', kind: 'TokenRequest', spec: { expirationSeconds: 3600 } };
  const { status } = (await client.createSubresource(ServiceAccount, ref, 'token', body)) as TokenRequest; // what the subresource answers
  const config = parse(kubeconfig) as { users: { user: object }[] }; // of a server that the benchmark started
  for (const entry of config.users) entry.user = { token: status?.token };
  return stringify(config);
}
