import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { hookPath } from '@capstan/capi';
import { freePorts } from '@capstan/testenv';
import { Agent, request } from 'undici';
import { loopbackCertificate } from '../e2e/loopback-certificate.ts';
import { buildExtension } from './built-extension.ts';
import { type Bench, call, writeInputs } from './extension-load.ts';
import { type Figures, median, printFigures } from './figures.ts';
import { buildPeers } from './go-peers.ts';
import { type MeasuredProcess, startMeasured } from './measured-process.ts';

/** Starts one of the two extensions on a port, with a folder for its certificate. */
type Start = (port: number, directory: string) => MeasuredProcess;

interface Running {
  readonly process: MeasuredProcess;
  readonly url: string;
  readonly firstAnswerMs: number;
}

const rounds = 3;
const upgradePath = hookPath('BeforeClusterUpgrade', 'before-cluster-upgrade');
const patchesPath = hookPath('GeneratePatches', 'generate-patches');

/** Prints our extension server beside upstream's, with requests as the real Cluster API sent them. */
export async function printExtensions(): Promise<void> {
  const peers = buildPeers();
  if ('missing' in peers) return console.log(`SKIPPED: ${peers.missing}`);
  const program = buildExtension();
  const ours: Start = (port, directory) => startMeasured(process.execPath, [program, String(port), directory]);
  const theirs: Start = (port, directory) => startMeasured(peers.extension, ['-port', String(port), '-cert-dir', directory]);
  await using made = new AsyncDisposableStack();
  const directory = await mkdtemp(join(tmpdir(), 'capstan-bench-'));
  made.defer(() => rm(directory, { recursive: true, force: true }));
  await writeInputs(directory);
  const bench = { directory, load: peers.load };
  const figures = { ours: [] as Figures[], theirs: [] as Figures[] };
  for (let round = 0; round < rounds; round++) {
    figures.ours.push(await measure(bench, ours));
    figures.theirs.push(await measure(bench, theirs));
  }
  printFigures(medians(figures.ours), medians(figures.theirs), "upstream's Go server");
}

function medians(measured: readonly Figures[]): Figures {
  const names = Object.keys(measured[0] ?? {});
  return Object.fromEntries(names.map((name) => [name, median(measured.map((figures) => figures[name] ?? 0))]));
}

async function measure(bench: Bench, start: Start): Promise<Figures> {
  await using made = new AsyncDisposableStack();
  const { process, url, firstAnswerMs } = await untilAnswering(bench, start, made);
  const idle = process.residentMegabytes();
  const upgrade = { url: url + upgradePath, body: 'upgrade.json' };
  const sequential = await call(bench, { ...upgrade, warmUp: 2_000, count: 5_000, connections: 1 });
  const steady = await call(bench, { ...upgrade, warmUp: 100, count: 2_500, connections: 32, rate: 500 });
  await call(bench, { ...upgrade, warmUp: 0, count: 5_000, connections: 32 }); // warm-up
  const cpuBefore = process.cpuMs();
  const count = 30_000;
  const busy = await call(bench, { ...upgrade, warmUp: 0, count, connections: 32 });
  const cpuPerCall = (process.cpuMs() - cpuBefore) / count;
  const patches = await call(bench, { url: url + patchesPath, body: 'patches.json', warmUp: 30, count: 100, connections: 1 });
  return {
    'start to first answer, ms': firstAnswerMs,
    'in sequence, p50 ms': sequential.p50Ms,
    'in sequence, p99 ms': sequential.p99Ms,
    'at 500 calls/s, p50 ms': steady.p50Ms,
    'at 500 calls/s, p99 ms': steady.p99Ms,
    'calls/s, 32 connections': busy.callsPerSecond,
    'processor time per call, ms': cpuPerCall,
    'patches for 100 items, p50 ms': patches.p50Ms,
    'patches for 100 items, p99 ms': patches.p99Ms,
    'memory idle, MB': idle,
    'memory after, MB': process.residentMegabytes(),
  };
}

async function untilAnswering({ directory }: Bench, start: Start, made: AsyncDisposableStack): Promise<Running> {
  const [port = 0] = await freePorts(1);
  const url = `https://127.0.0.1:${port}`;
  const dispatcher = made.adopt(new Agent({ connect: { ca: loopbackCertificate } }), (agent) => agent.close());
  const body = await readFile(join(directory, 'upgrade.json'));
  const started = performance.now();
  const process = made.use(start(port, directory));
  const answering = async () => {
    while (performance.now() - started < 20_000) {
      const answer = await request(url + upgradePath, { method: 'POST', body, dispatcher }).catch(() => undefined);
      await answer?.body.dump();
      if (answer?.statusCode === 200) return performance.now() - started;
      await delay(2);
    }
    throw new Error('the extension gave no answer within 20 s');
  };
  return { process, url, firstAnswerMs: await Promise.race([answering(), process.failed]) };
}
