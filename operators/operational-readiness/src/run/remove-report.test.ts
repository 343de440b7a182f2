import type { Cluster } from '@capstan/capi';
import { systemClock } from '@capstan/runtime';
import { Namespace } from '@capstan/schema';
import { testEnv } from '@capstan/testenv';
import { expect, test } from 'vitest';
import { reportUidAnnotation } from '../api/names.ts';
import { ReadinessProfile } from '../api/readiness-profile.ts';
import { ReadinessReport, type ReportStatus } from '../api/readiness-report.ts';
import type { Run } from '../api/run-fields.ts';
import { Environment } from '../environment.ts';
import { beginRun } from './begin-run.ts';
import { removeReport } from './remove-report.ts';
import { storedSnapshot } from './resolve-profile.ts';

const credentialsSecret = { namespace: 'default', name: 'not-there-any-more' };
const s3 = { endpoint: 'https://s3.example.invalid', bucket: 'results', credentialsSecret };
const time = '2026-11-21T00:00:00Z';

function reportWith(location: string): ReadinessReport {
  const { spec } = ReadinessProfile.parse({
    metadata: { name: 'e2e' },
    spec: { probes: [{ name: 'api', type: 'ApiServer' }], archive: { store: 'S3', s3 }, timeLimits: { cleanUp: '10m' } },
  });
  const archive = { location, sha256: 'x', bytes: 1 };
  const run = { number: 1, attempt: 1, cause: 'x', startedAt: time, phases: [], profile: storedSnapshot(spec), archive };
  return ReadinessReport.parse({
    metadata: { name: 'web.e2e', namespace: 'default', uid: 'uid-1' },
    spec: { cluster: 'web', profile: 'e2e' },
    status: { phase: 'Done', run },
  });
}

async function removal(report: ReadinessReport, signal: AbortSignal, cluster?: Cluster) {
  const env = await testEnv({ resources: [ReadinessReport] });
  const clock = { now: 0 };
  const environment = new Environment({ client: env.client, clock: { ...systemClock, now: () => clock.now } });
  const { status } = report;
  if (!status?.run) throw new Error('it has a run');
  const context = {
    report,
    run: status.run,
    phase: status.phase ?? 'Done',
    management: env.client,
    workload: cluster ? async () => env.client : () => Promise.reject(new Error('nobody asks for it')),
    settings: environment.settings,
    now: 0,
    signal,
    alone: <T>(work: () => Promise<T>) => work(),
    isFull: () => false,
    admit: () => true,
    room: { take: () => true, hold: () => undefined, leave: () => undefined },
  };
  const givenUp: string[] = [];
  const remove = () => removeReport(report, { environment, cluster, context, onGivenUp: (message) => givenUp.push(message) });
  return { env, clock, remove, givenUp, [Symbol.asyncDispose]: () => env[Symbol.asyncDispose]() };
}

test('a bucket that cannot be reached does not hold a report for ever', async ({ signal }) => {
  await using removing = await removal(reportWith('s3://results/default/web.e2e-1.tar.gz'), signal);

  await expect(removing.remove()).rejects.toMatchObject({ code: 'StoreFailed' });
  removing.clock.now = 11 * 60_000;
  await removing.remove();

  expect(removing.givenUp).toEqual([expect.stringContaining('after 10m: Secret default/not-there-any-more')]);
});

test('an archive is removed from the store it is in, also when the profile names another one by now', async ({ signal }) => {
  await using removing = await removal(reportWith('secrets:web.e2e-1-archive/1'), signal);

  await removing.remove();

  expect(removing.givenUp).toEqual([]);
});

test('a report that goes while its next run has not begun takes along what the runs before could not remove', async ({
  signal,
}) => {
  const before = reportWith('secrets:web.e2e-1-archive/1');
  const next = { cause: 'x', request: undefined, now: 0, history: 5 };
  const name = `left-${process.pid}`;
  const profile = { ...before.status?.run?.profile, sonobuoy: { namespace: name } };
  const left = beginRun({ run: { ...before.status?.run, leftBehind: 'it takes long', profile } as Run }, next); // it has one
  const pending = beginRun(beginRun(left as ReportStatus, next) as ReportStatus, next); // neither of them got to anything
  const cluster = { metadata: { name: 'web' } } as Cluster; // looked at for whether it goes
  await using removing = await removal({ ...before, status: pending }, signal, cluster);
  const annotations = { [reportUidAnnotation]: before.metadata.uid };
  const { client } = removing.env;
  for (const own of [name, `${name}-checks`]) await client.create(Namespace, { metadata: { name: own, annotations } });

  await removing.remove();

  for (const own of [name, `${name}-checks`]) await removing.env.eventuallyGone(Namespace, { name: own }, { timeout: '60s' });
  expect(pending.run?.number).toBe(4);
});
