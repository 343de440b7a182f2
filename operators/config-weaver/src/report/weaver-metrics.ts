import type { MetricDefinition, MetricValue } from '@capstan/runtime';
import { namespaceOf, type Sync } from '../api/sync.ts';
import type { CopyKind } from '../content/copy-kind.ts';
import type { ReadSource } from '../content/read-sources.ts';
import type { TargetState } from '../copies/copy-job.ts';
import type { Visit } from '../visit/visit.ts';

/** What a kind of sync measures. No label holds anything but kinds, namespaces and reasons. */
export const weaverMetrics = ({ resource }: CopyKind, counts: TargetCounts): Readonly<Record<string, MetricDefinition>> => ({
  capstan_weaver_copies: {
    type: 'gauge',
    help: 'Targets of the syncs of a namespace, by state',
    labels: ['kind', 'namespace', 'state'],
    read: () => counts.values(resource.kind),
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
});

const states = ['Synced', 'Refused', 'Failed'] as const;
type Counts = Readonly<Record<(typeof states)[number], number>>;

/** How the targets of all syncs stand. */
export class TargetCounts {
  readonly #bySync = new Map<string, { readonly namespace: string; readonly counts: Counts }>();

  /** Replaces what is known of a sync. */
  replace(sync: Sync, counts: Counts): void {
    this.#bySync.set(sync.metadata.uid, { namespace: namespaceOf(sync), counts });
  }

  forget(sync: Sync): void {
    this.#bySync.delete(sync.metadata.uid);
  }

  /** The sums of each namespace that has syncs. */
  values(kind: string): readonly MetricValue[] {
    const byNamespace = Map.groupBy(this.#bySync.values(), ({ namespace }) => namespace);
    return [...byNamespace].flatMap(([namespace, syncs]) =>
      states.map((state) => ({
        labels: { kind, namespace, state },
        value: syncs.reduce((sum, { counts }) => sum + counts[state], 0),
      })),
    );
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
  memory.counts.replace(sync, { Synced: number('Synced'), Refused: number('Refused'), Failed: number('Failed') });
  for (const target of targets) {
    if (target.state !== 'Synced') ctx.measure('capstan_weaver_refusals_total', 1, { kind: kindName, reason: target.reason });
    else if (target.change !== 'none') ctx.measure('capstan_weaver_writes_total', 1, { kind: kindName, change: target.change });
  }
  if (leftOut > 0) ctx.measure('capstan_weaver_refusals_total', leftOut, { kind: kindName, reason: 'LeftOut' });
  const changed = lastWrite(sources);
  if (changed !== undefined && targets.some((target) => target.state === 'Synced' && target.change === 'updated'))
    ctx.measure('capstan_weaver_propagation_seconds', Math.max(0, Date.now() - changed) / 1000, { kind: kindName });
}

function lastWrite(sources: readonly ReadSource[]): number | undefined {
  const times = sources.flatMap(({ metadata }) => (metadata.managedFields ?? []).map(({ time = '' }) => Date.parse(time)));
  const known = times.filter((time) => !Number.isNaN(time));
  return known.length === 0 ? undefined : Math.max(...known);
}
