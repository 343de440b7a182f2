import { createRequire } from 'node:module';
import type { Metric, Registry } from 'prom-client';
import { type CallTally, type HandlerTally, latencyBounds } from './call-tally.ts';

/** Takes a fifth of what a server weighs, and is needed when metrics are asked for. */
const promClient = () => createRequire(import.meta.url)('prom-client') as typeof import('prom-client'); // what the module is

interface Value {
  readonly labels: Readonly<Record<string, string | number>>;
  readonly value: number;
  readonly metricName?: string;
}

/** A registry of prom-client that shows a tally as it is when asked. */
export function tallyRegistry(tally: CallTally): Registry {
  const { Registry } = promClient();
  const registry = new Registry();
  const ofHandlers = (values: (handler: HandlerTally) => readonly Value[]) => () => [...tally.handlers].flatMap(values);
  const metrics = [
    shown('capstan_extension_calls_total', 'counter', 'Calls of hooks by how they ended', ofHandlers(results)),
    shown('capstan_extension_blocks_total', 'counter', 'Answers that hold what the hook is about', ofHandlers(blocks)),
    shown('capstan_extension_call_seconds', 'histogram', 'Time from request to answer', ofHandlers(latencies)),
    shown('capstan_extension_calls_in_flight', 'gauge', 'Calls that run now', () => [{ labels: {}, value: tally.inFlight }]),
  ];
  for (const metric of metrics) registry.registerMetric(metric);
  return registry;
}

function shown(name: string, type: 'counter' | 'gauge' | 'histogram', help: string, values: () => readonly Value[]): Metric {
  const get = () => Promise.resolve({ name, help, type, values: values(), aggregator: 'sum' });
  return { name, get } as unknown as Metric; // all that a registry asks of one
}

const results = ({ labels, results: counts }: HandlerTally): readonly Value[] =>
  [...counts].map(([result, value]) => ({ labels: { ...labels, result }, value }));

const blocks = ({ labels, results: counts }: HandlerTally): readonly Value[] => {
  const value = counts.get('retry');
  return value === undefined ? [] : [{ labels, value }];
};

function latencies({ labels, latencies: counts, seconds }: HandlerTally): readonly Value[] {
  const name = 'capstan_extension_call_seconds';
  let total = 0;
  const buckets = [...latencyBounds, '+Inf'].map((le, index) => {
    total += counts[index] ?? 0;
    return { labels: { le, ...labels }, value: total, metricName: `${name}_bucket` };
  });
  return [
    ...buckets,
    { labels, value: seconds, metricName: `${name}_sum` },
    { labels, value: total, metricName: `${name}_count` },
  ];
}
