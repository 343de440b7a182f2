import type { MetricDefinition } from '@capstan/runtime';
import type { TargetState } from './copy-job.ts';
import type { ReadSource } from './read-sources.ts';
import { namespaceOf, type Sync } from './sync.ts';
import type { Visit } from './visit.ts';

/** What both kinds of sync measure. No label holds anything but kinds, namespaces and reasons. */
export const weaverMetrics = {
  capstan_weaver_copies: {
    type: 'gauge',
    help: 'Targets of the syncs of a namespace, by state',
    labels: ['kind', 'namespace', 'state'],
  },
  capstan_weaver_writes_total: { type: 'counter', help: 'Copies written, by what was done', labels: ['kind', 'change'] },
  capstan_weaver_refusals_total: {
    type: 'counter',
    help: 'Targets that could not be synced, by reason',
    labels: ['kind', 'reason'],
  },
  capstan_weaver_propagation_seconds: {
    type: 'histogram',
    help: "From the last write of a source, by the server's record in whole seconds, to its last copy",
    labels: ['kind'],
  },
  capstan_weaver_kept_copies_total: {
    type: 'counter',
    help: 'Copies that stayed behind a deleted sync because the rights to remove them were gone',
    labels: ['kind', 'namespace'],
  },
} as const satisfies Readonly<Record<string, MetricDefinition>>;

const states = ['Synced', 'Refused', 'Failed'] as const;
type Counts = Readonly<Record<(typeof states)[number], number>>;

/** How the targets of all syncs stand, added up for each namespace. */
export class TargetCounts {
  readonly #bySync = new Map<string, Counts>();
  readonly #byNamespace = new Map<string, Record<(typeof states)[number], number>>();

  /** Replaces what is known of a sync, and answers the sums of its namespace. */
  replace(sync: Sync, counts: Counts): Counts {
    const before = this.#bySync.get(sync.metadata.uid);
    const namespace = namespaceOf(sync);
    const sums = this.#byNamespace.get(namespace) ?? { Synced: 0, Refused: 0, Failed: 0 };
    for (const state of states) sums[state] += counts[state] - (before?.[state] ?? 0);
    this.#byNamespace.set(namespace, sums);
    this.#bySync.set(sync.metadata.uid, counts);
    return sums;
  }

  forget(sync: Sync): Counts {
    const sums = this.replace(sync, { Synced: 0, Refused: 0, Failed: 0 });
    this.#bySync.delete(sync.metadata.uid);
    if (states.every((state) => sums[state] === 0)) this.#byNamespace.delete(namespaceOf(sync));
    return sums;
  }
}

interface Found {
  readonly targets: readonly TargetState[];
  /** Namespaces that a selector matches and that are no targets: their number is for the administrator only. */
  readonly leftOut: number;
  readonly sources: readonly ReadSource[];
}

/** Records what a visit found and did. */
export function measureVisit(visit: Visit, { targets, leftOut, sources }: Found): void {
  const { ctx, kind, sync, memory } = visit;
  const { kind: kindName } = kind.resource;
  const number = (state: TargetState['state']) => targets.filter((target) => target.state === state).length;
  measureCounts(
    visit,
    memory.counts.replace(sync, { Synced: number('Synced'), Refused: number('Refused'), Failed: number('Failed') }),
  );
  for (const target of targets) {
    if (target.state !== 'Synced') ctx.measure('capstan_weaver_refusals_total', 1, { kind: kindName, reason: target.reason });
    else if (target.change !== 'none') ctx.measure('capstan_weaver_writes_total', 1, { kind: kindName, change: target.change });
  }
  if (leftOut > 0) ctx.measure('capstan_weaver_refusals_total', leftOut, { kind: kindName, reason: 'LeftOut' });
  const changed = lastWrite(sources);
  if (changed !== undefined && targets.some((target) => target.state === 'Synced' && target.change === 'updated'))
    ctx.measure('capstan_weaver_propagation_seconds', Math.max(0, Date.now() - changed) / 1000, { kind: kindName });
}

export function measureCounts({ ctx, kind, sync }: Visit, counts: Counts): void {
  for (const state of states)
    ctx.measure('capstan_weaver_copies', counts[state], { kind: kind.resource.kind, namespace: namespaceOf(sync), state });
}

function lastWrite(sources: readonly ReadSource[]): number | undefined {
  const times = sources.flatMap(({ metadata }) => (metadata.managedFields ?? []).map(({ time = '' }) => Date.parse(time)));
  const known = times.filter((time) => !Number.isNaN(time));
  return known.length === 0 ? undefined : Math.max(...known);
}
