import { expect, test } from 'vitest';
import type { PastRun, Run } from '../api/run-fields.ts';
import { pruneArchives } from './prune-archives.ts';

const time = '2026-11-21T00:00:00Z';
const archiveAt = (location: string) => ({ location, sha256: 'x', bytes: 1 });
const past = (number: number, location: string): PastRun => ({
  number,
  startedAt: time,
  endedAt: time,
  verdict: 'Passed',
  reason: 'AllPassed',
  archive: archiveAt(location),
});
const run: Run = { number: 4, attempt: 1, cause: 'x', startedAt: time, phases: [], archive: archiveAt('secrets:d/1') };

test('an archive that cannot be removed now holds up neither its run nor the others', async () => {
  const removed: string[] = [];
  const remove = async (location: string) => {
    if (location.startsWith('s3:')) throw new Error('the bucket cannot be reached');
    removed.push(location);
  };

  const history = await pruneArchives({
    run,
    history: [past(3, 'secrets:c/1'), past(2, 's3://b/x'), past(1, 'secrets:a/1')],
    keep: 2,
    remove,
  });

  expect(removed).toEqual(['secrets:a/1']);
  expect(history.map(({ archive }) => archive?.location)).toEqual(['secrets:c/1', 's3://b/x', undefined]);
});
