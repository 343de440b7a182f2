import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ReadinessReport } from '../api/readiness-report.ts';
import { Slots } from './slots.ts';

const report = (uid: string, profile: string, phase = 'Preconditions') =>
  ReadinessReport.parse({ metadata: { name: uid, namespace: 'shop', uid }, spec: { cluster: uid, profile }, status: { phase } });

async function* listed(...reports: readonly ReadinessReport[]) {
  yield* reports;
}

test('no more run than a profile and the fleet allow, whoever comes and goes', () => {
  const step = fc.record({ take: fc.boolean(), report: fc.nat(9), profile: fc.constant('p') });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const slots = new Slots();
      const running = new Map<string, string>();
      for (const { take, report: number } of steps) {
        const [uid, profile] = [`r${number}`, `p${number % 3}`];
        if (!take) {
          slots.release(uid);
          running.delete(uid);
        } else if (slots.take(report(uid, profile), { profile: 2, fleet: 4 })) running.set(uid, profile);

        expect(running.size).toBeLessThanOrEqual(4);
        for (const each of ['p0', 'p1', 'p2']) {
          expect([...running.values()].filter((one) => one === each).length).toBeLessThanOrEqual(2);
        }
      }
    }),
  );
});

test('a new leader counts what the old one let run, and who has a slot keeps it', async () => {
  const slots = new Slots();
  const limits = { profile: 2, fleet: 10 };
  await slots.load(() => listed(report('a', 'p', 'Running'), report('b', 'p', 'CleaningUp'), report('c', 'p', 'Done')));

  expect(slots.take(report('d', 'p'), limits)).toBe(false);
  expect(slots.take(report('a', 'p'), limits)).toBe(true);
  slots.release('b');
  expect(slots.take(report('d', 'p'), limits)).toBe(true);
  expect(slots.take(report('e', 'other'), limits)).toBe(true);
});
