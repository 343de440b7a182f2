import { Counter, Gauge, Histogram, type Registry } from 'prom-client';
import type { ErasedDefinition, MetricDefinition, MetricValue } from '../controller.ts';
import { RuntimeError } from '../runtime-error.ts';

export type Measure = (metric: string, value: number, labels?: Readonly<Record<string, string>>) => void;

const seconds = [0.01, 0.05, 0.1, 0.5, 1, 2, 5, 10, 30, 60, 300];

/** Registers the metrics that a controller declares, and answers how to record them. */
export function ownMetrics(registry: Registry, { name, metrics = {} }: ErasedDefinition): Measure {
  const recorders = new Map(
    Object.entries(metrics).map(([metric, definition]) => [metric, recorder(registry, metric, definition)]),
  );
  return (metric, value, labels = {}) => {
    const record = recorders.get(metric);
    if (!record)
      throw new RuntimeError(`metric ${metric} is not in 'metrics' of controller ${name}`, {
        code: 'NotDeclared',
        hint: 'Declare it: what a controller measures is part of its definition.',
      });
    record(labels, value);
  };
}

type Recorder = (labels: Readonly<Record<string, string>>, value: number) => void;

function recorder(registry: Registry, name: string, definition: MetricDefinition): Recorder {
  const { type, help, labels = [] } = definition;
  const known = registry.getSingleMetric(name); // of another controller that shares it
  const options = { name, help, labelNames: [...labels], registers: [registry] };
  switch (type) {
    case 'counter': {
      const counter = known instanceof Counter ? known : new Counter(options);
      return (values, value) => counter.inc(values, value);
    }
    case 'gauge': {
      const gauge = known instanceof OwnGauge ? known : new OwnGauge(options);
      if (definition.read) gauge.readers.push(() => definition.read?.() ?? []);
      return (values, value) => gauge.set(values, value);
    }
    case 'histogram': {
      const histogram = known instanceof Histogram ? known : new Histogram({ ...options, buckets: seconds });
      return (values, value) => histogram.observe(values, value);
    }
    default:
      return type satisfies never;
  }
}

/** A gauge that is set, or whose values are read from those who declare it when it is asked for. */
class OwnGauge extends Gauge {
  readonly readers: (() => Iterable<MetricValue>)[];

  constructor(options: {
    readonly name: string;
    readonly help: string;
    readonly labelNames: string[];
    readonly registers: Registry[];
  }) {
    const readers: (() => Iterable<MetricValue>)[] = [];
    super({
      ...options,
      collect() {
        if (readers.length > 0) this.reset();
        for (const { labels = {}, value } of readers.flatMap((read) => [...read()])) this.set(labels, value);
      },
    });
    this.readers = readers;
  }
}
