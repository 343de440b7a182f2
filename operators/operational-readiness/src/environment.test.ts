import { silentLogger } from '@capstan/runtime';
import { expect, test } from 'vitest';
import { ReadinessReport } from './api/readiness-report.ts';
import { Environment } from './environment.ts';

const report = (uid: string, phase: string) =>
  ReadinessReport.parse({
    metadata: { name: uid, namespace: 'shop', uid },
    spec: { cluster: uid, profile: 'p' },
    status: { phase },
  });

async function* listed(...reports: readonly ReadinessReport[]) {
  yield* reports;
}

/** One server in this process, from its start to its end. */
async function served(environment: Environment, work: () => Promise<boolean>): Promise<boolean> {
  const ending = new AbortController();
  const attached = environment.attach({ client: undefined, signal: ending.signal, logger: silentLogger });
  const result = await work();
  ending.abort();
  await attached;
  return result;
}

test('who leads again in the same process learns what another replica let run meanwhile', async () => {
  const environment = new Environment({});
  const limits = { profile: 1, fleet: 1 };
  const takes = (uid: string, ...known: readonly ReadinessReport[]) =>
    served(environment, async () => {
      const { slots } = environment;
      await slots.load(() => listed(...known));
      return slots.take(report(uid, 'Preconditions'), limits);
    });

  expect(await takes('a')).toBe(true);
  expect(await takes('c', report('a', 'Done'), report('b', 'Running'))).toBe(false);
  expect(await takes('c', report('a', 'Done'), report('b', 'Done'))).toBe(true);
});
