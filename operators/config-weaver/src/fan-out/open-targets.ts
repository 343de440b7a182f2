import type { ObjectRef } from '@capstan/schema';
import type { Desired, TroubledTarget } from '../copies/copy-job.ts';
import { withoutRight } from '../copies/explain-failure.ts';
import { unfitTarget } from '../copies/target-plan.ts';
import { copiesOf, type Step } from '../removal/remove-unwanted.ts';
import { stamps } from '../visit/rounds.ts';
import type { Unfinished } from '../visit/turns.ts';
import type { Visit } from '../visit/visit.ts';

/** Why no copy can come to be in a namespace, as far as rights go. */
export interface Answer {
  readonly namespace: string;
  readonly bar: TroubledTarget | undefined;
}

/** Wanted namespaces, by whether the ServiceAccount could put a copy there. */
export interface Targets {
  readonly end: 'all';
  readonly open: readonly string[];
  readonly barred: readonly TroubledTarget[];
  /** How many the selector matches that are no targets, because they do not let the ServiceAccount in. */
  readonly leftOut: number;
}

/**
 * Tells targets without rights from the others before any is counted, recorded or written. A namespace that is named is
 * refused for what it is. One that is only selected is a target only where its owner lets the ServiceAccount in, or has done
 * so and a copy is there: otherwise nothing that a tenant sees may depend on it, or a selector could ask about labels.
 */
export async function openTargets(
  visit: Visit,
  { job, turn, round }: Step,
  {
    desired,
    names,
    wanted,
  }: { readonly desired: Desired; readonly names: ReadonlySet<string>; readonly wanted: readonly string[] },
): Promise<Targets | Unfinished> {
  const { sync, kind } = visit;
  const known = new Set<string | undefined>();
  for (const { ref } of copiesOf(visit, names)) known.add(ref.namespace);
  const stampOf = stamps(visit, round);
  const named = new Set(sync.spec.syncToNamespaces);
  const unfit = new Map(wanted.map((namespace) => [namespace, unfitTarget(kind, desired, namespace)]));
  const refOf = (namespace: string) => ({ name: desired.name, namespace });
  const asked = await turn.work({
    items: wanted.filter((each) => !(unfit.get(each) && named.has(each)) && !(kind.cached && known.has(each))),
    keyOf: (namespace) => namespace,
    stampOf: (namespace) => stampOf(refOf(namespace)),
    work: async (namespace) => ({ namespace, bar: await barOf(visit, job, refOf(namespace)) }),
    done: round.asked,
  });
  if (asked.end !== 'all') return asked;
  const bars = new Map(asked.results.map(({ namespace, bar }) => [namespace, bar]));
  const targets = wanted.filter((each) => !bars.get(each) || named.has(each) || known.has(each));
  const barOrUnfit = (namespace: string) => bars.get(namespace) ?? unfit.get(namespace);
  return {
    end: 'all',
    open: targets.filter((namespace) => !barOrUnfit(namespace)),
    barred: targets.flatMap((namespace) => barOrUnfit(namespace) ?? []),
    leftOut: wanted.length - targets.length,
  };
}

/** Nothing may be made there, nor may anything be changed that is or may be there. */
async function barOf({ ctx, kind, sync, memory }: Visit, job: Step['job'], ref: ObjectRef): Promise<TroubledTarget | undefined> {
  if (!job.namespaces.get({ name: ref.namespace ?? '' })) memory.checked.forget(sync.metadata.uid, ref); // it went with its namespace
  const unmade = await withoutRight(job, ref, ['create']);
  if (!unmade) return kind.cached ? undefined : withoutRight(job, ref, ['get']);
  const mayBeThere = !kind.cached || ctx.metadata(kind.resource).get(ref) !== undefined;
  return mayBeThere && !(await withoutRight(job, ref, ['get', 'patch'])) ? undefined : unmade;
}
