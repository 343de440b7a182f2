import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { ClusterRoleBinding, Namespace, Pod } from '@capstan/schema';
import { expect, test } from 'vitest';
import { readArchive } from '../reading/read-archive.ts';
import { fleetEnv } from '../test-support/fleet-env.ts';
import { failing, junit, passing, plugin, reporting, withPlugins } from '../test-support/plugins.ts';
import { steppedRun } from '../test-support/stepped-run.ts';
import { temporaryFolder } from '../test-support/temporary-folder.ts';

const program = fileURLToPath(new URL('../../../../.cache/real/bin/sonobuoy', import.meta.url));
const missing = existsSync(program) ? '' : " (there is no sonobuoy; 'npm run real:install -- --tools' builds it)";

async function sonobuoy(...args: readonly string[]): Promise<string> {
  const { stdout, stderr } = await promisify(execFile)(program, args, { timeout: 120_000 });
  return `${stdout}${stderr}`;
}

const report = junit(passing('dns'), failing('cni'));

test.skipIf(missing !== '')(
  `stock Sonobuoy takes a run of ours for its own: status, results and delete${missing}`,
  async ({ signal }) => {
    await using fleet = await fleetEnv({ programs: withPlugins({ 'example.invalid/e2e:v1': reporting(report) }) });
    await using work = await temporaryFolder();
    const profile = await fleet.profile({ plugins: [{ ...plugin('e2e'), permissions: 'ClusterAdmin' }] });
    const run = await steppedRun(fleet, profile, { signal, workFolder: work.path });
    const cluster = ['--kubeconfig', fleet.workload.kubeconfigPath, '-n', fleet.runs];

    await run.until('Retrieving');
    const status = JSON.parse(await sonobuoy('status', '--json', ...cluster));
    await run.until('CleaningUp');
    const archive = join(work.path, 'archive.tar.gz');
    await writeFile(archive, await readArchive(fleet.management.client, run.report));
    const results = await sonobuoy('results', archive, '--mode', 'report');
    await sonobuoy('delete', '--wait', ...cluster);

    expect(status).toMatchObject({ status: 'complete', plugins: [{ plugin: 'e2e', node: 'global', 'result-status': 'failed' }] });
    expect(results).toContain('Plugin: e2e');
    expect(results).toMatch(/Passed: 1\nFailed: 1/);
    expect(await fleet.workload.client.find(Namespace, { name: fleet.runs })).toBeUndefined();
    expect(
      await fleet.workload.client.find(ClusterRoleBinding, { name: `sonobuoy-serviceaccount-${fleet.runs}` }),
    ).toBeUndefined();
    expect(await fleet.workload.client.find(Pod, { name: 'sonobuoy', namespace: fleet.runs })).toBeUndefined();
    await run.until('Done'); // that somebody else removed it is no trouble
    expect(run.status.run?.leftBehind).toBeUndefined();
  },
);
