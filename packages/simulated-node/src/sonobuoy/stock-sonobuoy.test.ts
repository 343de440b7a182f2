import { execFile } from 'node:child_process';
import { createCipheriv } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Namespace, Pod } from '@capstan/schema';
import { expect, test } from 'vitest';
import { stringify } from 'yaml';
import { nodeEnv } from '../test-support/node-env.ts';
import { jobPlugin, runStatus } from '../test-support/sonobuoy-objects.ts';
import { sonobuoyPrograms } from './sonobuoy-programs.ts';

const sonobuoy = join(process.env['KUBEBUILDER_ASSETS'] ?? '', 'sonobuoy');
const missing =
  process.env['KUBEBUILDER_ASSETS'] !== undefined && existsSync(sonobuoy) ? '' : ' (skipped: no sonobuoy in KUBEBUILDER_ASSETS)';
/** Nothing that could be packed any smaller. */
const dump = createCipheriv('aes-128-ctr', Buffer.alloc(16), Buffer.alloc(16)).update(Buffer.alloc(4 << 20));
const ref = { name: 'sonobuoy', namespace: 'sonobuoy' };

test.skipIf(missing !== '')(
  `the stock Sonobuoy runs, retrieves, reads and deletes a run on a simulated node${missing}`,
  async () => {
    const junit =
      '<testsuite name="s"><testcase name="works"/><testcase name="breaks"><failure message="no"/></testcase></testsuite>';
    const programs = sonobuoyPrograms({
      speed: 50,
      plugins: {
        'example.invalid/readiness:*': ({ write, done }) => {
          write('a.xml', junit);
          write('dump.bin', dump);
          done();
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
    const names = ['first.tar.gz', 'second.tar.gz', 'third.tar.gz'];
    for (const name of names) await run('retrieve', '--filename', name);
    const [first = dump, ...others] = await Promise.all(names.map((name) => readFile(join(folder.path, name))));
    const report = await run('results', 'first.tar.gz');
    const detailed = await run('results', 'first.tar.gz', '--mode', 'detailed');
    await run('delete');

    expect(status).toMatchObject({ status: 'complete', plugins: [{ plugin: 'readiness', 'result-status': 'failed' }] });
    expect(first.length).toBeGreaterThan(dump.length);
    expect(others.map((other) => first.equals(other))).toEqual([true, true]);
    expect(report).toMatch(/Status: failed\nTotal: 2\nPassed: 1\nFailed: 1\nSkipped: 0/);
    expect(detailed).toContain('"name":"breaks","status":"failed"');
    await at.env.eventuallyGone(Namespace, { name: 'sonobuoy' });
  },
);

async function temporaryFolder() {
  const path = await mkdtemp(join(tmpdir(), 'capstan-sonobuoy-'));
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) };
}
