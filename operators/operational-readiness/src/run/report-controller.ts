import { Cluster } from '@capstan/capi';
import { type Controller, changed, controller, type Outcome, watch } from '@capstan/runtime';
import { Event } from '@capstan/schema';
import { ReadinessProfile } from '../api/readiness-profile.ts';
import { ReadinessReport } from '../api/readiness-report.ts';
import type { Environment } from '../environment.ts';
import { runMetrics } from '../readiness-metrics.ts';
import { reconcileReport } from './reconcile-report.ts';
import { removeReport } from './remove-report.ts';
import { clusterOf, type ReportContext } from './report-context.ts';
import { contextOf, type SharedParts } from './report-run-context.ts';
import { holdsSlot, waitsForSlot } from './slots.ts';

/** Runs at one time among which a slot that gets free is offered first. */
const woken = 10;

/** Runs what reports were recorded for, one step at a time. */
export function reportController(environment: Environment): Controller {
  return controller({
    name: 'readiness-report',
    for: ReadinessReport,
    reads: [ReadinessProfile, Cluster],
    writes: [ReadinessReport, Event],
    watches: [
      watch(ReadinessReport, {
        for: ReadinessReport,
        metadataOnly: false,
        when: changed<ReadinessReport>(holdsSlot),
        // A run that ends lets those run that wait for a turn, the oldest first.
        map: (report, cache) =>
          holdsSlot(report)
            ? []
            : cache.byIndex('profile', report.spec.profile).filter(waitsForSlot).toSorted(byStart).slice(0, woken),
      }),
    ],
    rules: [
      { apiGroups: [''], resources: ['configmaps'], verbs: ['get'] },
      { apiGroups: [''], resources: ['secrets'], verbs: ['get', 'create', 'patch', 'delete'] },
    ],
    metrics: runMetrics,
    concurrency: 32,
    timeout: '30m', // the time it may take to fetch a large archive
    reconcile: (report, ctx) => reconcileReport(report, ctx, { environment, slots: environment.slots }),
    finalizer: {
      name: 'readiness.capstan.dev/workload',
      run: (report, ctx) => remove(report, ctx, { environment, slots: environment.slots }),
    },
  });
}

function remove(report: ReadinessReport, ctx: ReportContext, shared: SharedParts): Promise<Outcome> {
  shared.slots.release(report.metadata.uid);
  return removeReport(report, {
    environment: shared.environment,
    cluster: clusterOf(report, ctx),
    context: contextOf(report, ctx, shared),
    onGivenUp: (message) => ctx.log.warn({ report: report.metadata.name, message }, 'left behind in a workload cluster'),
  });
}

const byStart = (left: ReadinessReport, right: ReadinessReport) =>
  (left.status?.run?.startedAt ?? '').localeCompare(right.status?.run?.startedAt ?? '');
