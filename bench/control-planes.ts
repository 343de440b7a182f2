import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { type Client, createClient, loadKubeconfig } from '@capstan/client';
import { startEnvtest } from '@capstan/testenv';

/** A control plane in processes of its own, as a benchmark sees it. */
export interface Contender extends AsyncDisposable {
  readonly client: Client;
  /** Kubeconfig text, for the raw connections of the watch benchmark. */
  readonly kubeconfig: string;
  readonly startMs: number;
}

const cli = new URL('../packages/cli/src/main.ts', import.meta.url).pathname;

/** Our API server as `capstan up` runs it, its state in a file. */
export async function startEmbedded(): Promise<Contender> {
  await using made = new AsyncDisposableStack();
  const directory = await mkdtemp(join(tmpdir(), 'capstan-bench-'));
  made.defer(() => rm(directory, { recursive: true, force: true }));
  const started = performance.now();
  const args = [
    '--conditions=@capstan/source',
    cli,
    'up',
    '--no-controllers',
    '--listen',
    '127.0.0.1:0',
    '--data-dir',
    directory,
    '--output',
    'json',
  ];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const exited = new Promise((resolve) => child.once('exit', resolve));
  made.defer(async () => {
    child.kill('SIGINT');
    await exited;
  });
  const lines = createInterface({ input: child.stdout });
  const { value } = await lines[Symbol.asyncIterator]().next();
  const startMs = performance.now() - started;
  const { kubeconfig } = JSON.parse(String(value)) as { readonly kubeconfig: string }; // what `up --output json` prints
  return contender(await readFile(kubeconfig, 'utf8'), startMs, made.move());
}

/** kube-apiserver and etcd, as `testenv` starts them. */
export async function startReal(assets: string): Promise<Contender> {
  await using made = new AsyncDisposableStack();
  const started = performance.now();
  const controlPlane = made.use(await startEnvtest({ assets }));
  return contender(controlPlane.kubeconfig, performance.now() - started, made.move());
}

async function contender(kubeconfig: string, startMs: number, made: AsyncDisposableStack): Promise<Contender> {
  const client = made.use(
    createClient(await loadKubeconfig({ text: kubeconfig }), { fieldManager: 'bench', maxConnections: 64 }),
  );
  return { client, kubeconfig, startMs, [Symbol.asyncDispose]: () => made.disposeAsync() };
}
