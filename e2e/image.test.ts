import { execFile, spawnSync } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { ConfigMapSync, configWeaverManifests, SecretSync } from '@capstan/config-weaver';
import { type Deployment, Lease } from '@capstan/schema';
import { freePorts, testEnv } from '@capstan/testenv';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { temporaryFolder } from './capstan-process.ts';

const execute = promisify(execFile);
const root = new URL('..', import.meta.url).pathname;
const tag = 'capstan-e2e:test';

/** Why the image can't be built here; `undefined` when it can. */
function missing(): string | undefined {
  if (spawnSync('docker', ['version'], { timeout: 10_000 }).status !== 0) return 'no Docker Engine answers';
  return spawnSync('apt-get', ['--version']).status === 0
    ? undefined
    : 'the base is made of Debian packages, and there is no apt-get';
}

const reason = missing();
if (reason) console.log(`SKIPPED: the container image: ${reason}`);

describe.skipIf(reason !== undefined)('the container image', () => {
  beforeAll(async () => {
    await execute(process.execPath, ['scripts/image.ts', '--base', 'debian', '--tag', tag], { cwd: root });
  }, 300_000);
  afterAll(() => execute('docker', ['image', 'rm', '--force', tag]));

  test('runs the command as nobody, without network and on a read-only file system', async () => {
    const isolation = ['--pull=never', '--network=none', '--read-only', '--cap-drop=ALL', '--security-opt=no-new-privileges'];

    const { stdout } = await execute('docker', ['run', '--rm', ...isolation, tag, 'version', '--output', 'json']);
    const user = await execute('docker', ['inspect', '--format', '{{.Config.User}}', tag]);

    expect(JSON.parse(stdout)).toMatchObject({ capstan: '0.1.0' });
    expect(user.stdout.trim()).toBe('65532:65532');
  });

  test('runs config-weaver with the arguments and within the limits of its Deployment, and ends when asked to', async () => {
    await using env = await testEnv({ resources: [ConfigMapSync, SecretSync] });
    await using folder = await temporaryFolder();
    const kubeconfig = join(folder.path, 'kubeconfig');
    await writeFile(kubeconfig, await readFile(env.kubeconfigPath), { mode: 0o644 }); // the container's user reads it
    const [port = 0] = await freePorts(1);
    const namespace = await env.namespace();
    const mount = ['--network=host', '--volume', `${kubeconfig}:/kubeconfig:ro`, '--env', 'KUBECONFIG=/kubeconfig'];
    const { flags, args } = asDocker(port);

    const run = ['run', '--detach', '--pull=never', ...mount, ...flags, tag, ...args, '--leader-election-namespace', namespace];
    const id = (await execute('docker', run)).stdout.trim();
    await using made = new AsyncDisposableStack();
    made.defer(async () => void (await execute('docker', ['rm', '--force', id])));
    await env.eventually(Lease, { name: 'config-weaver', namespace }, ({ spec }) => (spec?.holderIdentity ?? '') !== '');
    const ready = async () => (await fetch(`http://127.0.0.1:${port}/readyz`)).status;
    await expect.poll(ready, { timeout: 30_000 }).toBe(200); // it leads before its caches are complete
    await execute('docker', ['stop', '--time', '20', id]);
    const state = await execute('docker', ['inspect', '--format', '{{.State.ExitCode}}', id]);

    expect(state.stdout.trim()).toBe('0');
  });
});

/** What Docker is told so that the container runs as the Deployment says, with its health on a port of this host. */
function asDocker(port: number): { readonly flags: readonly string[]; readonly args: readonly string[] } {
  const manifests = configWeaverManifests({ image: tag });
  const { spec } = manifests.find(({ kind }) => kind === 'Deployment') as unknown as Deployment; // every operator has one
  const pod = spec?.template?.spec;
  const [container] = pod?.containers ?? [];
  const { readOnlyRootFilesystem, capabilities, allowPrivilegeEscalation } = container?.securityContext ?? {};
  const flags = [
    `--user=${pod?.securityContext?.runAsUser}:${pod?.securityContext?.runAsGroup}`,
    `--read-only=${readOnlyRootFilesystem === true}`,
    `--memory=${container?.resources?.limits?.['memory']?.replace('Mi', 'm')}`,
    ...(capabilities?.drop ?? []).map((name) => `--cap-drop=${name}`),
    ...(allowPrivilegeEscalation === false ? ['--security-opt=no-new-privileges'] : []),
  ];
  return { flags, args: (container?.args ?? []).map((arg) => arg.replace(':8081', `:${port}`)) };
}
