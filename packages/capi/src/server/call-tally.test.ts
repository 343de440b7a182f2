import { expect, test } from 'vitest';
import { CallTally } from './call-tally.ts';
import type { ObservedCall } from './observed-call.ts';
import { tallyRegistry } from './tally-registry.ts';

const call = { extension: 'gates', hook: 'BeforeClusterCreate', handler: 'gate', message: '' } as const;

function counted(...calls: readonly Partial<ObservedCall>[]): CallTally {
  const tally = new CallTally();
  for (const ended of calls) {
    tally.began();
    tally.ended({ ...call, result: 'proceed', durationMs: 1, ...ended });
  }
  return tally;
}

test('calls show up under their handler and how they ended, and blocks by themselves', async () => {
  const metrics = await tallyRegistry(counted({ result: 'retry' }, { result: 'retry' }, { handler: 'other' })).metrics();

  const gate = 'extension="gates",hook="BeforeClusterCreate",handler="gate"';
  expect(metrics).toContain('# TYPE capstan_extension_calls_total counter');
  expect(metrics).toContain(`capstan_extension_calls_total{${gate},result="retry"} 2`);
  expect(metrics).toContain(`capstan_extension_blocks_total{${gate}} 2`);
  expect(metrics).toContain('handler="other",result="proceed"} 1');
});

test('latencies are a histogram whose buckets add up', async () => {
  const tally = counted({ durationMs: 1 }, { durationMs: 7 }, { durationMs: 20_000 }, { durationMs: 60_000 });

  const buckets = [...(await tallyRegistry(tally).metrics()).matchAll(/_bucket\{le="([^"]+)".* (\d+)/g)].map(
    ([, le, n]) => `${le}:${n}`,
  );

  expect(buckets).toEqual(['0.001:1', '0.005:1', '0.01:2', '0.05:2', '0.1:2', '0.5:2', '1:2', '5:2', '10:2', '30:3', '+Inf:4']);
});

test('calls that run are a gauge, which moves after the registry was made', async () => {
  const tally = counted();
  const registry = tallyRegistry(tally);
  tally.began();

  expect(await registry.metrics()).toContain('capstan_extension_calls_in_flight 1');
});
