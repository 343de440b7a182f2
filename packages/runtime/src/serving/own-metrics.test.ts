import { Registry } from 'prom-client';
import { expect, test } from 'vitest';
import type { ErasedDefinition, MetricDefinition } from '../controller.ts';
import { ownMetrics } from './own-metrics.ts';

const definition = (name: string, metrics: Readonly<Record<string, MetricDefinition>>) =>
  ({ name, metrics }) as unknown as ErasedDefinition; // all that is read of it

const metrics = {
  made_total: { type: 'counter', help: 'Made', labels: ['kind'] },
  there: { type: 'gauge', help: 'There' },
} as const;

test('two controllers share a metric that both declare', async () => {
  const registry = new Registry();
  const [first, second] = ['a', 'b'].map((name) => ownMetrics(registry, definition(name, metrics)));

  first?.('made_total', 2, { kind: 'x' });
  second?.('made_total', 3, { kind: 'x' });
  second?.('there', 7);

  const text = await registry.metrics();
  expect(text).toContain('made_total{kind="x"} 5');
  expect(text).toContain('there 7');
});

test('a metric that was not declared is refused', () => {
  const measure = ownMetrics(new Registry(), definition('a', metrics));

  expect(() => measure('other', 1)).toThrow("metric other is not in 'metrics' of controller a");
});

test('a gauge that is read shows what there is now, of all controllers that share it, and nothing of before', async () => {
  const registry = new Registry();
  const counts = { a: new Map([['x', 1]]), b: new Map([['z', 3]]) };
  const read = (of: ReadonlyMap<string, number>) => () => [...of].map(([kind, value]) => ({ labels: { kind }, value }));
  for (const name of ['a', 'b'] as const)
    ownMetrics(
      registry,
      definition(name, { there: { type: 'gauge', help: 'There', labels: ['kind'], read: read(counts[name]) } }),
    );
  const before = await registry.metrics();

  counts.a.delete('x');
  counts.a.set('y', 2);

  expect(before).toContain('there{kind="x"} 1\nthere{kind="z"} 3');
  expect(await registry.metrics()).toContain('there{kind="y"} 2\nthere{kind="z"} 3');
  expect(await registry.metrics()).not.toContain('kind="x"');
});
