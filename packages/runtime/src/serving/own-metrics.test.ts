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
