import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Namespace, Pod } from '@capstan/schema';
import { expect, test } from 'vitest';
import { stringify } from 'yaml';
import { nodeEnv } from '../test-support/node-env.ts';
import { jobPlugin, runStatus } from '../test-support/sonobuoy-objects.ts';
import { unpackTarball } from './archive/tarball.ts';
import { sonobuoyPrograms } from './sonobuoy-programs.ts';

const sonobuoy = join(process.env['KUBEBUILDER_ASSETS'] ?? '', 'sonobuoy');
const missing =
  process.env['KUBEBUILDER_ASSETS'] !== undefined && existsSync(sonobuoy) ? '' : ' (skipped: no sonobuoy in KUBEBUILDER_ASSETS)';
const ref = { name: 'sonobuoy', namespace: 'sonobuoy' };

test.skipIf(missing !== '')(`the stock Sonobuoy runs, reads and deletes a run on a simulated node${missing}`, async () => {
  const junit =
    '<testsuite name="s"><testcase name="works"/><testcase name="breaks"><failure message="no"/></testcase></testsuite>';
  const programs = sonobuoyPrograms({
    speed: 50,
    plugins: {
      'example.invalid/readiness:*': ({ write, done }) => {
        write('a.xml', junit);
        done('a.xml');
      },
    },
  });
  await using at = await nodeEnv(programs);
  await using folder = await temporaryFolder();
  const run = async (...args: readonly string[]) => {
    const env = { ...process.env, KUBECONFIG: at.env.kubeconfigPath };
    return (await promisify(execFile)(sonobuoy, [...args], { cwd: folder.path, env, timeout: 25_000 })).stdout;
  };
  await writeFile(join(folder.path, 'plugin.yaml'), stringify(jobPlugin('readiness', 'junit')));

  await run('run', '-p', 'plugin.yaml', '--skip-preflight');
  await at.env.eventually(Pod, ref, (pod) => runStatus(pod)?.status === 'complete');
  const status = JSON.parse(await run('status', '--json'));
  const splat = { command: ['/sonobuoy', 'splat', '/tmp/sonobuoy'], container: 'kube-sonobuoy' };
  const outer = Buffer.concat(await Array.fromAsync(at.client.exec(ref, splat).stdout()));
  const [archive = new Uint8Array()] = (await unpackTarball(outer)).values();
  await writeFile(join(folder.path, 'run.tar.gz'), archive);
  const report = await run('results', 'run.tar.gz');
  const detailed = await run('results', 'run.tar.gz', '--mode', 'detailed');
  await run('delete');

  expect(status).toMatchObject({ status: 'complete', plugins: [{ plugin: 'readiness', 'result-status': 'failed' }] });
  expect(report).toMatch(/Status: failed\nTotal: 2\nPassed: 1\nFailed: 1\nSkipped: 0/);
  expect(detailed).toContain('"name":"breaks","status":"failed"');
  await at.env.eventuallyGone(Namespace, { name: 'sonobuoy' });
});

async function temporaryFolder() {
  const path = await mkdtemp(join(tmpdir(), 'capstan-sonobuoy-'));
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) };
}
