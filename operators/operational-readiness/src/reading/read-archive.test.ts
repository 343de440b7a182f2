import { testEnv } from '@capstan/testenv';
import { expect, test } from 'vitest';
import { ReadinessReport } from '../api/readiness-report.ts';
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
