import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { ErasedDefinition } from '../controller.ts';
import { type Measure, ownMetrics } from './own-metrics.ts';

/** Metrics of a manager, under the names that controller-runtime gave them. */
export interface ManagerMetrics {
  readonly registry: Registry;
  /** Registers the metrics that a controller declares, and answers how to record them. */
  own(definition: ErasedDefinition): Measure;
  readonly reconciles: Counter<'controller' | 'result'>;
  readonly reconcileErrors: Counter<'controller'>;
  readonly terminalErrors: Counter<'controller'>;
  readonly reconcileSeconds: Histogram<'controller'>;
  readonly activeWorkers: Gauge<'controller'>;
  readonly staleReads: Counter<'controller'>;
  readonly tokenRequests: Counter<'result'>;
  readonly leads: Gauge<'name'>;
  readonly queueDepth: Gauge<'name'>;
  readonly queueAdds: Counter<'name'>;
  readonly queueRetries: Counter<'name'>;
  readonly queueSeconds: Histogram<'name'>;
  readonly workSeconds: Histogram<'name'>;
}

const seconds = [0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 10, 60];

export function managerMetrics(): ManagerMetrics {
  const registry = new Registry();
  const registers = [registry];
  const counter = <L extends string>(name: string, help: string, ...labelNames: L[]) =>
    new Counter({ name, help, labelNames, registers });
  const gauge = <L extends string>(name: string, help: string, ...labelNames: L[]) =>
    new Gauge({ name, help, labelNames, registers });
  const histogram = <L extends string>(name: string, help: string, ...labelNames: L[]) =>
    new Histogram({ name, help, labelNames, registers, buckets: seconds });
  return {
    registry,
    own: (definition) => ownMetrics(registry, definition),
    reconciles: counter('controller_runtime_reconcile_total', 'Reconciles by result', 'controller', 'result'),
    reconcileErrors: counter('controller_runtime_reconcile_errors_total', 'Reconciles that failed', 'controller'),
    terminalErrors: counter(
      'controller_runtime_terminal_reconcile_errors_total',
      'Reconciles that failed for good',
      'controller',
    ),
    reconcileSeconds: histogram('controller_runtime_reconcile_time_seconds', 'Length of a reconcile', 'controller'),
    activeWorkers: gauge('controller_runtime_active_workers', 'Reconciles running now', 'controller'),
    staleReads: counter(
      'capstan_stale_reads_total',
      'Reconciles that started before the cache had seen their own last write',
      'controller',
    ),
    tokenRequests: counter('capstan_token_requests_total', 'Tokens of ServiceAccounts that were asked for', 'result'),
    leads: gauge('leader_election_master_status', 'Whether this replica holds the Lease: 1 if so, 0 if it waits', 'name'),
    queueDepth: gauge('workqueue_depth', 'Keys waiting', 'name'),
    queueAdds: counter('workqueue_adds_total', 'Keys added', 'name'),
    queueRetries: counter('workqueue_retries_total', 'Keys added again after a failure', 'name'),
    queueSeconds: histogram('workqueue_queue_duration_seconds', 'How long a key waited', 'name'),
    workSeconds: histogram('workqueue_work_duration_seconds', 'How long a key was worked on', 'name'),
  };
}
