import { createHash } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { testEnv } from '@capstan/testenv';
import { expect, test } from 'vitest';
import { ReadinessProfile } from '../api/readiness-profile.ts';
import { ReadinessReport } from '../api/readiness-report.ts';
import { secretStore } from '../archive/secret-store.ts';
import { storedSnapshot } from '../run/resolve-profile.ts';
import { temporaryFolder } from '../test-support/temporary-folder.ts';
import { readArchive } from './read-archive.ts';

const at = '2026-11-21T10:00:00Z';
const archive = { location: 'secrets:fleet/web.smoke-2', sha256: '0'.repeat(64), bytes: 1 };

function reportWith({ archives }: { readonly archives: boolean }): ReadinessReport {
  const past = (number: number) => ({ number, startedAt: at, endedAt: at, verdict: 'Passed', reason: 'AllPassed' });
  const run = { number: 3, attempt: 1, cause: 'x', startedAt: at, phases: [], archiveProblem: 'it has 9 bytes too many' };
  return ReadinessReport.parse({
    metadata: { name: 'web.smoke', namespace: 'fleet' },
    spec: { cluster: 'web', profile: 'smoke' },
    status: { phase: 'Done', run, history: [{ ...past(2), ...(archives && { archive }) }, past(1)] },
  });
}

test.each([
  [77, true, { message: 'fleet/web.smoke has no run 77', hint: 'Runs with an archive: 2.' }],
  [1, true, { message: 'fleet/web.smoke has no archive of run 1' }],
  [3, true, { message: 'fleet/web.smoke has no archive of run 3: it has 9 bytes too many' }],
  [
    undefined,
    false,
    {
      message: 'fleet/web.smoke has no archive of any run: it has 9 bytes too many',
      hint: 'A profile says in spec.archive whether runs keep one.',
    },
  ],
])('an archive of run %s that is not there is missed by name, with those that are', async (run, archives, error) => {
  await using env = await testEnv();

  const reading = readArchive(env.client, reportWith({ archives }), run === undefined ? {} : { run });

  await expect(reading).rejects.toMatchObject({ code: 'NotFound', ...error });
});

const s3 = {
  endpoint: 'https://s3.example.invalid',
  bucket: 'results',
  credentialsSecret: { namespace: 'default', name: 'none' },
};
const profileWith = (archives: object) =>
  ReadinessProfile.parse({
    metadata: { name: 'smoke' },
    spec: { probes: [{ name: 'api', type: 'ApiServer' }], archive: archives },
  });

test.each([
  ['keeps new ones in a bucket', profileWith({ store: 'S3', s3 })],
  ['keeps none any more', profileWith({ store: 'None' })],
  ['is gone', undefined],
])('an archive is read from where it is, also when its profile %s', async (_what, profile) => {
  await using env = await testEnv({ resources: [ReadinessProfile, ReadinessReport] });
  await using folder = await temporaryFolder();
  const file = join(folder.path, 'archive');
  await writeFile(file, 'results');
  const metadata = { name: 'web.smoke', namespace: await env.namespace() };
  const report = await env.client.create(ReadinessReport, { metadata, spec: { cluster: 'web', profile: 'smoke' } });
  const location = await secretStore(env.client).save({ report, number: 3, attempt: 1 }, file);
  const kept = { location, sha256: createHash('sha256').update('results').digest('hex'), bytes: 7 };
  const snapshot = profile && { profile: storedSnapshot(profile.spec) };
  const run = { number: 3, attempt: 1, cause: 'x', startedAt: at, phases: [], archive: kept, ...snapshot };

  const read = await readArchive(env.client, { ...report, status: { phase: 'Done', run } });

  expect(Buffer.from(read).toString()).toBe('results');
});

test('an archive in a bucket that nobody can lead to any more says what would', async () => {
  await using env = await testEnv({ resources: [ReadinessProfile, ReadinessReport] });
  const there = { ...archive, location: 's3://results/fleet/web.smoke-3.tar.gz' };
  const run = { number: 3, attempt: 1, cause: 'x', startedAt: at, phases: [], archive: there };
  const report = { ...reportWith({ archives: false }), status: { phase: 'Done' as const, run } };

  await expect(readArchive(env.client, report)).rejects.toMatchObject({
    message: 'spec.archive.s3 is missing',
    hint: expect.stringContaining('how to reach the bucket'),
  });
});
