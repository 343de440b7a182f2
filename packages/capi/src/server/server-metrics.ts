import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { ObservedCall } from './observed-call.ts';

/** Counts calls. */
export interface ServerMetrics {
  readonly registry: Registry;
  began(): void;
  ended(call: ObservedCall): void;
}

const buckets = [0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 10, 30];

export function serverMetrics(): ServerMetrics {
  const registry = new Registry();
  const registers = [registry];
  const calls = new Counter({
    name: 'capstan_extension_calls_total',
    help: 'Calls of hooks by how they ended',
    labelNames: ['extension', 'hook', 'handler', 'result'],
    registers,
  });
  const blocks = new Counter({
    name: 'capstan_extension_blocks_total',
    help: 'Answers that hold what the hook is about',
    labelNames: ['extension', 'hook', 'handler'],
    registers,
  });
  const seconds = new Histogram({
    name: 'capstan_extension_call_seconds',
    help: 'Time from request to answer',
    labelNames: ['extension', 'hook', 'handler'],
    buckets,
    registers,
  });
  const inFlight = new Gauge({ name: 'capstan_extension_calls_in_flight', help: 'Calls that run now', registers });
  return {
    registry,
    began: () => inFlight.inc(),
    ended({ extension, hook, handler = '', result, durationMs }) {
      inFlight.dec();
      calls.inc({ extension, hook, handler, result });
      if (result === 'retry') blocks.inc({ extension, hook, handler });
      seconds.observe({ extension, hook, handler }, durationMs / 1_000);
    },
  };
}
