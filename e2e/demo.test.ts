import { statSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { Cluster, lifecycleHooks } from '@capstan/capi';
import { type Client, createClient, loadKubeconfig } from '@capstan/client';
import { HookRecord } from '@capstan/lifecycle-sample';
import { ReadinessReport } from '@capstan/operational-readiness';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { type CapstanProcess, capstan, capstanOnce, temporaryFolder } from './capstan-process.ts';

async function clientOf(dataDir: string, running: CapstanProcess): Promise<Client> {
  await running.until('export KUBECONFIG=');
  return createClient(await loadKubeconfig({ path: join(dataDir, 'kubeconfig') }));
}

const up = (dataDir: string, ...more: string[]) => ['up', '--listen', '127.0.0.1:0', '--data-dir', dataDir, ...more];

test('up --demo shows the copies it made and the target that was refused', async () => {
  await using folder = await temporaryFolder();
  await using running = capstan(up(folder.path, '--demo'));

  await running.until('copied ConfigMap app to namespace team-b');
  await running.until('copied ConfigMap app to namespace team-c');
  const output = await running.until('ServiceAccount team-a/weaver cannot create configmaps in namespace team-x');

  expect(output).toContain('export KUBECONFIG=');
  expect(statSync(join(folder.path, 'kubeconfig')).mode & 0o777).toBe(0o600);
});

test('up --demo lives the life of a cluster, checks that it is ready, and deletes it when kubectl does', async () => {
  await using folder = await temporaryFolder();
  await using running = capstan(up(folder.path, '--demo'));
  await using client = await clientOf(folder.path, running);

  await running.until('the cluster is upgraded to v1.36.0', 90);
  const output = await running.until('delete cluster web'); // when all of that is written down
  const report = await client.get(ReadinessReport, { namespace: 'fleet', name: 'web.smoke' });
  const upgraded = await client.get(Cluster, { namespace: 'fleet', name: 'web' });
  const neverCalled = async () => {
    const { status } = await client.get(HookRecord, { namespace: 'fleet', name: 'web' });
    const hooks = new Set(status?.calls?.map(({ hook }) => hook));
    return lifecycleHooks.filter((hook) => !hooks.has(hook));
  };
  await expect.poll(neverCalled).toEqual(['BeforeClusterDelete']); // calls are recorded behind their answers
  await client.delete(Cluster, { namespace: 'fleet', name: 'web' });
  await running.until('fleet/web is deleted');

  // Asked before the run or during it, as it happens.
  expect(output).toMatch(
    /BeforeClusterUpgrade +v1\.34\.0 → v1\.36\.0 +waits \d+ s:\s+waiting for (run 1|the first run) of smoke/,
  );
  expect(report.status?.summary).toBe('4/4 passed');
  expect(upgraded.metadata.annotations ?? {}).toEqual({}); // no hook is owed any more
}, 120_000);

test('a life that was interrupted begins again at the next start; a cluster that was deleted stays so until another is made', async () => {
  await using folder = await temporaryFolder();
  {
    await using first = capstan(up(folder.path, '--demo'));
    await first.until('its version is set to v1.36.0', 60);
    await first.end();
  }
  {
    await using second = capstan(up(folder.path, '--demo'));
    await using client = await clientOf(folder.path, second);
    const output = await second.until('the control plane rolls to v1.35.0', 60);
    await client.delete(Cluster, { namespace: 'fleet', name: 'web' });
    await second.until('fleet/web is deleted', 60);
    // Between the two, operators may have something to tell.
    expect(output).toMatch(/fleet\/web was on its way .*\n +0s ─ Cluster fleet\/web is created at v1\.34\.0\n/s);
    await second.end();
  }
  await using third = capstan(up(folder.path, '--demo'));
  await using client = await clientOf(folder.path, third);
  await third.until('makes another');
  const cluster = await client.find(Cluster, { namespace: 'fleet', name: 'web' });
  await client.create(Cluster, parse(await readFile(join(folder.path, 'cluster.yaml'), 'utf8')));
  await third.until('Cluster fleet/web is created at v1.34.0');

  expect(cluster).toBeUndefined();
}, 120_000);

test('Ctrl-C ends up cleanly, and does not wait for what goes on', async () => {
  await using folder = await temporaryFolder();
  await using running = capstan(up(folder.path, '--demo'));
  await running.until('copied ConfigMap app to namespace team-b');

  const { code, ms } = await running.end('SIGINT');

  console.log(`Ctrl-C took ${Math.round(ms)} ms (budget: 1000 ms)`); // a busy machine takes longer
  expect(code).toBe(0);
  expect(ms).toBeLessThan(30_000);
});

test('a second up finds everything where it was', async () => {
  await using folder = await temporaryFolder();
  {
    await using first = capstan(up(folder.path, '--demo'));
    for (const what of ['app to namespace team-b', 'app to namespace team-c', 'partners to namespace team-b'])
      await first.until(`copied ConfigMap ${what}`);
    await first.end();
  }
  await using second = capstan(up(folder.path, '--demo'));

  const output = await second.until('the demo is as you left it');

  expect(output).not.toContain('copied ConfigMap');
});

test('a second up on the same folder at the same time is refused and names the process', async () => {
  await using folder = await temporaryFolder();
  await using first = capstan(up(folder.path, '--no-controllers'));
  await first.until('API server');

  const { code, output } = await capstanOnce(up(folder.path, '--no-controllers'));

  expect(code).toBe(1);
  expect(output).toContain(`${first.child.pid}`);
  expect(output).not.toMatch(/\n\s+at /);
});

test('a taken port is refused with the port and the way out', async () => {
  await using folder = await temporaryFolder();
  const squatter = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => squatter.once('listening', resolve));
  const { port } = squatter.address() as { port: number }; // a TCP server's address is an object

  const { code, output } = await capstanOnce(['up', '--ephemeral', '--data-dir', folder.path, '--listen', `127.0.0.1:${port}`]);
  squatter.close();

  expect(code).toBe(1);
  expect(output).toContain(String(port));
  expect(output).toContain('--listen');
  expect(output).not.toMatch(/\n\s+at /);
});

test('a data folder that cannot be made is refused with its name', async () => {
  const { code, output } = await capstanOnce(up('/proc/nowhere', '--no-controllers'));

  expect(code).toBe(1);
  expect(output).toContain('cannot make the folder /proc/nowhere');
  expect(output).not.toMatch(/\n\s+at /);
});

test('run with a kubeconfig that is not there names the file and the way out', async () => {
  const { code, output } = await capstanOnce(['run', 'config-weaver', '--kubeconfig', '/nowhere/kubeconfig']);

  expect(code).toBe(1);
  expect(output).toContain('/nowhere/kubeconfig');
  expect(output).not.toMatch(/\n\s+at /);
});

test('run against a server that is down says so, without a stack', async () => {
  await using folder = await temporaryFolder();
  await using running = capstan(up(folder.path, '--no-controllers'));
  await running.until('API server');
  await running.end();

  const { code, output } = await capstanOnce(['run', 'config-weaver', '--kubeconfig', join(folder.path, 'kubeconfig')]);

  expect(code).toBe(1);
  expect(output).toContain('nothing listens at https://127.0.0.1:');
  expect(output).not.toMatch(/\n\s+at /);
});

test('version and kubeconfig answer in the formats asked for', async () => {
  await using folder = await temporaryFolder();
  await using running = capstan(up(folder.path, '--no-controllers'));
  await running.until('API server');

  const version = await capstanOnce(['version', '--output', 'json']);
  const kubeconfig = await capstanOnce(['kubeconfig', '--data-dir', folder.path, '--server', 'https://dev.example.com:6443']);

  expect(JSON.parse(version.output)).toMatchObject({ kubernetes: expect.stringMatching(/^v1\.36\./) });
  expect(kubeconfig.output).toContain('server: https://dev.example.com:6443');
});
