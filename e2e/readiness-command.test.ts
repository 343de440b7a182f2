import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ReadinessReport } from '@capstan/operational-readiness';
import { type TestEnv, testEnv } from '@capstan/testenv';
import { expect, test } from 'vitest';

const capstan = ['--conditions=@capstan/source', new URL('../packages/cli/src/main.ts', import.meta.url).pathname, 'readiness'];

/** A management cluster with a report that failed and one that passed, and the command on it. */
async function fleet() {
  const env = await testEnv({ resources: [ReadinessReport] });
  const namespace = await env.namespace();
  const cases = [{ source: 'e2e', name: 'cni', status: 'failed', message: 'no route' }] as const;
  await makeReport(env, { namespace, cluster: 'web', verdict: 'Failed', reason: 'CasesFailed', passed: 1, cases });
  await makeReport(env, { namespace, cluster: 'db', verdict: 'Passed', reason: 'AllPassed', passed: 2, cases: [] });
  const run = (...args: readonly string[]) =>
    new Promise<{ readonly code: number; readonly stdout: string; readonly stderr: string }>((resolve) => {
      const all = [...capstan, ...args, '--kubeconfig', env.kubeconfigPath, '-n', namespace];
      const child = execFile(process.execPath, all, { env: { PATH: process.env['PATH'] } }, (_error, stdout, stderr) =>
        resolve({ code: child.exitCode ?? -1, stdout, stderr }),
      );
    });
  return { env, namespace, run, [Symbol.asyncDispose]: () => env[Symbol.asyncDispose]() };
}

interface Wanted {
  readonly namespace: string;
  readonly cluster: string;
  readonly verdict: 'Passed' | 'Failed';
  readonly reason: 'AllPassed' | 'CasesFailed';
  readonly passed: number;
  readonly cases: readonly {
    readonly source: string;
    readonly name: string;
    readonly status: 'failed';
    readonly message: string;
  }[];
}

async function makeReport(env: TestEnv, { namespace, cluster, verdict, reason, passed, cases }: Wanted): Promise<void> {
  const metadata = { name: `${cluster}.e2e`, namespace };
  await env.client.create(ReadinessReport, { metadata, spec: { cluster, profile: 'e2e' } });
  const at = '2026-11-21T10:00:00Z';
  const counts = { passed, failed: cases.length, skipped: 0, known: 0, unknown: 0 };
  const ready = { status: verdict === 'Passed' ? 'True' : 'False', reason: verdict, message: 'said' } as const;
  await env.client.applyStatus(ReadinessReport, metadata, {
    phase: 'Done',
    summary: `${passed}/2 passed`,
    run: {
      number: 1,
      attempt: 1,
      cause: 'first run',
      startedAt: at,
      endedAt: at,
      phases: [{ name: 'Done', startedAt: at }],
      verdict,
      reason,
      counts,
      cases: [...cases],
      sources: [{ name: 'e2e', kind: 'Plugin', verdict, counts }],
    },
    conditions: [{ type: 'Ready', ...ready, lastTransitionTime: at, observedGeneration: 1 }],
  });
}

test('clusters are listed with those that need attention first, and as JSON', async () => {
  await using at = await fleet();

  const { stdout } = await at.run('list');
  const json = await at.run('list', '-o', 'json', '--profile', 'other');

  const [header, first, second] = stdout.split('\n').map((line) => line.split(/ {2,}/));
  expect(header?.slice(1, 5)).toEqual(['CLUSTER', 'PROFILE', 'READY', 'REASON']);
  expect(first?.slice(1, 5)).toEqual(['web', 'e2e', 'False', 'Failed']);
  expect(second?.slice(1, 5)).toEqual(['db', 'e2e', 'True', 'Passed']);
  expect(JSON.parse(json.stdout).items).toEqual([]);
});

test('a report is shown by its cluster, with the case that failed; one that is not there is answered with those that are', async () => {
  await using at = await fleet();

  const shown = await at.run('show', 'web');
  const missing = await at.run('show', 'webb');

  expect(shown.stdout).toMatch(/^Report +test-\w+\/web\.e2e/);
  expect(shown.stdout).toMatch(/failed +e2e +cni +no route/);
  expect(missing).toMatchObject({
    code: 1,
    stderr: expect.stringContaining(`there is no report or cluster ${at.namespace}/webb`),
  });
  expect(missing.stderr).toContain('There are: db.e2e, web.e2e.');
});

test('two clusters are compared by their cases, and one is checked again on request', async () => {
  await using at = await fleet();

  const compared = await at.run('compare', 'web', 'db');
  const rerun = await at.run('rerun', 'web', '--why', 'CNI was fixed');
  const { metadata } = await at.env.client.get(ReadinessReport, { name: 'web.e2e', namespace: at.namespace });

  expect(compared.stdout).toMatch(/e2e cni +failed +-/);
  expect(rerun.stdout).toBe(`${at.namespace}/web.e2e is checked again\n`);
  expect(metadata.annotations?.['readiness.capstan.dev/run-requested']).toMatch(/^CNI was fixed \(20/);
});

test('results are exported as JUnit, and an archive that is not there is said so', async () => {
  await using at = await fleet();
  const folder = await mkdtemp(join(tmpdir(), 'capstan-readiness-'));
  await using _folder = { [Symbol.asyncDispose]: () => rm(folder, { recursive: true }) };
  const file = join(folder, 'web.xml');

  await at.run('export', 'web', '--file', file);
  const archive = await at.run('export', 'web', '-o', 'archive');

  expect(await readFile(file, 'utf8')).toMatch(/<testsuite name="e2e" tests="2" failures="1"/);
  expect(archive).toMatchObject({ code: 1, stderr: expect.stringContaining('web.e2e has no archive of any run') });
});
