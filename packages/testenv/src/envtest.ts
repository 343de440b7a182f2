import { generateKeyPair, randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { Agent, request } from 'undici';
import { type ControlPlane, tokenKubeconfig } from './control-plane.ts';
import { freePorts } from './free-ports.ts';
import { type ServerProcess, startServer } from './server-process.ts';
import { TestEnvError } from './test-env-error.ts';

export interface EnvtestOptions {
  /** Folder with `etcd`, `kube-apiserver` and, for garbage collection and namespace deletion, `kube-controller-manager`. */
  readonly assets: string;
  /** Variables of the programs' environment, beside those of this process. Default: none. */
  readonly environment?: Readonly<Record<string, string>>;
}

/**
 * For servers that live shortly: collecting garbage seldom takes a quarter off their time on the processor, for 100 MB more of
 * memory.
 */
export const shortLived: Readonly<Record<string, string>> = { GOGC: '400' };

/** Starts a real etcd, kube-apiserver and (when it is in the assets) kube-controller-manager on loopback. */
export async function startEnvtest({ assets, environment = {} }: EnvtestOptions): Promise<ControlPlane> {
  for (const program of ['etcd', 'kube-apiserver']) {
    if (existsSync(join(assets, program))) continue;
    throw new TestEnvError(`there is no ${program} in ${assets}`, {
      code: 'AssetsMissing',
      hint: "Run 'npm run real:install', or let KUBEBUILDER_ASSETS name a folder that has etcd and kube-apiserver.",
    });
  }
  const directory = await mkdtemp(join(tmpdir(), 'capstan-envtest-'));
  const processes: ServerProcess[] = [];
  const dispose = async () => {
    for (const server of processes.toReversed()) await server[Symbol.asyncDispose]();
    await rm(directory, { recursive: true, force: true });
  };
  try {
    return await start({ assets, directory, environment, processes }, dispose);
  } catch (error) {
    await dispose();
    throw error;
  }
}

interface Start extends Required<EnvtestOptions> {
  readonly directory: string;
  readonly processes: ServerProcess[];
}

async function start({ assets, directory, environment, processes }: Start, dispose: () => Promise<void>): Promise<ControlPlane> {
  const [etcdPort, peerPort, apiPort, managerPort] = (await freePorts(4)) as [number, number, number, number]; // as many as asked for
  const run = (name: string, args: readonly string[]) => {
    const server = startServer(join(assets, name), args, { name, folder: directory, env: environment });
    processes.push(server);
    return server;
  };
  const token = randomBytes(24).toString('hex');
  await writeCredentials(directory, token);
  run('etcd', etcdFlags(directory, etcdPort, peerPort));
  const apiserver = run('kube-apiserver', apiserverFlags(directory, etcdPort, apiPort));
  const server = `https://127.0.0.1:${apiPort}`;
  await Promise.race([untilReady(server), apiserver.failed]);
  const caCertificate = await readFile(join(directory, 'apiserver.crt'), 'utf8');
  const kubeconfig = tokenKubeconfig({ server, caCertificate, token });
  if (existsSync(join(assets, 'kube-controller-manager'))) {
    const path = join(directory, 'kubeconfig');
    await writeFile(path, kubeconfig, { mode: 0o600 });
    run('kube-controller-manager', managerFlags(directory, path, managerPort));
  }
  return { name: 'envtest', server, kubeconfig, [Symbol.asyncDispose]: dispose };
}

async function writeCredentials(directory: string, token: string): Promise<void> {
  await writeFile(join(directory, 'tokens.csv'), `${token},admin,admin,"system:masters"\n`, { mode: 0o600 });
  const keys = await promisify(generateKeyPair)('rsa', {
    modulusLength: 2048,
    privateKeyEncoding: { type: 'pkcs1', format: 'pem' },
    publicKeyEncoding: { type: 'spki', format: 'pem' },
  });
  await writeFile(join(directory, 'sa.key'), keys.privateKey, { mode: 0o600 });
  await writeFile(join(directory, 'sa.pub'), keys.publicKey);
}

const etcdFlags = (directory: string, port: number, peerPort: number) => [
  `--data-dir=${join(directory, 'etcd')}`,
  `--listen-client-urls=http://127.0.0.1:${port}`,
  `--advertise-client-urls=http://127.0.0.1:${port}`,
  `--listen-peer-urls=http://127.0.0.1:${peerPort}`,
  `--initial-advertise-peer-urls=http://127.0.0.1:${peerPort}`,
  `--initial-cluster=default=http://127.0.0.1:${peerPort}`,
  '--unsafe-no-fsync',
  '--log-level=warn',
];

const apiserverFlags = (directory: string, etcdPort: number, port: number) => [
  `--etcd-servers=http://127.0.0.1:${etcdPort}`,
  `--cert-dir=${directory}`,
  '--bind-address=127.0.0.1',
  '--advertise-address=127.0.0.1',
  `--secure-port=${port}`,
  '--endpoint-reconciler-type=none',
  '--service-cluster-ip-range=10.96.0.0/16',
  `--token-auth-file=${join(directory, 'tokens.csv')}`,
  `--service-account-key-file=${join(directory, 'sa.pub')}`,
  `--service-account-signing-key-file=${join(directory, 'sa.key')}`,
  '--service-account-issuer=https://kubernetes.default.svc',
  '--authorization-mode=RBAC',
  '--allow-privileged',
  // Pods are stored, not run: no controller makes the token volumes that this plug-in would wait for.
  '--disable-admission-plugins=ServiceAccount',
];

const managerFlags = (directory: string, kubeconfig: string, port: number) => [
  `--kubeconfig=${kubeconfig}`,
  `--authentication-kubeconfig=${kubeconfig}`,
  `--authorization-kubeconfig=${kubeconfig}`,
  '--bind-address=127.0.0.1',
  `--secure-port=${port}`,
  `--cert-dir=${directory}`,
  '--leader-elect=false',
  '--use-service-account-credentials=false',
  `--root-ca-file=${join(directory, 'apiserver.crt')}`,
  '--controllers=garbage-collector-controller,namespace-controller,serviceaccount-controller,root-ca-certificate-publisher-controller,clusterrole-aggregation-controller',
];

async function untilReady(server: string): Promise<void> {
  const dispatcher = new Agent({ connect: { rejectUnauthorized: false } }); // the certificate is being made by the server itself
  try {
    for (let attempt = 0; attempt < 1_200; attempt++) {
      const ready = await request(`${server}/readyz`, { dispatcher, headersTimeout: 2_000 }).catch(() => undefined);
      await ready?.body.dump();
      if (ready?.statusCode === 200) return;
      await delay(50);
    }
  } finally {
    await dispatcher.close();
  }
  throw new TestEnvError('kube-apiserver was not ready after a minute', { code: 'ControlPlaneFailed' });
}
