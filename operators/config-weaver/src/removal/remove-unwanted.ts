import type { ObjectMeta, ObjectRef } from '@capstan/schema';
import { refused, type TargetState } from '../copies/copy-job.ts';
import { type Round, stamps } from '../visit/rounds.ts';
import type { Part, Turn, Worked } from '../visit/turns.ts';
import type { Visit } from '../visit/visit.ts';
import { announceRemovals } from './announce-removals.ts';
import { isStuck, type Removal, type RemovalJob, removeCopy } from './remove-copy.ts';

/** A copy, with its metadata where the operator's cache has them. */
export interface Found {
  readonly ref: ObjectRef;
  readonly metadata?: ObjectMeta;
}

/**
 * Copies of a sync, wherever they are: by the marks in the operator's cache, by what this process has just made, and where
 * there is no cache by what the status says. Only under names that the sync has had: marks alone can be forged.
 */
export function findCopies(visit: Visit, wanted: ReadonlySet<string>): readonly Found[] {
  const found = new Map<string, Found>();
  for (const copy of copiesOf(visit, wanted)) found.set(`${copy.ref.namespace}/${copy.ref.name}`, copy);
  return [...found.values()];
}

/** The same, of which some may come twice: the one that tells more comes later. */
export function* copiesOf({ sync, ctx, kind, memory }: Visit, wanted: ReadonlySet<string>): Generator<Found> {
  const { uid } = sync.metadata;
  const names = new Set([...wanted, ...(sync.status?.copyNames ?? [])]);
  for (const { ref } of memory.checked.all(uid)) if (names.has(ref.name)) yield { ref };
  if (kind.cached) {
    for (const { metadata } of ctx.metadata(kind.resource).byIndex('owner', uid)) {
      const { name, namespace } = metadata;
      if (names.has(name) && !memory.removed.has(metadata.uid)) yield { ref: { name, namespace }, metadata };
    }
  } else {
    for (const namespace of sync.status?.placedIn ?? []) for (const name of names) yield { ref: { name, namespace } };
  }
}

/** What it takes to do a part of a visit: as whom, for how long, and how far earlier visits have come. */
export interface Step {
  readonly job: RemovalJob;
  readonly turn: Turn;
  readonly round: Round;
}

/** The removal of copies as a part of a visit's work. */
export function removalOf(
  visit: Visit,
  round: Round,
  copies: readonly Found[],
  work: (copy: Found) => Promise<Removal>,
): Part<Found, Removal> {
  const stampOf = stamps(visit, round);
  return {
    items: copies,
    keyOf: ({ ref }) => `${ref.namespace}/${ref.name}`,
    stampOf: ({ ref }) => stampOf(ref),
    work,
    done: round.removed,
    // The cache showed for a moment longer what was let go of; what could not be, and is gone now, stays nowhere.
    tell: (before, now) => (now.result === 'absent' && !isStuck(before) ? before : now),
  };
}

/** Removes the copies that are no longer wanted. Answers those that could not be. */
export async function removeUnwanted(
  visit: Visit,
  { job, turn, round }: Step,
  wanted: { readonly names: ReadonlySet<string>; readonly namespaces: ReadonlySet<string> },
): Promise<Worked<TargetState>> {
  const isWanted = ({ namespace = '', name }: ObjectRef) => wanted.names.has(name) && wanted.namespaces.has(namespace);
  const unwanted = findCopies(visit, wanted.names).filter(({ ref }) => !isWanted(ref));
  const worked = await turn.work(removalOf(visit, round, unwanted, ({ ref, metadata }) => removeCopy(job, ref, metadata)));
  if (worked.end !== 'all') return worked;
  // What is gone is no longer found; all that the round has removed is told at its end.
  announceRemovals(
    visit,
    [...round.removed.values()].map(({ value }) => value),
    { why: 'unwanted' },
  );
  return { end: 'all', results: worked.results.flatMap((removal) => leftover(removal, visit)) };
}

function leftover(removal: Removal, { kind }: Visit): readonly TargetState[] {
  if (!isStuck(removal)) return [];
  const { namespace = '', name } = removal.ref;
  const message = `${kind.resource.kind} ${namespace}/${name} is no longer wanted and stays: ${removal.message}`;
  if (removal.result === 'forbidden') return [refused(namespace, 'Forbidden', message)];
  return [{ namespace, state: 'Failed', reason: 'Failed', message }];
}
